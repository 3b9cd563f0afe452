// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/historystore.h"

#include "services/base/callerrelay.h"
#include "services/storage/historywriter.h"

#include <algorithm>

namespace opsdeck {

HistoryStore::HistoryStore(const HistoryLimits &limits, QObject *parent)
    : QObject(parent)
    , m_writer(new HistoryWriter(limits))
{
    qRegisterMetaType<Error>();
    m_thread.setObjectName(QStringLiteral("storage"));
    m_writer->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_writer, &QObject::deleteLater);
    connect(m_writer, &HistoryWriter::problem, this, &HistoryStore::problem);
    connect(m_writer, &HistoryWriter::recovered, this, &HistoryStore::recovered);
    m_thread.start();
}

HistoryStore::~HistoryStore()
{
    QMetaObject::invokeMethod(m_writer, [writer = m_writer] { writer->close(); });
    QMetaObject::invokeMethod(m_writer, [thread = &m_thread] { thread->quit(); });
    m_thread.wait();
}

void HistoryStore::open(const QString &path)
{
    QMetaObject::invokeMethod(m_writer, [writer = m_writer, path] { writer->open(path); });
}

void HistoryStore::append(const ChangeSet &changes)
{
    if (changes.results.isEmpty() && changes.events.isEmpty())
        return;
    // Values are shared, not copied; a storage thread that hangs must not fill the memory.
    if (m_queued.fetch_add(1) >= kMostQueued) {
        --m_queued;
        m_writer->countDropped();
        return;
    }
    ChangeSet kept;
    kept.results = changes.results;
    kept.events = changes.events;
    QMetaObject::invokeMethod(m_writer, [this, writer = m_writer, kept] {
        --m_queued;
        writer->take(kept);
    });
}

qint64 HistoryStore::dropped() const
{
    return m_writer->dropped();
}

void HistoryStore::loadSeries(const CheckKey &check, const QString &metric, qint64 fromMs,
                              qint64 toMs, QObject *context, SeriesDone done, int mostPoints)
{
    const auto box = CallerRelay::make(context);
    QMetaObject::invokeMethod(m_writer, [writer = m_writer, check, metric, fromMs, toMs, mostPoints,
                                         box, done = std::move(done)] {
        const Result<QList<StoredSeries>> series =
            writer->series(check, metric, fromMs, toMs, mostPoints);
        box->post([done, series] { done(series); });
    });
}

void HistoryStore::loadBuckets(const CheckKey &check, const QString &metric, qint64 fromMs,
                               qint64 toMs, int most, QObject *context, BucketsDone done)
{
    const auto box = CallerRelay::make(context);
    QMetaObject::invokeMethod(m_writer, [writer = m_writer, check, metric, fromMs, toMs, most, box,
                                         done = std::move(done)] {
        const Result<QList<StoredBuckets>> buckets =
            writer->buckets(check, metric, fromMs, toMs, most);
        box->post([done, buckets] { done(buckets); });
    });
}

void HistoryStore::loadResults(const CheckKey &check, int limit, QObject *context, ResultsDone done)
{
    const auto box = CallerRelay::make(context);
    QMetaObject::invokeMethod(m_writer,
                              [writer = m_writer, check, limit, box, done = std::move(done)] {
                                  const QList<StoredResult> results = writer->results(check, limit);
                                  box->post([done, results] { done(results); });
                              });
}

void HistoryStore::loadAsked(const CheckKey &check, qint64 fromMs, qint64 toMs, qint64 apartMs,
                             QObject *context, AskedDone done)
{
    const auto box = CallerRelay::make(context);
    QMetaObject::invokeMethod(
        m_writer, [writer = m_writer, check, fromMs, toMs, apartMs, box, done = std::move(done)] {
            const Result<QList<AskedSpan>> spans = writer->asked(check, fromMs, toMs, apartMs);
            box->post([done, spans] { done(spans); });
        });
}

void HistoryStore::loadEvents(int limit, QObject *context, EventsDone done, qint64 fromMs)
{
    const auto box = CallerRelay::make(context);
    QMetaObject::invokeMethod(m_writer,
                              [writer = m_writer, limit, fromMs, box, done = std::move(done)] {
                                  const QList<Event> events = writer->events(fromMs, limit);
                                  box->post([done, events] { done(events); });
                              });
}

void HistoryStore::loadStates(QObject *context, StatesDone done)
{
    const auto box = CallerRelay::make(context);
    QMetaObject::invokeMethod(m_writer, [writer = m_writer, box, done = std::move(done)] {
        const QList<StoredState> states = writer->states();
        box->post([done, states] { done(states); });
    });
}

void HistoryStore::loadPast(const QList<CheckKey> &checks, qint64 atMs, QObject *context,
                            PastDone done)
{
    const auto box = CallerRelay::make(context);
    QMetaObject::invokeMethod(m_writer,
                              [writer = m_writer, checks, atMs, box, done = std::move(done)] {
                                  const Result<QList<PastCheck>> past = writer->past(checks, atMs);
                                  box->post([done, past] { done(past); });
                              });
}

void HistoryStore::loadExtent(const QList<CheckKey> &checks, QObject *context, ExtentDone done)
{
    const auto box = CallerRelay::make(context);
    QMetaObject::invokeMethod(m_writer, [writer = m_writer, checks, box, done = std::move(done)] {
        const Result<PastExtent> extent = writer->extent(checks);
        box->post([done, extent] { done(extent); });
    });
}

QList<Point> thinned(const QList<Point> &points, int most)
{
    if (points.size() <= most || most < 4)
        return points;
    const qsizetype buckets = most / 2;
    const double width = static_cast<double>(points.size()) / static_cast<double>(buckets);
    QList<Point> kept;
    kept.reserve(most);
    for (qsizetype bucket = 0; bucket < buckets; ++bucket) {
        const auto begin = static_cast<qsizetype>(static_cast<double>(bucket) * width);
        const auto end = bucket + 1 == buckets
                             ? points.size()
                             : static_cast<qsizetype>(static_cast<double>(bucket + 1) * width);
        const auto byValue = [](const Point &a, const Point &b) { return a.value < b.value; };
        const auto [low, high] =
            std::minmax_element(points.cbegin() + begin, points.cbegin() + end, byValue);
        if (low == points.cbegin() + end)
            continue;
        kept.append(low->timeMs < high->timeMs ? *low : *high);
        if (low->timeMs != high->timeMs)
            kept.append(low->timeMs < high->timeMs ? *high : *low);
    }
    return kept;
}

} // namespace opsdeck
