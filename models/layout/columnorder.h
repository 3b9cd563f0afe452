// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/layout/skeleton.h"

namespace opsdeck {

/// Crossings of all lines that the order of the columns makes unavoidable, each pair of lines
/// counted; and a little for each node that a line between two nodes of one column has to pass by.
double crossingCost(const Skeleton &graph);

enum class OrderEffort {
    Full,
    Quick, ///< from one start: to compare arrangements
};

/// Orders the items of every column so that few lines cross: barycentre sweeps, then exchanges and,
/// in small graphs, moves of single items; from several starts with fixed seeds, of which the best
/// is kept. Nodes of different bands keep their order. Chooses the sides of arcs as well. Returns
/// the cost.
double orderColumns(Skeleton &graph, OrderEffort effort = OrderEffort::Full);

} // namespace opsdeck
