// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/runbooks/runbookengine.h"

#include "services/base/clock.h"
#include "services/runbooks/planner.h"

#include <QUuid>

namespace opsdeck {

RunbookEngine::RunbookEngine(RunExecution::Parts parts, QObject *parent)
    : QObject(parent)
    , m_parts(std::move(parts))
    , m_interrupted(m_parts.audit, m_parts.actor, m_parts.context.dataDirectory, this)
{}

RunbookEngine::~RunbookEngine() = default;

void RunbookEngine::setWorkspace(const WorkspacePtr &workspace)
{
    m_workspace = workspace;
}

void RunbookEngine::plan(const RunbookId &runbook, const EnvironmentKey &environment)
{
    if (!m_workspace)
        return;
    const auto plan = planRun(*m_workspace, runbook, environment, m_parts.kinds,
                              m_parts.context.dataDirectory, m_parts.context.clock->now());
    if (plan)
        Q_EMIT planned(*plan);
    else
        Q_EMIT planFailed(runbook, environment, plan.error());
}

void RunbookEngine::refuse(const RunPlan &plan, const Error &error)
{
    AuditEntry entry;
    entry.actor = m_parts.actor;
    entry.action = QStringLiteral("runbook.refused");
    entry.target = plan.environment.toString();
    entry.outcome = QStringLiteral("refused");
    entry.planHash = plan.hash;
    entry.body = {{QStringLiteral("runbook"), plan.runbook.toString()},
                  {QStringLiteral("why"), error.message}};
    if (m_workspace)
        entry.body.insert(QStringLiteral("workspace"), m_workspace->id);
    m_parts.audit->append(entry, this,
                          [this, error](const Result<AuditEntry> &) { Q_EMIT refused(error); });
}

void RunbookEngine::start(const RunPlan &frozen, const Confirmation &confirmation)
{
    if (!m_workspace)
        return refuse(frozen, {ErrorKind::Guard, tr("Not run: no workspace is loaded."), {}, {}});
    const Instant now = m_parts.context.clock->now();
    const auto fresh = planRun(*m_workspace, frozen.runbook, frozen.environment, m_parts.kinds,
                               m_parts.context.dataDirectory, now);
    if (!fresh)
        return refuse(frozen, fresh.error());
    if (const auto allowed = guardRun(frozen, *fresh, confirmation, now); !allowed)
        return refuse(frozen, allowed.error());
    if (!m_recordDoubt.isEmpty() && fresh->isProtected && !confirmation.acceptsBrokenRecord) {
        return refuse(frozen, {ErrorKind::Guard,
                               tr("Not run: %1").arg(m_recordDoubt),
                               tr("%1 is protected: say that you go on with a broken record, then "
                                  "confirm again. Nothing was changed.")
                                   .arg(fresh->environmentTitle),
                               {}});
    }
    auto lock = RunLock::take(m_parts.context.dataDirectory, frozen.environment);
    if (!lock)
        return refuse(frozen, lock.error());
    const QString runId = QUuid::createUuid().toString(QUuid::WithoutBraces);
    RunExecution::Parts parts = m_parts;
    parts.context.environment = frozen.environment;
    parts.workspaceId = m_workspace->id;
    parts.context.lockDescriptor = (*lock)->descriptor();
    auto *run = new RunExecution(runId, frozen, std::move(parts), std::move(*lock), this);
    m_runs.insert(runId, run);
    connect(run, &RunExecution::progressChanged, this, &RunbookEngine::progressChanged);
    connect(run, &RunExecution::outputAdded, this, &RunbookEngine::outputAdded);
    connect(run, &RunExecution::ended, this, [this, run, runId] {
        m_runs.remove(runId);
        run->deleteLater();
        if (m_runs.isEmpty())
            Q_EMIT idle();
    });
    connect(run, &RunExecution::refused, this, [this, run](const Error &error) {
        m_runs.remove(run->progress().runId);
        run->deleteLater();
        Q_EMIT refused(error);
        if (m_runs.isEmpty())
            Q_EMIT idle();
    });
    m_interrupted.lookIn(frozen.environment, [this, run, frozen, confirmation](
                                                 const Result<QList<UnsettledRun>> &unsettled) {
        if (unsettled)
            return admit(run, frozen, confirmation, *unsettled);
        drop(run);
        Error error = unsettled.error();
        error.kind = ErrorKind::Guard; // no record, no action
        error.message = tr("Not run: the record can't be used, and nothing is done without one. %1")
                            .arg(error.message);
        error.advice = (error.advice + QLatin1Char(' ') + tr("Nothing was changed.")).trimmed();
        refuse(frozen, error);
    });
}

void RunbookEngine::admit(RunExecution *run, const RunPlan &frozen,
                          const Confirmation &confirmation, const QList<UnsettledRun> &unsettled)
{
    QList<UnsettledRun> here = unsettled;
    here.removeIf([&](const UnsettledRun &each) {
        return each.isOpen || each.target != frozen.environment.toString();
    });
    if (!here.isEmpty())
        Q_EMIT interrupted(here);
    const auto looked = settledRuns(frozen, unsettled, confirmation.settled);
    if (!looked) {
        drop(run);
        return refuse(frozen, looked.error());
    }
    QList<UnsettledRun> inTheWay = runsInTheWay(frozen, unsettled);
    inTheWay.removeIf([&](const UnsettledRun &each) { return looked->contains(each); });
    if (!inTheWay.isEmpty()) {
        drop(run);
        return refuse(frozen, refusalFor(inTheWay.first()));
    }
    m_interrupted.settle(*looked, [this, run, frozen](const std::optional<Error> &error) {
        if (!error)
            return run->start();
        drop(run);
        refuse(frozen, {ErrorKind::Guard, tr("Not run: %1").arg(error->message), error->advice,
                        error->detail});
    });
}

void RunbookEngine::drop(RunExecution *run)
{
    m_runs.remove(run->progress().runId);
    delete run; // with its lock
    if (m_runs.isEmpty())
        Q_EMIT idle();
}

void RunbookEngine::lookForInterruptedRuns()
{
    m_interrupted.lookEverywhere([this](const Result<QList<UnsettledRun>> &unsettled) {
        if (!unsettled)
            return Q_EMIT problem(unsettled.error());
        QList<UnsettledRun> over = *unsettled;
        over.removeIf([](const UnsettledRun &run) { return run.isOpen; });
        if (!over.isEmpty())
            Q_EMIT interrupted(over);
    });
}

void RunbookEngine::settle(const QString &runId)
{
    m_parts.audit->unsettledRuns(this, [this, runId](const Result<QList<UnsettledRun>> &unsettled) {
        if (!unsettled)
            return Q_EMIT problem(unsettled.error());
        QList<UnsettledRun> one = *unsettled;
        one.removeIf([&](const UnsettledRun &run) { return run.isOpen || run.runId != runId; });
        m_interrupted.settle(one, [this, runId](const std::optional<Error> &error) {
            if (error)
                Q_EMIT problem(*error);
            else
                Q_EMIT settled(runId);
        });
    });
}

void RunbookEngine::cancel(const QString &runId)
{
    if (RunExecution *run = m_runs.value(runId))
        run->cancel();
}

void RunbookEngine::cancelAll()
{
    const QList<RunExecution *> runs = m_runs.values();
    for (RunExecution *run : runs)
        run->cancel();
    if (runs.isEmpty())
        Q_EMIT idle();
}

} // namespace opsdeck
