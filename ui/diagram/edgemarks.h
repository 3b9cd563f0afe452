// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/diagram/edgelook.h"

#include <QRectF>

#include <optional>

namespace opsdeck {

/// Middle of the cross on a failing line: before the arrow; near its dependant where it shares the
/// arrow with other lines. Nothing where no piece of it has 24 px on the screen to be seen on.
std::optional<QPointF> failingMark(const QList<EdgeLook> &looks, qsizetype index, double scale = 1);
/// The same of all of `looks`, where they fail or lose much.
QList<std::optional<QPointF>> edgeMarks(const QList<EdgeLook> &looks, double scale);
/// What that cross covers.
QRectF crossArea(const QPointF &middle, double scale);

inline constexpr double kCross = 4.5;    ///< half of it, pixels of the screen
inline constexpr double kCrossRoom = 12; ///< along its piece, to corners

} // namespace opsdeck
