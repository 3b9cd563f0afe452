// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/layout/passingslots.h"

#include <map>
#include <tuple>
#include <vector>

namespace opsdeck {

/// Where lines run from left to right: at nodes, at ports of their sides; between them, beside each
/// other in rows and channels.
struct LanePlan
{
    struct Height
    {
        int slot = 0;
        double offset = 0; ///< in a row: from its middle, down
        int lane = 0;      ///< in a channel: from the top
    };

    struct Ends
    {
        Height left; ///< of an arc: at its dependant
        Height right;
    };

    std::vector<Ends> links;       ///< by link
    std::vector<Ends> arcs;        ///< by arc; of no use where it is upright
    std::vector<bool> upright;     ///< by arc: straight along the column
    std::vector<int> channelLanes; ///< how many, by channel
};

/// `halfHeight`: ports stay this near to the middle of a row.
LanePlan planLanes(const Skeleton &graph, const GridPlacement &grid, double halfHeight);

} // namespace opsdeck
