// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/layering.h"

#include <algorithm>
#include <cstdlib>

namespace opsdeck {

namespace {

constexpr long kMostWork = 3'000'000; ///< steps times (nodes and edges)
constexpr int kBalancePasses = 3;

class NetworkSimplex
{
public:
    NetworkSimplex(int count, const std::vector<std::pair<int, int>> &edges)
        : m_count(static_cast<size_t>(count))
        , m_edges(edges)
        , m_rank(m_count, 0)
        , m_at(m_count)
        , m_inTree(edges.size(), false)
    {
        for (size_t i = 0; i < edges.size(); ++i) {
            m_at[index(edges[i].first)].push_back(i);
            m_at[index(edges[i].second)].push_back(i);
        }
    }

    std::vector<int> run()
    {
        longestPaths();
        growTree();
        const long size = static_cast<long>(m_count + m_edges.size()) + 1;
        for (long step = 0; step * size < kMostWork && improve(); ++step) {
        }
        normalise();
        balance();
        return m_rank;
    }

private:
    static size_t index(int node) { return static_cast<size_t>(node); }

    int slack(size_t edge) const
    {
        return m_rank[index(m_edges[edge].second)] - m_rank[index(m_edges[edge].first)] - 1;
    }

    int otherEnd(size_t edge, int node) const
    {
        return m_edges[edge].first == node ? m_edges[edge].second : m_edges[edge].first;
    }

    void longestPaths()
    {
        std::vector<int> waiting(m_count, 0);
        for (const auto &edge : m_edges)
            ++waiting[index(edge.second)];
        std::vector<int> ready;
        for (size_t node = 0; node < m_count; ++node) {
            if (waiting[node] == 0)
                ready.push_back(static_cast<int>(node));
        }
        for (size_t done = 0; done < ready.size(); ++done) {
            const int node = ready[done];
            for (const size_t edge : m_at[index(node)]) {
                const int to = m_edges[edge].second;
                if (m_edges[edge].first != node)
                    continue;
                m_rank[index(to)] = std::max(m_rank[index(to)], m_rank[index(node)] + 1);
                if (--waiting[index(to)] == 0)
                    ready.push_back(to);
            }
        }
    }

    /// A spanning forest of tight edges: trees are moved until they touch.
    void growTree()
    {
        m_tree.assign(m_count, -1);
        for (size_t root = 0; root < m_count; ++root) {
            if (m_tree[root] >= 0)
                continue;
            std::vector<int> members{static_cast<int>(root)};
            m_tree[root] = static_cast<int>(root);
            for (;;) {
                spread(members, static_cast<int>(root));
                size_t nearest = m_edges.size();
                for (const int node : members) {
                    for (const size_t edge : m_at[index(node)]) {
                        if (m_tree[index(otherEnd(edge, node))] < 0
                            && (nearest == m_edges.size() || slack(edge) < slack(nearest)))
                            nearest = edge;
                    }
                }
                if (nearest == m_edges.size())
                    break;
                const bool outward = m_tree[index(m_edges[nearest].first)] >= 0;
                const int shift = outward ? slack(nearest) : -slack(nearest);
                for (const int node : members)
                    m_rank[index(node)] += shift;
            }
        }
    }

    void spread(std::vector<int> &members, int root)
    {
        for (size_t i = 0; i < members.size(); ++i) {
            for (const size_t edge : m_at[index(members[i])]) {
                const int other = otherEnd(edge, members[i]);
                if (m_tree[index(other)] >= 0 || slack(edge) != 0)
                    continue;
                m_tree[index(other)] = root;
                m_inTree[edge] = true;
                members.push_back(other);
            }
        }
    }

    /// Exchanges the tree edge that lengthens others most for one that is shorter; false when none
    /// does.
    bool improve()
    {
        walkTrees();
        // What leaving a tree edge would cost: lines over the cut, forward less backward.
        std::vector<int> cut(m_count, 0); // by node: of the edge to its parent
        for (size_t edge = 0; edge < m_edges.size(); ++edge) {
            cut[index(m_edges[edge].first)] += 1;
            cut[index(m_edges[edge].second)] -= 1;
        }
        int leaving = -1;
        int worst = 0;
        for (size_t i = m_walk.size(); i-- > 0;) {
            const int node = m_walk[i];
            const int parent = m_parent[index(node)];
            if (parent < 0)
                continue;
            cut[index(parent)] += cut[index(node)];
            const bool upward = m_edges[m_parentEdge[index(node)]].first == node;
            const int value = upward ? cut[index(node)] : -cut[index(node)];
            if (value < worst) {
                worst = value;
                leaving = node;
            }
        }
        if (leaving < 0)
            return false;
        const size_t old = m_parentEdge[index(leaving)];
        const bool upward = m_edges[old].first == leaving;
        size_t entering = m_edges.size();
        for (size_t edge = 0; edge < m_edges.size(); ++edge) {
            const bool fromBelow = isBelow(m_edges[edge].first, leaving);
            const bool toBelow = isBelow(m_edges[edge].second, leaving);
            if (fromBelow == toBelow || fromBelow == upward)
                continue;
            if (entering == m_edges.size() || slack(edge) < slack(entering))
                entering = edge;
        }
        if (entering == m_edges.size())
            return false;
        const int shift = upward ? -slack(entering) : slack(entering);
        for (size_t node = 0; node < m_count; ++node) {
            if (isBelow(static_cast<int>(node), leaving))
                m_rank[node] += upward ? -std::abs(shift) : std::abs(shift);
        }
        m_inTree[old] = false;
        m_inTree[entering] = true;
        return true;
    }

