// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/seriesboard.h"

namespace opsdeck {

/// The load that a stated figure is held against, as it is known now.
struct CapacityLoad
{
    enum class State {
        NotMeasured, ///< no metric is named
        NotHere,     ///< its metric has no samples in this environment
        NoValue,     ///< not one value yet
        NoAnswer,    ///< the check fails without a value; `value` is from before if there is one
        Stale,       ///< `value` is older than one and a half intervals
        Fresh
    };

    State state = State::NotMeasured;
    double value = 0; ///< in `unit`; of Fresh, Stale, and NoAnswer with a time
    Unit unit = Unit::None;
    qint64 timeMs = 0;  ///< UTC, of the newest point; 0: none
    qint64 sinceMs = 0; ///< UTC, NoAnswer: since when
    /// Of the figure, only when Fresh and of the same kind of unit.
    std::optional<double> share;

    bool hasValue() const { return timeMs != 0; }

    bool operator==(const CapacityLoad &) const = default;
};

/// Several lines are one load: added up, or the highest where sums mean nothing (shares, times).
CapacityLoad loadOf(const SeriesBoard &series, const ServiceKey &service, const Capacity &capacity,
                    qint64 nowMs);

} // namespace opsdeck
