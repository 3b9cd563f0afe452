// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/changeset.h"
#include "services/domain/pastcheck.h"
#include "services/domain/result.h"
#include "services/storage/series/bucketcodec.h"
#include "services/storage/series/sampleages.h"

#include <QObject>
#include <QThread>

#include <atomic>
#include <functional>

namespace opsdeck {

class HistoryWriter;

/// How much is kept, and how often it is looked after.
struct HistoryLimits
{
    SampleAges samples;
    Milliseconds keepResults = std::chrono::hours(24 * 7);
    Milliseconds keepEvents = std::chrono::hours(24 * 90); ///< and stretches that are broken
    qint64 mostBytes =
        qint64(1)
        << 30; ///< in use in the file; beyond it results and samples are kept for less long
    /// A file of an early version that uses more is not made one that shrinks.
    qint64 mostWrittenAnew = qint64(64) << 20;
    Milliseconds pruneEvery = std::chrono::minutes(5);
    Milliseconds retryAfter = std::chrono::seconds(15); ///< when something could not be written
};

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

/// History of results, samples and events in one SQLite file. One storage thread owns the file;
/// callers hand values over and never wait. Several processes may use the same file. Samples are
/// packed, and kept the coarser the older they are (SampleAges).
///
/// A broken file is set aside as `NAME.corrupt-TIME` and a new one begun; one of a newer program is
/// left alone and nothing is kept. When nothing can be written, what comes is kept for a minute and
/// then dropped, oldest first; problem() says so once and recovered() follows when writing works
/// again, also into a file begun anew. Samples of times before 1970 or after 2105, which only a
/// wrong clock tells, are refused in the same way. A power cut loses at most the last commits: a
/// second or a few.
class HistoryStore final : public QObject
{
    Q_OBJECT
public:
    using SeriesDone = std::function<void(const Result<QList<StoredSeries>> &)>;
    using BucketsDone = std::function<void(const Result<QList<StoredBuckets>> &)>;
    using ResultsDone = std::function<void(const QList<StoredResult> &)>;
    using AskedDone = std::function<void(const Result<QList<AskedSpan>> &)>;
    using EventsDone = std::function<void(const QList<Event> &)>;
    using PastDone = std::function<void(const Result<QList<PastCheck>> &)>;
    using ExtentDone = std::function<void(const Result<PastExtent> &)>;
    using StatesDone = std::function<void(const QList<StoredState> &)>;

    static constexpr int kMostQueued = 600;     ///< change sets: a minute of them
    static constexpr int kMostPoints = 100'000; ///< of one loaded series: what a chart holds

    explicit HistoryStore(const HistoryLimits &limits = {}, QObject *parent = nullptr);
    /// Writes what was handed over and closes the file.
    ~HistoryStore() override;

    /// Absolute path of the file. Problems come by signal.
    void open(const QString &path);
    /// Takes results, events and all samples that are in it. Any thread.
    void append(const ChangeSet &changes);
    /// Change sets that were not kept since the start. Any thread.
    qint64 dropped() const;

    // Answers come later on the caller's thread, empty when there is nothing, and not at all once
    // `context` is gone.

    /// All series of one sample name of one check in [fromMs, toMs]. Of a series of more than
    /// `mostPoints` the extremes stay. Where only buckets are left see SeriesReader::points(). An
    /// error: it could not be read now; problem() has said why.
    void loadSeries(const CheckKey &check, const QString &metric, qint64 fromMs, qint64 toMs,
                    QObject *context, SeriesDone done, int mostPoints = kMostPoints);
    /// The same in at most `most` buckets of equal width, the first from `fromMs` on; none where
    /// there is nothing. However long the stretch is, no extreme is lost.
    void loadBuckets(const CheckKey &check, const QString &metric, qint64 fromMs, qint64 toMs,
                     int most, QObject *context, BucketsDone done);
    /// The newest results of a check, newest first.
    void loadResults(const CheckKey &check, int limit, QObject *context, ResultsDone done);
    /// When a check asked in [fromMs, toMs], oldest first: results further apart than `apartMs` are
    /// of two spans. One that says that nothing was asked (a lost way, no credential) is of none.
    void loadAsked(const CheckKey &check, qint64 fromMs, qint64 toMs, qint64 apartMs,
                   QObject *context, AskedDone done);
    /// The newest events not before `fromMs`, newest first.
    void loadEvents(int limit, QObject *context, EventsDone done, qint64 fromMs = 0);
    /// The state of each check by its newest result. Since when is told by the events, which are
    /// kept longer than results; where there is none, by the oldest result that is left.
    void loadStates(QObject *context, StatesDone done);
    /// What tells the states of `checks` at `atMs`.
    void loadPast(const QList<CheckKey> &checks, qint64 atMs, QObject *context, PastDone done);
    /// From when to when there is anything of `checks`.
    void loadExtent(const QList<CheckKey> &checks, QObject *context, ExtentDone done);

Q_SIGNALS:
    void problem(const opsdeck::Error &error);
    void recovered();

private:
    QThread m_thread;
    HistoryWriter *m_writer;
    std::atomic<int> m_queued = 0;
};

/// At most `most` points, in buckets of equal length of which the lowest and the highest stay.
QList<Point> thinned(const QList<Point> &points, int most);

} // namespace opsdeck
