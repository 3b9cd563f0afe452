// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/runbooks/stepkind.h"

namespace opsdeck {

/// Everything decided, nothing done: exactly what a run of `runbook` in `environment` would be.
/// Looks programs up, changes nothing. Errors: NotFound, Config;
/// Guard when it would be verified by programs that nobody has trusted.
Result<RunPlan> planRun(const Workspace &workspace, const RunbookId &runbook,
                        const EnvironmentKey &environment, const StepRegistry &kinds,
                        const QString &dataDirectory, const Instant &now);

/// SHA-256 in hex over all of a plan but the time it was frozen at and the hash itself.
QString planHash(const RunPlan &plan);

} // namespace opsdeck
