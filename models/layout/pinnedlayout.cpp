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
    const LayoutResult near = made;
    int faults = leadLinesAnew(input, plain, made);
    // Where some line finds no way of its own, with more room, and with others out of its way.
    for (const auto &[boxGap, all] :
         {std::pair(kBoxGap, true), std::pair(kRoomyGap, false), std::pair(kRoomyGap, true)}) {
        if (faults == 0 || input.nodes.size() > kMostLedTwice)
            break;
        LayoutResult tried =
            boxGap == kBoxGap ? near : withPinnedBoxes(input, plain, pinned, boxGap);
        const int left = leadLinesAnew(input, plain, tried, all);
        if (left >= faults)
            continue;
        faults = left;
        made = std::move(tried);
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