    bool isBelow(int node, int top) const
    {
        return m_first[index(top)] <= m_first[index(node)]
               && m_first[index(node)] <= m_last[index(top)];
    }

    /// Parents and the order of a depth-first walk.
    void walkTrees()
    {
        m_parent.assign(m_count, -1);
        m_parentEdge.assign(m_count, 0);
        m_first.assign(m_count, -1);
        m_last.assign(m_count, -1);
        m_walk.clear();
        std::vector<int> open;
        for (size_t root = 0; root < m_count; ++root) {
            if (m_first[root] >= 0)
                continue;
            open.push_back(static_cast<int>(root));
            while (!open.empty()) {
                const int node = open.back();
                open.pop_back();
                m_first[index(node)] = m_last[index(node)] = static_cast<int>(m_walk.size());
                m_walk.push_back(node);
                for (const size_t edge : m_at[index(node)]) {
                    const int other = otherEnd(edge, node);
                    if (!m_inTree[edge] || other == m_parent[index(node)]
                        || m_first[index(other)] >= 0)
                        continue;
                    m_parent[index(other)] = node;
                    m_parentEdge[index(other)] = edge;
                    open.push_back(other);
                }
            }
        }
        for (size_t i = m_walk.size(); i-- > 0;) {
            const int parent = m_parent[index(m_walk[i])];
            if (parent >= 0)
                m_last[index(parent)] = std::max(m_last[index(parent)], m_last[index(m_walk[i])]);
        }
    }

    void normalise()
    {
        // Each tree begins at 0.
        std::vector<int> least(m_count, 1 << 30);
        for (size_t node = 0; node < m_count; ++node) {
            int &first = least[index(m_tree[node])];
            first = std::min(first, m_rank[node]);
        }
        for (size_t node = 0; node < m_count; ++node)
            m_rank[node] -= least[index(m_tree[node])];
    }

    void balance()
    {
        const int highest = m_rank.empty() ? 0 : *std::max_element(m_rank.begin(), m_rank.end());
        std::vector<int> width(static_cast<size_t>(highest) + 1, 0);
        for (const int rank : m_rank)
            ++width[index(rank)];
        for (int pass = 0; pass < kBalancePasses; ++pass) {
            for (size_t node = 0; node < m_count; ++node) {
                int low = 0;
                int high = highest;
                int entries = 0;
                for (const size_t edge : m_at[node]) {
                    if (m_edges[edge].second == static_cast<int>(node)) {
                        low = std::max(low, m_rank[index(m_edges[edge].first)] + 1);
                        ++entries;
                    } else {
                        high = std::min(high, m_rank[index(m_edges[edge].second)] - 1);
                    }
                }
                const bool isFree = 2 * entries == static_cast<int>(m_at[node].size());
                if (!isFree || m_at[node].empty())
                    continue;
                int best = m_rank[node];
                for (int rank = low; rank <= high; ++rank) {
                    if (width[index(rank)] + 1
                        < width[index(best)] + (best == m_rank[node] ? 0 : 1))
                        best = rank;
                }
                --width[index(m_rank[node])];
                ++width[index(best)];
                m_rank[node] = best;
            }
        }
    }

    size_t m_count;
    const std::vector<std::pair<int, int>> &m_edges;
    std::vector<int> m_rank;
    std::vector<std::vector<size_t>> m_at; ///< by node: edges
    std::vector<bool> m_inTree;            ///< by edge
    std::vector<int> m_tree;               ///< by node: first node of its tree
    std::vector<int> m_parent;
    std::vector<size_t> m_parentEdge;
    std::vector<int> m_first; ///< places in the walk that lie below a node
    std::vector<int> m_last;
    std::vector<int> m_walk;
};

} // namespace

std::vector<int> layersOf(int count, const std::vector<std::pair<int, int>> &edges)
{
    return NetworkSimplex(count, edges).run();
}

} // namespace opsdeck
