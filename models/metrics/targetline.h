// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/metric.h"

namespace opsdeck {

/// Where the values of a chart are meant to be.
struct TargetLine
{
    double value = 0; ///< in the chart's unit
    bool isBelow = true;
    bool isInclusive = false;

    bool operator==(const TargetLine &) const = default;
};

/// What the definition's target states: "< 70 %", "target ≥ 99.9 %", "target < 500 ms". Nothing
/// where it states something else ("alert > 85 %", "no threshold") or in a unit that the chart
/// hasn't.
std::optional<TargetLine> targetOf(const MetricDefinition &definition);
/// Of its line in a chart: "target < 70 %".
QString targetLabel(const TargetLine &target, Unit unit);

} // namespace opsdeck
