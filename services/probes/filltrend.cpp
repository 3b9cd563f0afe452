// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/filltrend.h"

#include <cmath>

namespace opsdeck {

namespace {

constexpr double kWindow = 6 * 3600;
constexpr double kSpan = 30 * 60;   ///< shorter tells nothing
constexpr double kSpacing = 2 * 60; ///< of the points kept
constexpr qsizetype kPoints = 6;    ///< fewer tell nothing
constexpr double kResized = 0.001;
constexpr double kLongest = 365.0 * 86400; ///< further off is not filling

} // namespace

void FillTrend::add(const QString &what, const Instant &now, double size, double free)
{
    Seen &seen = m_seen[what];
    if (std::abs(seen.size - size) > size * kResized)
        seen = {size, {}};
    const double seconds = std::chrono::duration<double>(now.boot).count();
    if (!seen.points.isEmpty() && seconds < seen.points.last().seconds)
        seen.points.clear();
    // The newest is always kept; those before it lie apart.
    const qsizetype count = seen.points.size();
    if (count > 1
        && seen.points.at(count - 1).seconds - seen.points.at(count - 2).seconds < kSpacing)
        seen.points.removeLast();
    seen.points.append({seconds, free});
    while (seen.points.first().seconds < seconds - kWindow)
        seen.points.removeFirst();
}

std::optional<double> FillTrend::secondsToFull(const QString &what) const
{
    const QList<Point> points = m_seen.value(what).points;
    if (points.size() < kPoints || points.last().seconds - points.first().seconds < kSpan)
        return std::nullopt;
    // Least squares: one file written and removed does not turn the line.
    double meanSeconds = 0;
    double meanFree = 0;
    for (const Point &point : points) {
        meanSeconds += point.seconds / static_cast<double>(points.size());
        meanFree += point.free / static_cast<double>(points.size());
    }
    double product = 0;
    double square = 0;
    for (const Point &point : points) {
        product += (point.seconds - meanSeconds) * (point.free - meanFree);
        square += (point.seconds - meanSeconds) * (point.seconds - meanSeconds);
    }
    const double slope = product / square;
    if (!(slope < 0))
        return std::nullopt;
    const double left = std::max(0.0, points.last().free) / -slope;
    return left < kLongest ? std::optional(left) : std::nullopt;
}

void FillTrend::keepOnly(const QSet<QString> &what)
{
    m_seen.removeIf([&what](const auto &each) { return !what.contains(each.key()); });
}

} // namespace opsdeck
