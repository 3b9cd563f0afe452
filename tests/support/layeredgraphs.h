// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/layout/layeredlayout.h"

#include <QRandomGenerator>

#include <set>
#include <vector>

namespace opsdeck::test {

/// A random graph whose edges lead from lower layers to higher ones, three of four to the next that
/// is drawn. The same for the same arguments.
inline LayoutInput layeredGraph(quint32 seed, int nodes, int edges, int layers)
{
    QRandomGenerator random(seed);
    LayoutInput input;
    input.groups = 1;
    std::vector<int> layer;
    for (int i = 0; i < nodes; ++i) {
        layer.push_back(i < layers ? i : static_cast<int>(random.bounded(layers)));
        input.nodes.append(LayoutNode());
    }
    std::set<std::pair<int, int>> seen;
    for (int tries = 0; input.edges.size() < edges && tries < 200 * edges; ++tries) {
        const int from = static_cast<int>(random.bounded(nodes));
        const int to = static_cast<int>(random.bounded(nodes));
        const int step = layer[static_cast<size_t>(to)] - layer[static_cast<size_t>(from)];
        if (step < 1 || (step > 1 && random.bounded(4) != 0) || !seen.insert({from, to}).second)
            continue;
        input.edges.append({from, to, 0, false});
    }
    return input;
}

/// Number `index` of the hundred by which drawings are compared: 20 to 60 nodes in five layers.
inline LayoutInput comparedGraph(int index)
{
    const int nodes = 20 + (index * 17) % 41;
    return layeredGraph(static_cast<quint32>(index), nodes, nodes * 3 / 2, 5);
}

} // namespace opsdeck::test
