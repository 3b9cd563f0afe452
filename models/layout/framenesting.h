// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/layout/gridplacement.h"

#include <vector>

namespace opsdeck {

/// Which groups' frames enclose which. Circles are cut.
struct FrameNesting
{
    explicit FrameNesting(const LayoutInput &input);

    std::vector<int> parent;    ///< by group; -1: none
    std::vector<bool> isNested; ///< by group: within another, or others within it
    std::vector<int> order;     ///< all groups: each before those within it, else by number

    /// True where the frame of `outer` encloses that of `inner`, at any depth.
    bool encloses(int outer, int inner) const;
};

/// A frame over cells of the grid.
struct NestedFrame
{
    GridPlacement::Block cells;
    int depth = 0;       ///< frames around it
    int leftWithin = 0;  ///< frames within it that begin at its first column, in each other
    int rightWithin = 0; ///< the same at its last one
};

/// Of all blocks and of the groups around them, those around others first; without nesting one a
/// block, in their order.
std::vector<NestedFrame> nestedFrames(const FrameNesting &nesting,
                                      const std::vector<GridPlacement::Block> &blocks);

} // namespace opsdeck
