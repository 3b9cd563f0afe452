// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/chartkind.h"
#include "models/metrics/companion.h"
#include "models/metrics/linechoice.h"

namespace opsdeck {

/// What one chart of a page shows, but for the times, which are the page's. A value.
struct ChartDescription
{
    MetricKey metric;
    Companion companion = {};
    LineChoice lines = {};
    ChartKind kind = ChartKind::Lines;

    bool operator==(const ChartDescription &) const = default;
};

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::ChartDescription)
