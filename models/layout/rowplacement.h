// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/layout/skeleton.h"

#include <vector>

namespace opsdeck {

/// Gives the upper nodes of `grid` rows in the order in which they stand in their columns, so that
/// many lines are straight: weighted means of the neighbours, swept from both sides, then for small
/// graphs moves of single nodes that lower a counted cost. `rows` are at hand; those that stay
/// empty are taken out. Nodes below stay below.
void placeRows(GridPlacement &grid, const Skeleton &graph, const std::vector<LayoutEdge> &edges,
               int rows);

/// Places `sizes[i]` cells each, in order, without overlap in [0, room), as near to `wanted[i]`
/// (their first cell) as the least sum of squares allows. The sizes fit into the room.
std::vector<int> placeInOrder(const std::vector<double> &wanted, const std::vector<int> &sizes,
                              int room);

} // namespace opsdeck
