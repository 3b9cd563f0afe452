// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/framenesting.h"

#include <algorithm>

namespace opsdeck {

namespace {

GridPlacement::Block unitedWith(const GridPlacement::Block &a, const GridPlacement::Block &b)
{
    return {a.group, std::min(a.firstColumn, b.firstColumn), std::max(a.lastColumn, b.lastColumn),
            std::min(a.firstRow, b.firstRow), std::max(a.lastRow, b.lastRow)};
}

} // namespace

FrameNesting::FrameNesting(const LayoutInput &input)
    : parent(static_cast<size_t>(std::max(0, input.groups)), -1)
    , isNested(parent.size(), false)
{
    const int count = static_cast<int>(parent.size());
    for (int group = 0; group < count; ++group) {
        const int outer = input.within.value(group, -1);
        if (outer >= 0 && outer < count && outer != group && !encloses(group, outer))
            parent[static_cast<size_t>(group)] = outer;
    }
    std::vector<std::vector<int>> inner(parent.size());
    std::vector<int> open;
    for (int group = count - 1; group >= 0; --group) {
        const int outer = parent[static_cast<size_t>(group)];
        if (outer < 0) {
            open.push_back(group);
            continue;
        }
        inner[static_cast<size_t>(outer)].push_back(group);
        isNested[static_cast<size_t>(group)] = isNested[static_cast<size_t>(outer)] = true;
    }
    while (!open.empty()) {
        const int group = open.back();
        open.pop_back();
        order.push_back(group);
        const std::vector<int> &each = inner[static_cast<size_t>(group)];
        open.insert(open.end(), each.begin(), each.end());
    }
}

bool FrameNesting::encloses(int outer, int inner) const
{
    for (int at = parent[static_cast<size_t>(inner)]; at >= 0;
         at = parent[static_cast<size_t>(at)]) {
        if (at == outer)
            return true;
    }
    return false;
}

std::vector<NestedFrame> nestedFrames(const FrameNesting &nesting,
                                      const std::vector<GridPlacement::Block> &blocks)
{
    std::vector<NestedFrame> frames;
    std::vector<int> frameOf(nesting.parent.size(), -1);
    for (const GridPlacement::Block &block : blocks) {
        std::vector<int> chain; // from the block's group outwards
        for (int group = block.group; group >= 0;
             group = nesting.parent[static_cast<size_t>(group)])
            chain.push_back(group);
        for (size_t i = chain.size(); i-- > 0;) {
            int &at = frameOf[static_cast<size_t>(chain[i])];
            GridPlacement::Block cells = block;
            cells.group = chain[i];
            if (at >= 0) {
                NestedFrame &known = frames[static_cast<size_t>(at)];
                known.cells = unitedWith(known.cells, cells);
                continue;
            }
            at = static_cast<int>(frames.size());
            frames.push_back({cells, static_cast<int>(chain.size() - 1 - i), 0, 0});
        }
    }
    // Inner ones stand behind those around them.
    for (size_t i = frames.size(); i-- > 0;) {
        const NestedFrame &frame = frames[i];
        const int outer = nesting.parent[static_cast<size_t>(frame.cells.group)];
        if (outer < 0)
            continue;
        NestedFrame &around = frames[static_cast<size_t>(frameOf[static_cast<size_t>(outer)])];
        if (around.cells.firstColumn == frame.cells.firstColumn)
            around.leftWithin = std::max(around.leftWithin, frame.leftWithin + 1);
        if (around.cells.lastColumn == frame.cells.lastColumn)
            around.rightWithin = std::max(around.rightWithin, frame.rightWithin + 1);
    }
    return frames;
}

} // namespace opsdeck
