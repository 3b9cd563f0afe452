// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/layout/layeredlayout.h"

namespace opsdeck {

/// Where the pinned boxes stand: on the grid of 8, with room for frames around them. It depends on
/// the pins and the groups alone, not on the order of the pins: of those in each other's way the
/// one further to the right, then the lower one, stands beside. A null rectangle for each node that
/// is not pinned.
QList<QRectF> pinnedBoxes(const LayoutInput &input);

/// The middle at which the box of `pin` comes to stand beside the other pinned ones of `input`,
/// whatever was said of it there.
QPointF placeBesidePinned(const LayoutInput &input, const LayoutPin &pin);

/// `plain`, the drawing of `input` without its pins at the usual distances, with the pinned boxes
/// in their places. Whatever has no need to move stands where it stood. The frame grows round a
/// pinned box that stands in it or beside it; one that stands elsewhere has a frame of its own, of
/// the same group. What is covered gives way by the least: boxes inside their frame, else the whole
/// frame. Lines that stand in the way, or whose ends moved, are led anew. No line crosses a box
/// that is not its end. Pure.
LayoutResult pinnedLayout(const LayoutInput &input, const LayoutResult &plain);

} // namespace opsdeck
