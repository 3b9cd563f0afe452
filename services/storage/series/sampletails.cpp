// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/series/sampletails.h"

#include <algorithm>

namespace opsdeck {

namespace {

/// Chunks of series that began together must not be full together.
int firstLength(qint64 series)
{
    constexpr quint32 kSpread = 2654435761U;
    return kChunkPoints / 2
           + static_cast<int>((static_cast<quint32>(series) * kSpread) >> 8U) % kChunkPoints;
}

} // namespace

void SampleTail::insert(const Point &point)
{
    const auto at =
        std::lower_bound(points.begin(), points.end(), point,
                         [](const Point &a, const Point &b) { return a.timeMs < b.timeMs; });
    if (at->timeMs == point.timeMs)
        at->value = point.value;
    else
        points.insert(at, point);
    firstMs = points.front().timeMs;
}

/// Those that began together must not be moved to larger places together.
void SampleTail::grow()
{
    constexpr std::size_t kStep = 48;
    const std::size_t first = 1 + static_cast<std::size_t>(firstLength(series)) % kStep;
    points.reserve(points.empty() ? first : points.size() + kStep);
}

quint32 TailTable::placeOf(qint64 series)
{
    const bool isLow = series >= 0 && series < kLowNumbers;
    if (isLow && static_cast<std::size_t>(series) >= m_places.size())
        m_places.resize(std::max(static_cast<std::size_t>(series) + 1, 2 * m_places.size()));
    quint32 &place = isLow ? m_places[static_cast<std::size_t>(series)] : m_farPlaces[series];
    if (place == 0) {
        m_tails.emplace_back();
        m_tails.back().series = series;
        m_tails.back().sealAt = firstLength(series);
        place = static_cast<quint32>(m_tails.size());
    }
    return place - 1;
}

void TailTable::clear()
{
    m_tails.clear();
    m_places.clear();
    m_farPlaces.clear();
}

void TailTable::take(SampleTails &&tails)
{
    clear();
    QList<qint64> series = tails.keys();
    std::sort(series.begin(), series.end());
    for (const qint64 each : std::as_const(series)) {
        SampleTail &tail = m_tails[placeOf(each)];
        tail = std::move(tails[each]);
        tail.series = each;
        tail.sealAt = kChunkPoints;
    }
}

} // namespace opsdeck
