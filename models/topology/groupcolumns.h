// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/topology/layeredlayout.h"

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
/// that have nothing else in the group takes them above and below itself, which saves a column.
std::vector<StackColumn> columnsOf(const std::vector<int> &members,
                                   const std::vector<LayoutEdge> &edges, int nodeCount);

/// Groups that observe others and that no other group depends on.
std::vector<bool> observingGroups(const LayoutInput &input, const std::vector<LayoutEdge> &edges);

} // namespace opsdeck
