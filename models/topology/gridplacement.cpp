// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/topology/gridplacement.h"

#include "models/topology/belowrows.h"
#include "models/topology/roworder.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <tuple>

namespace opsdeck {

namespace {

// Rough sizes of a cell with its gaps, only to choose how tall columns may grow.
constexpr double kCellWidth = 240;
constexpr double kCellHeight = 112;
constexpr double kWantedAspect = 1.7;
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

class Placer
{
public:
    Placer(const LayoutInput &input, const std::vector<LayoutEdge> &edges)
        : m_input(input)
        , m_edges(edges)
        , m_count(static_cast<int>(input.nodes.size()))
        , m_members(static_cast<size_t>(input.groups))
    {
        for (int node = 0; node < m_count; ++node)
            m_members[static_cast<size_t>(input.nodes.at(node).group)].push_back(node);
        m_grid.column.assign(static_cast<size_t>(m_count), 0);
        m_grid.row.assign(static_cast<size_t>(m_count), 0);
    }

    GridPlacement run()
    {
        const std::vector<int> below = ranksBelow(m_input, m_edges);
        placeSideBySide(below);
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
        placeBelow(m_grid, groups, m_edges);
        return m_grid;
    }

private:
    void placeSideBySide(const std::vector<int> &below)
    {
        std::vector<StackColumn> ranked;
        std::vector<int> groupOf;
        for (size_t group = 0; group < m_members.size(); ++group) {
            if (below[group] > 0 || m_members[group].empty())
                continue;
            for (StackColumn &column : columnsOf(m_members[group], m_edges, m_count)) {
                ranked.push_back(std::move(column));
                groupOf.push_back(static_cast<int>(group));
            }
        }
        if (ranked.empty())
            return;
        // Ordered once before columns are broken, so that neighbours fall into the same part.
        const int tallest = std::accumulate(
            ranked.begin(), ranked.end(), 0,
            [](int most, const StackColumn &column) { return std::max(most, heightOf(column)); });
        const int height = bestHeight(ranked);
        std::vector<StackColumn> columns;
        std::vector<int> columnGroup;
        if (height < tallest)
            orderRows(ranked, tallest, m_edges, m_count);
        for (size_t i = 0; i < ranked.size(); ++i) {
            for (StackColumn &part : broken(ranked[i], height)) {
                columns.push_back(std::move(part));
                columnGroup.push_back(groupOf[i]);
            }
        }
        int rows = 1;
        for (const StackColumn &column : columns)
            rows = std::max(rows, heightOf(column));
        // One row to spare lets lines run straight past a neighbour.
        const std::vector<int> row =
            orderRows(columns, columns.size() > 2 ? rows + 1 : rows, m_edges, m_count);
        takeOver(columns, columnGroup, row);
    }

    void takeOver(const std::vector<StackColumn> &columns, const std::vector<int> &columnGroup,
                  const std::vector<int> &row)
    {
        std::set<int> used;
        for (size_t c = 0; c < columns.size(); ++c) {
            for (const NodeStack &stack : columns[c]) {
                for (const int node : stack) {
                    m_grid.column[static_cast<size_t>(node)] = static_cast<int>(c);
                    used.insert(row[static_cast<size_t>(node)]);
                }
            }
        }
        for (const StackColumn &column : columns) {
            for (const NodeStack &stack : column) {
                for (const int node : stack) {
                    const auto place = used.find(row[static_cast<size_t>(node)]);
                    m_grid.row[static_cast<size_t>(node)] =
                        static_cast<int>(std::distance(used.begin(), place));
                }
            }
        }
        m_grid.columns = static_cast<int>(columns.size());
        m_grid.rows = m_grid.upperRows = static_cast<int>(used.size());
        for (int c = 0; c < m_grid.columns; ++c) {
            const int group = columnGroup[static_cast<size_t>(c)];
            if (m_grid.blocks.empty() || m_grid.blocks.back().group != group)
                m_grid.blocks.push_back({group, c, c, 0, m_grid.rows - 1});
            m_grid.blocks.back().lastColumn = c;
        }
    }

    const LayoutInput &m_input;
    const std::vector<LayoutEdge> &m_edges;
    int m_count;
    std::vector<std::vector<int>> m_members; ///< by group
    GridPlacement m_grid;
};

} // namespace

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

GridPlacement placeOnGrid(const LayoutInput &input, const std::vector<LayoutEdge> &edges)
{
    return Placer(input, edges).run();
}

} // namespace opsdeck
