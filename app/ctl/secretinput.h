// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"
#include "services/domain/secret.h"

namespace opsdeck {

/// One line from the terminal without echo, or all of standard input when that is none (a last line
/// end is left off). Errors: Config when nothing came or it is longer than 8 KiB.
Result<Secret> readSecret(const QString &prompt);

} // namespace opsdeck
