// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/historyages.h"
#include "services/storage/answeredhistory.h"
#include "services/storage/series/sampleages.h"

#include <QThread>

#include <atomic>

namespace opsdeck {

class HistoryWriter;

/// How much is kept, and how often it is looked after.
struct HistoryLimits
{
    SampleAges samples;
    Milliseconds keepResults = std::chrono::hours(24 * 7);
    Milliseconds keepEvents = std::chrono::hours(24 * 90); ///< and stretches that are broken
    Milliseconds keepSpans = std::chrono::hours(24 * 731); ///< of the ledger: as samples
    qint64 mostBytes =
        qint64(1)
        << 30; ///< in use in the file; beyond it results and samples are kept for less long
    /// A file of an early version that uses more is not made one that shrinks.
    qint64 mostWrittenAnew = qint64(64) << 20;
    Milliseconds pruneEvery = std::chrono::minutes(5);
    Milliseconds retryAfter = std::chrono::seconds(15); ///< when something could not be written

    void setAges(const HistoryAges &ages)
    {
        samples = {ages.points, ages.minutes, ages.tenMinutes, ages.hours};
        keepResults = ages.results;
        keepEvents = ages.events;
        keepSpans = ages.hours + std::chrono::hours(24);
        mostBytes = ages.mostBytes;
    }
};

/// History of results, samples and events in one SQLite file. One storage thread owns the file;
/// callers hand values over and never wait. Several processes may use the same file: all add their
/// results and samples, but what was shown of a check and its ledger are of the one that began
/// first (CheckOwners); problem() says so in the others until recovered(). Samples are packed, and
/// kept the coarser the older they are (SampleAges).
///
/// A broken file is set aside as `NAME.corrupt-TIME` and a new one begun; one of a newer program is
/// left alone and nothing is kept. When nothing can be written, what comes is kept for a minute and
/// then dropped, oldest first, and of what was shown the last changes of each check stay (what came
/// before is lost, and a replay says so); problem() says so once and recovered() follows when
/// writing works again, also into a file begun anew. Samples of times before 1970 or after 2105,
/// which only a wrong clock tells, are refused in the same way. A power cut loses at most the last
/// commits: a second or a few.
class HistoryStore final : public AnsweredHistory
{
    Q_OBJECT
public:
    static constexpr int kMostQueued = 600; ///< change sets, of each sort: a minute of them

    explicit HistoryStore(const HistoryLimits &limits = {}, QObject *parent = nullptr);
    /// Writes what was handed over and closes the file.
    ~HistoryStore() override;

    /// Absolute path of the file. Problems come by signal.
    void open(const QString &path);
    /// From now on. What is older goes within minutes.
    void setAges(const HistoryAges &ages);
    void append(const ChangeSet &changes) override;
    qint64 dropped() const override;

private:
    HistoryStore(HistoryWriter *writer, QObject *parent);
    void noteLost(const ChangeSet &changes);

    QThread m_thread;
    HistoryWriter *m_writer;
    std::atomic<int> m_queued = 0; ///< with results or events
    std::atomic<int> m_queuedStates = 0;
    QHash<CheckKey, qint64> m_lost; ///< shown in sets that were not handed over: since when
    std::weak_ptr<const Workspace> m_workspace; ///< of the newest change set
};

} // namespace opsdeck
