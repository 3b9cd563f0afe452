// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/metric.h"

#include <QList>
#include <QPointF>

#include <vector>

namespace opsdeck {

/// The points of one line in time order, with the extremes of every 64 kept, so that a chart of any
/// span is cut to at most two points a pixel column without losing a peak and without reading every
/// point.
class SeriesBuffer final
{
public:
    /// `capacity`: points kept; the oldest go first, 64 at a time.
    explicit SeriesBuffer(int capacity = 100'000);

    /// NaN is not kept: a hole is the absence of points. A point that is not newer than the last is
    /// ignored.
    void append(const Point &point);
    /// Older points, in time order, in front of the present ones; those not older than the first
    /// are ignored.
    void prepend(const QList<Point> &points);

    bool isEmpty() const { return m_times.empty(); }

    int size() const { return static_cast<int>(m_times.size()); }

    Point first() const;
    Point last() const;
    /// The newest point not after `timeMs`; NaN when there is none within `reachMs` before it.
    Point at(qint64 timeMs, qint64 reachMs) const;

    /// Extremes of the points in [fromMs, toMs]; false when there is none.
    bool extremes(qint64 fromMs, qint64 toMs, double &lowest, double &highest) const;

    /// Time from one point to the next, as most of the last ones have it; 0 with less than three.
    qint64 usualStepMs() const;

    /// One side of a value.
    struct Side
    {
        double limit = 0;
        bool above = true;        ///< false: below
        bool isInclusive = false; ///< the value itself lies on it too

        bool has(double value) const
        {
            return (above ? value > limit : value < limit) || (isInclusive && value == limit);
        }
    };

    /// The first of the points before number `end` that all lie on `side` and follow each other no
    /// further apart than `gapMs`; `end` when the one before it does not.
    int pastBegin(int end, const Side &side, qint64 gapMs) const;

    qint64 timeAt(int number) const { return m_times[static_cast<size_t>(number)]; }

    double valueAt(int number) const { return m_values[static_cast<size_t>(number)]; }

    /// The points of [fromMs, toMs], one neighbour on each side included, as at most two a column,
    /// x in milliseconds since 1970. A new segment begins where neighbouring points are further
    /// apart than `gapMs`.
    QList<QList<QPointF>> segments(qint64 fromMs, qint64 toMs, int columns, qint64 gapMs) const;

private:
    static constexpr size_t kBlock = 64;

    struct Extremes
    {
        size_t lowest;
        size_t highest;
        double low; ///< their values, so that nobody goes there for them
        double high;
        qint64 longestStepMs = 0; ///< of a full block: to each of its points from the one before
    };

    size_t firstNotBefore(qint64 timeMs, size_t from) const;
    Extremes extremesOf(size_t begin, size_t end) const;
    void closeBlocks();
    void trim();

    size_t m_capacity;
    std::vector<qint64> m_times;
    std::vector<double> m_values;
    std::vector<Extremes> m_blocks; ///< of every full block, by index
};

} // namespace opsdeck
