// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/arrangement.h"

#include "models/layout/belowrows.h"
#include "models/layout/columnorder.h"
#include "models/layout/framenesting.h"
#include "models/layout/groupcolumns.h"
#include "models/layout/rowplacement.h"
#include "models/layout/straightrows.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <numeric>
#include <set>
#include <tuple>
#include <utility>

namespace opsdeck {

namespace {

// Rough sizes of a cell with its gaps, only to choose how tall columns may grow.
constexpr double kCellWidth = 240;
constexpr double kCellHeight = 112;
constexpr double kWantedAspect = 1.7;
constexpr double kLeastAspect = 0.6;
constexpr int kMostTriedAllWays = 64; ///< nodes
constexpr int kMostExchanged = 40;    ///< nodes
constexpr int kMostExchanges = 3;
constexpr int kMostTriedEdges = 3000; ///< of all exchanges together
constexpr double kCostOfCell = 0.04;  ///< in crossings
constexpr double kSame = 1e-9;
constexpr int kLeastRows = 5; ///< columns this short are not broken

int heightOf(const StackColumn &column)
{
    return std::accumulate(column.begin(), column.end(), 0, [](int sum, const NodeStack &stack) {
        return sum + static_cast<int>(stack.size());
    });
}

/// How many rows make the whole about as wide as a screen.
int bestHeight(const std::vector<StackColumn> &columns)
{
    int tallest = 1;
    for (const StackColumn &column : columns)
        tallest = std::max(tallest, heightOf(column));
    // Broken columns cost crossings: not where the whole is still about square.
    if (static_cast<double>(columns.size()) * kCellWidth >= kLeastAspect * tallest * kCellHeight)
        return tallest;
    int best = tallest;
    double bestError = 1e300;
    for (int rows = std::min(kLeastRows, tallest); rows <= tallest; ++rows) {
        double width = 0;
        for (const StackColumn &column : columns)
            width += std::ceil(static_cast<double>(heightOf(column)) / rows) * kCellWidth;
        const double error = std::abs(std::log(width / (rows * kCellHeight) / kWantedAspect));
        if (error < bestError - 1e-9) {
            bestError = error;
            best = rows;
        }
    }
    return best;
}

/// `column` in parts of about equal height, none over `rows` where stacks allow it.
std::vector<StackColumn> broken(const StackColumn &column, int rows)
{
    const int parts = std::max(1, (heightOf(column) + rows - 1) / rows);
    const int share = (heightOf(column) + parts - 1) / parts;
    std::vector<StackColumn> all(1);
    for (const NodeStack &stack : column) {
        const int size = static_cast<int>(stack.size());
        if (!all.back().empty() && heightOf(all.back()) + size > share)
            all.emplace_back();
        all.back().push_back(stack);
    }
    return all;
}

class Arranger
{
public:
    Arranger(const LayoutInput &input, const std::vector<LayoutEdge> &edges, bool straightFirst,
             bool besideOthers)
        : m_input(input)
        , m_edges(edges)
        , m_count(static_cast<int>(input.nodes.size()))
        , m_straightFirst(straightFirst)
        , m_besideOthers(besideOthers)
        , m_members(static_cast<size_t>(input.groups))
    {
        for (int node = 0; node < m_count; ++node)
            m_members[static_cast<size_t>(input.nodes.at(node).group)].push_back(node);
        m_grid.column.assign(static_cast<size_t>(m_count), -1);
        m_grid.row.assign(static_cast<size_t>(m_count), 0);
    }

    std::vector<Arrangement> run()
    {
        const std::vector<int> below = ranksBelow(m_input, m_edges);
        const std::vector<GroupBelow> groups = groupsBelow(below);
        placeSideBySide(below, groups.empty());
        if (!groups.empty()) {
            placeBelow(m_grid, groups, m_edges);
            order(true);
            if (m_count <= kMostExchanged && m_cost > kSame) {
                std::vector<Arrangement> before = m_made;
                if (exchangeBelow()) {
                    order(true);
                    std::move(before.begin(), before.end(), std::back_inserter(m_made));
                }
            }
        }
        return std::move(m_made);
    }

private:
    std::vector<GroupBelow> groupsBelow(const std::vector<int> &below) const
    {
        std::vector<int> order;
        for (size_t group = 0; group < m_members.size(); ++group) {
            if (below[group] > 0 && !m_members[group].empty())
                order.push_back(static_cast<int>(group));
        }
        std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
            return below[static_cast<size_t>(a)] < below[static_cast<size_t>(b)];
        });
        std::vector<GroupBelow> groups;
        for (const int group : order)
            groups.push_back({group, m_members[static_cast<size_t>(group)]});
        return groups;
    }

