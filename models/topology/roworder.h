// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/topology/groupcolumns.h"

#include <vector>

namespace opsdeck {

/// Chooses the rows of every stack of every column so that lines are short, straight and seldom
/// cross: barycentre sweeps, then for small graphs exchanges that lower a counted cost, bounded by
/// a number of tries. Returns the row by node, -1 for nodes that are in no column. `rows` rows are
/// at hand; columns hold at most that many nodes.
std::vector<int> orderRows(std::vector<StackColumn> &columns, int rows,
                           const std::vector<LayoutEdge> &edges, int nodeCount);

/// Places `sizes[i]` cells each, in order, without overlap in [0, room), as near to `wanted[i]`
/// (their first cell) as the least sum of squares allows. The sizes fit into the room.
std::vector<int> placeInOrder(const std::vector<double> &wanted, const std::vector<int> &sizes,
                              int room);

} // namespace opsdeck
