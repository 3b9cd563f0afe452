// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/queries/query.h"
#include "services/storage/historystore.h"

#include <QTest>

#include <optional>

namespace opsdeck::test {

constexpr qint64 kStart = 1'700'000'000'000;
constexpr qint64 kTick = 15'000;

inline CheckResult resultOf(const QString &check, qint64 timeMs, const QList<Sample> &samples,
                            CheckStatus status = CheckStatus::Ok)
{
    CheckResult result;
    result.key = CheckKey::fromString(check);
    result.status = status;
    result.observedAt = {std::chrono::milliseconds(timeMs - kStart + 1000), timeMs};
    result.latency = std::chrono::milliseconds(status == CheckStatus::Unknown ? 0 : 20);
    result.samples = samples;
    return result;
}

inline Sample gauge(const QString &metric, double value, const Labels &labels = {})
{
    return {metric, labels, value, MetricType::Gauge};
}

/// Writes and closes the file.
inline void writeHistory(const QString &path, const QList<CheckResult> &results,
                         const HistoryLimits &limits = {})
{
    HistoryStore store(limits);
    store.open(path);
    ChangeSet changes;
    changes.results = results;
    store.append(changes);
}

/// Starts it and waits for its one answer.
inline Result<queries::QueryReply> answerOf(queries::Query &query)
{
    std::optional<Result<queries::QueryReply>> answer;
    QObject::connect(&query, &queries::Query::finished, &query,
                     [&](const Result<queries::QueryReply> &reply) { answer = reply; });
    query.start();
    const bool wasLate = !answer.has_value();
    while (!answer)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return wasLate ? *answer : failure(ErrorKind::Internal, QStringLiteral("from inside start()"));
}

} // namespace opsdeck::test
