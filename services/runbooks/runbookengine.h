// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/runbooks/runexecution.h"
#include "services/runbooks/runguard.h"

#include <QHash>

namespace opsdeck {

/// Plans and runs runbooks on the thread it lives on. Whatever the window or the command line checked before, the same rules
/// are enforced here, where a run starts.
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
    /// Answered by planned() or planFailed().
    void plan(const opsdeck::RunbookId &runbook, const opsdeck::EnvironmentKey &environment);
    /// Answered by progressChanged(), or by refused(), which is in the record too.
    void start(const opsdeck::RunPlan &frozen, const opsdeck::Confirmation &confirmation);
    void cancel(const QString &runId);
    void cancelAll();

Q_SIGNALS:
    void planned(const opsdeck::RunPlan &plan);
    void planFailed(const opsdeck::RunbookId &runbook, const opsdeck::EnvironmentKey &environment, const opsdeck::Error &error);
    void refused(const opsdeck::Error &error);
    void progressChanged(const opsdeck::RunProgress &progress);
    void outputAdded(const QString &runId, const QList<opsdeck::OutputLine> &lines);
    void idle(); ///< the last run under way has ended

private:
    void refuse(const RunPlan &plan, const Error &error);

    RunExecution::Parts m_parts;
    WorkspacePtr m_workspace;
    QHash<QString, RunExecution *> m_runs;
};

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::Confirmation)
