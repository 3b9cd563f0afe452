// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/cycles.h"

#include <algorithm>

namespace opsdeck {

Cycles::Cycles(const QList<QList<int>> &edges)
    : m_edges(edges)
    , m_index(edges.size(), -1)
    , m_low(edges.size(), 0)
    , m_part(edges.size(), -1)
{
    for (int node = 0; node < edges.size(); ++node) {
        if (m_index.at(node) < 0)
            walk(node);
    }
}

void Cycles::walk(int start)
{
    struct Frame
    {
        int node;
        int next;
    };

    QList<Frame> frames{{start, 0}};
    enter(start);
    while (!frames.isEmpty()) {
        Frame &frame = frames.last();
        const QList<int> &next = m_edges.at(frame.node);
        if (frame.next < next.size()) {
            const int to = next.at(frame.next++);
            if (m_index.at(to) < 0) {
                enter(to);
                frames.append({to, 0});
            } else if (m_part.at(to) < 0) {
                m_low[frame.node] = std::min(m_low.at(frame.node), m_index.at(to));
            }
            continue;
        }
        const int done = frame.node;
        frames.removeLast();
        if (!frames.isEmpty()) {
            int &low = m_low[frames.last().node];
            low = std::min(low, m_low.at(done));
        }
        if (m_low.at(done) == m_index.at(done))
            close(done);
    }
}

void Cycles::enter(int node)
{
    m_index[node] = m_low[node] = m_visited++;
    m_open.append(node);
}

void Cycles::close(int root)
{
    for (int node = -1; node != root;) {
        node = m_open.takeLast();
        m_part[node] = m_count;
    }
    ++m_count;
}

} // namespace opsdeck
