// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/straightrows.h"

#include "models/layout/rowplacement.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace opsdeck {

namespace {

constexpr int kSweeps = 8;
constexpr int kMostNodesRefined = 48;
constexpr int kMostTries = 3000;
constexpr double kCostOfBend = 1.0;
constexpr double kCostOfRow = 0.35;
constexpr double kCostOfDetour = 3.0;
constexpr double kCostOfCrossing = 1.2;
constexpr double kCostOfDrift = 0.01; ///< keeps the definition's order where nothing else decides
constexpr double kWeightOfDegree =
    0.05; ///< lines between well connected nodes are kept straight first

class RowOrder
{
public:
    RowOrder(std::vector<StackColumn> &columns, int rows, const std::vector<LayoutEdge> &edges,
             int nodeCount)
        : m_columns(columns)
        , m_rows(rows)
        , m_row(static_cast<size_t>(nodeCount), -1)
        , m_column(static_cast<size_t>(nodeCount), -1)
        , m_neighbours(static_cast<size_t>(nodeCount))
    {
        for (size_t c = 0; c < columns.size(); ++c) {
            for (const NodeStack &stack : columns[c]) {
                for (const int node : stack)
                    m_column[static_cast<size_t>(node)] = static_cast<int>(c);
            }
        }
        std::vector<int> degree(static_cast<size_t>(nodeCount), 0);
        for (const LayoutEdge &edge : edges) {
            if (columnOf(edge.from) < 0 || columnOf(edge.to) < 0)
                continue;
            m_edges.push_back(edge);
            ++degree[static_cast<size_t>(edge.from)];
            ++degree[static_cast<size_t>(edge.to)];
            if (columnOf(edge.from) == columnOf(edge.to))
                continue;
            m_neighbours[static_cast<size_t>(edge.from)].push_back(edge.to);
            m_neighbours[static_cast<size_t>(edge.to)].push_back(edge.from);
        }
        for (const LayoutEdge &edge : m_edges)
            m_weights.push_back(1
                                + kWeightOfDegree
                                      * (degree[static_cast<size_t>(edge.from)]
                                         + degree[static_cast<size_t>(edge.to)]));
    }

    std::vector<int> run()
    {
        placeAtFirst();
        for (int sweep = 0; sweep < kSweeps; ++sweep) {
            for (size_t i = 0; i < m_columns.size(); ++i)
                pullTogether(sweep % 2 == 0 ? i : m_columns.size() - 1 - i);
        }
        const auto placed =
            std::count_if(m_column.begin(), m_column.end(), [](int c) { return c >= 0; });
        if (placed <= kMostNodesRefined)
            refine();
        return m_row;
    }

private:
    int columnOf(int node) const { return m_column[static_cast<size_t>(node)]; }

    int rowOf(int node) const { return m_row[static_cast<size_t>(node)]; }

    void place(const NodeStack &stack, int first)
    {
        for (const int node : stack)
            m_row[static_cast<size_t>(node)] = first++;
    }

    void placeAtFirst()
    {
        for (const StackColumn &column : m_columns) {
            int next = 0;
            for (const NodeStack &stack : column) {
                place(stack, next);
                next += static_cast<int>(stack.size());
            }
        }
    }

    /// Mean first row that the neighbours of a stack would like it to have; its own when it has
    /// none.
    double wantedRow(const NodeStack &stack) const
    {
        double sum = 0;
        int count = 0;
        for (size_t i = 0; i < stack.size(); ++i) {
            for (const int other : m_neighbours[static_cast<size_t>(stack[i])]) {
                sum += rowOf(other) - static_cast<double>(i);
                ++count;
            }
        }
        return count == 0 ? rowOf(stack.front()) : sum / count;
    }

    void pullTogether(size_t index)
    {
        StackColumn &column = m_columns[index];
        std::vector<std::pair<double, size_t>> order;
        for (size_t i = 0; i < column.size(); ++i)
            order.emplace_back(wantedRow(column[i]), i);
        std::stable_sort(order.begin(), order.end(),
                         [](const auto &a, const auto &b) { return a.first < b.first; });
        StackColumn sorted;
        std::vector<double> wanted;
        std::vector<int> sizes;
        for (const auto &[row, i] : order) {
            sorted.push_back(column[i]);
            wanted.push_back(row);
            sizes.push_back(static_cast<int>(column[i].size()));
        }
        column = std::move(sorted);
        const std::vector<int> rows = placeInOrder(wanted, sizes, m_rows);
        for (size_t i = 0; i < column.size(); ++i)
            place(column[i], rows[i]);
    }

    std::vector<int> cells() const
    {
        std::vector<int> all(m_columns.size() * static_cast<size_t>(m_rows), -1);
        for (size_t node = 0; node < m_row.size(); ++node) {
            if (m_row[node] >= 0)
                all[static_cast<size_t>(m_row[node]) * m_columns.size()
                    + static_cast<size_t>(m_column[node])] = static_cast<int>(node);
        }
        return all;
    }

