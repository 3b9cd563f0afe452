// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/cleantext.h"
#include "services/base/clock.h"
#include "services/probes/conditions/checkconditions.h"
#include "services/probes/conditions/conditionjudge.h"
#include "services/probes/kinds.h"
#include "services/probes/parameters.h"
#include "services/probes/probestart.h"
#include "services/probes/suite/suitestep.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTimer>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr int kMessageShown = 600;

/// Requests one after the other that share values; one state for all of them. Each is an http check
/// of its own, with its own conditions. The first that fails ends it, but for those to be asked
/// always.
class SuiteProbe final : public Probe
{
    Q_OBJECT
public:
    SuiteProbe(const Check &check, const ProbeContext &context)
        : m_check(check)
        , m_context(context)
    {
        m_pause.setSingleShot(true);
        connect(&m_pause, &QTimer::timeout, this, &SuiteProbe::ask);
    }

    void start() override;
    QString stage() const override;

    QString address() const override { return m_inner ? m_inner->address() : m_address; }

    QStringList resolved() const override { return m_inner ? m_inner->resolved() : m_resolved; }

    QString target() const override;

    QVariantMap fieldsSoFar() const override { return m_outcome.fields; }

    QList<Sample> samplesSoFar() const override { return m_outcome.samples; }

private:
    void next();
    void ask();
    void answered(ProbeOutcome outcome);
    /// True when the step is to be asked again.
    bool retries(const ProbeOutcome &outcome, ProbeOutcome &final);
    void applyStepConditions(ProbeOutcome &outcome) const;
    void save(ProbeOutcome &outcome);
    void conclude(ProbeOutcome outcome);
    void finishSuite();
    void redact(ProbeOutcome &outcome) const;

    const SuiteStep &step() const { return m_steps.at(m_index); }

    QString fieldName(const char *name) const
    {
        return QStringLiteral("step.%1.%2").arg(step().id, QLatin1String(name));
    }

    std::function<QString(const QString &, bool)> filling() const
    {
        return [this](const QString &text, bool asGlob) {
            return m_values.intoCondition(text, asGlob);
        };
    }

    Check m_check;
    ProbeContext m_context;
    QList<SuiteStep> m_steps;
    qsizetype m_index = -1;
    SuiteValues m_values;
    std::unique_ptr<Probe> m_inner;
    QTimer m_pause;
    QElapsedTimer m_clock;
    QElapsedTimer m_stepClock;
    int m_tries = 0;
    QString m_address;
    QStringList m_resolved;
    QStringList m_parts;    ///< "login 12 ms"
    ProbeOutcome m_outcome; ///< of the whole, as it grows
    bool m_failed = false;
};

void SuiteProbe::start()
{
    m_clock.start();
    m_outcome.status = CheckStatus::Ok;
    const QVariantList steps = m_check.parameters.value(QStringLiteral("steps")).toList();
    std::optional<Error> error;
    for (const QVariant &each : steps) {
        const Result<SuiteStep> read = SuiteStep::from(each.toMap());
        if (!read)
            error = error.value_or(read.error());
        else
            m_steps.append(*read);
    }
    if (m_steps.isEmpty() && !error)
        error = missingParameter("steps");
    askLater(*this, error, [this] { next(); });
}

QString SuiteProbe::stage() const
{
    if (m_inner)
        return m_inner->stage();
    if (m_index >= 0 && m_index < m_steps.size() && step().retryUntil)
        return tr("retry until %1").arg(cleanText(step().retryUntil->written, kMessageShown));
    return QStringLiteral("start");
}

QString SuiteProbe::target() const
{
    if (m_index < 0 || m_index >= m_steps.size())
        return {};
    const QString inner = m_inner ? m_inner->target() : QString();
    return tr("%1 (step %2)")
        .arg(inner.isEmpty() ? m_address : inner, cleanText(step().title, kMessageShown));
}

void SuiteProbe::next()
{
    do {
        ++m_index;
        if (m_index < m_steps.size() && m_failed && !step().always)
            m_outcome.fields.insert(fieldName("result"), QStringLiteral("skipped"));
    } while (m_index < m_steps.size() && m_failed && !step().always);
    if (m_index >= m_steps.size()) {
        finishSuite();
        return;
    }
    m_tries = 0;
    m_stepClock.start();
    ask();
}

