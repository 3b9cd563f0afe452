// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/runbooks/runguard.h"

#include "services/runbooks/planner.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

class Guard
{
    Q_DECLARE_TR_FUNCTIONS(Guard)
};

tl::unexpected<Error> refused(const QString &why, const QString &advice)
{
    return failure(ErrorKind::Guard, Guard::tr("Not run: %1").arg(why), advice + QLatin1Char(' ') + Guard::tr("Nothing was changed."));
}

} // namespace

Result<void> guardRun(const RunPlan &frozen, const RunPlan &fresh, const Confirmation &confirmation, const Instant &now)
{
    const QString environment = frozen.environment.environment.toString();
    // The hash that came along is not believed: it is what the plan must be, not what it is.
    if (frozen.hash != planHash(frozen) || frozen.hash != fresh.hash)
        return refused(Guard::tr("the plan is no longer the one that was shown."), Guard::tr("Read the new plan, then confirm again."));
    if (frozen.frozenAt.ageAt(now) > kPlanValidFor)
        return refused(Guard::tr("the plan is older than %1.").arg(durationText(kPlanValidFor)), Guard::tr("Read the plan again, then confirm."));
    if (!confirmation.armed && frozen.danger != Danger::ReadOnly)
        return refused(Guard::tr("%1 is read-only.").arg(environment), Guard::tr("Arm it, then confirm again."));
    const QString expected = frozen.confirmationText();
    if (!expected.isEmpty() && confirmation.typedText != expected)
        return refused(Guard::tr("the typed name is not '%1'.").arg(expected), Guard::tr("Type the environment's name to confirm."));
    return {};
}

} // namespace opsdeck
