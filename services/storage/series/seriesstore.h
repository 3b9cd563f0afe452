// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/storage/series/samplejournal.h"
#include "services/storage/series/writerlock.h"

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

    /// For the next write(). Series are numbers above zero. Any time, any value, any order; of two
    /// of one time the later one stays.
    void append(qint64 series, const Point &point) { m_new.push_back({series, point}); }

    /// All that was appended, in the caller's transaction; forget() when that fails.
    Result<void> write();
    /// All tails into chunks, so that the journal holds nothing. In the caller's transaction.
    Result<void> sealAll();
    /// Points into the chunks of a series, in order and not in any tail. In the caller's
    /// transaction.
    Result<void> writeChunk(qint64 series, std::span<const Point> points);

    /// What of a series is in no chunk yet, of other processes too.
    Result<QList<Point>> unsealed(qint64 series) const;

    /// Rows that were found broken and set aside since it was asked last.
    int takeDamaged() { return std::exchange(m_damaged, 0); }

    void countDamaged() { ++m_damaged; }

    const SqliteFile &file() const { return m_file; }

private:
    struct Sample
    {
        qint64 series;
        Point point;
    };

    Result<void> readJournal();
    Result<void> add(const Sample &sample, qint64 row, JournalRow &journal);
    Result<void> seal(qint64 series, SampleTail &tail);
    Result<bool> joinPrevious(qint64 series, std::span<const Point> points);
    Result<void> mergeInto(qint64 id, std::span<const Point> points);
    Result<void> sealAll(JournalRow &journal);
    Result<void> insertRow(qint64 row, const JournalRow &journal);
    Result<void> sealOld(qint64 row, JournalRow &journal);
    Result<void> shortenJournal(qint64 row);
    qint64 lowestRow() const;

    qint64 firstRow() const { return m_writer << kWriterBits; }

    const SqliteFile &m_file;
    WriterLock m_lock;
    SampleTails m_tails;
    std::vector<Sample> m_new;
    qint64 m_writer = 0; ///< 0: none yet
    qint64 m_lastRow = 0;
    qint64 m_shortenedTo = 0;
    bool m_isAlone = false; ///< took over what was there
    bool m_isLoaded = false;
    int m_damaged = 0;
};

} // namespace opsdeck
