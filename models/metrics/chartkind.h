// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/chartkind.h"

#include <array>

namespace opsdeck {

inline constexpr std::array kChartKinds{ChartKind::Lines, ChartKind::Stacked, ChartKind::Number,
                                        ChartKind::Table, ChartKind::HeatMap};

/// Whether it can show so many lines.
constexpr bool canShow(ChartKind kind, int lines, bool areOfHistogram)
{
    switch (kind) {
    case ChartKind::Lines:
        return true;
    case ChartKind::Number:
        return lines == 1;
    case ChartKind::Stacked: // quantiles are no shares of a whole
        return lines != 1 && !areOfHistogram;
    case ChartKind::Table:
        return lines != 1;
    case ChartKind::HeatMap:
        return areOfHistogram;
    }
    return false;
}

} // namespace opsdeck
