// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/storage/series/chunkwriter.h"
#include "services/storage/series/samplejournal.h"
#include "services/storage/series/writerlock.h"

#include <QVariant>

#include <deque>

namespace opsdeck {

/// Samples by series in an open file: what is new in a journal of one row a commit, full stretches
/// in packed chunks. A killed process loses what was not committed, nothing else. Several processes
/// may write; each keeps what is not in chunks yet to itself, and the next to be alone takes over
/// from all. One thread.
class SeriesStore final
{
public:
    explicit SeriesStore(const SqliteFile &file)
        : m_file(file)
    {}

    /// Reads the journal, unless it is known. In a transaction of its own.
    Result<void> load();
    /// Before the file is closed.
    void close();
    /// After a rollback: what is known here may not be in the file.
    void forget();

    /// For the next write(). Series are numbers above zero. Any value, any order; of two of one
    /// time the later one stays. Refused, and counted, where the time is not storable.
    void append(qint64 series, const Point &point)
    {
        if (isStorable(point.timeMs))
            m_new.push_back({series, point});
        else
            ++m_losses.refused;
    }

    /// All that was appended, in the caller's transaction; forget() when that fails.
    Result<void> write();
    /// From now on all that is known goes into chunks, a part with each write() or sealSome().
    void sealSoon();
    /// A part of it, in the caller's transaction. True: there is more.
    Result<bool> sealSome();

    /// Points into the chunks of a series, in order and not in any tail. In the caller's
    /// transaction.
    Result<void> writeChunk(qint64 series, std::span<const Point> points)
    {
        return m_chunks.write(series, points);
    }

    /// What of a series is in no chunk yet, of other processes too.
    Result<QList<Point>> unsealed(qint64 series);

    /// Rows that were found broken and set aside since it was asked last.
    int takeDamaged() { return std::exchange(m_losses.damaged, 0); }

    void countDamaged() { ++m_losses.damaged; }

    /// Samples of impossible times since it was asked last.
    qint64 takeRefused() { return std::exchange(m_losses.refused, 0); }

    /// How often what others have in the journal was read.
    int foreignReplays() const { return m_foreignReplays; }

    const SqliteFile &file() const { return m_file; }

private:
    struct Sample
    {
        qint64 series;
        Point point;
    };

    Result<void> readJournal();
    void add(const Sample &sample, qint64 row, JournalRow &journal);
    void setDue(SampleTail &tail, quint32 place);
    Result<void> seal(SampleTail &tail, JournalRow &journal, bool isGoingOn);
    Result<void> sealAll(JournalRow &journal);
    Result<void> sealDue(std::size_t most, JournalRow &journal, bool isGoingOn);
    Result<void> insertRow(qint64 row, const JournalRow &journal);
    Result<void> lookAfterJournal(qint64 row, int most);
    Result<void> shortenJournal(qint64 needed, int most);
    Result<void> replayForeign();
    qint64 lowestRow() const;

    qint64 firstRow() const { return m_writer << kWriterBits; }

    const SqliteFile &m_file;
    WriterLock m_lock;
    SampleLosses m_losses;
    ChunkWriter m_chunks{m_file, m_losses};
    std::optional<QSqlQuery> m_insertRow; ///< prepared once
    TailTable m_tails;
    std::deque<quint32> m_due;   ///< places of tails, the longest waiting first
    std::vector<quint32> m_long; ///< of those that hold more than one chunk
    std::vector<Sample> m_new;
    SampleTails m_foreign; ///< of other writers, as of the version
    QVariant m_foreignVersion;
    int m_foreignReplays = 0;
    qint64 m_writer = 0; ///< 0: none yet
    qint64 m_lastRow = 0;
    qint64 m_shortenedTo = 0;
    bool m_isAlone = false; ///< took over what was there
    bool m_isLoaded = false;
};

} // namespace opsdeck
