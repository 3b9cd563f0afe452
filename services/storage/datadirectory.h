// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"

namespace opsdeck {

/// Where history, record, artifacts and locks lie: $OPSDECK_DATA_DIR, else the user's data folder.
/// Made with mode 0700; one that others may write to, or that belongs to somebody else, is refused.
/// Absolute, without a trailing slash. Errors: Storage, Permission.
Result<QString> dataDirectory();

} // namespace opsdeck
