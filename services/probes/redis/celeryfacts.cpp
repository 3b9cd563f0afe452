// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/redis/celeryfacts.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace opsdeck {

namespace {

class Celery
{
    Q_DECLARE_TR_FUNCTIONS(Celery)
};

void judgeQueues(const CeleryFacts &facts, const CeleryLimits &limits, const QString &where,
                 Findings &findings)
{
    for (const CeleryFacts::Queue &queue : facts.queues) {
        const QString advice = Celery::tr("Tasks come faster than workers take them. Try: workers "
                                          "of that queue, and what keeps them busy.");
        const CheckStatus length = limits.queue.judge(queue.length);
        findings.add(length, ErrorKind::Condition,
                     Celery::tr("%1 tasks wait in the queue %2 of %3, limit %4.")
                         .arg(countText(queue.length), queue.name, where,
                              countText(limits.queue.passed(length))),
                     advice, Celery::tr("%1 queued").arg(countText(queue.length)));
        if (!queue.oldest)
            continue;
        const CheckStatus old = limits.oldest.judge(*queue.oldest * 1000);
        findings.add(
            old, ErrorKind::Condition,
            (queue.isAtLeast
                 ? Celery::tr("The oldest task in the queue %1 of %2 has waited for at least %3, "
                              "limit %4.")
                 : Celery::tr("The oldest task in the queue %1 of %2 has waited for %3, limit %4."))
                .arg(queue.name, where, secondsText(*queue.oldest),
                     secondsText(limits.oldest.passed(old) / 1000)),
            advice, secondsText(*queue.oldest));
    }
}

void judgeWorkers(const CeleryFacts &facts, const CeleryLimits &limits, const QString &where,
                  Findings &findings)
{
    if (!facts.listened)
        return;
    const QString silence = secondsText(facts.listenedFor);
    QStringList missing;
    for (const QString &name : limits.workers) {
        if (!facts.workers.contains(name))
            missing.append(name);
    }
    const bool isConnected = facts.workers.isEmpty() && facts.consumersConnected.value_or(false);
    const bool isSilent = isConnected && !facts.heardBefore && facts.isAsking;
    const QString hangs = isConnected && !facts.isAsking
                              ? Celery::tr("Workers are connected, and none asks for tasks: they "
                                           "hang, or are busy and send no heartbeats. Try: their "
                                           "logs, then a restart; heartbeats: false where they run "
                                           "with --without-heartbeat.")
                              : QString();
    if (isSilent && (!missing.isEmpty() || limits.workersAtLeast > 0)) {
        findings.add(CheckStatus::Warning, ErrorKind::Condition,
                     Celery::tr("Workers are connected to %1 and send no heartbeats.").arg(where),
                     Celery::tr("Whether they work can't be told. Try: start them without "
                                "--without-heartbeat, or heartbeats: false."),
                     Celery::tr("silent"));
    } else if (!missing.isEmpty()) {
        findings.add(CheckStatus::Critical, ErrorKind::Status,
                     Celery::tr("No heartbeat of %1 on %2 within %3.")
                         .arg(missing.join(QStringLiteral(", ")), where, silence),
                     Celery::tr("The worker has ended, hangs, or is cut from its broker. Try: its "
                                "log, then a restart."),
                     Celery::tr("%1 of %2", "workers")
                         .arg(limits.workers.size() - missing.size())
                         .arg(limits.workers.size()));
    }
    const auto heard = static_cast<double>(facts.workers.size());
    const auto figureOf = [&](double wanted) {
        return Celery::tr("%1 of %2", "workers").arg(countText(heard), countText(wanted));
    };
    if (!isSilent && heard < limits.workersAtLeast) {
        findings.add(
            CheckStatus::Critical, ErrorKind::Status,
            facts.workers.isEmpty()
                ? Celery::tr("No worker on %1 has sent a heartbeat within %2.").arg(where, silence)
                : Celery::tr("%1 workers on %2 have sent a heartbeat within %3.")
                      .arg(figureOf(limits.workersAtLeast), where, silence),
            !hangs.isEmpty() ? hangs
            : facts.workers.isEmpty()
                ? Celery::tr("Nobody takes the tasks. Try: the workers and their logs.")
                : Celery::tr("Too few take the tasks. Try: the workers and their logs."),
            figureOf(std::max(limits.workersAtLeast, limits.workersExpected)));
    } else if (!isSilent && heard < limits.workersExpected) {
        findings.add(CheckStatus::Warning, ErrorKind::Condition,
                     Celery::tr("%1 workers on %2 have sent a heartbeat within %3.")
                         .arg(figureOf(limits.workersExpected), where, silence),
                     Celery::tr("Tasks are done by fewer than planned. Try: the missing workers' "
                                "logs; a longer heartbeat_wait where the machine is busy."),
                     figureOf(limits.workersExpected));
    }
}

void judgeBeat(const CeleryFacts &facts, const CeleryLimits &limits, const QString &where,
               Findings &findings)
{
    switch (facts.beat) {
    case CeleryFacts::Beat::NotAsked:
        break;
    case CeleryFacts::Beat::Absent:
        findings.add(
            CheckStatus::Critical, ErrorKind::NotFound,
            Celery::tr("%1 has no key %2: beat has not ticked.").arg(where, limits.beatKey),
            Celery::tr("Beat does not run, its key has expired, or beat_key names another. Try: "
                       "beat's log."),
            Celery::tr("no tick"));
        break;
    case CeleryFacts::Beat::Unreadable:
        findings.add(CheckStatus::Critical, ErrorKind::Garbage,
                     Celery::tr("The key %1 of %2 holds no time.").arg(limits.beatKey, where),
                     Celery::tr("A number of seconds since 1970 or an ISO 8601 time was expected."),
                     {});
        break;
    case CeleryFacts::Beat::Ahead:
        // Nobody will see it grow old for that long: no proof of life.
        findings.add(CheckStatus::Unknown, ErrorKind::Garbage,
                     Celery::tr("Beat's last tick on %1 lies %2 ahead: whether it still ticks "
                                "can't be told.")
                         .arg(where, secondsText(-facts.beatAge)),
                     Celery::tr("Somebody else wrote the key, or the clocks differ. Try: the time "
                                "of beat's machine and of this one."),
                     Celery::tr("tick ahead"));
        break;
    case CeleryFacts::Beat::Known: {
        const CheckStatus status = limits.beat.judge(facts.beatAge * 1000);
        findings.add(
            status, ErrorKind::Condition,
            Celery::tr("Beat's last tick on %1 is %2 old, limit %3.")
                .arg(where, secondsText(facts.beatAge),
                     secondsText(limits.beat.passed(status) / 1000)),
            Celery::tr(
                "Periodic tasks do not run. Try: beat's log, and the worker that runs its tick."),
            facts.figure());
        break;
    }
    }
}

} // namespace

