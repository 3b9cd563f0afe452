// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/layout/layeredlayout.h"

#include <vector>

namespace opsdeck {

/// Nodes that stand one below the other without a gap, top first.
using NodeStack = std::vector<int>;
using StackColumn = std::vector<NodeStack>;

/// Longest-path ranks of `members` by the edges among them, cycles cut where a depth-first walk
/// meets itself. By position in `members`.
std::vector<int> ranksOf(const std::vector<int> &members, const std::vector<LayoutEdge> &edges,
                         int nodeCount);

/// The columns of one group: by rank, dependencies to the right. A node with one or two dependants
/// that have nothing else in the group takes them above and below itself, which saves a column;
/// with `besideOthers` also where it has further dependants, at its left.
std::vector<StackColumn> columnsOf(const std::vector<int> &members,
                                   const std::vector<LayoutEdge> &edges, int nodeCount,
                                   bool besideOthers = false);

/// By group: 0 where it stands beside the others, else the place of its rows below them. The input
/// says so, or it only observes others and none of them depends on it: then it is the first. Nested
/// ones stand beside.
std::vector<int> ranksBelow(const LayoutInput &input, const std::vector<LayoutEdge> &edges);

} // namespace opsdeck
