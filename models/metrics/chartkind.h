// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/chartkind.h"

#include <array>

namespace opsdeck {

inline constexpr std::array kChartKinds{ChartKind::Lines, ChartKind::Stacked, ChartKind::Number,
                                        ChartKind::Table};

/// Whether it can show so many lines.
constexpr bool canShow(ChartKind kind, int lines)
{
    return kind == ChartKind::Lines || (kind == ChartKind::Number) == (lines == 1);
}

} // namespace opsdeck
