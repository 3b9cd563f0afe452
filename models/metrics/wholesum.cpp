// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/wholesum.h"

#include <algorithm>
#include <cmath>

namespace opsdeck {

bool lacksOne(const QList<SeriesBoard::Line> &lines, qint64 timeMs, qint64 reachMs)
{
    return std::any_of(lines.cbegin(), lines.cend(), [&](const SeriesBoard::Line &line) {
        const Point point = line.points.at(timeMs, reachMs);
        return !std::isnan(point.value) && point.timeMs < timeMs;
    });
}

qint64 wholeTime(const QList<SeriesBoard::Line> &lines, qint64 timeMs, qint64 reachMs)
{
    qint64 whole = timeMs;
    for (const SeriesBoard::Line &line : lines) {
        const Point point = line.points.at(timeMs, reachMs);
        if (!std::isnan(point.value))
            whole = std::min(whole, point.timeMs);
    }
    return whole;
}

} // namespace opsdeck
