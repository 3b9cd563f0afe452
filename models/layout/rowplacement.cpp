// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/rowplacement.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace opsdeck {

namespace {

constexpr int kSweeps = 8;
constexpr int kMostNodesRefined = 80;
constexpr int kMostTries = 4000;
constexpr double kCostOfBend = 1.0;
constexpr double kCostOfRow = 0.35;
constexpr double kCostOfDetour = 3.0;
constexpr double kCostOfDrift = 0.01; ///< keeps the drawing near the top
constexpr double kWeightOfDegree =
    0.05; ///< lines between well connected nodes are kept straight first

class Rows
{
public:
    Rows(GridPlacement &grid, const Skeleton &graph, const std::vector<LayoutEdge> &edges, int rows)
        : m_grid(grid)
        , m_graph(graph)
        , m_rows(rows)
        , m_row(grid.column.size(), -1)
    {
        for (const std::vector<int> &items : graph.order) {
            std::vector<int> nodes;
            std::copy_if(items.begin(), items.end(), std::back_inserter(nodes),
                         [this](int item) { return isUpper(item); });
            for (size_t i = 0; i < nodes.size(); ++i)
                m_row[static_cast<size_t>(nodes[i])] = static_cast<int>(i);
            m_columns.push_back(std::move(nodes));
        }
        std::vector<int> degree(grid.column.size(), 0);
        for (const LayoutEdge &edge : edges) {
            if (!isUpper(edge.from) || !isUpper(edge.to))
                continue;
            m_edges.push_back(edge);
            ++degree[static_cast<size_t>(edge.from)];
            ++degree[static_cast<size_t>(edge.to)];
        }
        for (const LayoutEdge &edge : m_edges)
            m_weights.push_back(1
                                + kWeightOfDegree
                                      * (degree[static_cast<size_t>(edge.from)]
                                         + degree[static_cast<size_t>(edge.to)]));
    }

    void run()
    {
        m_wanted.assign(m_graph.items.size(), 0);
        for (size_t item = 0; item < m_wanted.size(); ++item)
            m_wanted[item] = m_graph.positionOf(static_cast<int>(item));
        for (int sweep = 0; sweep < kSweeps; ++sweep) {
            for (size_t i = 0; i < m_columns.size(); ++i)
                pullTogether(sweep % 2 == 0 ? i : m_columns.size() - 1 - i);
        }
        size_t count = 0;
        for (const std::vector<int> &column : m_columns)
            count += column.size();
        if (count <= kMostNodesRefined)
            refine();
        takeOver();
    }

private:
    bool isUpper(int item) const
    {
        return m_graph.isNode(item) && m_graph.columnOf(item) >= 0
               && m_graph.items[static_cast<size_t>(item)].band == 0;
    }

    int rowOf(int node) const { return m_row[static_cast<size_t>(node)]; }

    int columnOf(int node) const { return m_graph.columnOf(node); }

    double &wanted(int item) { return m_wanted[static_cast<size_t>(item)]; }

    /// Mean of the neighbours at both sides, its own place where there are none.
    double pull(int item)
    {
        double sum = 0;
        double weight = 0;
        for (const int index : m_graph.toLeft[static_cast<size_t>(item)]) {
            const Skeleton::Link &link = m_graph.links[static_cast<size_t>(index)];
            sum += link.weight * wanted(link.left);
            weight += link.weight;
        }
        for (const int index : m_graph.toRight[static_cast<size_t>(item)]) {
            const Skeleton::Link &link = m_graph.links[static_cast<size_t>(index)];
            sum += link.weight * wanted(link.right);
            weight += link.weight;
        }
        return weight > 0 ? sum / weight : wanted(item);
    }

    void pullTogether(size_t column)
    {
        std::vector<double> places;
        for (const int item : m_graph.order[column])
            wanted(item) = pull(item);
        for (const int node : m_columns[column])
            places.push_back(wanted(node));
        const std::vector<int> rows =
            placeInOrder(places, std::vector<int>(places.size(), 1), m_rows);
        for (size_t i = 0; i < rows.size(); ++i) {
            m_row[static_cast<size_t>(m_columns[column][i])] = rows[i];
            wanted(m_columns[column][i]) = rows[i];
        }
        keepPassingBetween(column);
    }

    /// Lines that pass stand between the nodes above and below them.
    void keepPassingBetween(size_t column)
    {
        const std::vector<int> &items = m_graph.order[column];
        double least = -0.5;
        for (const int item : items) {
            if (isUpper(item))
                least = rowOf(item) + 0.5;
            else
                wanted(item) = std::max(wanted(item), least);
        }
        double most = m_rows;
        for (auto it = items.rbegin(); it != items.rend(); ++it) {
            if (isUpper(*it))
                most = rowOf(*it) - 0.5;
            else
                wanted(*it) = std::min(wanted(*it), most);
        }
    }

    bool isTaken(int row, int column) const
    {
        return m_cells[static_cast<size_t>(row) * m_columns.size() + static_cast<size_t>(column)];
    }

    void fillCells()
    {
        m_cells.assign(static_cast<size_t>(m_rows) * m_columns.size(), false);
        for (size_t c = 0; c < m_columns.size(); ++c) {
            for (const int node : m_columns[c])
                m_cells[static_cast<size_t>(rowOf(node)) * m_columns.size() + c] = true;
        }
    }

