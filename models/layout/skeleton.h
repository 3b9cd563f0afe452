// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/layout/gridplacement.h"

#include <vector>

namespace opsdeck {

/// The graph as columns of items with links between neighbouring columns: nodes, and a place in
/// each column that a line passes. Lines of one net may join: those to one target in one style, in
/// the gutter before it, and on the whole way that they have in common where it is shared.
struct Skeleton
{
    struct Item
    {
        int node = -1; ///< -1: a line passes here
        int net = -1;  ///< of the line
        int column = 0;
        int band = 0; ///< nodes of different bands keep their order
    };

    /// Through the gutter right of the left item's column.
    struct Link
    {
        int left = 0;
        int right = 0;
        int net = 0;
        int weight = 1; ///< lines that run here
    };

    /// Between two items of one column, one of them a node at least, through the gutter at one of
    /// its sides; straight where they are nodes and neighbours.
    struct Arc
    {
        int from = 0;
        int to = 0;
        int net = 0;
        bool right = false;   ///< which side
        bool isFixed = false; ///< the side is part of the way
    };

    /// Of one edge: its links from the dependant to the dependency, with an arc before or after
    /// them where it goes round its end; or the arc that is all of it.
    struct Path
    {
        std::vector<int> links;
        int arc = -1;
        int firstArc = -1;
        int lastArc = -1;
    };

    std::vector<Item> items; ///< the nodes first, in their order
    std::vector<Link> links;
    std::vector<Arc> arcs;
    std::vector<Path> paths;               ///< by edge
    std::vector<std::vector<int>> order;   ///< by column: items from the top
    std::vector<int> position;             ///< by item: in its column
    std::vector<std::vector<int>> toLeft;  ///< by item: links whose right end it is
    std::vector<std::vector<int>> toRight; ///< by item: links whose left end it is
    std::vector<std::vector<int>> arcsAt;  ///< by item
    int nets = 0;

    bool isNode(int item) const { return items[static_cast<size_t>(item)].node >= 0; }

    int columnOf(int item) const { return items[static_cast<size_t>(item)].column; }

    int positionOf(int item) const { return position[static_cast<size_t>(item)]; }

    void renumber(int column);
};

/// A line that does not take the near side of its end: it goes round the box.
struct RoundWay
{
    bool leaves = false;  ///< at the side of the dependant that looks away
    bool arrives = false; ///< at the side of the dependency that looks away

    bool operator==(const RoundWay &) const = default;
};

struct SkeletonWays
{
    bool nearSource = true; ///< passing lines first stand at the row of their source, not target
    bool shared = true;     ///< lines to one target join where they meet
    bool keepsRows = false; ///< nodes stay in their order
    std::vector<RoundWay> round = {}; ///< by edge; empty: none
};

/// Nodes with a column below 0 are left out, and so are edges to them. Items stand by row.
Skeleton makeSkeleton(const GridPlacement &grid, const std::vector<LayoutEdge> &edges,
                      const SkeletonWays &ways);

} // namespace opsdeck
