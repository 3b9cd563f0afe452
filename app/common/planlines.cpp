// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/planlines.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

class PlanText
{
    Q_DECLARE_TR_FUNCTIONS(PlanText)
};

} // namespace

QStringList planLines(const RunPlan &plan)
{
    QStringList lines;
    for (qsizetype i = 0; i < plan.steps.size(); ++i) {
        const PlannedStep &step = plan.steps.at(i);
        lines << PlanText::tr("  %1. %2 (at most %3)")
                     .arg(i + 1)
                     .arg(step.title, durationText(step.timeout));
        for (qsizetype at = 0; at < step.argumentVector.size(); ++at)
            lines << QStringLiteral("       %1  %2").arg(at, 2).arg(step.argumentVector.at(at));
        for (const QString &fact : step.facts)
            lines << QStringLiteral("       %1").arg(fact);
        for (const SecretUse &use : step.secrets)
            lines << PlanText::tr("       password %1: %2")
                         .arg(use.credential.toString(), use.delivery);
    }
    return lines;
}

} // namespace opsdeck
