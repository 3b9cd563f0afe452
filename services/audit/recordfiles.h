// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"

#include <QStringList>

namespace opsdeck {

/// Makes the folder and the files of a record this user's alone: 0700 and 0600 at most. Gives a
/// sentence for each that was wider and has been repaired. What is not there is fine. Errors:
/// Permission, when one belongs to somebody else, when the folder is meant for everybody, or when
/// it can't be repaired.
Result<QStringList> keepToOurselves(const QString &recordFile);

} // namespace opsdeck
