// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

namespace opsdeck {

/// How a chart shows its lines.
enum class ChartKind {
    Lines,
    Stacked, ///< on top of each other: shares of a whole
    Number,  ///< of one line: its value large, how full that is, and the line as its trend
    Table,   ///< of several: the highest first
};

inline constexpr std::array kChartKinds{ChartKind::Lines, ChartKind::Stacked, ChartKind::Number,
                                        ChartKind::Table};

/// Whether it can show so many lines.
constexpr bool canShow(ChartKind kind, int lines)
{
    return kind == ChartKind::Lines || (kind == ChartKind::Number) == (lines == 1);
}

} // namespace opsdeck
