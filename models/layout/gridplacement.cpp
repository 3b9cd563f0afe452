// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/gridplacement.h"

#include <set>
#include <tuple>

namespace opsdeck {

std::vector<int> GridPlacement::cells() const
{
    std::vector<int> all(static_cast<size_t>(columns) * static_cast<size_t>(rows), -1);
    for (size_t node = 0; node < column.size(); ++node)
        all[static_cast<size_t>(row[node]) * static_cast<size_t>(columns)
            + static_cast<size_t>(column[node])] = static_cast<int>(node);
    return all;
}

std::vector<LayoutEdge> soundEdges(const LayoutInput &input)
{
    std::vector<LayoutEdge> all;
    std::set<std::tuple<int, int, int>> seen;
    const int count = static_cast<int>(input.nodes.size());
    for (const LayoutEdge &edge : input.edges) {
        const bool inside = edge.from >= 0 && edge.to >= 0 && edge.from < count && edge.to < count;
        if (inside && edge.from != edge.to && seen.emplace(edge.from, edge.to, edge.style).second)
            all.push_back(edge);
    }
    return all;
}

} // namespace opsdeck
