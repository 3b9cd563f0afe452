// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QPointF>
#include <QRectF>

namespace opsdeck {

/// The words beside one limit's line.
struct LimitLabel
{
    double y = 0;        ///< of the line
    double width = 0;    ///< of the text
    bool isAbove = true; ///< the side where it belongs, if there is room
};

/// Height of a label's box: what a line of 11 px text takes.
inline constexpr double kLimitLabelHeight = 13;

/// Boxes for the labels, in their order: at the left of the plot, each at its line, on the side it
/// asks for or on the other one, and shifted to the right where another label stands already. Boxes
/// never overlap each other while there is room in the plot.
QList<QRectF> placeLimitLabels(const QList<LimitLabel> &labels, const QRectF &plot);

} // namespace opsdeck