    void placeSideBySide(const std::vector<int> &below, bool isAll)
    {
        std::vector<StackColumn> ranked;
        std::vector<int> groupOf;
        const FrameNesting nesting(m_input);
        for (const int each : nesting.order) {
            const size_t group = static_cast<size_t>(each);
            if (below[group] > 0 || m_members[group].empty())
                continue;
            for (StackColumn &column :
                 columnsOf(m_members[group], m_edges, m_count, m_besideOthers)) {
                ranked.push_back(std::move(column));
                groupOf.push_back(each);
            }
        }
        if (ranked.empty())
            return;
        const int height = bestHeight(ranked);
        std::vector<StackColumn> columns;
        std::vector<int> columnGroup;
        for (size_t i = 0; i < ranked.size(); ++i) {
            for (StackColumn &part : broken(ranked[i], height)) {
                columns.push_back(std::move(part));
                columnGroup.push_back(groupOf[i]);
            }
        }
        m_grid.columns = static_cast<int>(columns.size());
        for (size_t c = 0; c < columns.size(); ++c) {
            int row = 0;
            for (const NodeStack &stack : columns[c]) {
                for (const int node : stack) {
                    m_grid.column[static_cast<size_t>(node)] = static_cast<int>(c);
                    m_grid.row[static_cast<size_t>(node)] = row++;
                }
            }
            m_grid.upperRows = m_grid.rows = std::max(m_grid.rows, row);
        }
        for (int c = 0; c < m_grid.columns; ++c) {
            const int group = columnGroup[static_cast<size_t>(c)];
            if (m_grid.blocks.empty() || m_grid.blocks.back().group != group)
                m_grid.blocks.push_back({group, c, c, 0, m_grid.rows - 1});
            m_grid.blocks.back().lastColumn = c;
        }
        m_room = m_grid.columns > 2 ? m_grid.rows + 1 : m_grid.rows;
        if (m_straightFirst)
            placeStraight(columns);
        order(isAll);
    }

    void placeStraight(std::vector<StackColumn> &columns)
    {
        const std::vector<int> row = orderRows(columns, m_room, m_edges, m_count);
        std::set<int> used(row.begin(), row.end());
        used.erase(-1);
        for (size_t node = 0; node < row.size(); ++node) {
            if (row[node] >= 0)
                m_grid.row[node] =
                    static_cast<int>(std::distance(used.begin(), used.find(row[node])));
        }
        m_grid.rows = m_grid.upperRows = static_cast<int>(used.size());
        for (GridPlacement::Block &block : m_grid.blocks)
            block.lastRow = m_grid.rows - 1;
    }

    /// Orders what is placed so far (all of it, or to go on from), and gives the upper nodes new
    /// rows. One row to spare lets lines run straight past a neighbour.
    void order(bool isAll)
    {
        m_made.clear();
        const GridPlacement grid = m_grid;
        const bool isSmall = m_count <= kMostTriedAllWays;
        size_t best = 0;
        for (const auto &[nearSource, shared] : {std::pair(true, true), std::pair(true, false),
                                                 std::pair(false, true), std::pair(false, false)}) {
            if (!m_made.empty() && (!isSmall || !isAll))
                continue;
            m_grid = grid;
            const SkeletonWays ways{nearSource, shared, m_straightFirst, {}};
            Skeleton graph = makeSkeleton(m_grid, m_edges, ways);
            const double cost = orderColumns(graph, isAll ? OrderEffort::Full : OrderEffort::Quick);
            if (!m_straightFirst)
                placeRows(m_grid, graph, m_edges, m_room);
            if (m_made.empty() || cost < m_cost - kSame) {
                m_cost = cost;
                best = m_made.size();
            }
            m_made.push_back({m_grid, std::move(graph), ways});
        }
        m_grid = m_made[best].grid;
    }