    double edgeCost(const LayoutEdge &edge) const
    {
        const auto [left, right] = std::minmax({columnOf(edge.from), columnOf(edge.to)});
        const auto [top, bottom] = std::minmax({rowOf(edge.from), rowOf(edge.to)});
        if (left == right) {
            for (int row = top + 1; row < bottom; ++row) {
                if (isTaken(row, left))
                    return kCostOfDetour + kCostOfBend + kCostOfRow * (bottom - top);
            }
            return kCostOfRow * (bottom - top - 1);
        }
        const auto clear = [&, first = left, last = right](int row) {
            for (int column = first + 1; column < last; ++column) {
                if (isTaken(row, column))
                    return false;
            }
            return true;
        };
        const int distance = bottom - top;
        if (clear(top) || clear(bottom))
            return distance == 0 ? 0 : kCostOfBend + kCostOfRow * distance;
        return kCostOfDetour + kCostOfBend + kCostOfRow * std::max(1, distance);
    }

    double cost()
    {
        fillCells();
        double sum = 0;
        for (size_t i = 0; i < m_edges.size(); ++i)
            sum += m_weights[i] * edgeCost(m_edges[i]);
        for (const int row : m_row)
            sum += kCostOfDrift * std::max(0, row);
        return sum;
    }

    void refine()
    {
        double best = cost();
        int tries = 0;
        for (bool better = true; better && tries < kMostTries;) {
            better = false;
            for (const std::vector<int> &column : m_columns) {
                for (size_t i = 0; i < column.size() && tries < kMostTries; ++i)
                    better = tryRows(column, i, best, tries) || better;
            }
        }
    }

    bool tryRows(const std::vector<int> &column, size_t index, double &best, int &tries)
    {
        const std::vector<int> kept = m_row;
        std::vector<int> better;
        for (int row = 0; row < m_rows; ++row) {
            m_row = kept;
            if (row == rowOf(column[index]) || !moveTo(column, index, row))
                continue;
            ++tries;
            const double now = cost();
            if (now >= best - 1e-9)
                continue;
            best = now;
            better = m_row;
        }
        m_row = better.empty() ? kept : better;
        return !better.empty();
    }

    /// The others make room, in order, each moved as little as need be.
    bool moveTo(const std::vector<int> &column, size_t index, int row)
    {
        const auto at = [&](size_t i) -> int & { return m_row[static_cast<size_t>(column[i])]; };
        at(index) = row;
        for (size_t i = index; i-- > 0;) {
            at(i) = std::min(at(i), at(i + 1) - 1);
            if (at(i) < 0)
                return false;
        }
        for (size_t i = index + 1; i < column.size(); ++i) {
            at(i) = std::max(at(i), at(i - 1) + 1);
            if (at(i) >= m_rows)
                return false;
        }
        return true;
    }

    void takeOver()
    {
        std::set<int> used;
        for (const std::vector<int> &column : m_columns) {
            for (const int node : column)
                used.insert(rowOf(node));
        }
        const int removed = m_grid.upperRows - static_cast<int>(used.size());
        for (size_t node = 0; node < m_row.size(); ++node) {
            if (m_row[node] >= 0)
                m_grid.row[node] =
                    static_cast<int>(std::distance(used.begin(), used.find(m_row[node])));
            else
                m_grid.row[node] -= removed;
        }
        for (GridPlacement::Block &block : m_grid.blocks) {
            if (block.firstRow < m_grid.upperRows) {
                block.lastRow = static_cast<int>(used.size()) - 1;
            } else {
                block.firstRow -= removed;
                block.lastRow -= removed;
            }
        }
        m_grid.rows -= removed;
        m_grid.upperRows -= removed;
    }

    GridPlacement &m_grid;
    const Skeleton &m_graph;
    int m_rows;
    std::vector<int> m_row;                  ///< by node; -1: not an upper one
    std::vector<std::vector<int>> m_columns; ///< upper nodes from the top
    std::vector<double> m_wanted;            ///< by item
    std::vector<LayoutEdge> m_edges;
    std::vector<double> m_weights; ///< by edge
    std::vector<bool> m_cells;     ///< row by row
};

} // namespace

void placeRows(GridPlacement &grid, const Skeleton &graph, const std::vector<LayoutEdge> &edges,
               int rows)
{
    Rows(grid, graph, edges, rows).run();
}

std::vector<int> placeInOrder(const std::vector<double> &wanted, const std::vector<int> &sizes,
                              int room)
{
    // Isotonic regression of the wanted places less what stands before, then rounded and kept
    // inside the room.
    struct Pool
    {
        double sum;
        int count;

        double mean() const { return sum / count; }
    };

    std::vector<Pool> pools;
    int before = 0;
    std::vector<int> offset;
    for (size_t i = 0; i < wanted.size(); ++i) {
        offset.push_back(before);
        pools.push_back({wanted[i] - before, 1});
        before += sizes[i];
        while (pools.size() > 1 && pools[pools.size() - 2].mean() >= pools.back().mean()) {
            const Pool last = pools.back();
            pools.pop_back();
            pools.back().sum += last.sum;
            pools.back().count += last.count;
        }
    }
    const int slack = std::max(0, room - before);
    std::vector<int> places;
    for (const Pool &pool : pools) {
        const int shift = std::clamp(static_cast<int>(std::lround(pool.mean())), 0, slack);
        for (int i = 0; i < pool.count; ++i)
            places.push_back(offset[places.size()] + shift);
    }
    return places;
}

} // namespace opsdeck
