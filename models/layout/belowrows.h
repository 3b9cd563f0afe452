// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/layout/gridplacement.h"

#include <vector>

namespace opsdeck {

/// A group that stands below the others.
struct GroupBelow
{
    int group = 0;
    std::vector<int> members;
};

/// Adds rows to a grid that holds all other nodes. Groups stand in their order, beside each other
/// where they fit, in as many columns and rows as make the whole best fit a wide screen; the grid
/// may get more columns than it had. Nodes stand near what they have lines to.
void placeBelow(GridPlacement &grid, const std::vector<GroupBelow> &groups,
                const std::vector<LayoutEdge> &edges);

} // namespace opsdeck
