// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/servicestates.h"

#include <QRectF>

class QPainter;

namespace opsdeck {

struct Theme;

/// A stretch of the lane under a chart, told by its form as well: down fills the lane, degraded its
/// lower half, unknown is an empty box, not observed is hatched; maintenance is a bar at the top,
/// acknowledged a dotted one. What is not confirmed is paler.
void paintLane(QPainter &painter, const QRectF &rect, LaneKind kind, bool soft, const Theme &theme);

} // namespace opsdeck
