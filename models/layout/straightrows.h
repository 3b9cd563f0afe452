// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/layout/groupcolumns.h"

#include <vector>

namespace opsdeck {

/// Chooses the rows of every stack of every column so that lines are short, straight and seldom
/// cross: barycentre sweeps, then for small graphs exchanges that lower a counted cost, bounded by
/// a number of tries. Returns the row by node, -1 for nodes that are in no column. `rows` rows are
/// at hand; columns hold at most that many nodes.
std::vector<int> orderRows(std::vector<StackColumn> &columns, int rows,
                           const std::vector<LayoutEdge> &edges, int nodeCount);

} // namespace opsdeck
