// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/edgeflow.h"

namespace opsdeck {

bool isFlowRate(const MetricDefinition &metric)
{
    const bool isNumber = metric.unit == Unit::None || metric.unit == Unit::Count;
    return metric.unit == Unit::PerSecond || (metric.rate && isNumber);
}

bool isErrorShare(const MetricDefinition &metric)
{
    const bool isShare = metric.unit == Unit::Ratio || metric.unit == Unit::Percent;
    return isShare && !metric.rate && metric.seriesLabel.isEmpty();
}

double shareOf(double value, Unit unit)
{
    return unit == Unit::Percent ? value / 100 : value;
}

} // namespace opsdeck
