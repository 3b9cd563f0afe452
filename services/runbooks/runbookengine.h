// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/runbooks/interruptedruns.h"
#include "services/runbooks/runexecution.h"
#include "services/runbooks/runguard.h"

#include <QHash>

namespace opsdeck {

/// Plans and runs runbooks on the thread it lives on. Whatever the window or the command line
/// checked before, the same rules are enforced here, where a run starts.
class RunbookEngine final : public QObject
{
    Q_OBJECT
public:
    /// What `parts` points to outlives the engine.
    RunbookEngine(RunExecution::Parts parts, QObject *parent = nullptr);
    ~RunbookEngine() override;

    bool isRunning() const { return !m_runs.isEmpty(); }

public Q_SLOTS:
    void setWorkspace(const opsdeck::WorkspacePtr &workspace);

    /// Why the record can't be trusted; empty when it can. Where an environment is protected,
    /// nothing is run then but by a confirmation that says that it knows.
    void setRecordDoubt(const QString &why) { m_recordDoubt = why; }

    /// Answered by planned() or planFailed().
    void plan(const opsdeck::RunbookId &runbook, const opsdeck::EnvironmentKey &environment);
    /// Answered by progressChanged(), or by refused(), which is in the record too.
    void start(const opsdeck::RunPlan &frozen, const opsdeck::Confirmation &confirmation);
    void cancel(const QString &runId);
    /// idle() comes in any case: at once when nothing is under way.
    void cancelAll();
    /// Looks for runs that the program did not live to end, in every environment where none is
    /// under way. Answered by interrupted(), when there are any that nobody has settled, or by
    /// problem().
    void lookForInterruptedRuns();
    /// A person has looked at what this run left behind. Answered by settled() or problem().
    void settle(const QString &runId);

Q_SIGNALS:
    void planned(const opsdeck::RunPlan &plan);
    void planFailed(const opsdeck::RunbookId &runbook, const opsdeck::EnvironmentKey &environment,
                    const opsdeck::Error &error);
    void refused(const opsdeck::Error &error);
    void progressChanged(const opsdeck::RunProgress &progress);
    void outputAdded(const QString &runId, const QList<opsdeck::OutputLine> &lines);
    /// Runs whose end is not known and that nobody has settled: all, or before a run those that
    /// touch it.
    void interrupted(const QList<opsdeck::UnsettledRun> &runs);
    void settled(const QString &runId);
    void problem(const opsdeck::Error &error);
    void idle(); ///< the last run under way has ended, or there was none to cancel

private:
    void refuse(const RunPlan &plan, const Error &error);
    /// The run's environment is locked; what earlier runs left open there decides.
    void admit(RunExecution *run, const RunPlan &frozen, const Confirmation &confirmation,
               const QList<UnsettledRun> &unsettled);
    void drop(RunExecution *run);

    RunExecution::Parts m_parts;
    WorkspacePtr m_workspace;
    InterruptedRuns m_interrupted;
    QString m_recordDoubt;
    QHash<QString, RunExecution *> m_runs;
};

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::Confirmation)
