// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/layout/skeleton.h"

namespace opsdeck {

/// All nodes in their cells, and the ways of all lines between them, still without coordinates.
struct Arrangement
{
    GridPlacement grid;
    Skeleton graph;
    SkeletonWays ways; ///< that the graph was made with
};

/// Arrangements to choose from; one for a large graph. At least one.
std::vector<Arrangement> arrangements(const LayoutInput &input,
                                      const std::vector<LayoutEdge> &edges);

} // namespace opsdeck
