// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/series/bucketcodec.h"

#include "services/storage/series/valuecolumn.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace opsdeck {

namespace {

constexpr quint8 kVersion = 0x41;
constexpr quint8 kCounterVersion = 0x42; ///< the same, and behind it what is told of a counter
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
    const quint8 version = from.byte();
    if (version != kVersion && version != kCounterVersion)
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

/// What most buckets of a counter are: it only went up.
void assumeSteady(Bucket &bucket)
{
    bucket.first = bucket.min;
    bucket.last = bucket.max;
    bucket.increase = bucket.max - bucket.min;
}

bool isSteady(const Bucket &bucket)
{
    return bucket.first == bucket.min && bucket.last == bucket.max
           && bucket.increase == bucket.max - bucket.min;
}

void writeCounter(ByteWriter &to, std::span<const Bucket> buckets)
{
    std::vector<std::size_t> others;
    for (std::size_t i = 0; i < buckets.size(); ++i) {
        if (!isSteady(buckets[i]))
            others.push_back(i);
    }
    to.varint(others.size());
    std::size_t previous = 0;
    for (const std::size_t i : others) {
        to.varint(i - previous);
        for (const double each : {buckets[i].first, buckets[i].last, buckets[i].increase})
            to.fixed64(std::bit_cast<quint64>(each));
        previous = i;
    }
}

bool readCounter(ByteReader &from, std::span<Bucket> buckets)
{
    const quint64 count = from.varint();
    if (!from.isFine() || count > buckets.size())
        return false;
    std::size_t index = 0;
    for (quint64 i = 0; i < count; ++i) {
        const quint64 gap = from.varint();
        if (!from.isFine() || gap >= buckets.size() - index)
            return false;
        index += gap;
        for (double *each : {&buckets[index].first, &buckets[index].last, &buckets[index].increase})
            *each = std::bit_cast<double>(from.fixed64());
    }
    return from.isFine();
}

/// Without what is told of counters.
void mergeValues(Bucket &bucket, const Bucket &other)
{
    bucket.count += other.count;
    bucket.min = std::min(bucket.min, other.min);
    bucket.max = std::max(bucket.max, other.max);
    bucket.sum = sumOf(bucket.sum, other.sum);
}

/// True: one of them had no values, and that is done.
bool mergeNone(Bucket &bucket, const Bucket &other)
{
    if (other.count == 0)
        return true;
    if (bucket.count != 0)
        return false;
    const qint64 start = bucket.startMs;
    bucket = other;
    bucket.startMs = start;
    return true;
}

} // namespace

Bucket bucketOf(const Point &point, bool isCounter)
{
    Bucket bucket{point.timeMs, 1, point.value, point.value, point.value};
    if (isCounter)
        assumeSteady(bucket);
    return bucket;
}

void mergeBucket(Bucket &bucket, const Bucket &other)
{
    if (mergeNone(bucket, other))
        return;
    mergeValues(bucket, other);
    const bool isUp = other.first >= bucket.last;
    const bool isSteadyUp = isUp && bucket.increase == bucket.last - bucket.first
                            && other.increase == other.last - other.first;
    // In one step where that is possible: many small ones would add up what each is rounded by.
    bucket.increase = isSteadyUp ? other.last - bucket.first
                                 : bucket.increase + other.increase
                                       + (isUp ? other.first - bucket.last : other.first);
    bucket.last = other.last;
}

void mergeLate(Bucket &bucket, const Bucket &other)
{
    if (mergeNone(bucket, other))
        return;
    mergeValues(bucket, other);
    if (bucket.increase != bucket.last - bucket.first || other.increase != other.last - other.first)
        return;
    bucket.first = std::min(bucket.first, other.first);
    bucket.last = std::max(bucket.last, other.last);
    bucket.increase = bucket.last - bucket.first;
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
            buckets.append(Bucket{start});
        mergeBucket(buckets.last(), each);
    }
}

void addToBuckets(QList<Bucket> &buckets, std::span<const Point> points, qint64 widthMs,
                  bool isCounter)
{
    for (const Point &point : points) {
        if (std::isnan(point.value))
            continue;
        const Bucket one = bucketOf(point, isCounter);
        addToBuckets(buckets, std::span(&one, 1), widthMs);
    }
}

QByteArray encodeBuckets(std::span<const Bucket> buckets, qint64 widthMs, bool isCounter)
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
    to.byte(isCounter ? kCounterVersion : kVersion);
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
    if (isCounter)
        writeCounter(to, buckets);
    to.fixed32(checksumOf(to.bytes()));
    return to.bytes();
}

std::optional<BucketsHeader> bucketsHeader(QByteArrayView bytes, qint64 widthMs)
{
    BucketsHeader header;
    std::size_t count = 0;
    return readHeader(bytes, widthMs, header, count) ? std::optional(header) : std::nullopt;
}

bool decodeBuckets(QByteArrayView bytes, qint64 widthMs, QList<Bucket> &buckets, bool isCounter)
{
    BucketsHeader header;
    std::size_t count = 0;
    std::optional<ByteReader> from = readHeader(bytes, widthMs, header, count);
    if (!from)
        return false;
    Columns columns(count);
    if (!unpackNumbers(*from, columns.steps) || !unpackNumbers(*from, columns.counts)
        || !readValues(*from, columns.min) || !readValues(*from, columns.max)
        || !readValues(*from, columns.sum))
        return false;
    std::vector<Bucket> all(count);
    auto start = static_cast<quint64>(header.firstMs);
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0)
            start += static_cast<quint64>(columns.steps[i - 1]) * static_cast<quint64>(widthMs);
        all[i] = {static_cast<qint64>(start), columns.counts[i], columns.min[i], columns.max[i],
                  columns.sum[i]};
        if (isCounter)
            assumeSteady(all[i]);
    }
    if (static_cast<quint8>(bytes.front()) == kCounterVersion) {
        std::vector<Bucket> ofCounter = all;
        if (!readCounter(*from, ofCounter))
            return false;
        if (isCounter)
            all = std::move(ofCounter);
    }
    if (!from->atEnd())
        return false;
    buckets.append(QList<Bucket>(all.begin(), all.end()));
    return true;
}

} // namespace opsdeck
