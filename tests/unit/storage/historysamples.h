// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/storage/historystore.h"

#include <QCoreApplication>
#include <QSignalSpy>
#include <QTest>

#include <optional>

namespace opsdeck::test {

constexpr qint64 kStartMs = 1'700'000'000'000;
constexpr qint64 kForeverMs = std::numeric_limits<qint64>::max();

inline CheckKey checkKey(const QString &check = QStringLiteral("health"))
{
    return CheckKey::fromString(QStringLiteral("shop/prod/api/") + check);
}

/// A result `afterMs` after the start, with one sample of each of `values`, told apart by the label
/// "n".
inline CheckResult resultAt(qint64 afterMs, const QList<double> &values = {1.0},
                            const CheckKey &key = checkKey())
{
    CheckResult result;
    result.key = key;
    result.status = CheckStatus::Ok;
    result.observedAt = {std::chrono::milliseconds(1000 + afterMs), kStartMs + afterMs};
    result.latency = std::chrono::microseconds(1234);
    result.message = QStringLiteral("HTTP 200");
    result.figure = QStringLiteral("1 ms");
    for (qsizetype i = 0; i < values.size(); ++i)
        result.samples.append({QStringLiteral("value"),
                               {{QStringLiteral("n"), QString::number(i)}},
                               values.at(i),
                               MetricType::Gauge});
    return result;
}

inline ChangeSet changesOf(const QList<CheckResult> &results, const QList<Event> &events = {})
{
    ChangeSet changes;
    changes.results = results;
    changes.events = events;
    return changes;
}

inline Event eventAt(qint64 afterMs, const QString &text)
{
    Event event;
    event.timeMs = kStartMs + afterMs;
    event.service = checkKey().service;
    event.check = checkKey().check;
    event.from = Health::Healthy;
    event.to = Health::Down;
    event.text = text;
    return event;
}

/// The test's time limit ends a wait for an answer that never comes.
template <typename IsThere>
void awaitAnswer(IsThere isThere)
{
    while (!isThere())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
}

inline QList<StoredSeries> seriesOf(History &store, qint64 fromMs = 0, qint64 toMs = kForeverMs,
                                    int most = HistoryArchive::kMostPoints,
                                    const CheckKey &key = checkKey())
{
    std::optional<QList<StoredSeries>> found;
    store.loadSeries(
        key, QStringLiteral("value"), fromMs, toMs, &store,
        [&](const Result<QList<StoredSeries>> &series) {
            found = series.value_or(QList<StoredSeries>());
        },
        most);
    awaitAnswer([&] { return found.has_value(); });
    return *found;
}

inline QList<Event> eventsOf(History &store, int limit = 10'000, qint64 fromMs = 0)
{
    std::optional<QList<Event>> found;
    store.loadEvents(limit, &store, [&](const QList<Event> &events) { found = events; }, fromMs);
    awaitAnswer([&] { return found.has_value(); });
    return *found;
}

inline QList<StoredState> statesOf(History &store)
{
    std::optional<QList<StoredState>> found;
    store.loadStates(&store, [&](const QList<StoredState> &states) { found = states; });
    awaitAnswer([&] { return found.has_value(); });
    return *found;
}

} // namespace opsdeck::test
