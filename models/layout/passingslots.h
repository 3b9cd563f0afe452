// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/layout/skeleton.h"

#include <vector>

namespace opsdeck {

/// Strips of the drawing from the top: 2 h is the channel above row h, 2 r + 1 is row r.
inline int slotOfRow(int row)
{
    return 2 * row + 1;
}

inline bool isRowSlot(int slot)
{
    return slot % 2 != 0;
}

/// The strip of each item: nodes in their rows, passing lines in the row of their target or source
/// as far as it is free, else in channels, with as few changes on the way as the order of the
/// columns allows.
std::vector<int> passingSlots(const Skeleton &graph, const GridPlacement &grid);

} // namespace opsdeck
