// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utility>
#include <vector>

namespace opsdeck {

/// Ranks from 0 so that every edge (from, to) leads to a greater one and all edges together are as
/// short as can be: network simplex, a bounded number of steps; what has a choice goes to the
/// emptiest rank. `edges` hold no circle.
std::vector<int> layersOf(int count, const std::vector<std::pair<int, int>> &edges);

} // namespace opsdeck
