// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/layout/framenesting.h"
#include "models/layout/layeredlayout.h"

namespace opsdeck {

struct PinnedBox
{
    int group = 0;
    QRectF rect;
};

/// The frames that these boxes have where they stand away from those of their groups: one of each
/// group for all that are near each other, round those of the groups within it that it touches;
/// outer ones first. Fewer boxes never have larger ones.
QList<LayoutFrame> pinnedParts(const FrameNesting &nesting, const QList<PinnedBox> &boxes);

/// True where they lie in the drawing, and no box and no frame is in another's way.
bool arePartsApart(const FrameNesting &nesting, const QList<PinnedBox> &boxes);

} // namespace opsdeck
