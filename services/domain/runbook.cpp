// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/runbook.h"

namespace opsdeck {

QString RunPlan::confirmationText() const
{
    return isProtected && danger != Danger::ReadOnly ? environment.environment.toString()
                                                     : QString();
}

QString toWord(Danger danger)
{
    switch (danger) {
    case Danger::ReadOnly:
        return QStringLiteral("read-only");
    case Danger::Low:
        return QStringLiteral("low");
    case Danger::Disruptive:
        return QStringLiteral("disruptive");
    case Danger::Destructive:
        break;
    }
    return QStringLiteral("destructive");
}

QString toWord(RunState state)
{
    switch (state) {
    case RunState::Planned:
        return QStringLiteral("planned");
    case RunState::Running:
        return QStringLiteral("running");
    case RunState::Succeeded:
        return QStringLiteral("succeeded");
    case RunState::Failed:
        return QStringLiteral("failed");
    case RunState::Cancelled:
        break;
    }
    return QStringLiteral("cancelled");
}

QString toWord(StepState state)
{
    switch (state) {
    case StepState::Waiting:
        return QStringLiteral("waiting");
    case StepState::Running:
        return QStringLiteral("running");
    case StepState::Succeeded:
        return QStringLiteral("succeeded");
    case StepState::Failed:
        return QStringLiteral("failed");
    case StepState::Cancelled:
        return QStringLiteral("cancelled");
    case StepState::Skipped:
        return QStringLiteral("skipped");
    case StepState::Unknown:
        break;
    }
    return QStringLiteral("unknown");
}

} // namespace opsdeck
