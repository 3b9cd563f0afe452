// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/pinnedlayout.h"

#include "models/layout/pinnedframes.h"
#include "models/layout/pinnedlines.h"
#include "models/layout/pinroom.h"

#include <cmath>
#include <utility>

namespace opsdeck {

namespace {

constexpr int kMostLedTwice = 200; ///< nodes

} // namespace

LayoutResult pinnedLayout(const LayoutInput &input, const LayoutResult &plain)
{
    const QList<QRectF> pinned = pinnedBoxes(input);
    LayoutResult made = withPinnedBoxes(input, plain, pinned, kBoxGap);
    if (made == plain)
        return made;
    const int faults = leadLinesAnew(input, plain, made);
    if (faults > 0 && input.nodes.size() <= kMostLedTwice) {
        // Some line finds no way of its own between boxes as near as this.
        LayoutResult roomy = withPinnedBoxes(input, plain, pinned, kRoomyGap);
        if (leadLinesAnew(input, plain, roomy) < faults)
            made = std::move(roomy);
    }
    made.bounds = {};
    for (const LayoutFrame &frame : std::as_const(made.frames))
        made.bounds |= frame.rect;
    for (const QList<QPointF> &line : std::as_const(made.edges)) {
        for (const QPointF &corner : line)
            made.bounds |= QRectF(corner, QSizeF(0.01, 0.01));
    }
    // What is pinned is measured from this corner, whatever stands there.
    made.bounds = QRectF(0, 0, std::ceil(made.bounds.right()), std::ceil(made.bounds.bottom()));
    return made;
}

} // namespace opsdeck