void CeleryFacts::takeTick(double moment, double now)
{
    constexpr double kClocksApart = 60; // s
    beatAge = now - moment;
    beat = beatAge < -kClocksApart ? Beat::Ahead : Beat::Known;
    if (beat == Beat::Known)
        beatAge = std::max(0.0, beatAge);
}

double CeleryFacts::waiting() const
{
    double sum = 0;
    for (const Queue &queue : queues)
        sum += queue.length;
    return sum;
}

QString CeleryFacts::figure() const
{
    return beat == Beat::Known ? Celery::tr("tick %1").arg(secondsText(beatAge))
                               : Celery::tr("%1 queued").arg(countText(waiting()));
}

QString CeleryFacts::message() const
{
    const QString told =
        beat == Beat::Known ? Celery::tr("last tick %1 ago").arg(secondsText(beatAge)) : figure();
    if (!listened)
        return told;
    return workers.size() == 1 ? Celery::tr("1 worker, %1").arg(told)
                               : Celery::tr("%1 workers, %2").arg(workers.size()).arg(told);
}

QVariantMap CeleryFacts::fields() const
{
    QStringList names;
    for (const Queue &queue : queues)
        names.append(QStringLiteral("%1: %2").arg(queue.name, countText(queue.length)));
    QVariantMap fields{{QStringLiteral("celery.waiting"), waiting()},
                       {QStringLiteral("celery.unacked"), unacked},
                       {QStringLiteral("celery.queues"), names.join(QStringLiteral(", "))}};
    if (isPartial)
        fields.insert(QStringLiteral("celery.queues_partial"), true);
    if (listened)
        fields.insert(QStringLiteral("celery.workers"),
                      QStringList(workers.keys()).join(QStringLiteral(", ")));
    if (beat == Beat::Known)
        fields.insert(QStringLiteral("celery.beat_age_seconds"), beatAge);
    for (const celery::Heartbeat &worker : workers) {
        if (!worker.version.isEmpty())
            fields.insert(QStringLiteral("celery.version"), worker.version);
    }
    return fields;
}

