// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/changeset.h"
#include "services/domain/result.h"

#include <QObject>
#include <QThread>

#include <atomic>
#include <functional>

namespace opsdeck {

class HistoryWriter;

/// The points of one stored series, oldest first.
struct StoredSeries {
    Labels labels;
    QList<Point> points;

    bool operator==(const StoredSeries &) const = default;
};

/// History of results, samples and events in one SQLite file. One storage thread owns the file; callers hand values over and
/// never wait. Several processes may use the same file.
///
/// A broken file is set aside and a new one begun. When nothing can be written, what comes is dropped and problem() says so;
/// recovered() follows when writing works again.
class HistoryStore final : public QObject
{
    Q_OBJECT
public:
    using SeriesDone = std::function<void(const QList<StoredSeries> &)>;
    using EventsDone = std::function<void(const QList<Event> &)>;

    static constexpr Milliseconds kKeepSamples = std::chrono::hours(24 * 7);
    static constexpr Milliseconds kKeepEvents = std::chrono::hours(24 * 90);
    static constexpr int kMostQueued = 600; ///< change sets: a minute of them
    static constexpr int kMostPoints = 4000; ///< of one loaded series; extremes are kept

    explicit HistoryStore(QObject *parent = nullptr);
    /// Writes what was handed over and closes the file.
    ~HistoryStore() override;

    /// Absolute path of the file. Problems come by signal.
    void open(const QString &path);
    /// Takes results, events and all samples that are in it.
    void append(const ChangeSet &changes);

    /// All series of one sample name of one check in [fromMs, toMs]. `done` comes later on the caller's thread, empty when there
    /// is nothing, and not at all once `context` is gone.
    void loadSeries(const CheckKey &check, const QString &metric, qint64 fromMs, qint64 toMs, QObject *context, SeriesDone done);
    /// The newest events, newest first.
    void loadEvents(int limit, QObject *context, EventsDone done);

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
