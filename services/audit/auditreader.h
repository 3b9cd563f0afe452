// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/audit/auditchain.h"
#include "services/domain/result.h"

#include <functional>

namespace opsdeck {

/// Every row of a record as it is kept, oldest first, in one look that writers do not change; the
/// chain is judged on the way. `each` gives false to end it. Blocks while it reads: not for the GUI
/// or engine thread. Errors: Storage, Garbage.
Result<AuditVerdict> readAudit(const QString &path,
                               const std::function<bool(const AuditRow &)> &each);

} // namespace opsdeck
