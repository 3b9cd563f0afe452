// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace opsdeck {

/// How a chart shows its lines. One that can't show so many lines this way shows lines.
enum class ChartKind {
    Lines,
    Stacked, ///< on top of each other: shares of a whole
    Number,  ///< of one line: its value large, how full that is, and the line as its trend
    Table,   ///< of several: the highest first
    HeatMap, ///< of a histogram: how much was counted in each of its buckets
};

QString toWord(ChartKind kind);
/// Of all kinds, in their order.
QStringList chartKindWords();

} // namespace opsdeck
