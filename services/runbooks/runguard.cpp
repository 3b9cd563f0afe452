// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/runbooks/runguard.h"

#include "services/runbooks/interruptedruns.h"
#include "services/runbooks/planner.h"

#include <QCoreApplication>

#include <algorithm>

namespace opsdeck {

namespace {

class Guard
{
    Q_DECLARE_TR_FUNCTIONS(Guard)
};

tl::unexpected<Error> refused(const QString &why, const QString &advice)
{
    return failure(ErrorKind::Guard, Guard::tr("Not run: %1").arg(why),
                   advice + QLatin1Char(' ') + Guard::tr("Nothing was changed."));
}

QList<UnsettledRun> interruptedRunsWhere(const RunPlan &plan, const QList<UnsettledRun> &unsettled)
{
    QList<UnsettledRun> runs;
    for (const UnsettledRun &run : unsettled) {
        if (!run.isOpen && run.target == plan.environment.toString())
            runs.append(run);
    }
    return runs;
}

} // namespace

QList<UnsettledRun> runsInTheWay(const RunPlan &plan, const QList<UnsettledRun> &unsettled)
{
    if (plan.danger == Danger::ReadOnly)
        return {};
    QList<UnsettledRun> runs = interruptedRunsWhere(plan, unsettled);
    runs.removeIf([](const UnsettledRun &run) { return run.isReadOnly; });
    return runs;
}

Result<QList<UnsettledRun>> settledRuns(const RunPlan &plan, const QList<UnsettledRun> &unsettled,
                                        const QStringList &settled)
{
    const QList<UnsettledRun> all = interruptedRunsWhere(plan, unsettled);
    QList<UnsettledRun> named;
    for (const QString &name : settled) {
        const std::optional<UnsettledRun> run = runNamed(all, name);
        if (!run) {
            return refused(Guard::tr("there is no interrupted run '%1' in %2.")
                               .arg(name.left(60), plan.environment.toString()),
                           Guard::tr("Name it as the notice does, by its first 8 characters."));
        }
        if (!named.contains(*run))
            named.append(*run);
    }
    return named;
}

Error refusalFor(const UnsettledRun &inTheWay)
{
    return {ErrorKind::Guard,
            Guard::tr("Not run: an earlier run there has no known end. %1")
                .arg(interruptedText(inTheWay)),
            Guard::tr("Look at what it left behind, then say so: opsdeckctl runbook settle %1, or "
                      "the notice's button in the window. Nothing was changed.")
                .arg(shortId(inTheWay.runId)),
            {}};
}

Result<void> guardRun(const RunPlan &frozen, const RunPlan &fresh, const Confirmation &confirmation,
                      const Instant &now)
{
    const QString environment = frozen.environment.environment.toString();
    // The hash that came along is not believed: it is what the plan must be, not what it is.
    if (frozen.hash != planHash(frozen) || frozen.hash != fresh.hash)
        return refused(Guard::tr("the plan is no longer the one that was shown."),
                       Guard::tr("Read the new plan, then confirm again."));
    if (frozen.frozenAt.ageAt(now) > kPlanValidFor)
        return refused(Guard::tr("the plan is older than %1.").arg(durationText(kPlanValidFor)),
                       Guard::tr("Read the plan again, then confirm."));
    if (!confirmation.armed && frozen.danger != Danger::ReadOnly)
        return refused(Guard::tr("%1 is read-only.").arg(environment),
                       Guard::tr("Arm it, then confirm again."));
    const QString expected = frozen.confirmationText();
    if (!expected.isEmpty() && confirmation.typedText.isEmpty())
        return refused(Guard::tr("%1 is protected, and its name was not typed.").arg(expected),
                       Guard::tr("Type %1 to confirm.").arg(expected));
    if (!expected.isEmpty() && confirmation.typedText != expected)
        return refused(Guard::tr("the typed name is not '%1'.").arg(expected),
                       Guard::tr("Type %1 to confirm.").arg(expected));
    return {};
}

} // namespace opsdeck
