// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/audit/auditlog.h"
#include "services/runbooks/runlock.h"
#include "services/runbooks/stepkind.h"

#include <QTimer>

namespace opsdeck {

/// One confirmed run: intent into the record, the steps in order, the result into the record. No
/// record, no step.
class RunExecution final : public QObject
{
    Q_OBJECT
public:
    struct Parts
    {
        StepRegistry kinds;
        StepContext context;
        AuditLog *audit = nullptr;
        QString actor;
        QString workspaceId = {};
    };

    RunExecution(QString runId, const RunPlan &plan, Parts parts, std::unique_ptr<RunLock> lock,
                 QObject *parent);
    /// Of a run that goes on: kills its step and puts an unknown result into the record.
    ~RunExecution() override;

    void start();
    void cancel();

    const RunProgress &progress() const { return m_progress; }

Q_SIGNALS:
    void progressChanged(const opsdeck::RunProgress &progress);
    void outputAdded(const QString &runId, const QList<opsdeck::OutputLine> &lines);
    void ended(); ///< progress() is final
    /// Nothing was begun, for the intent could not be recorded. Last signal.
    void refused(const opsdeck::Error &error);

private:
    void record(const QString &action, const QString &outcome, const QVariantMap &body,
                std::function<void(const Result<AuditEntry> &)> done);
    void startStep(int index);
    void beginStep(int index);
    void stepFinished(const StepOutcome &outcome);
    void conclude(RunState state, const std::optional<Error> &error);
    void say(int step, bool isError, const QString &text);
    void flush();

    void announce() { Q_EMIT progressChanged(m_progress); }

    Parts m_parts;
    std::unique_ptr<RunLock> m_lock;
    RunProgress m_progress;
    std::unique_ptr<StepExecutor> m_step;
    int m_current = -1;
    qsizetype m_lines = 0; ///< said so far
    bool m_cancelled = false;
    bool m_timedOut = false;
    bool m_concluded = false;
    std::optional<Error> m_firstError;
    QTimer m_deadline;
    QTimer m_flush;
    QList<OutputLine> m_pending;
};

} // namespace opsdeck
