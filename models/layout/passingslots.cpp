// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/passingslots.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace opsdeck {

namespace {

using Range = std::pair<int, int>; ///< of strips; empty where the first is greater

constexpr int kMostInRow = 4; ///< lines through one empty cell

Range common(const Range &a, const Range &b)
{
    return {std::max(a.first, b.first), std::min(a.second, b.second)};
}

bool contains(const Range &range, int slot)
{
    return range.first <= slot && slot <= range.second;
}

bool hasChannel(const Range &range)
{
    return range.first + (range.first % 2) <= range.second;
}

/// The channel of `range` nearest to `slot`.
int nearestChannel(const Range &range, int slot)
{
    const int first = range.first + range.first % 2;
    const int last = range.second - range.second % 2;
    const int wanted = slot % 2 == 0 ? slot : slot < last ? slot + 1 : slot - 1;
    return std::clamp(wanted, first, last);
}

class Slots
{
public:
    Slots(const Skeleton &graph, const GridPlacement &grid)
        : m_graph(graph)
        , m_grid(grid)
        , m_slot(graph.items.size(), -1)
    {}

    std::vector<int> run()
    {
        std::vector<std::vector<int>> chains;
        std::vector<int> chainOf(m_graph.items.size(), -1);
        for (size_t item = 0; item < m_slot.size(); ++item) {
            if (m_graph.columnOf(static_cast<int>(item)) < 0)
                continue;
            if (m_graph.isNode(static_cast<int>(item)))
                m_slot[item] = slotOfRow(m_grid.row[item]);
            else if (chainOf[item] < 0)
                chains.push_back(
                    chain(static_cast<int>(item), chainOf, static_cast<int>(chains.size())));
        }
        std::stable_sort(chains.begin(), chains.end(),
                         [](const auto &a, const auto &b) { return a.size() > b.size(); });
        for (const std::vector<int> &each : chains)
            place(each);
        return std::move(m_slot);
    }

private:
    int &slot(int item) { return m_slot[static_cast<size_t>(item)]; }

    /// The passing neighbour of the same line at that side; -1: none.
    int nextPassing(int item, bool right) const
    {
        const int net = m_graph.items[static_cast<size_t>(item)].net;
        const std::vector<int> &links = right ? m_graph.toRight[static_cast<size_t>(item)]
                                              : m_graph.toLeft[static_cast<size_t>(item)];
        for (const int index : links) {
            const Skeleton::Link &link = m_graph.links[static_cast<size_t>(index)];
            const int other = right ? link.right : link.left;
            if (link.net == net && !m_graph.isNode(other))
                return other;
        }
        return -1;
    }

    /// All places of one line from left to right.
    std::vector<int> chain(int item, std::vector<int> &chainOf, int number) const
    {
        int at = item;
        for (int left = nextPassing(at, false); left >= 0; left = nextPassing(at, false))
            at = left;
        std::vector<int> all;
        for (; at >= 0; at = nextPassing(at, true)) {
            chainOf[static_cast<size_t>(at)] = number;
            all.push_back(at);
        }
        return all;
    }

    /// Strips in which an item may pass, with those around it that have theirs.
    Range allowed(int item)
    {
        const std::vector<int> &items = m_graph.order[static_cast<size_t>(m_graph.columnOf(item))];
        const size_t at = static_cast<size_t>(m_graph.positionOf(item));
        Range range(0, 2 * m_grid.rows);
        for (size_t i = at; i-- > 0;) {
            if (slot(items[i]) >= 0) {
                range.first = slot(items[i]) + (m_graph.isNode(items[i]) ? 1 : 0);
                break;
            }
        }
        for (size_t i = at + 1; i < items.size(); ++i) {
            if (slot(items[i]) >= 0) {
                range.second = slot(items[i]) - (m_graph.isNode(items[i]) ? 1 : 0);
                break;
            }
        }
        return range;
    }

    int linesInCell(int item, int wanted)
    {
        int count = 0;
        for (const int other : m_graph.order[static_cast<size_t>(m_graph.columnOf(item))])
            count += slot(other) == wanted ? 1 : 0;
        return count;
    }

    /// Row of the only node at that end; -1 where there are several.
    int rowAtEnd(int item, bool right) const
    {
        const std::vector<int> &links = right ? m_graph.toRight[static_cast<size_t>(item)]
                                              : m_graph.toLeft[static_cast<size_t>(item)];
        if (links.size() != 1)
            return -1;
        const Skeleton::Link &link = m_graph.links[static_cast<size_t>(links.front())];
        const int node = right ? link.right : link.left;
        return m_graph.isNode(node) ? m_grid.row[static_cast<size_t>(node)] : -1;
    }

    void place(const std::vector<int> &line)
    {
        int begin = 0;
        int end = static_cast<int>(line.size());
        const auto item = [&](int i) { return line[static_cast<size_t>(i)]; };
        const int leftRow = rowAtEnd(item(0), false);
        const int rightRow = rowAtEnd(item(end - 1), true);
        const auto fits = [&](int i, int row) {
            return row >= 0 && contains(allowed(item(i)), slotOfRow(row))
                   && linesInCell(item(i), slotOfRow(row)) < kMostInRow;
        };
        while (begin < end && fits(end - 1, rightRow))
            slot(item(--end)) = slotOfRow(rightRow);
        while (begin < end && fits(begin, leftRow))
            slot(item(begin++)) = slotOfRow(leftRow);
        int near = rightRow >= 0  ? slotOfRow(rightRow)
                   : leftRow >= 0 ? slotOfRow(leftRow)
                                  : m_grid.rows;
        while (begin < end) {
            Range range = allowed(item(end - 1));
            int first = end - 1;
            while (first > begin) {
                const Range shared = common(range, allowed(item(first - 1)));
                if (!hasChannel(shared))
                    break;
                range = shared;
                --first;
            }
            const bool isBegin = first == begin && leftRow >= 0;
            const int wanted = isBegin && rightRow < 0 ? slotOfRow(leftRow) : near;
            const int chosen = hasChannel(range) ? nearestChannel(range, wanted) : range.first;
            for (int i = first; i < end; ++i)
                slot(item(i)) = chosen;
            near = chosen;
            end = first;
        }
    }

    const Skeleton &m_graph;
    const GridPlacement &m_grid;
    std::vector<int> m_slot; ///< by item; -1: not yet
};

} // namespace

std::vector<int> passingSlots(const Skeleton &graph, const GridPlacement &grid)
{
    return Slots(graph, grid).run();
}

} // namespace opsdeck
