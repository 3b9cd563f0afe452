// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/skeleton.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <tuple>

namespace opsdeck {

namespace {

class Builder
{
public:
    Builder(const GridPlacement &grid, const std::vector<LayoutEdge> &edges,
            const SkeletonWays &ways)
        : m_grid(grid)
        , m_edges(edges)
        , m_ways(ways)
    {}

    Skeleton run()
    {
        for (size_t node = 0; node < m_grid.column.size(); ++node) {
            const int row = m_grid.row[node];
            const bool isFree = !m_ways.keepsRows && row < m_grid.upperRows;
            const int band = isFree ? 0 : row + 1;
            addItem({static_cast<int>(node), -1, m_grid.column[node], band}, row);
        }
        for (size_t edge = 0; edge < m_edges.size(); ++edge)
            m_made.paths.push_back(
                path(m_edges[edge], m_ways.round.empty() ? RoundWay() : m_ways.round[edge]));
        sortColumns();
        connect();
        return std::move(m_made);
    }

private:
    int addItem(const Skeleton::Item &item, double wanted)
    {
        m_made.items.push_back(item);
        m_wanted.push_back(wanted);
        return static_cast<int>(m_made.items.size()) - 1;
    }

    int link(int left, int right, int net)
    {
        const auto [it, isNew] =
            m_linkOf.try_emplace({left, right, net}, static_cast<int>(m_made.links.size()));
        if (isNew)
            m_made.links.push_back({left, right, net, 1});
        else
            ++m_made.links[static_cast<size_t>(it->second)].weight;
        return it->second;
    }

    int arc(int from, int to, int net, bool right, bool isFixed)
    {
        m_made.arcs.push_back({from, to, net, right, isFixed});
        return static_cast<int>(m_made.arcs.size()) - 1;
    }

    int passing(int net, int step, int column, double row)
    {
        const auto [it, isNew] = m_passing.try_emplace({net, step, column}, -1);
        if (isNew)
            it->second = addItem({-1, net, column, 0}, row + 0.5);
        return it->second;
    }

    Skeleton::Path path(const LayoutEdge &edge, const RoundWay &round)
    {
        Skeleton::Path made;
        const int from = m_grid.column[static_cast<size_t>(edge.from)];
        const int to = m_grid.column[static_cast<size_t>(edge.to)];
        if (from < 0 || to < 0)
            return made;
        const int net = m_nets.try_emplace({edge.to, edge.style}, m_made.nets).first->second;
        m_made.nets = std::max(m_made.nets, net + 1);
        if (from == to) {
            made.arc = arc(edge.from, edge.to, net, false, false);
            return made;
        }
        const int step = from < to ? 1 : -1;
        const bool isRound = round.leaves || round.arrives;
        const bool isAlone = !isRound && !m_ways.shared && std::abs(to - from) > 1;
        const int own = isAlone ? m_made.nets++ : net;
        const int row = m_grid.row[static_cast<size_t>(m_ways.nearSource ? edge.from : edge.to)];
        int before = edge.from;
        if (round.leaves) {
            before = passing(net, step, from, m_grid.row[static_cast<size_t>(edge.from)]);
            made.firstArc = arc(edge.from, before, net, step < 0, true);
        }
        for (int column = from + step;; column += step) {
            const bool isLast = column == to;
            const int next = isLast && !round.arrives
                                 ? edge.to
                                 : passing(own, step, column,
                                           isLast ? m_grid.row[static_cast<size_t>(edge.to)] : row);
            const int here = isLast ? net : own;
            made.links.push_back(step > 0 ? link(before, next, here) : link(next, before, here));
            before = next;
            if (isLast)
                break;
        }
        if (round.arrives)
            made.lastArc = arc(before, edge.to, net, step > 0, true);
        return made;
    }

    void sortColumns()
    {
        m_made.order.resize(static_cast<size_t>(m_grid.columns));
        for (size_t i = 0; i < m_made.items.size(); ++i) {
            if (m_made.items[i].column >= 0)
                m_made.order[static_cast<size_t>(m_made.items[i].column)].push_back(
                    static_cast<int>(i));
        }
        m_made.position.assign(m_made.items.size(), 0);
        for (size_t c = 0; c < m_made.order.size(); ++c) {
            std::stable_sort(m_made.order[c].begin(), m_made.order[c].end(), [this](int a, int b) {
                return m_wanted[static_cast<size_t>(a)] < m_wanted[static_cast<size_t>(b)];
            });
            m_made.renumber(static_cast<int>(c));
        }
    }

    void connect()
    {
        m_made.toLeft.resize(m_made.items.size());
        m_made.toRight.resize(m_made.items.size());
        m_made.arcsAt.resize(m_made.items.size());
        for (size_t i = 0; i < m_made.links.size(); ++i) {
            m_made.toRight[static_cast<size_t>(m_made.links[i].left)].push_back(
                static_cast<int>(i));
            m_made.toLeft[static_cast<size_t>(m_made.links[i].right)].push_back(
                static_cast<int>(i));
        }
        for (size_t i = 0; i < m_made.arcs.size(); ++i) {
            m_made.arcsAt[static_cast<size_t>(m_made.arcs[i].from)].push_back(static_cast<int>(i));
            m_made.arcsAt[static_cast<size_t>(m_made.arcs[i].to)].push_back(static_cast<int>(i));
        }
    }

    const GridPlacement &m_grid;
    const std::vector<LayoutEdge> &m_edges;
    SkeletonWays m_ways;
    Skeleton m_made;
    std::vector<double> m_wanted;                       ///< by item: row
    std::map<std::pair<int, int>, int> m_nets;          ///< target, style
    std::map<std::tuple<int, int, int>, int> m_passing; ///< net, direction, column
    std::map<std::tuple<int, int, int>, int> m_linkOf;  ///< left, right, net
};

} // namespace

void Skeleton::renumber(int column)
{
    const std::vector<int> &here = order[static_cast<size_t>(column)];
    for (size_t i = 0; i < here.size(); ++i)
        position[static_cast<size_t>(here[i])] = static_cast<int>(i);
}

Skeleton makeSkeleton(const GridPlacement &grid, const std::vector<LayoutEdge> &edges,
                      const SkeletonWays &ways)
{
    return Builder(grid, edges, ways).run();
}

} // namespace opsdeck