QList<Sample> CeleryFacts::samples() const
{
    QList<Sample> samples;
    const auto add = [&samples](const char *metric, double value, const Labels &labels = {},
                                MetricType type = MetricType::Gauge) {
        samples.append({QLatin1String(metric), labels, value, type});
    };
    add("celery_unacked_messages", unacked);
    for (const Queue &queue : queues) {
        const Labels labels{{QStringLiteral("queue"), queue.name}};
        add("celery_queue_length", queue.length, labels);
        if (queue.oldest)
            add("celery_oldest_message_age_seconds", *queue.oldest, labels);
    }
    if (listened)
        add("celery_workers", static_cast<double>(workers.size()));
    for (const celery::Heartbeat &worker : workers) {
        const Labels labels{{QStringLiteral("worker"), worker.worker}};
        add("celery_worker_up", 1, labels);
        add("celery_active_tasks", worker.active, labels);
        add("celery_worker_load1", worker.load, labels);
        add("celery_tasks_processed_total", worker.processed, labels, MetricType::Counter);
    }
    if (beat == Beat::Known)
        add("celery_beat_age_seconds", beatAge);
    return samples;
}

ParameterSchema CeleryLimits::schema()
{
    using T = ParameterType;
    ParameterSchema all{
        parameter("queues", T::StringList,
                  Celery::tr("Queues to look at; those that the broker knows when absent.")),
        parameter("key_prefix", T::String,
                  Celery::tr("Prefix of all keys, where global_keyprefix is set.")),
        parameter("timestamp_header", T::String,
                  Celery::tr("Header of a task that holds when it was sent."),
                  QStringLiteral("timestamp")),
        parameter("heartbeats", T::Boolean,
                  Celery::tr("Listen to the workers' heartbeats; they send them unless started "
                             "with --without-heartbeat."),
                  true),
        rangeParameter("heartbeat_wait", T::Duration, 100, 60'000,
                       Celery::tr("How long to listen; cut to fit the check's timeout."),
                       qint64(2500)),
        parameter("workers", T::StringList,
                  Celery::tr("Names of workers (celery@host), each of which must be heard; a "
                             "silent one is critical.")),
        rangeParameter("workers_at_least", T::Integer, 0, 10'000,
                       Celery::tr("So many workers must be heard; fewer is critical."), 1),
        rangeParameter("workers_expected", T::Integer, 0, 10'000,
                       Celery::tr("So many workers should be heard; fewer is a warning."), {}),
        parameter("beat_key", T::String,
                  Celery::tr("Key in which a periodic task leaves the time of beat's last tick.")),
    };
    all += limitParameters("queue", T::Integer, Celery::tr("Tasks that may wait in a queue"));
    all += limitParameters("oldest", T::Duration, Celery::tr("How long a task may wait in a queue"),
                           qint64(300'000));
    all += limitParameters("beat_age", T::Duration, Celery::tr("Age of beat's last tick"), {},
                           qint64(300'000));
    return all;
}

QList<ParameterFinding> CeleryLimits::findings(const QVariantMap &values)
{
    QList<ParameterFinding> found = limitFindings(values, {"queue", "oldest", "beat_age"});
    const QVariant expected = values.value(QStringLiteral("workers_expected"));
    if (expected.isValid()
        && expected.toLongLong() < values.value(QStringLiteral("workers_at_least"), 1).toLongLong())
        found.append({QStringLiteral("workers_expected"), ProblemSeverity::Warning,
                      Celery::tr("'workers_expected' is less than 'workers_at_least'")});
    return found;
}

CeleryLimits CeleryLimits::from(const Parameters &parameters)
{
    CeleryLimits limits;
    limits.queue = Limits::from(parameters, "queue");
    limits.oldest = Limits::from(parameters, "oldest");
    limits.beat = Limits::from(parameters, "beat_age");
    limits.workers = parameters.list("workers");
    limits.workersAtLeast = static_cast<double>(parameters.integer("workers_at_least", 1));
    limits.workersExpected = static_cast<double>(parameters.integer("workers_expected"));
    limits.beatKey = parameters.text("beat_key");
    return limits;
}

Findings judgeCelery(const CeleryFacts &facts, const CeleryLimits &limits, const QString &where)
{
    Findings findings;
    judgeWorkers(facts, limits, where, findings);
    judgeBeat(facts, limits, where, findings);
    judgeQueues(facts, limits, where, findings);
    return findings;
}

} // namespace opsdeck
