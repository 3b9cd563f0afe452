// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QRectF>

namespace opsdeck {

enum class Direction { Left, Right, Up, Down };

/// The box that lies next to box `from` in that direction: the nearest, straight ahead before
/// aside; -1 when none does.
int neighbourOf(const QList<QRectF> &boxes, int from, Direction direction);

} // namespace opsdeck
