// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/audit/runjournal.h"
#include "services/domain/result.h"
#include "services/domain/runbook.h"

namespace opsdeck {

/// What a person did before a run may start.
struct Confirmation
{
    QString typedText;
    bool armed = false; ///< the environment is armed; a command line that names it counts as arming
    QStringList settled = {}; ///< interrupted runs that this person has looked at, by id or its
                              ///< first 8 or more characters
    bool acceptsBrokenRecord =
        false; ///< a person was told that the record is broken and goes on all the same
};

/// A plan older than this must be made and read anew.
constexpr Milliseconds kPlanValidFor{5 * 60'000};

/// Whether the frozen plan may run now. `fresh` is the same plan made anew: nothing may have
/// changed since it was read. Errors: Guard, in words that say that nothing was changed.
Result<void> guardRun(const RunPlan &frozen, const RunPlan &fresh, const Confirmation &confirmation,
                      const Instant &now);

/// The interrupted runs of any runbook in the plan's environment that nobody has settled: they keep
/// it from running, unless one of the two is read-only: what a responder looks with must go on. Of
/// any workspace: the same platform and environment are the same machines, as they are to the lock.
QList<UnsettledRun> runsInTheWay(const RunPlan &plan, const QList<UnsettledRun> &unsettled);
/// The interrupted runs in the plan's environment that `settled` names. Errors:
/// Guard for a name that is none's.
Result<QList<UnsettledRun>> settledRuns(const RunPlan &plan, const QList<UnsettledRun> &unsettled,
                                        const QStringList &settled);
/// The refusal of a plan that such a run keeps from running.
Error refusalFor(const UnsettledRun &inTheWay);

} // namespace opsdeck
