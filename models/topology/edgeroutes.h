// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/topology/gridplacement.h"

#include <map>
#include <utility>
#include <vector>

namespace opsdeck {

/// Ways of all lines through the gutters of the grid, still without coordinates. Gutter g lies left
/// of column g (the last one right of all), channel h above row h (the last one below all). Lines
/// with one end and style are one net: they may join anywhere and share a trunk; different nets
/// never lie on one another.
struct RoutePlan
{
    enum class Kind {
        Straight, ///< along the row
        Upright,  ///< along the column, through empty cells
        Jog,      ///< along the row, up or down in one gutter, along the other row
        Channel,  ///< two gutters joined by a channel
    };

    struct Line
    {
        Kind kind = Kind::Straight;
        int net = 0;
        bool exitsRight = true;
        bool entersLeft = true;
        int fromPort = -1; ///< in portOffset; -1 for Upright
        int toPort = -1;
        int firstGutter = 0;
        int secondGutter = 0;
        int channel = 0;
        int lane = 0; ///< Upright: which of `lanes` beside each other
        int lanes = 1;
    };

    using Place = std::pair<int, int>; ///< gutter or channel, net

    std::vector<Line> lines;        ///< by edge
    std::vector<double> portOffset; ///< from the middle of the row, down
    std::map<Place, int> gutterTrack;
    std::map<Place, int> channelTrack;
    std::vector<int> gutterTracks; ///< how many, by gutter
    std::vector<int> channelTracks;
};

/// `halfHeight`: ports stay this near to the middle of a row.
RoutePlan routeEdges(const std::vector<LayoutEdge> &edges, const GridPlacement &grid,
                     double halfHeight);

} // namespace opsdeck
