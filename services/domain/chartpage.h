// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/chartkind.h"
#include "services/domain/id.h"

#include <QList>

#include <optional>

namespace opsdeck {

/// A chart on a page of charts that somebody put together. Where the page has fewer columns it is
/// as wide as the page.
struct PlacedChart
{
    static constexpr int kWidest = 4;  ///< columns
    static constexpr int kHighest = 3; ///< rows

    ServiceId service;
    QString metric;                     ///< MetricDefinition::id
    int wide = 1;                       ///< columns
    int high = 1;                       ///< rows
    std::optional<ChartKind> kind = {}; ///< none: as the metric says

    bool operator==(const PlacedChart &) const = default;
};

/// Charts of a platform in the order of reading, for whichever environment is shown.
struct ChartPage
{
    static constexpr qsizetype kMostCharts = 60;

    QString id;
    QString title;
    QList<PlacedChart> charts = {};

    bool operator==(const ChartPage &) const = default;
};

} // namespace opsdeck
