// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/series/bucketcodec.h"

#include "services/storage/series/valuecolumn.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace opsdeck {

namespace {

constexpr quint8 kVersion = 0x41;
constexpr int kChecksumBytes = 4;

double sumOf(double one, double other)
{
    const double sum = one + other;
    const int decimals = std::max(decimalsOf(one), decimalsOf(other));
    if (decimals <= 0 || decimalsOf(one) < 0 || decimalsOf(other) < 0 || decimalsOf(sum) >= 0)
        return sum;
    // 0.1 + 0.2 is 0.3.
    constexpr double kExact = 1LL << 51;
    const double exact = scaledDown(scaledUp(sum, decimals), decimals);
    return std::abs(sum) < kExact / 1e9 ? exact : sum;
}

struct Columns
{
    explicit Columns(std::size_t count)
        : steps(count - 1)
        , counts(count)
        , min(count)
        , max(count)
        , sum(count)
    {}

    std::vector<qint64> steps;
    std::vector<qint64> counts;
    std::vector<double> min;
    std::vector<double> max;
    std::vector<double> sum;
};

std::optional<ByteReader> readHeader(QByteArrayView bytes, qint64 widthMs, BucketsHeader &header,
                                     std::size_t &count)
{
    if (bytes.size() <= kChecksumBytes || widthMs <= 0)
        return std::nullopt;
    const QByteArrayView body = bytes.chopped(kChecksumBytes);
    ByteReader sum(bytes.last(kChecksumBytes));
    if (sum.fixed(kChecksumBytes) != checksumOf(body))
        return std::nullopt;
    ByteReader from(body);
    if (from.byte() != kVersion)
        return std::nullopt;
    count = from.varint();
    if (count == 0 || count > kMostInChunk)
        return std::nullopt;
    const auto first = static_cast<quint64>(from.signedVarint());
    const quint64 last = first + from.varint();
    header.firstMs = static_cast<qint64>(first * static_cast<quint64>(widthMs));
    header.lastMs = static_cast<qint64>(last * static_cast<quint64>(widthMs));
    header.all.startMs = header.firstMs;
    header.all.count = from.signedVarint();
    for (double *each : {&header.all.min, &header.all.max, &header.all.sum})
        *each = std::bit_cast<double>(from.fixed64());
    if (!from.isFine())
        return std::nullopt;
    return from;
}

} // namespace

void mergeBucket(Bucket &bucket, const Bucket &other)
{
    if (other.count == 0)
        return;
    if (bucket.count == 0) {
        const qint64 start = bucket.startMs;
        bucket = other;
        bucket.startMs = start;
        return;
    }
    bucket.count += other.count;
    bucket.min = std::min(bucket.min, other.min);
    bucket.max = std::max(bucket.max, other.max);
    bucket.sum = sumOf(bucket.sum, other.sum);
}

qint64 bucketStart(qint64 timeMs, qint64 widthMs)
{
    const qint64 rest = timeMs % widthMs;
    return timeMs - rest - (rest < 0 ? widthMs : 0);
}

void addToBuckets(QList<Bucket> &buckets, std::span<const Bucket> narrower, qint64 widthMs)
{
    for (const Bucket &each : narrower) {
        const qint64 start = bucketStart(each.startMs, widthMs);
        if (buckets.isEmpty() || buckets.last().startMs != start)
            buckets.append({start, 0, 0, 0, 0});
        mergeBucket(buckets.last(), each);
    }
}

void addToBuckets(QList<Bucket> &buckets, std::span<const Point> points, qint64 widthMs)
{
    for (const Point &point : points) {
        if (std::isnan(point.value))
            continue;
        const Bucket one{point.timeMs, 1, point.value, point.value, point.value};
        addToBuckets(buckets, std::span(&one, 1), widthMs);
    }
}

QByteArray encodeBuckets(std::span<const Bucket> buckets, qint64 widthMs)
{
    if (buckets.empty() || buckets.size() > kMostInChunk || widthMs <= 0)
        return {};
    Columns columns(buckets.size());
    Bucket all;
    for (std::size_t i = 0; i < buckets.size(); ++i) {
        const Bucket &bucket = buckets[i];
        if (i > 0)
            columns.steps[i - 1] = (bucket.startMs - buckets[i - 1].startMs) / widthMs;
        columns.counts[i] = bucket.count;
        columns.min[i] = bucket.min;
        columns.max[i] = bucket.max;
        columns.sum[i] = bucket.sum;
        mergeBucket(all, bucket);
    }
    ByteWriter to;
    to.byte(kVersion);
    to.varint(buckets.size());
    to.signedVarint(buckets.front().startMs / widthMs);
    to.varint(static_cast<quint64>((buckets.back().startMs - buckets.front().startMs) / widthMs));
    to.signedVarint(all.count);
    for (const double each : {all.min, all.max, all.sum})
        to.fixed64(std::bit_cast<quint64>(each));
    packNumbers(to, columns.steps, packingOf(columns.steps));
    packNumbers(to, columns.counts, packingOf(columns.counts));
    for (const std::vector<double> *values : {&columns.min, &columns.max, &columns.sum})
        ValueColumn(*values).write(to);
    to.fixed32(checksumOf(to.bytes()));
    return to.bytes();
}

std::optional<BucketsHeader> bucketsHeader(QByteArrayView bytes, qint64 widthMs)
{
    BucketsHeader header;
    std::size_t count = 0;
    return readHeader(bytes, widthMs, header, count) ? std::optional(header) : std::nullopt;
}

bool decodeBuckets(QByteArrayView bytes, qint64 widthMs, QList<Bucket> &buckets)
{
    BucketsHeader header;
    std::size_t count = 0;
    std::optional<ByteReader> from = readHeader(bytes, widthMs, header, count);
    if (!from)
        return false;
    Columns columns(count);
    if (!unpackNumbers(*from, columns.steps) || !unpackNumbers(*from, columns.counts)
        || !readValues(*from, columns.min) || !readValues(*from, columns.max)
        || !readValues(*from, columns.sum) || !from->atEnd())
        return false;
    auto start = static_cast<quint64>(header.firstMs);
    buckets.reserve(buckets.size() + static_cast<qsizetype>(count));
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0)
            start += static_cast<quint64>(columns.steps[i - 1]) * static_cast<quint64>(widthMs);
        buckets.append({static_cast<qint64>(start), columns.counts[i], columns.min[i],
                        columns.max[i], columns.sum[i]});
    }
    return true;
}

} // namespace opsdeck
