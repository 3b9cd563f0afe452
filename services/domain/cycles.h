// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

namespace opsdeck {

/// The strongly connected parts of a graph: what can be reached from each other. By Tarjan's
/// algorithm (Depth-first search and linear graph algorithms, 1972), without recursion: a chain of
/// services may be as long as a workspace allows. The graph must outlive it.
class Cycles final
{
public:
    /// Per node those that it leads to.
    explicit Cycles(const QList<QList<int>> &edges);

    /// Numbers grow along the way back: whatever a part leads to has a lower number.
    int partOf(int node) const { return m_part.at(node); }

    bool isSame(int a, int b) const { return partOf(a) == partOf(b); }

    int count() const { return m_count; }

private:
    void walk(int start);
    void enter(int node);
    void close(int root);

    const QList<QList<int>> &m_edges;
    QList<int> m_index;
    QList<int> m_low;
    QList<int> m_part;
    QList<int> m_open;
    int m_visited = 0;
    int m_count = 0;
};

} // namespace opsdeck
