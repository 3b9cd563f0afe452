// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/storage/series/sampletables.h"

#include <QHash>

#include <vector>

namespace opsdeck {

/// The points of a series that are in no chunk yet, in the order of their times.
struct SampleTail
{
    std::vector<Point> points;
    qint64 firstMs = 0; ///< of the points, at hand without them
    qint64 lastMs = 0;
    qint64 series = 0;
    qint64 journalFrom = 0; ///< the oldest row of the journal that holds one of them
    int sealAt = kChunkPoints;
    bool isDue = false; ///< waits to be put into chunks

    /// In its place; one of the same time is replaced.
    void add(const Point &point)
    {
        if (points.empty())
            firstMs = point.timeMs;
        if (!points.empty() && lastMs >= point.timeMs)
            return insert(point);
        if (points.size() == points.capacity())
            grow();
        points.push_back(point);
        lastMs = point.timeMs;
    }

    void clear() { points.clear(); }

private:
    void insert(const Point &point);
    void grow();
};

using SampleTails = QHash<qint64, SampleTail>;

/// The tails of all series of a store. Those that began together lie together: a commit that names
/// them in one order walks through memory.
class TailTable final
{
public:
    /// Its place, which stays; made when it is new.
    quint32 placeOf(qint64 series);

    SampleTail &at(quint32 place) { return m_tails[place]; }

    /// Null: there is none.
    const SampleTail *find(qint64 series) const
    {
        quint32 place = 0;
        if (series < 0 || series >= kLowNumbers)
            place = m_farPlaces.value(series);
        else if (static_cast<std::size_t>(series) < m_places.size())
            place = m_places[static_cast<std::size_t>(series)];
        return place == 0 ? nullptr : &m_tails[place - 1];
    }

    /// Soon its tail is needed: the memory that its next point goes to is fetched meanwhile.
    void prefetch(qint64 series) const
    {
        if (const SampleTail *tail = find(series))
            __builtin_prefetch(tail->points.data() + tail->points.size(), 1);
    }

    std::vector<SampleTail> &all() { return m_tails; }

    std::size_t size() const { return m_tails.size(); }

    void clear();
    void take(SampleTails &&tails);

private:
    static constexpr qint64 kLowNumbers = 1 << 20;

    std::vector<SampleTail> m_tails;
    std::vector<quint32> m_places; ///< of low numbers, plus one
    QHash<qint64, quint32> m_farPlaces;
};

} // namespace opsdeck