    double edgeCost(const LayoutEdge &edge, const std::vector<int> &cell) const
    {
        const size_t width = m_columns.size();
        int left = columnOf(edge.from);
        int right = columnOf(edge.to);
        const int from = rowOf(edge.from);
        const int to = rowOf(edge.to);
        const int distance = std::abs(from - to);
        if (left == right) {
            for (int row = std::min(from, to) + 1; row < std::max(from, to); ++row) {
                if (cell[static_cast<size_t>(row) * width + static_cast<size_t>(left)] >= 0)
                    return kCostOfDetour + kCostOfBend + kCostOfRow * distance;
            }
            return kCostOfRow * (distance - 1);
        }
        const bool forward = left < right;
        if (!forward)
            std::swap(left, right);
        const auto clear = [&](int row) {
            for (int column = left + 1; column < right; ++column) {
                if (cell[static_cast<size_t>(row) * width + static_cast<size_t>(column)] >= 0)
                    return false;
            }
            return true;
        };
        if (clear(from) || clear(to))
            return distance == 0 ? 0 : kCostOfBend + kCostOfRow * distance;
        return kCostOfDetour + kCostOfBend + kCostOfRow * std::max(1, distance);
    }

    bool cross(const LayoutEdge &a, const LayoutEdge &b) const
    {
        if (a.to == b.to || a.from == b.from)
            return false;
        const auto ends = [this](const LayoutEdge &edge) {
            const bool forward = columnOf(edge.from) <= columnOf(edge.to);
            return forward ? std::pair(edge.from, edge.to) : std::pair(edge.to, edge.from);
        };
        const auto [aLeft, aRight] = ends(a);
        const auto [bLeft, bRight] = ends(b);
        if (columnOf(aRight) <= columnOf(bLeft) || columnOf(bRight) <= columnOf(aLeft))
            return false;
        return (rowOf(aLeft) - rowOf(bLeft)) * (rowOf(aRight) - rowOf(bRight)) < 0;
    }

    double cost() const
    {
        const std::vector<int> cell = cells();
        double sum = 0;
        for (size_t i = 0; i < m_edges.size(); ++i) {
            sum += m_weights[i] * edgeCost(m_edges[i], cell);
            for (size_t j = i + 1; j < m_edges.size(); ++j)
                sum += cross(m_edges[i], m_edges[j]) ? kCostOfCrossing : 0;
        }
        for (size_t node = 0; node < m_row.size(); ++node)
            sum += m_row[node] < 0 ? 0 : kCostOfDrift * m_row[node];
        return sum;
    }

    /// Tries every stack on every row of its column, the others making room in order, and keeps
    /// what costs less.
    void refine()
    {
        double best = cost();
        int tries = 0;
        for (bool better = true; better && tries < kMostTries;) {
            better = false;
            for (StackColumn &column : m_columns) {
                for (size_t i = 0; i < column.size() && tries < kMostTries; ++i)
                    better = tryRows(column, i, best, tries) || better;
            }
        }
    }

    bool tryRows(StackColumn &column, size_t index, double &best, int &tries)
    {
        const std::vector<int> keptRows = m_row;
        const StackColumn keptColumn = column;
        std::vector<int> bestRows;
        StackColumn bestColumn;
        const NodeStack moving = keptColumn[index];
        const int size = static_cast<int>(moving.size());
        for (int first = 0; first + size <= m_rows; ++first) {
            m_row = keptRows;
            column = keptColumn;
            if (first == keptRows[static_cast<size_t>(moving.front())]
                || !moveTo(column, index, first))
                continue;
            ++tries;
            const double now = cost();
            if (now >= best - 1e-9)
                continue;
            best = now;
            bestRows = m_row;
            bestColumn = column;
        }
        m_row = bestRows.empty() ? keptRows : bestRows;
        column = bestRows.empty() ? keptColumn : bestColumn;
        return !bestRows.empty();
    }

    bool moveTo(StackColumn &column, size_t index, int first)
    {
        const NodeStack moving = column[index];
        column.erase(column.begin() + static_cast<std::ptrdiff_t>(index));
        auto at = column.begin();
        while (at != column.end() && rowOf(at->front()) < first)
            ++at;
        const size_t position = static_cast<size_t>(at - column.begin());
        column.insert(at, moving);
        // Those before it end above it, those after it begin below it, each moved as little as need
        // be.
        place(moving, first);
        int limit = first;
        for (size_t i = position; i-- > 0;) {
            const int size = static_cast<int>(column[i].size());
            const int row = std::min(rowOf(column[i].front()), limit - size);
            if (row < 0)
                return false;
            place(column[i], row);
            limit = row;
        }
        limit = first + static_cast<int>(moving.size());
        for (size_t i = position + 1; i < column.size(); ++i) {
            const int row = std::max(rowOf(column[i].front()), limit);
            limit = row + static_cast<int>(column[i].size());
            if (limit > m_rows)
                return false;
            place(column[i], row);
        }
        return true;
    }

    std::vector<StackColumn> &m_columns;
    int m_rows;
    std::vector<int> m_row;
    std::vector<int> m_column;
    std::vector<std::vector<int>> m_neighbours; ///< in other columns
    std::vector<LayoutEdge> m_edges;
    std::vector<double> m_weights; ///< by edge
};

} // namespace

std::vector<int> orderRows(std::vector<StackColumn> &columns, int rows,
                           const std::vector<LayoutEdge> &edges, int nodeCount)
{
    return RowOrder(columns, rows, edges, nodeCount).run();
}

} // namespace opsdeck
