// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/history.h"

#include <algorithm>

namespace opsdeck {

QList<Point> thinned(const QList<Point> &points, int most)
{
    if (points.size() <= most || most < 4)
        return points;
    const qsizetype buckets = most / 2;
    const double width = static_cast<double>(points.size()) / static_cast<double>(buckets);
    QList<Point> kept;
    kept.reserve(most);
    for (qsizetype bucket = 0; bucket < buckets; ++bucket) {
        const auto begin = static_cast<qsizetype>(static_cast<double>(bucket) * width);
        const auto end = bucket + 1 == buckets
                             ? points.size()
                             : static_cast<qsizetype>(static_cast<double>(bucket + 1) * width);
        const auto byValue = [](const Point &a, const Point &b) { return a.value < b.value; };
        const auto [low, high] =
            std::minmax_element(points.cbegin() + begin, points.cbegin() + end, byValue);
        if (low == points.cbegin() + end)
            continue;
        kept.append(low->timeMs < high->timeMs ? *low : *high);
        if (low->timeMs != high->timeMs)
            kept.append(low->timeMs < high->timeMs ? *high : *low);
    }
    return kept;
}

} // namespace opsdeck
