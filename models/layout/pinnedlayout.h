// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/layout/layeredlayout.h"

namespace opsdeck {

/// Where the pinned boxes stand: on the grid of 8, with room for frames around them. It depends on
/// the pins and the groups alone; of pins that are in each other's way the later ones give way. A
/// null rectangle for each node that is not pinned.
QList<QRectF> pinnedBoxes(const LayoutInput &input);

/// `plain`, the drawing of `input` without its pins at the usual distances, with the pinned boxes
/// in their places. Its frame grows round a pinned box that stands in it or beside it; one that
/// stands elsewhere has a frame of its own, of the same group. What is in the way gives way: boxes
/// inside their frame, else the whole frame. Lines that stand in the way, or whose ends moved, are
/// led anew. No line crosses a box that is not its end. Pure.
LayoutResult pinnedLayout(const LayoutInput &input, const LayoutResult &plain);

} // namespace opsdeck
