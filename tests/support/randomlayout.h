// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/layout/layeredlayout.h"

#include <QRandomGenerator>

namespace opsdeck::test {

/// A graph of 2 to 21 boxes in `groups` frames; some of those lie below, and where `isNested` about
/// half of them in another one.
inline LayoutInput randomLayout(QRandomGenerator &random, int groups, bool isNested)
{
    LayoutInput input;
    input.groups = groups;
    for (int group = 0; group < input.groups; ++group) {
        // Of those before it, so that there is no circle.
        const bool isWithin = isNested && group > 0 && random.bounded(2) == 0;
        input.within.append(isWithin ? static_cast<int>(random.bounded(group)) : -1);
        input.below.append(random.bounded(5) == 0 ? 1 : 0);
    }
    const int count = 2 + static_cast<int>(random.bounded(20));
    for (int i = 0; i < count; ++i)
        input.nodes.append({static_cast<int>(random.bounded(input.groups)), {176, 72}});
    for (int i = 0; i < count; ++i)
        input.edges.append({static_cast<int>(random.bounded(count)),
                            static_cast<int>(random.bounded(count)),
                            static_cast<int>(random.bounded(3)), false});
    return input;
}

/// All frames of a group; none where nothing of it is drawn.
inline QList<QRectF> framesOf(const LayoutResult &result, int group)
{
    QList<QRectF> frames;
    for (const LayoutFrame &frame : result.frames) {
        if (frame.group == group)
            frames << frame.rect;
    }
    return frames;
}

} // namespace opsdeck::test