void SuiteProbe::ask()
{
    ++m_tries;
    const Result<QVariantMap> request = filledRequest(step(), m_values);
    if (!request) {
        conclude(failedOutcome(request.error()));
        return;
    }
    Check asked = m_check;
    asked.parameters = *request;
    // Only for what a condition on [STATUS] changes in the http check; they are judged here.
    asked.downIf = step().downIf;
    asked.degradedIf = step().degradedIf;
    if (step().retryUntil)
        asked.downIf << step().retryUntil->written;
    static const ProbeKind http = httpProbeKind();
    m_inner = http.create(asked, m_context);
    connect(m_inner.get(), &Probe::finished, this, [this](const ProbeOutcome &outcome) {
        // It is in the middle of its last signal.
        m_resolved = m_inner->resolved();
        m_inner.release()->deleteLater();
        answered(outcome);
    });
    m_inner->start();
}

void SuiteProbe::answered(ProbeOutcome outcome)
{
    m_address = outcome.address;
    ProbeOutcome final = outcome;
    if (retries(outcome, final)) {
        m_pause.start(step().every);
        return;
    }
    const bool isJudged = final.status != outcome.status;
    if (!isJudged)
        applyStepConditions(final);
    save(final);
    conclude(std::move(final));
}

bool SuiteProbe::retries(const ProbeOutcome &outcome, ProbeOutcome &final)
{
    if (!step().retryUntil
        || (outcome.status != CheckStatus::Ok && outcome.status != CheckStatus::Warning))
        return false;
    const CheckCondition until = filledCondition(*step().retryUntil, filling());
    ConditionFacts facts = conditionFacts(outcome, m_context.clock->now().wallMs);
    facts.connected = true;
    const ConditionJudgement judgement = ConditionJudge(std::move(facts)).judge(until);
    if (judgement.verdict == ConditionVerdict::Holds)
        return false;
    // What is down now needs no waiting.
    ProbeOutcome judged = outcome;
    applyStepConditions(judged);
    if (judged.status == CheckStatus::Critical) {
        final = judged;
        return false;
    }
    if (m_stepClock.elapsed() + step().every.count() <= step().within.count())
        return true;
    const QString why = judgement.reason.isEmpty()
                            ? judgement.shown
                            : tr("%1: %2").arg(judgement.shown, judgement.reason);
    final = failedOutcome({ErrorKind::Condition,
                           tr("Not within %1: %2.").arg(durationText(step().within), why),
                           tr("The answers came, but not with what the step waits for. Try: the "
                              "work behind it, its queue and its workers."),
                           {}});
    final.latency = outcome.latency;
    final.fields = outcome.fields;
    final.address = outcome.address;
    final.body = outcome.body;
    final.headers = outcome.headers;
    if (!judgement.value.isEmpty())
        final.figure = cleanText(judgement.value, 14);
    return false;
}

void SuiteProbe::applyStepConditions(ProbeOutcome &outcome) const
{
    Check judged;
    judged.downIf = step().downIf;
    judged.degradedIf = step().degradedIf;
    applyConditions(judged, outcome, m_context.clock->now().wallMs, filling());
}

void SuiteProbe::save(ProbeOutcome &outcome)
{
    if (step().save.isEmpty() || !outcome.headers)
        return;
    const bool isFine = outcome.status == CheckStatus::Ok || outcome.status == CheckStatus::Warning;
    ConditionJudge judge(conditionFacts(outcome, m_context.clock->now().wallMs));
    for (auto it = step().save.cbegin(); it != step().save.cend(); ++it) {
        const auto value = judge.valueAt(*it);
        if (value && m_values.set(step().id + QLatin1Char('.') + it.key(), *value))
            continue;
        if (!isFine)
            continue;
        const QString reason =
            value ? tr("it is null, or longer than %1 characters").arg(SuiteValues::kLongest)
                  : value.error();
        ProbeOutcome failed =
            failedOutcome({ErrorKind::Garbage,
                           tr("The answer has no %1 to save as %2: %3.")
                               .arg(cleanText(it->written, 80), it.key(), cleanText(reason, 120)),
                           tr("The server answers, but not with what the next steps need. Try: "
                              "what it answered instead."),
                           {}});
        outcome.status = failed.status;
        outcome.message = failed.message;
        outcome.figure = tr("missing");
        outcome.error = failed.error;
        return;
    }
}

