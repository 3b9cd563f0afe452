// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/startwaves.h"

#include "services/domain/cycles.h"

#include <QHash>

#include <algorithm>

namespace opsdeck {

namespace {

bool startsHere(const Service &service)
{
    return service.presence != Presence::Planned && service.presence != Presence::NotConfigured;
}

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
    const Cycles parts(needs);
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
