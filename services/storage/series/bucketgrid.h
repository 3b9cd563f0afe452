// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/storage/series/bucketcodec.h"

#include <map>
#include <span>

namespace opsdeck {

/// Buckets of equal width from `fromMs` on, at most `most` of them; what lies outside is left out.
/// Of a counter the values come in the order of their times.
class BucketGrid final
{
public:
    BucketGrid(qint64 fromMs, qint64 toMs, int most)
        : m_fromMs(fromMs)
        , m_toMs(toMs)
        , m_widthMs(std::max<qint64>(1, (toMs - fromMs) / std::max(1, most) + 1))
    {}

    /// -1: outside.
    qint64 index(qint64 timeMs) const
    {
        return timeMs < m_fromMs || timeMs > m_toMs ? -1 : (timeMs - m_fromMs) / m_widthMs;
    }

    bool isOne(qint64 firstMs, qint64 lastMs) const
    {
        return index(firstMs) >= 0 && index(firstMs) == index(lastMs);
    }

    /// One that began before is of the first: what it holds may lie on either side.
    void add(const Bucket &bucket, qint64 widthMs);
    void add(std::span<const Point> points);
    void addCounter(std::span<const Point> points);

    QList<Bucket> all() const;

private:
    qint64 m_fromMs;
    qint64 m_toMs;
    qint64 m_widthMs;
    std::map<qint64, Bucket> m_buckets;
};

/// A bucket of `widthMs` as the points that it may have been made of: see SeriesReader::points().
/// `exact` are the points that are left, in order: where they begin within the bucket, it ends.
void addPointsOf(QList<Point> &points, const Bucket &bucket, qint64 widthMs, bool isCounter,
                 std::span<const Point> exact);

} // namespace opsdeck
