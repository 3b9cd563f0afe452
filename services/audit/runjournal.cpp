// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/audit/runjournal.h"

#include <algorithm>

namespace opsdeck {

void RunJournal::take(const AuditEntry &entry)
{
    if (entry.runId.isEmpty())
        return;
    const QString step = entry.body.value(QStringLiteral("step")).toString();
    if (entry.action == QLatin1String("runbook.intent")) {
        UnsettledRun run;
        run.runId = entry.runId;
        run.runbook = entry.body.value(QStringLiteral("runbook")).toString();
        run.title = entry.body.value(QStringLiteral("title"), run.runbook).toString();
        run.target = entry.target;
        run.workspace = entry.body.value(QStringLiteral("workspace")).toString();
        run.actor = entry.actor;
        run.isReadOnly =
            entry.body.value(QStringLiteral("danger")).toString() == QLatin1String("read-only");
        run.planHash = entry.planHash;
        run.startedMs = entry.timeMs;
        m_runs.append(run);
        return;
    }
    const auto run = std::find_if(m_runs.begin(), m_runs.end(), [&](const UnsettledRun &each) {
        return each.runId == entry.runId;
    });
    if (run == m_runs.end())
        return;
    if (entry.action == QLatin1String("runbook.step-start"))
        run->step = step;
    else if (entry.action == QLatin1String("runbook.step-end"))
        run->step.clear();
    else if (entry.action == QLatin1String("runbook.result")
             && entry.outcome == QLatin1String("unknown"))
        run->isOpen = false;
    else if (entry.action == QLatin1String("runbook.result")
             || entry.action == QLatin1String("runbook.settled"))
        m_runs.erase(run);
}

} // namespace opsdeck
