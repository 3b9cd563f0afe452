// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/layout/layeredlayout.h"

namespace opsdeck {

/// The boxes and frames of `plain`, the drawing without pins, with the pinned boxes in their
/// places (null where a node is not pinned); its lines are as they were. Nothing else moves but
/// what has to, by the least: boxes that a pinned one comes nearer to than `boxGap`, frames that
/// one which has to grow, or a pinned box away from its own, comes nearer to than kFrameGap.
LayoutResult withPinnedBoxes(const LayoutInput &input, const LayoutResult &plain,
                             const QList<QRectF> &pinned, double boxGap);

} // namespace opsdeck
