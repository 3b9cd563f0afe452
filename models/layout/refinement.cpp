// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/refinement.h"

#include "models/layout/columnorder.h"
#include "models/layout/composer.h"
#include "models/layout/drawingcost.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace opsdeck {

namespace {

constexpr int kMostNodes = 40;
constexpr int kMostTriedEdges = 12'000; ///< of all tries together
constexpr int kMostPasses = 4;
constexpr double kLeastGain = 0.05; ///< in crossings

class Refinement
{
public:
    Refinement(const LayoutInput &input, const std::vector<LayoutEdge> &edges,
               Arrangement arrangement, double cost)
        : m_input(input)
        , m_edges(edges)
        , m_best(std::move(arrangement))
        , m_cost(cost)
        , m_tries(kMostTriedEdges / static_cast<int>(edges.size() + 1))
    {
        m_best.ways.round.resize(edges.size());
    }

    Arrangement run()
    {
        for (int pass = 0; pass < kMostPasses && m_tries > 0; ++pass) {
            const double before = m_cost;
            leadRound();
            for (const GridPlacement::Block &block : std::vector(m_best.grid.blocks))
                exchangeWithin(block);
            if (m_cost > before - kLeastGain)
                break;
        }
        return std::move(m_best);
    }

private:
    /// Takes it where its drawing is better.
    bool offer(const GridPlacement &grid, const SkeletonWays &ways)
    {
        if (m_tries <= 0)
            return false;
        --m_tries;
        Arrangement tried{grid, makeSkeleton(grid, m_edges, ways), ways};
        orderColumns(tried.graph, OrderEffort::Quick);
        const double cost = drawingCost(m_input.edges, composed(m_input, {}, m_edges, tried));
        if (cost > m_cost - kLeastGain)
            return false;
        m_cost = cost;
        m_best = std::move(tried);
        return true;
    }

    void leadRound()
    {
        for (size_t edge = 0; edge < m_edges.size(); ++edge) {
            for (const RoundWay &way :
                 {RoundWay{}, RoundWay{true, false}, RoundWay{false, true}, RoundWay{true, true}}) {
                if (m_best.ways.round[edge] == way || m_best.graph.paths[edge].arc >= 0)
                    continue;
                SkeletonWays ways = m_best.ways;
                ways.keepsRows = true;
                ways.round[edge] = way;
                offer(m_best.grid, ways);
            }
        }
    }

    void exchangeWithin(const GridPlacement::Block &block)
    {
        const int columns = block.lastColumn - block.firstColumn + 1;
        const int count = columns * (block.lastRow - block.firstRow + 1);
        const auto placeOf = [&](int at) {
            return std::pair(block.firstRow + at / columns, block.firstColumn + at % columns);
        };
        for (int a = 0; a < count; ++a) {
            for (int b = a + 1; b < count; ++b) {
                const bool isBelow = block.firstRow >= m_best.grid.upperRows;
                if (!isBelow && placeOf(a).second != placeOf(b).second)
                    continue; // dependencies stand at the right
                GridPlacement grid = m_best.grid;
                SkeletonWays ways = m_best.ways;
                ways.keepsRows = true;
                if (exchange(grid, placeOf(a), placeOf(b)))
                    offer(grid, ways);
            }
        }
    }

    /// Cells by row and column; false when both are empty.
    static bool exchange(GridPlacement &grid, const std::pair<int, int> &a,
                         const std::pair<int, int> &b)
    {
        bool found = false;
        for (size_t node = 0; node < grid.row.size(); ++node) {
            const std::pair<int, int> at(grid.row[node], grid.column[node]);
            if (at != a && at != b)
                continue;
            std::tie(grid.row[node], grid.column[node]) = at == a ? b : a;
            found = true;
        }
        return found;
    }

    const LayoutInput &m_input;
    const std::vector<LayoutEdge> &m_edges;
    Arrangement m_best;
    double m_cost;
    int m_tries;
};

} // namespace

Arrangement refined(const LayoutInput &input, const std::vector<LayoutEdge> &edges,
                    Arrangement arrangement, double cost)
{
    if (input.nodes.size() > kMostNodes || edges.empty())
        return arrangement;
    return Refinement(input, edges, std::move(arrangement), cost).run();
}

} // namespace opsdeck
