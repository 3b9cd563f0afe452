// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/layout/layeredlayout.h"

#include <vector>

namespace opsdeck {

/// Cells of the one grid that all groups share: which node stands in which column and row.
struct GridPlacement
{
    struct Block
    {
        int group = 0;
        int firstColumn = 0;
        int lastColumn = 0;
        int firstRow = 0;
        int lastRow = 0;
    };

    int columns = 0;
    int rows = 0;
    int upperRows = 0; ///< of the groups that stand side by side; the rest belongs to those below
    std::vector<int> column;
    std::vector<int> row;
    std::vector<Block>
        blocks; ///< of the groups that have nodes, from left to right, then those below

    /// Node of each cell, row by row; -1: empty.
    std::vector<int> cells() const;
};

/// Edges of `input` that have two different ends inside it, each once.
std::vector<LayoutEdge> soundEdges(const LayoutInput &input);

} // namespace opsdeck