void SuiteProbe::redact(ProbeOutcome &outcome) const
{
    outcome.message = m_values.redacted(outcome.message);
    outcome.figure = m_values.redacted(outcome.figure);
    if (outcome.error) {
        outcome.error->message = m_values.redacted(outcome.error->message);
        outcome.error->advice = m_values.redacted(outcome.error->advice);
        // The server may have repeated what it was sent.
        const bool sentSecret =
            step().request.value(QStringLiteral("auth")) == QLatin1String("body");
        outcome.error->detail = sentSecret ? QString() : m_values.redacted(outcome.error->detail);
    }
}

void SuiteProbe::conclude(ProbeOutcome outcome)
{
    redact(outcome);
    const auto took = std::chrono::microseconds(m_stepClock.nsecsElapsed() / 1000);
    const bool isFine = outcome.status == CheckStatus::Ok || outcome.status == CheckStatus::Warning;
    const QVariant httpStatus = outcome.fields.value(QStringLiteral("http.status"));
    QVariantMap &fields = m_outcome.fields;
    fields.insert(fieldName("result"), toWord(outcome.status));
    fields.insert(fieldName("latency_ms"), static_cast<double>(took.count()) / 1000.0);
    if (httpStatus.isValid())
        fields.insert(fieldName("status"), httpStatus);
    if (m_tries > 1)
        fields.insert(fieldName("tries"), m_tries);
    for (const char *name : {"holds", "unknown", "judged"}) {
        QStringList shown =
            outcome.fields.value(QStringLiteral("condition.") + QLatin1String(name)).toStringList();
        for (QString &each : shown)
            each = m_values.redacted(each);
        if (!shown.isEmpty())
            fields.insert(fieldName("condition.") + QLatin1String(name), shown);
    }
    const Labels labels{{QStringLiteral("step"), step().id}};
    if (wasAnswered(outcome)) {
        m_outcome.samples.append({QStringLiteral("probe_duration_seconds"), labels,
                                  std::chrono::duration<double>(took).count(), MetricType::Gauge});
    }
    m_outcome.samples.append(
        {QStringLiteral("probe_success"), labels, isFine ? 1.0 : 0.0, MetricType::Gauge});
    if (httpStatus.isValid())
        m_outcome.samples.append({QStringLiteral("probe_http_status_code"), labels,
                                  httpStatus.toDouble(), MetricType::Gauge});
    m_parts << tr("%1 %2").arg(step().title, latencyText(took));
    // The first failure is the suite's; else the first warning.
    if ((!isFine && !m_failed)
        || (outcome.status == CheckStatus::Warning && m_outcome.status == CheckStatus::Ok)) {
        m_outcome.status = outcome.status;
        m_outcome.figure = outcome.figure;
        m_outcome.message =
            cleanText(tr("Step %1: %2").arg(step().title, outcome.message), kMessageShown);
        m_outcome.error = outcome.error;
        if (m_outcome.error)
            m_outcome.error->message = cleanText(
                tr("Step %1: %2").arg(step().title, m_outcome.error->message), kMessageShown);
        m_outcome.address = outcome.address;
        m_outcome.connected = outcome.connected;
    }
    m_failed = m_failed || !isFine;
    next();
}

void SuiteProbe::finishSuite()
{
    m_outcome.latency = std::chrono::microseconds(m_clock.nsecsElapsed() / 1000);
    if (m_outcome.status == CheckStatus::Ok) {
        m_outcome.figure = latencyText(m_outcome.latency);
        m_outcome.message =
            cleanText(tr("%n step(s) in %1: %2", nullptr, static_cast<int>(m_steps.size()))
                          .arg(m_outcome.figure, m_parts.join(QLatin1String(", "))),
                      kMessageShown);
    }
    if (m_outcome.address.isEmpty())
        m_outcome.address = m_address;
    Q_EMIT finished(m_outcome);
}

ParameterSchema schema()
{
    ParameterSpec steps = requiredParameter(
        "steps", ParameterType::Steps,
        SuiteProbe::tr("Requests in their order. ${step.name} is what an earlier step saved; the "
                       "first that fails ends the suite, within the check's timeout."));
    steps.fields = suiteStepSchema();
    return {steps};
}

} // namespace

ProbeKind suiteProbeKind()
{
    return {{QStringLiteral("suite"), QT_TRANSLATE_NOOP("ProbeKind", "Suite of requests"), schema(),
             suiteFindings},
            [](const Check &check, const ProbeContext &context) -> std::unique_ptr<Probe> {
                return std::make_unique<SuiteProbe>(check, context);
            }};
}

} // namespace opsdeck

#include "suiteprobe.moc"