    /// Crossings, and between equals the shorter lines.
    double quickCost() const
    {
        double best = 0;
        for (const bool nearSource : {true, false}) {
            Skeleton graph = makeSkeleton(m_grid, m_edges, {nearSource, true, m_straightFirst, {}});
            const double cost = orderColumns(graph, OrderEffort::Quick);
            best = nearSource ? cost : std::min(best, cost);
        }
        for (const LayoutEdge &edge : m_edges) {
            const size_t from = static_cast<size_t>(edge.from);
            const size_t to = static_cast<size_t>(edge.to);
            best += kCostOfCell
                    * (std::abs(m_grid.column[from] - m_grid.column[to])
                       + std::abs(m_grid.row[from] - m_grid.row[to]));
        }
        return best;
    }

    /// Exchanges cells of the groups below as long as lines cross less; false when nothing helped.
    bool exchangeBelow()
    {
        double best = quickCost();
        m_tries = kMostTriedEdges / static_cast<int>(m_edges.size() + 1);
        bool helped = false;
        bool changed = true;
        for (int pass = 0; pass < kMostExchanges && changed; ++pass) {
            changed = false;
            for (const GridPlacement::Block &block : m_grid.blocks) {
                if (block.firstRow >= m_grid.upperRows)
                    changed = exchangeWithin(block, best) || changed;
            }
            helped = helped || changed;
        }
        return helped;
    }

    bool exchangeWithin(const GridPlacement::Block &block, double &best)
    {
        const int columns = block.lastColumn - block.firstColumn + 1;
        const int count = columns * (block.lastRow - block.firstRow + 1);
        bool changed = false;
        for (int a = 0; a < count; ++a) {
            for (int b = a + 1; b < count; ++b) {
                const std::pair<int, int> first(block.firstRow + a / columns,
                                                block.firstColumn + a % columns);
                const std::pair<int, int> second(block.firstRow + b / columns,
                                                 block.firstColumn + b % columns);
                if (m_tries <= 0 || !exchange(first, second))
                    continue;
                --m_tries;
                const double cost = quickCost();
                if (cost < best - kSame) {
                    best = cost;
                    changed = true;
                } else {
                    exchange(first, second);
                }
            }
        }
        return changed;
    }

    /// Cells by row and column; false when both are empty.
    bool exchange(const std::pair<int, int> &a, const std::pair<int, int> &b)
    {
        bool found = false;
        for (size_t node = 0; node < m_grid.row.size(); ++node) {
            std::pair<int, int> at(m_grid.row[node], m_grid.column[node]);
            if (at != a && at != b)
                continue;
            std::tie(m_grid.row[node], m_grid.column[node]) = at == a ? b : a;
            found = true;
        }
        return found;
    }

    const LayoutInput &m_input;
    const std::vector<LayoutEdge> &m_edges;
    int m_count;
    bool m_straightFirst;                    ///< rows are chosen for straight lines, then kept
    bool m_besideOthers;                     ///< see columnsOf()
    std::vector<std::vector<int>> m_members; ///< by group
    GridPlacement m_grid;
    std::vector<Arrangement> m_made;
    double m_cost = 0; ///< of the order
    int m_tries = 0;   ///< exchanges that may still be tried
    int m_room = 0;    ///< rows at hand for the upper nodes
};

/// True where columnsOf() has a choice.
bool hasSourcesBesideOthers(const LayoutInput &input, const std::vector<LayoutEdge> &edges)
{
    const int count = static_cast<int>(input.nodes.size());
    std::vector<std::vector<int>> members(static_cast<size_t>(input.groups));
    for (int node = 0; node < count; ++node)
        members[static_cast<size_t>(input.nodes.at(node).group)].push_back(node);
    return std::any_of(members.begin(), members.end(), [&](const std::vector<int> &group) {
        return columnsOf(group, edges, count, true) != columnsOf(group, edges, count, false);
    });
}

} // namespace

std::vector<Arrangement> arrangements(const LayoutInput &input,
                                      const std::vector<LayoutEdge> &edges)
{
    std::vector<Arrangement> all = Arranger(input, edges, false, false).run();
    if (input.nodes.size() > kMostTriedAllWays)
        return all;
    const auto add = [&](bool straightFirst, bool besideOthers) {
        for (Arrangement &each : Arranger(input, edges, straightFirst, besideOthers).run())
            all.push_back(std::move(each));
    };
    add(true, false);
    if (hasSourcesBesideOthers(input, edges)) {
        add(false, true);
        add(true, true);
    }
    return all;
}

} // namespace opsdeck
