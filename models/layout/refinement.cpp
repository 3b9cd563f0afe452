// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/refinement.h"

#include "models/layout/columnorder.h"
#include "models/layout/composer.h"
#include "models/layout/drawingcost.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <tuple>
#include <utility>

namespace opsdeck {

namespace {

constexpr int kMostNodes = 40;
constexpr int kMostTriedEdges = 4'000; ///< of all tries together
constexpr int kMostPasses = 4;
constexpr double kOfLeavingRound = 0.6; ///< beside what its bends cost
constexpr double kOfArrivingRound = 0.2;
constexpr double kHopeless = 3;    ///< so much worse that no other way of a line mends it
constexpr size_t kMostRotated = 6; ///< places of a block
constexpr double kLeastGain = 0.05;

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
                moveWithin(block);
            if (m_cost > before - kLeastGain)
                break;
        }
        return std::move(m_best);
    }

private:
    using Place = std::pair<int, int>; ///< row, column

    /// Takes it where its drawing is better. Returns what it costs; no limit when it was not tried.
    double offer(const GridPlacement &grid, const SkeletonWays &ways)
    {
        if (m_tries <= 0)
            return std::numeric_limits<double>::max();
        --m_tries;
        Arrangement tried{grid, makeSkeleton(grid, m_edges, ways), ways};
        orderColumns(tried.graph, OrderEffort::Quick);
        double cost = drawingCost(m_input.edges, composed(m_input, {}, m_edges, tried));
        for (const RoundWay &way : ways.round)
            cost += (way.leaves ? kOfLeavingRound : 0) + (way.arrives ? kOfArrivingRound : 0);
        if (cost <= m_cost - kLeastGain) {
            m_cost = cost;
            m_best = std::move(tried);
        }
        return cost;
    }

    void leadRound()
    {
        for (size_t edge = 0; edge < m_edges.size(); ++edge) {
            if (m_best.graph.paths[edge].arc >= 0)
                continue;
            for (const RoundWay &way :
                 {RoundWay{}, RoundWay{true, false}, RoundWay{false, true}, RoundWay{true, true}}) {
                SkeletonWays ways = keptWays();
                if (ways.round[edge] == way)
                    continue;
                ways.round[edge] = way;
                offer(m_best.grid, ways);
            }
        }
    }

    SkeletonWays keptWays() const
    {
        SkeletonWays ways = m_best.ways;
        ways.keepsRows = true;
        return ways;
    }

    void moveWithin(const GridPlacement::Block &block)
    {
        const bool isBelow = block.firstRow >= m_best.grid.upperRows;
        std::vector<Place> places;
        for (int row = block.firstRow; row <= block.lastRow; ++row) {
            for (int column = block.firstColumn; column <= block.lastColumn; ++column)
                places.emplace_back(row, column);
        }
        for (size_t a = 0; a < places.size(); ++a) {
            for (size_t b = a + 1; b < places.size(); ++b) {
                // Above, dependencies stand at the right.
                if (isBelow || places[a].second == places[b].second)
                    move({places[a], places[b]}, isBelow);
                for (size_t c = b + 1;
                     isBelow && places.size() <= kMostRotated && c < places.size(); ++c) {
                    move({places[a], places[b], places[c]}, true);
                    move({places[a], places[c], places[b]}, true);
                }
            }
        }
    }

    /// What stands in each of the places moves to the next one, from the last to the first.
    void move(const std::vector<Place> &places, bool mayGoRound)
    {
        GridPlacement grid = m_best.grid;
        std::vector<bool> moved(grid.row.size(), false);
        for (size_t node = 0; node < moved.size(); ++node) {
            const auto it =
                std::find(places.begin(), places.end(), Place(grid.row[node], grid.column[node]));
            if (it == places.end())
                continue;
            const auto next = it + 1 == places.end() ? places.begin() : it + 1;
            std::tie(grid.row[node], grid.column[node]) = *next;
            moved[node] = true;
        }
        if (std::count(moved.begin(), moved.end(), true) + 1 < std::ssize(places))
            return; // empty ones change places
        const double before = m_cost;
        const double cost = offer(grid, keptWays());
        if (!mayGoRound || m_cost < before || cost > m_cost + kHopeless)
            return;
        for (size_t edge = 0; edge < m_edges.size() && m_cost >= before; ++edge) {
            const size_t from = static_cast<size_t>(m_edges[edge].from);
            const size_t to = static_cast<size_t>(m_edges[edge].to);
            if ((!moved[from] && !moved[to]) || grid.column[from] == grid.column[to])
                continue;
            SkeletonWays ways = keptWays();
            ways.round[edge].arrives = !ways.round[edge].arrives;
            offer(grid, ways);
        }
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
