// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/overview/spark.h"

#include <algorithm>
#include <cmath>

namespace opsdeck {

namespace {

constexpr qint64 kMinuteMs = 60'000;
constexpr qint64 kLeastSparkMs = 2 * kMinuteMs; ///< a shorter line would tell nothing but noise
constexpr int kSparkPoints = 40;
constexpr int kLeastPoints = 3; ///< fewer make no line

} // namespace

Spark sparkOf(const SeriesBoard &series, const ServiceKey &service, qint64 nowMs)
{
    const QList<MetricKey> metrics = series.metrics(service.environment);
    const auto first = std::find_if(metrics.cbegin(), metrics.cend(), [&](const MetricKey &metric) {
        return metric.service == service;
    });
    if (first == metrics.cend() || series.lines(*first).isEmpty())
        return {};
    const SeriesBuffer &points = series.lines(*first).first().points;
    if (!points.isEmpty() && points.size() < kLeastPoints)
        return {};
    // Of a young history the line takes the whole width, and its span is told.
    const qint64 known = points.isEmpty() ? Spark::kWhole.count() : nowMs - points.first().timeMs;
    const qint64 span = std::clamp((known + kMinuteMs - 1) / kMinuteMs * kMinuteMs, kLeastSparkMs,
                                   static_cast<qint64>(Spark::kWhole.count()));
    const qint64 reach = std::max<qint64>(series.gapMs(*first), 2 * span / kSparkPoints);
    const QList<Stretch> asked = series.asked(*first);
    const qint64 askedReach = series.askedReachMs({service, series.definition(*first)->check});
    Spark made;
    made.span = Milliseconds(span);
    for (int i = 1; i <= kSparkPoints; ++i) {
        const qint64 time = nowMs - span + i * span / kSparkPoints;
        made.values.append(points.isEmpty() ? std::nan("") : points.at(time, reach).value);
        made.asked.append(std::isnan(made.values.last())
                          && wasAskedAt(time, nowMs, asked, askedReach));
    }
    return made;
}

} // namespace opsdeck
