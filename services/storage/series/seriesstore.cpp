// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/series/seriesstore.h"

#include <QVariant>

#include <algorithm>
#include <limits>

namespace opsdeck {

namespace {

constexpr qint64 kLongestJournal = 4096; ///< rows, after which a slow series is put into a chunk
constexpr int kOldAtOnce = 256;
constexpr std::size_t kManyATick = 20'000; ///< samples
constexpr qint64 kShortenEvery = 8;        ///< rows
constexpr qint64 kRowMask = (qint64(1) << kWriterBits) - 1;

/// Chunks of series that began together must not be full together.
int firstLength(qint64 series)
{
    constexpr quint32 kSpread = 2654435761U;
    return kChunkPoints / 2
           + static_cast<int>((static_cast<quint32>(series) * kSpread) >> 8U) % kChunkPoints;
}

/// Whether points of both times fit in one chunk.
bool isNear(qint64 one, qint64 other)
{
    const quint64 apart = one < other ? static_cast<quint64>(other) - static_cast<quint64>(one)
                                      : static_cast<quint64>(one) - static_cast<quint64>(other);
    return apart < static_cast<quint64>(kSampleTiers[0].blockMs);
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
    m_tails = replay.finish();
    return {};
}

void SeriesStore::forget()
{
    m_tails.clear();
    m_new.clear();
    m_isLoaded = false;
    m_shortenedTo = 0;
}

void SeriesStore::close()
{
    // Nobody takes over from one of several before the last has gone: it leaves no tails.
    if (m_isLoaded && !m_isAlone && m_writer != 0 && m_file.isOpen() && m_file.begin()) {
        Result<void> done;
        for (auto it = m_tails.begin(); done && it != m_tails.end(); ++it)
            done = seal(it.key(), *it);
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
    for (const Sample &sample : m_new) {
        if (auto done = add(sample, row, journal); !done)
            return done;
    }
    // What was held back for long fills whole chunks: its rest would keep all of it in the journal.
    const bool isBulk = m_new.size() > kManyATick
                        && m_new.size() > kChunkPoints * static_cast<std::size_t>(m_tails.size());
    if (isBulk)
        journal = JournalRow();
    if (isBulk || row % kShortenEvery == 0) {
        if (auto done = isBulk ? sealAll(journal) : sealOld(row, journal); !done)
            return done;
    }
    if (auto done = insertRow(row, journal); !done)
        return done;
    m_new.clear();
    return isBulk || row % kShortenEvery == 0 ? shortenJournal(row) : Result<void>();
}

Result<void> SeriesStore::insertRow(qint64 row, const JournalRow &journal)
{
    m_lastRow = row;
    QSqlQuery query = m_file.query();
    return runWith(m_file, query, QStringLiteral("INSERT INTO journal (id, data) VALUES (?, ?)"),
                   {row, journal.bytes()});
}

Result<void> SeriesStore::sealAll()
{
    if (!m_isLoaded)
        return {};
    JournalRow journal;
    if (auto done = sealAll(journal); !done)
        return done;
    const qint64 row = m_lastRow + 1;
    if (auto done = insertRow(row, journal); !done)
        return done;
    return shortenJournal(row);
}

Result<void> SeriesStore::sealAll(JournalRow &journal)
{
    for (auto it = m_tails.begin(); it != m_tails.end(); ++it) {
        if (auto done = seal(it.key(), *it); !done)
            return done;
        journal.sealed(it.key());
    }
    return {};
}

Result<void> SeriesStore::add(const Sample &sample, qint64 row, JournalRow &journal)
{
    auto known = m_tails.find(sample.series);
    if (known == m_tails.end()) {
        known = m_tails.insert(sample.series, {});
        known->sealAt = firstLength(sample.series);
    }
    SampleTail &tail = *known;
    if (!tail.points.empty()
        && (!isNear(tail.points.front().timeMs, sample.point.timeMs)
            || !isNear(tail.points.back().timeMs, sample.point.timeMs))) {
        if (auto done = seal(sample.series, tail); !done)
            return done;
        journal.sealed(sample.series);
    }
    if (tail.points.empty())
        tail.journalFrom = row;
    tail.add(sample.point);
    journal.sample(sample.series, sample.point);
    if (static_cast<int>(tail.points.size()) < tail.sealAt)
        return {};
    tail.sealAt = kChunkPoints;
    journal.sealed(sample.series);
    return seal(sample.series, tail);
}

Result<void> SeriesStore::seal(qint64 series, SampleTail &tail)
{
    auto done = writeChunk(series, tail.points);
    if (done)
        tail.points.clear();
    return done;
}

Result<void> SeriesStore::writeChunk(qint64 series, std::span<const Point> points)
{
    if (points.empty())
        return {};
    if (points.size() < kChunkPoints / 2) {
        const Result<bool> joined = joinPrevious(series, points);
        if (!joined)
            return failure(joined.error());
        if (*joined)
            return {};
    }
    const qint64 id = sampleRow(series, points.front().timeMs);
    QSqlQuery query = m_file.query();
    if (auto done = runWith(m_file, query,
                            QStringLiteral("INSERT OR IGNORE INTO chunks (id, data) VALUES (?, ?)"),
                            {id, encodeChunk(points)});
        !done)
        return done;
    return query.numRowsAffected() > 0 ? Result<void>() : mergeInto(id, points);
}

/// Short stretches become one chunk with those before them.
Result<bool> SeriesStore::joinPrevious(qint64 series, std::span<const Point> points)
{
    QSqlQuery query = m_file.query();
    if (auto asked = runWith(m_file, query,
                             QStringLiteral("SELECT id, data FROM chunks WHERE id BETWEEN ? AND ? "
                                            "ORDER BY id DESC LIMIT 1"),
                             {series << 32, sampleRow(series, points.front().timeMs)});
        !asked)
        return failure(asked.error());
    const Result<QList<SampleRow>> rows = rowsOf(query, m_file);
    if (!rows || rows->isEmpty())
        return rows ? Result<bool>(false) : failure(rows.error());
    const std::optional<ChunkHeader> header = chunkHeader(rows->first().data);
    if (!header || header->lastMs >= points.front().timeMs
        || header->count + static_cast<int>(points.size()) > kChunkPoints
        || !isNear(header->firstMs, points.back().timeMs))
        return false;
    auto done = mergeInto(rows->first().id, points);
    return done ? Result<bool>(true) : failure(done.error());
}

Result<void> SeriesStore::mergeInto(qint64 id, std::span<const Point> points)
{
    QSqlQuery read = m_file.query();
    if (auto asked =
            runWith(m_file, read, QStringLiteral("SELECT id, data FROM chunks WHERE id = ?"), {id});
        !asked)
        return asked;
    const Result<QList<SampleRow>> rows = rowsOf(read, m_file);
    if (!rows)
        return failure(rows.error());
    QList<Point> all;
    if (!rows->isEmpty() && !decodeChunk(rows->first().data, all)) {
        if (auto done = setRowAside(m_file, QStringLiteral("chunks"), id); !done)
            return done;
        countDamaged();
    }
    all.append(QList<Point>(points.begin(), points.end()));
    putInOrder(all);
    QSqlQuery write = m_file.query();
    return runWith(m_file, write,
                   QStringLiteral("INSERT OR REPLACE INTO chunks (id, data) VALUES (?, ?)"),
                   {id, encodeChunk(all)});
}

Result<void> SeriesStore::sealOld(qint64 row, JournalRow &journal)
{
    int left = kOldAtOnce;
    for (auto it = m_tails.begin(); it != m_tails.end() && left > 0; ++it) {
        if (it->points.empty() || row - it->journalFrom < kLongestJournal)
            continue;
        if (auto done = seal(it.key(), *it); !done)
            return done;
        journal.sealed(it.key());
        --left;
    }
    return {};
}

Result<void> SeriesStore::shortenJournal(qint64 row)
{
    qint64 needed = row + 1;
    for (const SampleTail &tail : std::as_const(m_tails)) {
        if (!tail.points.empty())
            needed = std::min(needed, tail.journalFrom);
    }
    if (needed <= m_shortenedTo)
        return {};
    m_shortenedTo = needed;
    QSqlQuery query = m_file.query();
    return runWith(m_file, query,
                   QStringLiteral("DELETE FROM journal WHERE id >= ? AND id < ? AND id <> ?"),
                   {lowestRow(), needed, firstRow()});
}

Result<QList<Point>> SeriesStore::unsealed(qint64 series) const
{
    QList<Point> points;
    const auto append = [&points](const std::vector<Point> &all) {
        points.append(QList<Point>(all.begin(), all.end()));
    };
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
        return failure(asked.error());
    const Result<QList<SampleRow>> rows = rowsOf(query, m_file);
    if (!rows)
        return failure(rows.error());
    JournalReplay replay;
    for (const SampleRow &row : *rows)
        static_cast<void>(replay.take(row));
    append(replay.finish().value(series).points);
    if (m_isLoaded)
        append(m_tails.value(series).points);
    return points;
}

} // namespace opsdeck
