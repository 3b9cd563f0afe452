// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/seriesboard.h"

namespace opsdeck {

/// A line of a cell: as much of the newest half hour as is known, in equal steps.
struct Spark
{
    QList<double> values; ///< NaN where there is none
    QList<bool> asked;    ///< by value: of one that is NaN, that it was asked for
    Milliseconds span{0}; ///< whole minutes

    bool isWhole() const { return span >= kWhole; }

    static constexpr Milliseconds kWhole{30 * 60'000};
};

/// Of the service's first chart up to `nowMs`; empty when there is none, or not yet a
/// line to be drawn.
Spark sparkOf(const SeriesBoard &series, const ServiceKey &service, qint64 nowMs);

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::Spark)
