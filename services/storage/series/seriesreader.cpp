// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/series/seriesreader.h"

#include "services/storage/series/bucketgrid.h"
#include "services/storage/series/rowmigration.h"

#include <QVariant>

#include <algorithm>
#include <cmath>

namespace opsdeck {

void SeriesReader::damaged(const SampleTier &tier, qint64 id)
{
    m_store.countDamaged();
    // Where it can't be moved now it is met again.
    static_cast<void>(setRowAside(m_store.file(), QLatin1String(tier.table), id));
}

Result<void> SeriesReader::addChunks(qint64 series, qint64 fromMs, qint64 toMs,
                                     QList<Point> &points)
{
    const SampleTier &tier = kSampleTiers.front();
    const auto rows = sampleRows(m_store.file(), tier, series, fromMs, toMs);
    if (!rows)
        return failure(rows.error());
    bool isWithin = true;
    QList<const SampleRow *> wanted;
    qsizetype count = points.size();
    for (const SampleRow &row : *rows) {
        const std::optional<ChunkHeader> header = chunkHeader(row.data);
        ++m_effort.headers;
        if (header && (header->lastMs < fromMs || header->firstMs > toMs))
            continue;
        wanted.append(&row);
        count += header ? header->count : 0;
        isWithin = isWithin && header && header->firstMs >= fromMs && header->lastMs <= toMs;
    }
    // Room for all at once: a list that grows is copied again and again.
    points.reserve(count);
    for (const SampleRow *row : std::as_const(wanted)) {
        if (decodeChunk(row->data, points))
            ++m_effort.payloads;
        else
            damaged(tier, row->id);
    }
    if (!isWithin)
        points.removeIf(
            [&](const Point &point) { return point.timeMs < fromMs || point.timeMs > toMs; });
    return {};
}

Result<void> SeriesReader::addTier(const SampleTier &tier, qint64 series, qint64 fromMs,
                                   qint64 toMs, bool isCounter, const QList<Point> &exact,
                                   QList<Point> &points)
{
    const auto rows = sampleRows(m_store.file(), tier, series, fromMs, toMs);
    if (!rows)
        return failure(rows.error());
    for (const SampleRow &row : *rows) {
        QList<Bucket> buckets;
        if (!decodeBuckets(row.data, tier.widthMs, buckets, isCounter)) {
            damaged(tier, row.id);
            continue;
        }
        ++m_effort.payloads;
        for (const Bucket &bucket : std::as_const(buckets)) {
            // Those of a long block that are not asked for.
            if (bucket.startMs <= toMs && bucket.startMs + tier.widthMs > fromMs)
                addPointsOf(points, bucket, tier.widthMs, isCounter, exact);
        }
    }
    return {};
}

Result<void> SeriesReader::addRows(qint64 series, qint64 fromMs, qint64 toMs, QList<Point> &points)
{
    const auto rows = samplesOfRows(m_store.file(), series, fromMs, toMs);
    if (!rows)
        return failure(rows.error());
    points.append(*rows);
    const auto unsealed = m_store.unsealed(series);
    if (!unsealed)
        return failure(unsealed.error());
    for (const Point &point : *unsealed) {
        if (point.timeMs >= fromMs && point.timeMs <= toMs)
            points.append(point);
    }
    return {};
}

Result<QList<Point>> SeriesReader::points(qint64 series, qint64 fromMs, qint64 toMs, bool isCounter)
{
    m_effort = {};
    QList<Point> points;
    if (auto done = addChunks(series, fromMs, toMs, points); !done)
        return failure(done.error());
    if (auto done = addRows(series, fromMs, toMs, points); !done)
        return failure(done.error());
    putInOrder(points);
    QList<Point> all;
    for (auto tier = kSampleTiers.rbegin(); tier->widthMs != 0; ++tier) {
        if (auto done = addTier(*tier, series, fromMs, toMs, isCounter, points, all); !done)
            return failure(done.error());
    }
    if (all.isEmpty())
        return points;
    all.removeIf([&](const Point &point) { return point.timeMs < fromMs || point.timeMs > toMs; });
    all.append(points);
    putInOrder(all);
    return all;
}

Result<QList<Bucket>> SeriesReader::buckets(qint64 series, qint64 fromMs, qint64 toMs, int most,
                                            bool isCounter)
{
    m_effort = {};
    if (most < 1 || toMs < fromMs)
        return QList<Bucket>();
    BucketGrid grid(fromMs, toMs, most);
    // The oldest first: of a counter each value is compared with the one before.
    for (auto tier = kSampleTiers.rbegin(); tier->widthMs != 0; ++tier) {
        const auto rows = sampleRows(m_store.file(), *tier, series, fromMs, toMs);
        if (!rows)
            return failure(rows.error());
        for (const SampleRow &row : *rows) {
            const auto header = bucketsHeader(row.data, tier->widthMs);
            ++m_effort.headers;
            if (header && !isCounter && grid.isOne(header->firstMs, header->lastMs)) {
                grid.add(header->all, tier->widthMs);
                continue;
            }
            QList<Bucket> buckets;
            if (!decodeBuckets(row.data, tier->widthMs, buckets, isCounter))
                damaged(*tier, row.id);
            ++m_effort.payloads;
            for (const Bucket &bucket : std::as_const(buckets))
                grid.add(bucket, tier->widthMs);
        }
    }
    if (auto done = addPointsTo(grid, series, fromMs, toMs, isCounter); !done)
        return failure(done.error());
    return grid.all();
}

/// What lies in points. Of chunks that overlap each other, or what is in none yet, the heads do not
/// suffice: they may hold the same points.
Result<void> SeriesReader::addPointsTo(BucketGrid &grid, qint64 series, qint64 fromMs, qint64 toMs,
                                       bool isCounter)
{
    struct Chunk
    {
        ChunkHeader header;
        const SampleRow *row;
    };

    const SampleTier &tier = kSampleTiers.front();
    const auto rows = sampleRows(m_store.file(), tier, series, fromMs, toMs);
    if (!rows)
        return failure(rows.error());
    QList<Point> unchunked;
    if (auto done = addRows(series, fromMs, toMs, unchunked); !done)
        return done;
    putInOrder(unchunked);
    std::vector<Chunk> chunks;
    for (const SampleRow &row : *rows) {
        ++m_effort.headers;
        if (const auto header = chunkHeader(row.data))
            chunks.push_back({*header, &row});
        else
            damaged(tier, row.id);
    }
    std::stable_sort(chunks.begin(), chunks.end(), [](const Chunk &a, const Chunk &b) {
        return a.header.firstMs < b.header.firstMs;
    });
    const auto add = [&](std::span<const Point> points) {
        isCounter ? grid.addCounter(points) : grid.add(points);
    };
    const Point *next = unchunked.constData();
    const Point *const end = next + unchunked.size();
    const auto upTo = [&](qint64 timeMs) {
        const Point *const first = next;
        while (next != end && next->timeMs <= timeMs)
            ++next;
        return std::span(first, next);
    };
    for (std::size_t i = 0; i < chunks.size();) {
        const std::size_t begin = i;
        const ChunkHeader &header = chunks[begin].header;
        qint64 lastMs = header.lastMs;
        for (++i; i < chunks.size() && chunks[i].header.firstMs <= lastMs; ++i)
            lastMs = std::max(lastMs, chunks[i].header.lastMs);
        if (header.firstMs > fromMs)
            add(upTo(header.firstMs - 1));
        const std::span<const Point> between = upTo(lastMs);
        const bool isAlone = i - begin == 1 && between.empty();
        if (isAlone && !isCounter && grid.isOne(header.firstMs, header.lastMs)) {
            grid.add({header.firstMs, header.numbers, header.min, header.max, header.sum}, 1);
            continue;
        }
        QList<Point> points;
        for (std::size_t k = begin; k < i; ++k) {
            if (!decodeChunk(chunks[k].row->data, points))
                damaged(tier, chunks[k].row->id);
            ++m_effort.payloads;
        }
        points.append(QList<Point>(between.begin(), between.end()));
        putInOrder(points);
        add(points);
    }
    add(upTo(std::numeric_limits<qint64>::max()));
    return {};
}

} // namespace opsdeck
