// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/series/bucketgrid.h"

#include "services/storage/series/counterpoints.h"

#include <algorithm>
#include <cmath>

namespace opsdeck {

namespace {

constexpr qint64 kMostOfABucket = 3600; ///< points

} // namespace

void BucketGrid::add(const Bucket &bucket, qint64 widthMs)
{
    const bool reachesIn = bucket.startMs < m_fromMs && bucket.startMs + widthMs > m_fromMs;
    const qint64 at = reachesIn ? 0 : index(bucket.startMs);
    if (at < 0 || bucket.count == 0)
        return;
    auto [known, isNew] = m_buckets.try_emplace(at);
    if (isNew)
        known->second.startMs = m_fromMs + at * m_widthMs;
    mergeBucket(known->second, bucket);
}

void BucketGrid::addCounter(std::span<const Point> points)
{
    for (const Point &point : points) {
        if (!std::isnan(point.value))
            add(bucketOf(point, true), 1);
    }
}

void BucketGrid::add(std::span<const Point> points)
{
    Bucket *bucket = nullptr;
    qint64 of = -1;
    for (const Point &point : points) {
        const qint64 at = index(point.timeMs);
        if (at < 0 || std::isnan(point.value))
            continue;
        if (bucket == nullptr || at != of) {
            bucket = &m_buckets[at];
            of = at;
        }
        if (bucket->count++ == 0) {
            *bucket = bucketOf(point, false);
            bucket->startMs = m_fromMs + at * m_widthMs;
            continue;
        }
        bucket->min = std::min(bucket->min, point.value);
        bucket->max = std::max(bucket->max, point.value);
        bucket->sum += point.value;
    }
}

QList<Bucket> BucketGrid::all() const
{
    QList<Bucket> all;
    for (const auto &[at, bucket] : m_buckets)
        all.append(bucket);
    return all;
}

void addPointsOf(QList<Point> &points, const Bucket &bucket, qint64 widthMs, bool isCounter,
                 std::span<const Point> exact)
{
    const auto next =
        std::upper_bound(exact.begin(), exact.end(), bucket.startMs,
                         [](qint64 time, const Point &point) { return time < point.timeMs; });
    if (next != exact.end() && next->timeMs < bucket.startMs + widthMs)
        widthMs = std::max(next->timeMs - bucket.startMs, 2 * bucket.count);
    const qint64 count = std::min(bucket.count, kMostOfABucket);
    if (isCounter) {
        const std::vector<double> values = counterValues(bucket, count);
        const auto all = static_cast<qint64>(values.size());
        for (qint64 i = 0; i < all; ++i)
            points.append({bucket.startMs + (2 * i + 1) * widthMs / (2 * all),
                           values[static_cast<std::size_t>(i)]});
        return;
    }
    const double between =
        count > 2 ? (bucket.sum - bucket.min - bucket.max) / static_cast<double>(bucket.count - 2)
                  : bucket.min;
    for (qint64 i = 0; i < count; ++i) {
        const qint64 time = bucket.startMs + (2 * i + 1) * widthMs / (2 * count);
        const double value = i == 0 ? bucket.min : i + 1 == count ? bucket.max : between;
        points.append({time, value});
    }
}

} // namespace opsdeck
