// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/belowrows.h"

#include "models/layout/groupcolumns.h"
#include "models/layout/rowplacement.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace opsdeck {

namespace {

// Rough sizes of a cell and of a frame with their gaps, only to compare arrangements.
constexpr double kCellWidth = 240;
constexpr double kCellHeight = 112;
constexpr double kFrameHead = 56;
constexpr double kRoomAspect = 2.2; ///< of what a wide screen leaves for the drawing
constexpr int kMostAddedColumns = 3;
constexpr int kTallestBand = 3;  ///< rows, where the columns allow it
constexpr int kMostRefined = 24; ///< nodes of a group
constexpr int kMostPasses = 6;

// What lines cost where nodes are exchanged.
constexpr double kOfRow = 0.6; ///< of a column
constexpr double kOfBend = 1.0;
constexpr double kOfDetour = 2.5;
constexpr double kOfBackward = 0.4;

/// Groups side by side.
struct Band
{
    std::vector<size_t> groups;
    std::vector<int> columns; ///< by group
    int rows = 0;
};

struct Arrangement
{
    int columns = 0;
    std::vector<Band> bands;

    int rows() const
    {
        return std::accumulate(bands.begin(), bands.end(), 0,
                               [](int sum, const Band &band) { return sum + band.rows; });
    }
};

int share(int count, int parts)
{
    return (count + parts - 1) / parts;
}

/// Columns that are left go to whoever is crowded most.
void widen(Band &band, const std::vector<int> &counts, int columns)
{
    int spare = columns - std::accumulate(band.columns.begin(), band.columns.end(), 0);
    for (; spare > 0; --spare) {
        size_t most = 0;
        const auto crowd = [&](size_t i) {
            return static_cast<double>(counts[band.groups[i]]) / band.columns[i];
        };
        for (size_t i = 1; i < band.groups.size(); ++i)
            most = crowd(i) > crowd(most) ? i : most;
        ++band.columns[most];
    }
    for (size_t i = 0; i < band.groups.size(); ++i)
        band.rows = std::max(band.rows, share(counts[band.groups[i]], band.columns[i]));
}

Arrangement arranged(const std::vector<int> &counts, int columns, int tallest)
{
    Arrangement made{columns, {}};
    int taken = columns;
    for (size_t group = 0; group < counts.size(); ++group) {
        const int wanted = std::min(columns, share(counts[group], tallest));
        if (taken + wanted > columns) {
            made.bands.emplace_back();
            taken = 0;
        }
        made.bands.back().groups.push_back(group);
        made.bands.back().columns.push_back(wanted);
        taken += wanted;
    }
    for (Band &band : made.bands)
        widen(band, counts, columns);
    return made;
}

/// The one with which the whole is seen largest.
Arrangement bestArrangement(const std::vector<int> &counts, int upperColumns, int upperRows)
{
    const int nodes = std::accumulate(counts.begin(), counts.end(), 0);
    const int least = std::max(1, upperColumns);
    const int most = std::max(least, std::min(nodes, least + kMostAddedColumns));
    Arrangement best;
    double bestScale = 0;
    for (int columns = least; columns <= most; ++columns) {
        for (int tallest = 1; tallest <= kTallestBand; ++tallest) {
            Arrangement tried = arranged(counts, columns, tallest);
            const double width = columns * kCellWidth;
            const double height = (upperRows + tried.rows()) * kCellHeight
                                  + static_cast<double>(tried.bands.size()) * kFrameHead;
            const double scale = std::min(kRoomAspect / width, 1 / height);
            if (scale > bestScale * (1 + 1e-9)) {
                bestScale = scale;
                best = std::move(tried);
            }
        }
    }
    return best;
}

class Below
{
public:
    Below(GridPlacement &grid, const std::vector<LayoutEdge> &edges)
        : m_grid(grid)
        , m_edges(edges)
        , m_isPlaced(grid.column.size(), true)
    {}

    void place(const std::vector<GroupBelow> &groups)
    {
        std::vector<int> counts;
        for (const GroupBelow &group : groups) {
            counts.push_back(static_cast<int>(group.members.size()));
            for (const int node : group.members)
                m_isPlaced[static_cast<size_t>(node)] = false;
        }
        const Arrangement plan = bestArrangement(counts, m_grid.columns, m_grid.upperRows);
        m_grid.columns = plan.columns;
        const int rows = m_grid.rows + plan.rows();
        m_cells.assign(static_cast<size_t>(rows) * static_cast<size_t>(plan.columns), -1);
        for (size_t node = 0; node < m_isPlaced.size(); ++node) {
            if (m_isPlaced[node])
                cell(m_grid.row[node], m_grid.column[node]) = static_cast<int>(node);
        }
        for (const Band &band : plan.bands) {
            int column = 0;
            for (size_t i = 0; i < band.groups.size(); ++i) {
                const GroupBelow &group = groups[band.groups[i]];
                const GridPlacement::Block block{group.group, column, column + band.columns[i] - 1,
                                                 m_grid.rows, m_grid.rows + band.rows - 1};
                fill(block, group.members);
                m_grid.blocks.push_back(block);
                column += band.columns[i];
            }
            m_grid.rows += band.rows;
        }
    }

private:
    int &cell(int row, int column)
    {
        return m_cells[static_cast<size_t>(row) * static_cast<size_t>(m_grid.columns)
                       + static_cast<size_t>(column)];
    }

    void put(int node, int row, int column)
    {
        m_grid.row[static_cast<size_t>(node)] = row;
        m_grid.column[static_cast<size_t>(node)] = column;
        m_isPlaced[static_cast<size_t>(node)] = true;
        cell(row, column) = node;
    }

    int columnOf(int node) const { return m_grid.column[static_cast<size_t>(node)]; }

