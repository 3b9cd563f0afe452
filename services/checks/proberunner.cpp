// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/checks/proberunner.h"

#include "services/domain/wrongcheck.h"
#include "services/net/neterrors.h"
#include "services/probes/asksanother.h"
#include "services/probes/conditions/checkconditions.h"
#include "services/probes/outcome.h"

#include <QTimer>

namespace opsdeck {

namespace {

/// By a way only its near end is known to be connected, until something comes from the far one.
QString stageOf(const Probe &probe, const Check &check)
{
    static const QStringList unknown{QStringLiteral("tls"), QStringLiteral("auth"),
                                     QStringLiteral("send"), QStringLiteral("wait for answer")};
    const QString stage = probe.stage();
    return !check.via.isDirect() && unknown.contains(stage) ? QStringLiteral("far end") : stage;
}

} // namespace

struct ProbeRunner::Run
{
    Check check;
    Instant startedAt;
    std::unique_ptr<Probe> probe;
    QStringList resolved;
    QTimer deadline;
};

ProbeRunner::ProbeRunner(ProbeRegistry registry, const Clock &clock, const ProbeContext &services,
                         QObject *parent)
    : QObject(parent)
    , m_registry(std::move(registry))
    , m_clock(clock)
    , m_services(services)
{
    m_services.clock = &clock;
}

ProbeRunner::~ProbeRunner() = default;

bool ProbeRunner::run(const CheckKey &key, const Check &check)
{
    if (m_runs.contains(key))
        return false;
    const auto run = std::make_shared<Run>();
    run->check = check;
    run->startedAt = m_clock.now();
    m_runs.insert(key, run);
    if (const QString wrong = wrongAt(check); !wrong.isEmpty()) {
        concludeLater(key, {ErrorKind::Config,
                            tr("Not watched: its definition is wrong, see %1.").arg(wrong),
                            tr("Try: 'opsdeckctl validate' says what is wrong there."),
                            {}});
        return true;
    }
    if (check.isWithheld) {
        concludeLater(key,
                      {ErrorKind::Guard,
                       tr("Not run: this workspace is not trusted yet."),
                       tr("It would run a program. Try: look at the programs and trust them, in "
                          "the window or by opsdeckctl trust."),
                       {}});
        return true;
    }
    if (m_registry.find(check.kind) == nullptr) {
        concludeLater(key, {ErrorKind::Config,
                            tr("There is no probe kind '%1'.").arg(check.kind.left(60)),
                            tr("Try: the check's kind in the platform file."),
                            {}});
        return true;
    }
    run->deadline.setSingleShot(true);
    run->deadline.setTimerType(Qt::PreciseTimer);
    connect(&run->deadline, &QTimer::timeout, this, [this, key] { expired(key); });
    run->deadline.start(std::max(Milliseconds(1), check.timeout));
    if (!m_guard) {
        begin(key);
        return true;
    }
    m_guard(key, this,
            [this, key, asked = std::weak_ptr<Run>(run)](const std::optional<Error> &refusal) {
                const std::shared_ptr<Run> waiting = asked.lock();
                if (!waiting || m_runs.value(key) != waiting)
                    return;
                if (refusal)
                    concludeLater(key, *refusal);
                else
                    begin(key);
            });
    return true;
}

void ProbeRunner::begin(const CheckKey &key)
{
    const std::shared_ptr<Run> run = m_runs.value(key);
    ProbeContext context = m_services;
    context.key = key;
    run->probe = m_registry.find(run->check.kind)->create(run->check, context);
    connect(run->probe.get(), &Probe::finished, this,
            [this, key](const ProbeOutcome &outcome) { probeFinished(key, outcome); });
    run->probe->start();
}

/// Of what is not asked at all.
void ProbeRunner::concludeLater(const CheckKey &key, const Error &error)
{
    const std::shared_ptr<Run> run = m_runs.value(key);
    run->deadline.setSingleShot(true);
    run->deadline.disconnect(this);
    connect(&run->deadline, &QTimer::timeout, this,
            [this, key, error] { conclude(key, failedOutcome(error)); });
    run->deadline.start(0);
}

void ProbeRunner::abort(const CheckKey &key)
{
    m_runs.remove(key);
}

void ProbeRunner::abortAll()
{
    m_runs.clear();
}

void ProbeRunner::probeFinished(const CheckKey &key, const ProbeOutcome &outcome)
{
    const std::shared_ptr<Run> run = m_runs.value(key);
    if (!run)
        return;
    run->resolved = run->probe->resolved();
    // The probe is in the middle of its last signal.
    run->probe.release()->deleteLater();
    conclude(key, outcome);
}

void ProbeRunner::expired(const CheckKey &key)
{
    const std::shared_ptr<Run> run = m_runs.value(key);
    if (!run)
        return;
    if (!run->probe) {
        conclude(key, failedOutcome({ErrorKind::Guard,
                                     tr("Not run: its program's files could not be looked at "
                                        "within %1.")
                                         .arg(durationText(run->check.timeout)),
                                     tr("Try: the disk or network folder that they lie on."),
                                     {}}));
        return;
    }
    run->resolved = run->probe->resolved();
    // Nobody asked the server yet: it must not be blamed.
    if (run->probe->stage() == QLatin1String("busy")) {
        run->probe.reset();
        conclude(key,
                 failedOutcome(
                     {ErrorKind::Credential,
                      tr("This program was busy: it did not come to ask the keychain within %1.")
                          .arg(durationText(run->check.timeout)),
                      tr("Nothing was asked. Try: whether the window answers, and the load of this "
                         "machine."),
                      {}}));
        return;
    }
    if (run->probe->stage() == QLatin1String("credential")) {
        run->probe.reset();
        conclude(
            key,
            failedOutcome(
                {ErrorKind::Credential,
                 tr("The keychain did not answer within %1.").arg(durationText(run->check.timeout)),
                 tr("Try: look for a prompt of the keychain, or restart its service."),
                 {}}));
        return;
    }
    if (run->probe->stage() == QLatin1String("ca file")) {
        run->probe.reset();
        conclude(key, failedOutcome({ErrorKind::Storage,
                                     tr("The check's ca_file could not be read within %1.")
                                         .arg(durationText(run->check.timeout)),
                                     tr("Nothing was asked. Try: the disk or network folder that "
                                        "it lies on."),
                                     {}}));
        return;
    }
    if (run->probe->stage() == QLatin1String("way")) {
        run->probe.reset();
        ProbeOutcome outcome = failedOutcome(
            {ErrorKind::Way,
             tr("The way '%1' was not open within %2.")
                 .arg(run->check.via.title, durationText(run->check.timeout)),
             tr("Nothing was asked. Try: a longer timeout when the way is slow to open."),
             {}});
        outcome.fields.insert(QStringLiteral("via"), run->check.via.id);
        conclude(key, outcome);
        return;
    }
    const QString target = run->probe->target();
    const QString stage = stageOf(*run->probe, run->check);
    ProbeOutcome outcome = failedOutcome(
        neterror::timeout(target.isEmpty() ? run->check.title : target, run->check.timeout, stage));
    outcome.address = run->probe->address();
    outcome.latency = run->check.timeout;
    outcome.fields = run->probe->fieldsSoFar();
    outcome.samples = run->probe->samplesSoFar();
    // Nobody knows whether one could be made to a name that was not looked up.
    if (stage != QLatin1String("resolve"))
        outcome.connected = stage != QLatin1String("connect") && stage != QLatin1String("far end");
    judgeFailureOf(*run->probe, outcome);
    run->probe.reset();
    conclude(key, outcome);
}

void ProbeRunner::conclude(const CheckKey &key, ProbeOutcome outcome)
{
    // Kept to the end: the deadline may be what calls.
    const std::shared_ptr<Run> run = m_runs.take(key);
    run->deadline.stop();
    CheckResult result;
    result.key = key;
    result.observedAt = m_clock.now();
    // Before conditions have their say: they may call a closed port fine, but it has not answered.
    const bool answered = wasAnswered(outcome);
    applyConditions(run->check, outcome, result.observedAt.wallMs);
    result.status = outcome.status;
    if (answered)
        result.latency = outcome.latency;
    result.message = outcome.message;
    result.figure = outcome.figure;
    result.error = outcome.error;
    result.fields = outcome.fields;
    result.samples = std::move(outcome.samples);
    result.address = outcome.address;
    result.resolved = run->resolved;
    const bool isSuccess =
        outcome.status == CheckStatus::Ok || outcome.status == CheckStatus::Warning;
    if (answered) {
        result.samples.append({QStringLiteral("probe_duration_seconds"),
                               {},
                               std::chrono::duration<double>(result.latency).count(),
                               MetricType::Gauge});
    }
    result.samples.append(
        {QStringLiteral("probe_success"), {}, isSuccess ? 1.0 : 0.0, MetricType::Gauge});
    Q_EMIT finished(result);
}

} // namespace opsdeck
