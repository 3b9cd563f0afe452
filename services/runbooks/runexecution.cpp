// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/runbooks/runexecution.h"

#include "services/base/clock.h"

#include <QPointer>

namespace opsdeck {

namespace {

constexpr int kFlushMs = 100;
constexpr qsizetype kMostPending = 2000; ///< lines in one hand-over
constexpr qsizetype kMostLines = 50'000; ///< lines of one run

QVariantMap intentBody(const RunPlan &plan)
{
    QVariantList steps;
    for (const PlannedStep &step : plan.steps) {
        QStringList credentials;
        for (const SecretUse &use : step.secrets)
            credentials << use.credential.toString();
        steps.append(QVariantMap{{QStringLiteral("id"), step.id.toString()},
                                 {QStringLiteral("kind"), step.kind},
                                 {QStringLiteral("argv"), step.argumentVector},
                                 {QStringLiteral("facts"), step.facts},
                                 {QStringLiteral("credentials"), credentials}});
    }
    return {{QStringLiteral("runbook"), plan.runbook.toString()},
            {QStringLiteral("title"), plan.title},
            {QStringLiteral("danger"), toWord(plan.danger)},
            {QStringLiteral("steps"), steps}};
}

} // namespace

RunExecution::RunExecution(QString runId, const RunPlan &plan, Parts parts,
                           std::unique_ptr<RunLock> lock, QObject *parent)
    : QObject(parent)
    , m_parts(std::move(parts))
    , m_lock(std::move(lock))
    , m_deadline(this)
    , m_flush(this)
{
    m_progress.runId = std::move(runId);
    m_parts.context.runId = m_progress.runId;
    m_progress.plan = plan;
    m_progress.steps = QList<StepState>(plan.steps.size(), StepState::Waiting);
    m_progress.stepMessages = QList<QString>(plan.steps.size());
    m_deadline.setSingleShot(true);
    m_flush.setSingleShot(true);
    m_flush.setInterval(kFlushMs);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        m_timedOut = true;
        m_step->cancel();
    });
    connect(&m_flush, &QTimer::timeout, this, &RunExecution::flush);
}

RunExecution::~RunExecution()
{
    if (m_concluded || m_progress.state != RunState::Running)
        return;
    m_step.reset(); // kills what it runs
    record(QStringLiteral("runbook.result"), toWord(StepState::Unknown),
           {{QStringLiteral("error"), tr("The program ended before the run did.")}},
           [](const Result<AuditEntry> &) {});
}

void RunExecution::record(const QString &action, const QString &outcome, const QVariantMap &body,
                          std::function<void(const Result<AuditEntry> &)> done)
{
    AuditEntry entry;
    entry.actor = m_parts.actor;
    entry.action = action;
    entry.target = m_progress.plan.environment.toString();
    entry.outcome = outcome;
    entry.runId = m_progress.runId;
    entry.planHash = m_progress.plan.hash;
    entry.body = body;
    entry.body.insert(QStringLiteral("runbook"), m_progress.plan.runbook.toString());
    entry.body.insert(QStringLiteral("workspace"), m_parts.workspaceId);
    m_parts.audit->append(entry, this, std::move(done));
}

void RunExecution::start()
{
    m_progress.state = RunState::Running;
    m_progress.startedAt = m_parts.context.clock->now();
    record(QStringLiteral("runbook.intent"), QStringLiteral("planned"), intentBody(m_progress.plan),
           [this](const Result<AuditEntry> &written) {
               if (!written) {
                   Error error = written.error();
                   error.kind = ErrorKind::Guard; // no record, no action
                   error.message = tr("Not run: it could not be written to the record, and nothing "
                                      "is done without one. %1")
                                       .arg(error.message);
                   error.advice =
                       (error.advice + QLatin1Char(' ') + tr("Nothing was changed.")).trimmed();
                   m_concluded = true;
                   Q_EMIT refused(error);
                   return;
               }
               announce();
               if (m_cancelled)
                   return conclude(RunState::Cancelled, std::nullopt);
               startStep(0);
           });
}

void RunExecution::startStep(int index)
{
    if (index >= m_progress.plan.steps.size())
        return conclude(m_firstError ? RunState::Failed : RunState::Succeeded, m_firstError);
    record(QStringLiteral("runbook.step-start"), toWord(StepState::Running),
           {{QStringLiteral("step"), m_progress.plan.steps.at(index).id.toString()}},
           [this, index](const Result<AuditEntry> &written) {
               if (!written)
                   return conclude(RunState::Failed, written.error());
               if (m_cancelled)
                   return conclude(RunState::Cancelled, std::nullopt);
               beginStep(index);
           });
}