    int rowOf(int node) const { return m_grid.row[static_cast<size_t>(node)]; }

    bool isPlaced(int node) const { return m_isPlaced[static_cast<size_t>(node)]; }

    /// Columns of the neighbours that have their places, as a mean; `otherwise` when there is none.
    double wantedColumn(int node, double otherwise) const
    {
        double sum = 0;
        int count = 0;
        for (const LayoutEdge &edge : m_edges) {
            const int other = edge.from == node ? edge.to : edge.to == node ? edge.from : -1;
            if (other < 0 || !isPlaced(other))
                continue;
            sum += columnOf(other);
            ++count;
        }
        return count == 0 ? otherwise : sum / count;
    }

    void fill(const GridPlacement::Block &block, const std::vector<int> &members)
    {
        const std::vector<int> rank =
            ranksOf(members, m_edges, static_cast<int>(m_isPlaced.size()));
        std::vector<std::tuple<int, double, int>> order; // rank, wanted column, node
        for (size_t i = 0; i < members.size(); ++i) {
            const double otherwise = block.firstColumn + rank[i];
            order.emplace_back(rank[i], wantedColumn(members[i], otherwise), members[i]);
        }
        std::sort(order.begin(), order.end());
        const int columns = block.lastColumn - block.firstColumn + 1;
        const int count = static_cast<int>(order.size());
        const int perRow = share(count, share(count, columns));
        int row = block.firstRow;
        for (int begin = 0; begin < count; begin += perRow, ++row) {
            const int end = std::min(count, begin + perRow);
            std::vector<double> wanted;
            for (int i = begin; i < end; ++i)
                wanted.push_back(std::get<1>(order[static_cast<size_t>(i)]) - block.firstColumn);
            const std::vector<int> at =
                placeInOrder(wanted, std::vector<int>(wanted.size(), 1), columns);
            for (int i = begin; i < end; ++i)
                put(std::get<2>(order[static_cast<size_t>(i)]), row,
                    block.firstColumn + at[static_cast<size_t>(i - begin)]);
        }
        if (count <= kMostRefined)
            refine(block, row);
    }

    bool isClearInRow(int row, int a, int b)
    {
        for (int column = std::min(a, b) + 1; column < std::max(a, b); ++column) {
            if (cell(row, column) >= 0)
                return false;
        }
        return true;
    }

    bool isClearInColumn(int column, int a, int b)
    {
        for (int row = std::min(a, b) + 1; row < std::max(a, b); ++row) {
            if (cell(row, column) >= 0)
                return false;
        }
        return true;
    }

    double costOf(const LayoutEdge &edge)
    {
        const int across = columnOf(edge.to) - columnOf(edge.from);
        const int down = rowOf(edge.to) - rowOf(edge.from);
        double cost = std::abs(across) + kOfRow * std::abs(down);
        if (down == 0)
            cost += isClearInRow(rowOf(edge.from), columnOf(edge.from), columnOf(edge.to))
                        ? 0
                        : kOfDetour;
        else if (across == 0)
            cost += isClearInColumn(columnOf(edge.from), rowOf(edge.from), rowOf(edge.to))
                        ? 0
                        : kOfDetour;
        else
            cost += kOfBend;
        return across < 0 && rowOf(edge.from) >= m_grid.upperRows ? cost + kOfBackward : cost;
    }

    /// Exchanges cells of the block as long as that makes lines cheaper.
    void refine(const GridPlacement::Block &block, int endRow)
    {
        std::vector<LayoutEdge> near;
        for (const LayoutEdge &edge : m_edges) {
            const auto isHere = [&](int node) {
                return isPlaced(node) && rowOf(node) >= block.firstRow
                       && columnOf(node) >= block.firstColumn && columnOf(node) <= block.lastColumn;
            };
            if (isPlaced(edge.from) && isPlaced(edge.to) && (isHere(edge.from) || isHere(edge.to)))
                near.push_back(edge);
        }
        const auto total = [&] {
            double sum = 0;
            for (const LayoutEdge &edge : near)
                sum += costOf(edge);
            return sum;
        };
        std::vector<std::pair<int, int>> places; // row, column
        for (int row = block.firstRow; row < endRow; ++row) {
            for (int column = block.firstColumn; column <= block.lastColumn; ++column)
                places.emplace_back(row, column);
        }
        double best = total();
        bool changed = true;
        for (int pass = 0; pass < kMostPasses && changed; ++pass) {
            changed = false;
            for (size_t a = 0; a < places.size(); ++a) {
                for (size_t b = a + 1; b < places.size(); ++b) {
                    if (!exchange(places[a], places[b]))
                        continue;
                    const double cost = total();
                    if (cost < best - 1e-9) {
                        best = cost;
                        changed = true;
                    } else {
                        exchange(places[a], places[b]);
                    }
                }
            }
        }
    }

    /// False when both are empty.
    bool exchange(const std::pair<int, int> &a, const std::pair<int, int> &b)
    {
        const int here = cell(a.first, a.second);
        const int there = cell(b.first, b.second);
        cell(a.first, a.second) = cell(b.first, b.second) = -1;
        if (here >= 0)
            put(here, b.first, b.second);
        if (there >= 0)
            put(there, a.first, a.second);
        return here >= 0 || there >= 0;
    }

    GridPlacement &m_grid;
    const std::vector<LayoutEdge> &m_edges;
    std::vector<bool> m_isPlaced; ///< by node
    std::vector<int> m_cells;     ///< node, row by row; -1: empty
};

} // namespace

void placeBelow(GridPlacement &grid, const std::vector<GroupBelow> &groups,
                const std::vector<LayoutEdge> &edges)
{
    if (!groups.empty())
        Below(grid, edges).place(groups);
}

} // namespace opsdeck
