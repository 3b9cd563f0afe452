// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"
#include "services/domain/runbook.h"

namespace opsdeck {

/// What a person did before a run may start.
struct Confirmation {
    QString typedText;
    bool armed = false; ///< the environment is armed; a command line that names it counts as arming
};

/// A plan older than this must be made and read anew.
constexpr Milliseconds kPlanValidFor{5 * 60'000};

/// Whether the frozen plan may run now. `fresh` is the same plan made anew: nothing may have changed since it was read.
/// Errors: Guard, in words that say that nothing was changed.
Result<void> guardRun(const RunPlan &frozen, const RunPlan &fresh, const Confirmation &confirmation, const Instant &now);

} // namespace opsdeck
