// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/timechart.h"

#include <functional>

namespace opsdeck {

/// Puts the lines on top of each other, the first one lowest, in `columns` equal steps; what each
/// was by itself stays in Line::own and, of a server, in Line::served: the sum is of both. A line
/// without a value counts as none; where none has one the stack has a hole.
void stack(QList<ChartContent::Line> &lines, qint64 fromMs, qint64 toMs, int columns);
/// The areas between stacked lines. `at` places a point.
void paintStack(QPainter &painter, const QList<ChartContent::Line> &lines, const Theme &theme,
                const std::function<QPointF(const QPointF &)> &at);
/// The value at `timeMs` (or the newest) large, what it rose since the beginning, and how full that
/// is where there is a limit or a whole.
void paintNumber(QPainter &painter, const QRectF &box, const ChartContent &content,
                 std::optional<qint64> timeMs, const Theme &theme);
/// The lines by their value at `timeMs` (or the newest), the highest first, as many as have room.
void paintTable(QPainter &painter, const QRectF &box, const ChartContent &content,
                std::optional<qint64> timeMs, const Theme &theme);
/// Room above the plot that paintNumber() takes of a chart that is so high.
double numberHeight(const ChartContent &content, double height);

} // namespace opsdeck
