// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/changeset.h"
#include "services/domain/pastcheck.h"
#include "services/domain/result.h"
#include "services/domain/seenspan.h"
#include "services/storage/series/bucketcodec.h"

#include <QObject>

#include <functional>

namespace opsdeck {

/// The points of one stored series, oldest first.
struct StoredSeries
{
    Labels labels;
    QList<Point> points;

    bool operator==(const StoredSeries &) const = default;
};

/// Buckets of one stored series, oldest first.
struct StoredBuckets
{
    Labels labels;
    QList<Bucket> buckets;

    bool operator==(const StoredBuckets &) const = default;
};

/// One stored observation of a check.
struct StoredResult
{
    qint64 timeMs = 0; ///< UTC
    CheckStatus status = CheckStatus::Unknown;
    std::chrono::microseconds latency{0};
    QString message;

    bool operator==(const StoredResult &) const = default;
};

/// From the first to the last of results that lie close together. UTC milliseconds.
struct AskedSpan
{
    qint64 fromMs = 0;
    qint64 toMs = 0;

    bool operator==(const AskedSpan &) const = default;
};

/// Where history is handed over. Any thread; nobody waits.
class HistoryRecorder
{
public:
    virtual ~HistoryRecorder() = default;

    /// Takes results, events and all samples that are in it; by its states and its definition the
    /// ledger.
    virtual void append(const ChangeSet &changes) = 0;
    /// Change sets that were not kept since the start.
    virtual qint64 dropped() const = 0;

protected:
    HistoryRecorder() = default;
    Q_DISABLE_COPY_MOVE(HistoryRecorder)
};

/// Who is asked for history. Answers come later on the caller's thread, empty when there is
/// nothing, and not at all once `context` is gone.
class HistoryArchive
{
public:
    using SeriesDone = std::function<void(const Result<QList<StoredSeries>> &)>;
    using BucketsDone = std::function<void(const Result<QList<StoredBuckets>> &)>;
    using ResultsDone = std::function<void(const QList<StoredResult> &)>;
    using AskedDone = std::function<void(const Result<QList<AskedSpan>> &)>;
    using EventsDone = std::function<void(const QList<Event> &)>;
    using PastDone = std::function<void(const Result<QList<PastCheck>> &)>;
    using ExtentDone = std::function<void(const Result<PastExtent> &)>;
    using SpansDone = std::function<void(const Result<QList<CheckSpans>> &)>;
    using StatesDone = std::function<void(const QList<StoredState> &)>;

    static constexpr int kMostPoints = 100'000; ///< of one loaded series: what a chart holds

    virtual ~HistoryArchive() = default;

    /// All series of one sample name of one check in [fromMs, toMs]. Of a series of more than
    /// `mostPoints` the extremes stay. Where only buckets are left see SeriesReader::points(). An
    /// error: it could not be read now; problem() has said why.
    virtual void loadSeries(const CheckKey &check, const QString &metric, qint64 fromMs,
                            qint64 toMs, QObject *context, SeriesDone done, int mostPoints) = 0;

    void loadSeries(const CheckKey &check, const QString &metric, qint64 fromMs, qint64 toMs,
                    QObject *context, SeriesDone done)
    {
        loadSeries(check, metric, fromMs, toMs, context, std::move(done), kMostPoints);
    }

    /// The same in at most `most` buckets of equal width, the first from `fromMs` on; none where
    /// there is nothing. However long the stretch is, no extreme is lost.
    virtual void loadBuckets(const CheckKey &check, const QString &metric, qint64 fromMs,
                             qint64 toMs, int most, QObject *context, BucketsDone done) = 0;
    /// The newest results of a check, newest first.
    virtual void loadResults(const CheckKey &check, int limit, QObject *context,
                             ResultsDone done) = 0;
    /// When a check asked in [fromMs, toMs], oldest first: results further apart than `apartMs` are
    /// of two spans. Where results are gone it is told by the ledger. One that says that nothing
    /// was asked (a lost way, no credential) is of none.
    virtual void loadAsked(const CheckKey &check, qint64 fromMs, qint64 toMs, qint64 apartMs,
                           QObject *context, AskedDone done) = 0;
    /// What checks were, as far as it reaches into [fromMs, toMs]: the ledger, which is kept longer
    /// than results. It begins with the results that this program records.
    virtual void loadSpans(const QList<CheckKey> &checks, qint64 fromMs, qint64 toMs,
                           QObject *context, SpansDone done) = 0;
    /// The newest events not before `fromMs`, newest first.
    virtual void loadEvents(int limit, QObject *context, EventsDone done, qint64 fromMs) = 0;

    void loadEvents(int limit, QObject *context, EventsDone done)
    {
        loadEvents(limit, context, std::move(done), 0);
    }

    /// The state of each check by its newest result. Since when is told by the events, which are
    /// kept longer than results; where there is none, by the oldest result that is left.
    virtual void loadStates(QObject *context, StatesDone done) = 0;
    /// What tells the states of `checks` at `atMs`.
    virtual void loadPast(const QList<CheckKey> &checks, qint64 atMs, QObject *context,
                          PastDone done) = 0;
    /// From when to when there is anything of `checks`.
    virtual void loadExtent(const QList<CheckKey> &checks, QObject *context, ExtentDone done) = 0;

protected:
    HistoryArchive() = default;
    Q_DISABLE_COPY_MOVE(HistoryArchive)
};

/// A store of history: what is handed over can be asked for, also by later runs.
class History : public QObject, public HistoryRecorder, public HistoryArchive
{
    Q_OBJECT
public:
    using QObject::QObject;

Q_SIGNALS:
    /// Something is not kept, or can't be read; once, until recovered().
    void problem(const opsdeck::Error &error);
    void recovered();
};

/// At most `most` points, in buckets of equal length of which the lowest and the highest stay.
QList<Point> thinned(const QList<Point> &points, int most);

} // namespace opsdeck