void RunExecution::beginStep(int index)
{
    m_current = index;
    const PlannedStep &step = m_progress.plan.steps.at(index);
    const StepKind *kind = m_parts.kinds.find(step.kind);
    m_progress.steps[index] = StepState::Running;
    announce();
    say(index, false, step.argumentVector.isEmpty() ? step.facts.value(0) : step.title);
    m_timedOut = false;
    StepContext context = m_parts.context;
    context.note = [this, id = step.id.toString()](
                       const QString &action, const QString &outcome, const QVariantMap &body,
                       QObject *asker, std::function<void(const std::optional<Error> &)> done) {
        QVariantMap whole = body;
        whole.insert(QStringLiteral("step"), id);
        record(action, outcome, whole,
               [guard = QPointer<QObject>(asker),
                done = std::move(done)](const Result<AuditEntry> &written) {
                   if (guard)
                       done(written ? std::nullopt : std::optional(written.error()));
               });
    };
    m_step = kind->create(step, context);
    connect(m_step.get(), &StepExecutor::said, this,
            [this, index](bool isError, const QString &line) { say(index, isError, line); });
    connect(m_step.get(), &StepExecutor::finished, this, &RunExecution::stepFinished);
    m_deadline.start(step.timeout);
    m_step->start();
}

void RunExecution::stepFinished(const StepOutcome &outcome)
{
    m_deadline.stop();
    m_step.release()->deleteLater();
    StepOutcome result = outcome;
    const PlannedStep &step = m_progress.plan.steps.at(m_current);
    if (m_timedOut && result.state != StepState::Succeeded) {
        if (result.state != StepState::Unknown)
            result.state = StepState::Failed;
        result.message = tr("stopped at its limit of %1").arg(durationText(step.timeout));
        result.error = Error{ErrorKind::Timeout,
                             tr("Step '%1' did not end within %2 and was stopped.")
                                 .arg(step.title, durationText(step.timeout)),
                             tr("Try: look at its output; what it began may be half done."),
                             {}};
    }
    m_progress.steps[m_current] = result.state;
    m_progress.stepMessages[m_current] = result.message;
    say(m_current, result.state != StepState::Succeeded,
        result.error ? result.message + QStringLiteral(": ") + result.error->message
                     : result.message);
    if (result.error && !m_firstError)
        m_firstError = result.error;
    announce();
    record(
        QStringLiteral("runbook.step-end"), toWord(result.state),
        {{QStringLiteral("step"), step.id.toString()}, {QStringLiteral("message"), result.message}},
        [this, result,
         goOn = step.onFailure == OnFailure::Continue](const Result<AuditEntry> &written) {
            if (!written)
                return conclude(RunState::Failed, written.error());
            if (m_cancelled || result.state == StepState::Cancelled)
                return conclude(RunState::Cancelled, std::nullopt);
            if (result.state != StepState::Succeeded && !goOn)
                return conclude(RunState::Failed, m_firstError);
            startStep(m_current + 1);
        });
}

void RunExecution::cancel()
{
    if (m_cancelled || m_concluded)
        return;
    m_cancelled = true;
    m_deadline.stop();
    say(-1, false, tr("Stop was asked for."));
    if (m_step)
        m_step->cancel();
}

void RunExecution::conclude(RunState state, const std::optional<Error> &error)
{
    if (std::exchange(m_concluded, true))
        return;
    for (StepState &step : m_progress.steps) {
        if (step == StepState::Waiting)
            step = StepState::Skipped;
    }
    m_progress.error = error;
    m_progress.endedAt = m_parts.context.clock->now();
    QVariantMap body;
    if (error)
        body.insert(QStringLiteral("error"), error->message);
    record(QStringLiteral("runbook.result"), toWord(state), body,
           [this, state](const Result<AuditEntry> &written) {
               // What is not on the record is no success.
               m_progress.state =
                   !written && state == RunState::Succeeded ? RunState::Failed : state;
               if (!written && !m_progress.error)
                   m_progress.error = written.error();
               m_lock.reset();
               flush();
               announce();
               Q_EMIT ended();
           });
}

void RunExecution::say(int step, bool isError, const QString &text)
{
    if (m_pending.size() < kMostPending && m_lines < kMostLines) {
        m_pending.append({m_parts.context.clock->now(), step, isError, text});
        ++m_lines;
    }
    if (m_lines == kMostLines) {
        m_pending.append({m_parts.context.clock->now(), step, true,
                          tr("The run has said too much: what follows is not shown.")});
        ++m_lines;
    }
    if (!m_flush.isActive())
        m_flush.start();
}

void RunExecution::flush()
{
    m_flush.stop();
    if (m_pending.isEmpty())
        return;
    if (m_pending.size() >= kMostPending)
        m_pending.append({m_pending.constLast().at, m_pending.constLast().step, true,
                          tr("More output came than can be shown; lines are missing here.")});
    Q_EMIT outputAdded(m_progress.runId, std::exchange(m_pending, {}));
}

} // namespace opsdeck
