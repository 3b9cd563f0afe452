// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/series/seriesstore.h"

#include <QCoreApplication>
#include <QSqlError>

#include <algorithm>
#include <limits>

namespace opsdeck {

namespace {

constexpr qint64 kLongestJournal = 4096;   ///< rows, after which a slow series is put into a chunk
constexpr std::size_t kManyATick = 20'000; ///< samples
constexpr qint64 kLookEvery = 8;           ///< rows
constexpr std::size_t kSealsAPart = 100;
constexpr qint64 kRowMask = (qint64(1) << kWriterBits) - 1;

class Words
{
    Q_DECLARE_TR_FUNCTIONS(SeriesStore)
};

/// Tails that a commit may put into chunks: half as many again as become full meanwhile, so that
/// none waits for ever and no commit takes long.
std::size_t sealsFor(std::size_t samples)
{
    constexpr std::size_t kAtLeast = 8;
    return kAtLeast + samples * 3 / 2 / static_cast<std::size_t>(kChunkPoints);
}

} // namespace

Result<void> SeriesStore::load()
{
    if (m_isLoaded)
        return {};
    forget();
    if (auto begun = m_file.begin(); !begun)
        return begun;
    Result<void> done = readJournal();
    if (done)
        done = m_file.commit();
    if (!done) {
        m_file.rollback();
        forget();
        m_writer = 0;
        m_lock.release();
        return done;
    }
    m_isLoaded = true;
    return {};
}

qint64 SeriesStore::lowestRow() const
{
    return m_isAlone ? 0 : firstRow();
}

Result<void> SeriesStore::readJournal()
{
    if (m_writer == 0) {
        m_isAlone = m_lock.take(m_file.path() + QStringLiteral("-writers"));
        const QVariant last = m_file.value(QStringLiteral("SELECT max(id) FROM journal"));
        m_writer = (last.toLongLong() >> kWriterBits) + 1;
        QSqlQuery first = m_file.query();
        if (auto done = runWith(m_file, first,
                                QStringLiteral("INSERT INTO journal (id, data) VALUES (?, ?)"),
                                {firstRow(), journalBeginning(m_isAlone)});
            !done)
            return done;
    }
    QSqlQuery query = m_file.query();
    if (auto asked = runWith(
            m_file, query,
            QStringLiteral("SELECT id, data FROM journal WHERE id BETWEEN ? AND ? ORDER BY id"),
            {lowestRow(), firstRow() + kRowMask});
        !asked)
        return asked;
    const Result<QList<SampleRow>> rows = rowsOf(query, m_file);
    if (!rows)
        return failure(rows.error());
    JournalReplay replay;
    m_lastRow = firstRow();
    for (const SampleRow &row : *rows) {
        m_lastRow = std::max(m_lastRow, row.id);
        if (replay.take(row))
            continue;
        if (auto done = setRowAside(m_file, QStringLiteral("journal"), row.id); !done)
            return done;
        countDamaged();
    }
    m_tails.take(replay.finish());
    for (quint32 place = 0; place < m_tails.size(); ++place) {
        SampleTail &tail = m_tails.at(place);
        if (tail.points.size() >= kChunkPoints || !isNear(tail.firstMs, tail.lastMs))
            setDue(tail, place);
    }
    return {};
}

void SeriesStore::forget()
{
    m_chunks.forget();
    m_insertRow.reset();
    m_tails.clear();
    m_due.clear();
    m_long.clear();
    m_new.clear();
    m_foreign.clear();
    m_foreignVersion = {};
    m_isLoaded = false;
    m_shortenedTo = 0;
}

void SeriesStore::close()
{
    // Nobody takes over from one of several before the last has gone: it leaves no tails.
    if (m_isLoaded && !m_isAlone && m_writer != 0 && m_file.isOpen() && m_file.begin()) {
        JournalRow journal;
        Result<void> done = sealAll(journal);
        if (done) {
            QSqlQuery query = m_file.query();
            done = runWith(m_file, query,
                           QStringLiteral("DELETE FROM journal WHERE id BETWEEN ? AND ?"),
                           {firstRow(), firstRow() + kRowMask});
        }
        if (!done || !m_file.commit())
            m_file.rollback();
    }
    forget();
    m_writer = 0;
    m_isAlone = false;
    m_lock.release();
}

Result<void> SeriesStore::write()
{
    if (m_new.empty())
        return {};
    const qint64 row = m_lastRow + 1;
    JournalRow journal;
    for (std::size_t i = 0; i < m_new.size(); ++i) {
        constexpr std::size_t kAhead = 8;
        if (i + kAhead < m_new.size())
            m_tails.prefetch(m_new[i + kAhead].series);
        add(m_new[i], row, journal);
    }
    // What was held back for long fills whole chunks: its rest would keep all of it in the journal.
    const bool isBulk = m_new.size() > kManyATick && m_new.size() > kChunkPoints * m_tails.size();
    if (isBulk)
        journal = JournalRow();
    if (auto done = isBulk ? sealAll(journal) : sealDue(sealsFor(m_new.size()), journal, true);
        !done)
        return done;
    if (auto done = insertRow(row, journal); !done)
        return done;
    m_new.clear();
    constexpr int kRowsAtOnce = 4 * kLookEvery;
    return isBulk || row % kLookEvery == 0 ? lookAfterJournal(row, isBulk ? -1 : kRowsAtOnce)
                                           : Result<void>();
}

Result<void> SeriesStore::insertRow(qint64 row, const JournalRow &journal)
{
    if (!m_insertRow) {
        m_insertRow.emplace(m_file.query());
        static_cast<void>(
            m_insertRow->prepare(QStringLiteral("INSERT INTO journal (id, data) VALUES (?, ?)")));
    }
    m_insertRow->bindValue(0, row);
    m_insertRow->bindValue(1, journal.bytes());
    if (!m_insertRow->exec()) {
        const Error error = m_file.errorOf(m_insertRow->lastError(), Words::tr("samples"));
        m_insertRow.reset();
        return failure(error);
    }
    m_lastRow = row;
    return {};
}

void SeriesStore::sealSoon()
{
    for (quint32 place = 0; place < m_tails.size(); ++place) {
        if (SampleTail &tail = m_tails.at(place); !tail.points.empty())
            setDue(tail, place);
    }
}

Result<bool> SeriesStore::sealSome()
{
    if (!m_isLoaded || m_due.empty())
        return false;
    JournalRow journal;
    if (auto done = sealDue(kSealsAPart, journal, false); !done)
        return failure(done.error());
    const qint64 row = m_lastRow + 1;
    auto done = insertRow(row, journal);
    if (done)
        done = lookAfterJournal(row, -1);
    return done ? Result<bool>(!m_due.empty()) : failure(done.error());
}

Result<void> SeriesStore::sealAll(JournalRow &journal)
{
    for (SampleTail &tail : m_tails.all()) {
        if (auto done = seal(tail, journal, false); !done)
            return done;
    }
    m_due.clear();
    m_long.clear();
    return {};
}

Result<void> SeriesStore::sealDue(std::size_t most, JournalRow &journal, bool isGoingOn)
{
    // A series that is much faster than the others does not wait for them.
    for (const quint32 place : std::exchange(m_long, {})) {
        if (auto done = seal(m_tails.at(place), journal, isGoingOn); !done)
            return done;
    }
    while (most > 0 && !m_due.empty()) {
        SampleTail &tail = m_tails.at(m_due.front());
        m_due.pop_front();
        if (!tail.isDue)
            continue;
        if (auto done = seal(tail, journal, isGoingOn); !done)
            return done;
        --most;
    }
    return {};
}

void SeriesStore::setDue(SampleTail &tail, quint32 place)
{
    if (!std::exchange(tail.isDue, true))
        m_due.push_back(place);
}

void SeriesStore::add(const Sample &sample, qint64 row, JournalRow &journal)
{
    const quint32 place = m_tails.placeOf(sample.series);
    SampleTail &tail = m_tails.at(place);
    if (tail.points.empty())
        tail.journalFrom = row;
    tail.add(sample.point);
    journal.sample(sample.series, sample.point);
    if (static_cast<int>(tail.points.size()) >= tail.sealAt || !isNear(tail.firstMs, tail.lastMs))
        setDue(tail, place);
    if (tail.points.size() == 2 * kChunkPoints)
        m_long.push_back(place);
}

/// In chunks of points that are near each other. `isGoingOn`: where it falls into several, a few at
/// its end stay, in this row of the journal, for those that come next.
Result<void> SeriesStore::seal(SampleTail &tail, JournalRow &journal, bool isGoingOn)
{
    tail.isDue = false;
    if (tail.points.empty())
        return {};
    constexpr std::size_t kFull = kChunkPoints;
    constexpr std::size_t kFew = 16;
    const std::span<const Point> all(tail.points);
    const std::size_t most = all.size() < 2 * kFull ? 2 * kFull : kFull;
    std::size_t begin = 0;
    for (std::size_t i = 1; i <= all.size(); ++i) {
        if (i < all.size() && i - begin < most && isNear(all[begin].timeMs, all[i].timeMs))
            continue;
        if (isGoingOn && begin > 0 && i == all.size() && i - begin <= kFew)
            break;
        if (auto done = m_chunks.write(tail.series, all.subspan(begin, i - begin)); !done)
            return done;
        begin = i;
    }
    tail.sealAt = kChunkPoints;
    journal.sealed(tail.series);
    const std::vector<Point> rest(tail.points.begin() + static_cast<std::ptrdiff_t>(begin),
                                  tail.points.end());
    tail.clear();
    for (const Point &point : rest) {
        tail.add(point);
        journal.sample(tail.series, point);
    }
    tail.journalFrom = m_lastRow + 1;
    return {};
}

/// Tails that keep the journal long become due; of the rows that no tail needs any more `most` go
/// (below zero: all).
Result<void> SeriesStore::lookAfterJournal(qint64 row, int most)
{
    qint64 needed = row + 1;
    for (quint32 place = 0; place < m_tails.size(); ++place) {
        SampleTail &tail = m_tails.at(place);
        if (tail.points.empty())
            continue;
        needed = std::min(needed, tail.journalFrom);
        if (row - tail.journalFrom >= kLongestJournal)
            setDue(tail, place);
    }
    return needed <= m_shortenedTo ? Result<void>() : shortenJournal(needed, most);
}

Result<void> SeriesStore::shortenJournal(qint64 needed, int most)
{
    QSqlQuery query = m_file.query();
    if (auto done =
            runWith(m_file, query,
                    QStringLiteral("DELETE FROM journal WHERE id IN (SELECT id FROM journal "
                                   "WHERE id >= ? AND id < ? AND id <> ? LIMIT ?)"),
                    {lowestRow(), needed, firstRow(), most});
        !done)
        return done;
    // What is left of them goes with the next look.
    if (most < 0 || query.numRowsAffected() < most)
        m_shortenedTo = needed;
    return {};
}

/// Once for all series, until somebody else writes.
Result<void> SeriesStore::replayForeign()
{
    const QVariant version = m_file.value(QStringLiteral("PRAGMA data_version"));
    if (version.isValid() && version == m_foreignVersion)
        return {};
    m_foreignVersion = {};
    // Two ranges by number: without other writers both are empty, and found to be so at once.
    QSqlQuery query = m_file.query();
    const qint64 low = m_isLoaded ? lowestRow() : std::numeric_limits<qint64>::max();
    const qint64 high = m_isLoaded ? firstRow() + kRowMask : std::numeric_limits<qint64>::max();
    if (auto asked =
            runWith(m_file, query,
                    QStringLiteral("SELECT id, data FROM journal WHERE id < ? UNION ALL SELECT id, "
                                   "data FROM journal WHERE id > ? ORDER BY id"),
                    {low, high});
        !asked)
        return asked;
    const Result<QList<SampleRow>> rows = rowsOf(query, m_file);
    if (!rows)
        return failure(rows.error());
    JournalReplay replay;
    for (const SampleRow &row : *rows)
        static_cast<void>(replay.take(row));
    m_foreign = replay.finish();
    m_foreignReplays += rows->isEmpty() ? 0 : 1;
    m_foreignVersion = version;
    return {};
}

Result<QList<Point>> SeriesStore::unsealed(qint64 series)
{
    if (auto done = replayForeign(); !done)
        return failure(done.error());
    QList<Point> points;
    const auto append = [&points](const std::vector<Point> &all) {
        points.append(QList<Point>(all.begin(), all.end()));
    };
    if (const auto foreign = m_foreign.constFind(series); foreign != m_foreign.cend())
        append(foreign->points);
    if (const SampleTail *own = m_isLoaded ? m_tails.find(series) : nullptr; own != nullptr)
        append(own->points);
    return points;
}

} // namespace opsdeck
