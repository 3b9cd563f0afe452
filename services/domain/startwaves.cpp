// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/startwaves.h"

#include <QHash>

#include <algorithm>

namespace opsdeck {

namespace {

bool startsHere(const Service &service)
{
    return service.presence != Presence::Planned && service.presence != Presence::NotConfigured;
}

/// Strongly connected parts by Tarjan's algorithm (Depth-first search and linear graph algorithms,
/// 1972), without recursion: a chain of services may be as long as a workspace allows.
class Parts final
{
public:
    explicit Parts(const QList<QList<int>> &needs)
        : m_needs(needs)
        , m_index(needs.size(), -1)
        , m_low(needs.size(), 0)
        , m_part(needs.size(), -1)
    {
        for (int node = 0; node < needs.size(); ++node) {
            if (m_index.at(node) < 0)
                walk(node);
        }
    }

    /// Numbers grow along the way back: whatever a part needs has a lower number.
    int partOf(int node) const { return m_part.at(node); }

    int count() const { return m_count; }

private:
    void walk(int start)
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
            const QList<int> &needs = m_needs.at(frame.node);
            if (frame.next < needs.size()) {
                const int to = needs.at(frame.next++);
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

    void enter(int node)
    {
        m_index[node] = m_low[node] = m_visited++;
        m_open.append(node);
    }

    void close(int root)
    {
        for (int node = -1; node != root;) {
            node = m_open.takeLast();
            m_part[node] = m_count;
        }
        ++m_count;
    }

    const QList<QList<int>> &m_needs;
    QList<int> m_index;
    QList<int> m_low;
    QList<int> m_part;
    QList<int> m_open;
    int m_visited = 0;
    int m_count = 0;
};

} // namespace

QList<StartWave> startWaves(const Environment &environment)
{
    QList<const Service *> services;
    QHash<ServiceId, int> indexOf;
    for (const Service &service : environment.services) {
        if (!startsHere(service))
            continue;
        indexOf.insert(service.id, static_cast<int>(services.size()));
        services.append(&service);
    }
    QList<QList<int>> needs(services.size());
    for (int i = 0; i < services.size(); ++i) {
        for (const Dependency &edge : services.at(i)->dependencies) {
            const int on = indexOf.value(edge.on, -1);
            if (on >= 0 && on != i && carriesImpact(edge.basis, edge.role))
                needs[i].append(on);
        }
    }
    const Parts parts(needs);
    QList<QList<int>> members(parts.count());
    for (int i = 0; i < services.size(); ++i)
        members[parts.partOf(i)].append(i);
    QList<int> waveOf(parts.count(), 0);
    QList<StartWave> waves;
    for (int part = 0; part < parts.count(); ++part) {
        for (const int node : std::as_const(members[part])) {
            for (const int on : std::as_const(needs[node])) {
                if (parts.partOf(on) != part)
                    waveOf[part] = std::max(waveOf.at(part), waveOf.at(parts.partOf(on)) + 1);
            }
        }
        if (waveOf.at(part) >= waves.size())
            waves.resize(waveOf.at(part) + 1);
    }
    for (int i = 0; i < services.size(); ++i) {
        StartWave &wave = waves[waveOf.at(parts.partOf(i))];
        wave.services.append(services.at(i)->id);
        if (members.at(parts.partOf(i)).size() > 1)
            wave.circular.append(services.at(i)->id);
    }
    return waves;
}

QList<StartConflict> startConflicts(const QList<StartStep> &order, const Environment &environment)
{
    QHash<ServiceId, int> stepOf;
    for (int step = 0; step < order.size(); ++step) {
        for (const ServiceId &service : order.at(step).services) {
            if (!stepOf.contains(service))
                stepOf.insert(service, step);
        }
    }
    QList<StartConflict> conflicts;
    for (const Service &service : environment.services) {
        const auto at = stepOf.constFind(service.id);
        if (at == stepOf.cend())
            continue;
        for (const Dependency &edge : service.dependencies) {
            const auto needed = stepOf.constFind(edge.on);
            if (needed != stepOf.cend() && *needed >= *at && edge.on != service.id
                && carriesImpact(edge.basis, edge.role))
                conflicts.append({service.id, edge.on, *at, *needed});
        }
    }
    return conflicts;
}

} // namespace opsdeck
