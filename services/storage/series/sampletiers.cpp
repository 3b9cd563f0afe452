// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/series/sampletiers.h"

#include <QCoreApplication>
#include <QSqlError>
#include <QVariant>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr int kRowsAtOnce = 400;
constexpr int kSeriesAtOnce = 400;
constexpr int kRowsOfASeries = 96;

class Words
{
    Q_DECLARE_TR_FUNCTIONS(SampleTiers)
};

qint64 timeOfRow(qint64 id)
{
    return (id & 0xFFFF'FFFF) * 1000;
}

/// Both in their order. What comes after what is later still came late.
QList<Bucket> withLate(const QList<Bucket> &all, std::span<const Bucket> late)
{
    QList<Bucket> both;
    auto next = all.cbegin();
    for (const Bucket &each : late) {
        for (; next != all.cend() && next->startMs <= each.startMs; ++next)
            both.append(*next);
        const bool isNew = both.isEmpty() || both.last().startMs != each.startMs;
        const bool isBehindAll = next == all.cend();
        if (isNew)
            both.append(each);
        else if (isBehindAll)
            mergeBucket(both.last(), each);
        else
            mergeLate(both.last(), each);
    }
    both.append(QList<Bucket>(next, all.cend()));
    return both;
}

} // namespace

void SampleTiers::restart()
{
    m_tier = 0;
    m_doneSeries = 0;
    m_doneBefore = {};
}

/// What lies before it moves on. Only whole blocks of the next tier do, so that each is written
/// once.
qint64 SampleTiers::limit(std::size_t tier, qint64 nowMs, double share) const
{
    const std::array<std::chrono::milliseconds, kSampleTiers.size()> ages = {
        m_ages.points, m_ages.minutes, m_ages.tenMinutes, m_ages.hours};
    const qint64 before =
        nowMs - static_cast<qint64>(static_cast<double>(ages.at(tier).count()) * share);
    const std::size_t to = std::min(tier + 1, kSampleTiers.size() - 1);
    return bucketStart(before, kSampleTiers.at(to).blockMs);
}

Result<bool> SampleTiers::slice(qint64 nowMs, double share)
{
    while (m_tier < kSampleTiers.size() && limit(m_tier, nowMs, share) == m_doneBefore.at(m_tier)) {
        ++m_tier;
        m_doneSeries = 0;
    }
    if (m_tier == kSampleTiers.size()) {
        m_tier = 0;
        return false;
    }
    const qint64 before = limit(m_tier, nowMs, share);
    const Result<QList<Series>> all = nextSeries();
    if (!all)
        return failure(all.error());
    int left = kRowsAtOnce;
    for (const Series &series : *all) {
        while (true) {
            const Result<bool> more = moveOn(m_tier, series, before, left);
            if (!more)
                return failure(more.error());
            if (left <= 0 && *more)
                return true;
            if (!*more)
                break;
        }
        m_doneSeries = series.id;
        if (left <= 0)
            return true;
    }
    if (all->size() == kSeriesAtOnce)
        return true;
    m_doneBefore.at(m_tier) = before;
    m_doneSeries = 0;
    ++m_tier;
    return true;
}

Result<QList<SampleTiers::Series>> SampleTiers::nextSeries() const
{
    const SqliteFile &file = m_store.file();
    QSqlQuery query = file.query();
    if (auto asked = runWith(
            file, query,
            QStringLiteral("SELECT id, counter FROM series WHERE id > ? ORDER BY id LIMIT ?"),
            {m_doneSeries, kSeriesAtOnce});
        !asked)
        return failure(asked.error());
    QList<Series> all;
    while (query.next())
        all.append({query.value(0).toLongLong(), query.value(1).toBool()});
    if (query.lastError().type() != QSqlError::NoError)
        return failure(file.errorOf(query.lastError(), Words::tr("reading")));
    return all;
}

