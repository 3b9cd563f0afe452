// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/assurance/capacityload.h"

#include <algorithm>
#include <cstdlib>

namespace opsdeck {

namespace {

bool isShare(Unit unit)
{
    return unit == Unit::Ratio || unit == Unit::Percent;
}

bool addsUp(Unit unit)
{
    return !isShare(unit) && unit != Unit::Seconds;
}

double whole(Unit unit)
{
    return unit == Unit::Percent ? 100.0 : 1.0;
}

std::optional<double> shareOf(double value, Unit unit, const Capacity &capacity)
{
    const Unit stated = unitOf(capacity.unit);
    if (!areComparable(stated, unit) || !(capacity.value > 0))
        return std::nullopt;
    return (value / whole(unit)) / (capacity.value / whole(stated));
}

} // namespace

CapacityLoad loadOf(const SeriesBoard &series, const ServiceKey &service, const Capacity &capacity,
                    qint64 nowMs)
{
    using State = CapacityLoad::State;
    CapacityLoad load;
    if (capacity.metric.isEmpty())
        return load;
    const MetricKey key{service, capacity.metric};
    const MetricDefinition *definition = series.definition(key);
    if (definition == nullptr) {
        load.state = State::NotHere;
        return load;
    }
    load.unit = definition->unit;
    for (const SeriesBoard::Line &line : series.lines(key)) {
        if (!line.points.isEmpty())
            load.timeMs = std::max(load.timeMs, line.points.last().timeMs);
    }
    bool isFirst = true;
    for (const SeriesBoard::Line &line : series.lines(key)) {
        // A line that has ended is no part of the load.
        if (line.points.isEmpty() || load.timeMs - line.points.last().timeMs > series.gapMs(key))
            continue;
        const double value = line.points.last().value;
        load.value = isFirst             ? value
                     : addsUp(load.unit) ? load.value + value
                                         : std::max(load.value, value);
        isFirst = false;
    }
    load.sinceMs = series.noAnswerSince(key);
    if (load.sinceMs > 0) {
        load.state = State::NoAnswer;
    } else if (!load.hasValue()) {
        load.state = State::NoValue;
    } else {
        // By the same law as a check's answer; what lies as far ahead is from before the clock was
        // set back.
        const bool isOld = std::abs(nowMs - load.timeMs) * 2 > series.interval(key).count() * 3;
        load.state = isOld ? State::Stale : State::Fresh;
        if (!isOld)
            load.share = shareOf(load.value, load.unit, capacity);
    }
    return load;
}

} // namespace opsdeck