/// True: the series may have more.
Result<bool> SampleTiers::moveOn(std::size_t tier, const Series &series, qint64 beforeMs, int &left)
{
    const SampleTier &from = kSampleTiers.at(tier);
    const SqliteFile &file = m_store.file();
    QSqlQuery query = file.query();
    if (auto asked = runWith(
            file, query,
            QStringLiteral("SELECT id, data FROM %1 WHERE id >= ? AND id < ? ORDER BY id LIMIT ?")
                .arg(QLatin1String(from.table)),
            {series.id << 32, sampleRow(series.id, beforeMs), kRowsOfASeries});
        !asked)
        return failure(asked.error());
    const Result<QList<SampleRow>> rows = rowsOf(query, file);
    if (!rows)
        return failure(rows.error());
    QList<Point> points;
    QList<Bucket> buckets;
    QList<qint64> moved;
    const bool isLast = tier + 1 == kSampleTiers.size();
    for (const SampleRow &row : *rows) {
        bool isWhole = true;
        if (from.widthMs == 0) {
            const auto header = chunkHeader(row.data);
            if (header && header->lastMs >= beforeMs)
                continue;
            isWhole = decodeChunk(row.data, points);
        } else {
            if (timeOfRow(row.id) + from.blockMs > beforeMs)
                continue;
            isWhole = isLast || decodeBuckets(row.data, from.widthMs, buckets, series.isCounter);
        }
        if (isWhole) {
            moved.append(row.id);
            continue;
        }
        m_store.countDamaged();
        if (auto done = setRowAside(file, QLatin1String(from.table), row.id); !done)
            return failure(done.error());
    }
    if (!isLast) {
        const SampleTier &to = kSampleTiers.at(tier + 1);
        putInOrder(points);
        QList<Bucket> wide;
        addToBuckets(wide, points, to.widthMs, series.isCounter);
        addToBuckets(wide, buckets, to.widthMs);
        if (auto done = intoBlocks(to, series, wide); !done)
            return failure(done.error());
    }
    QSqlQuery remove = file.query();
    for (const qint64 id : std::as_const(moved)) {
        if (auto done = runWith(
                file, remove,
                QStringLiteral("DELETE FROM %1 WHERE id = ?").arg(QLatin1String(from.table)), {id});
            !done)
            return failure(done.error());
    }
    left -= static_cast<int>(moved.size());
    return rows->size() == kRowsOfASeries && !moved.isEmpty();
}

Result<void> SampleTiers::intoBlocks(const SampleTier &to, const Series &series,
                                     const QList<Bucket> &buckets)
{
    const std::span<const Bucket> all(buckets.constData(),
                                      static_cast<std::size_t>(buckets.size()));
    std::size_t begin = 0;
    for (std::size_t i = 1; i <= all.size(); ++i) {
        if (i < all.size()
            && bucketStart(all[i].startMs, to.blockMs)
                   == bucketStart(all[begin].startMs, to.blockMs))
            continue;
        if (auto done = intoBlock(to, series, all.subspan(begin, i - begin)); !done)
            return done;
        begin = i;
    }
    return {};
}

Result<void> SampleTiers::intoBlock(const SampleTier &to, const Series &series,
                                    std::span<const Bucket> buckets)
{
    const SqliteFile &file = m_store.file();
    const qint64 id = sampleRow(series.id, bucketStart(buckets.front().startMs, to.blockMs));
    QSqlQuery read = file.query();
    if (auto asked = runWith(
            file, read,
            QStringLiteral("SELECT id, data FROM %1 WHERE id = ?").arg(QLatin1String(to.table)),
            {id});
        !asked)
        return asked;
    const Result<QList<SampleRow>> rows = rowsOf(read, file);
    if (!rows)
        return failure(rows.error());
    QList<Bucket> all;
    if (!rows->isEmpty() && !decodeBuckets(rows->first().data, to.widthMs, all, series.isCounter)) {
        m_store.countDamaged();
        if (auto done = setRowAside(file, QLatin1String(to.table), id); !done)
            return done;
    }
    if (!all.isEmpty() && all.last().startMs > buckets.front().startMs)
        all = withLate(all, buckets);
    else
        addToBuckets(all, buckets, to.widthMs);
    QSqlQuery write = file.query();
    return runWith(file, write,
                   QStringLiteral("INSERT OR REPLACE INTO %1 (id, data) VALUES (?, ?)")
                       .arg(QLatin1String(to.table)),
                   {id, encodeBuckets(all, to.widthMs, series.isCounter)});
}

} // namespace opsdeck
