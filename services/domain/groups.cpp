// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/groups.h"

#include "services/domain/serviceview.h"

#include <QHash>

#include <utility>

namespace opsdeck {

namespace {

class Groups
{
public:
    Groups(const QList<Layer> &layers, const Environment &environment, const EnvironmentView &view)
        : m_layers(layers)
        , m_made(layers.size())
        , m_isDone(layers.size(), false)
    {
        QHash<QString, qsizetype> layerOf;
        for (qsizetype i = 0; i < layers.size(); ++i)
            layerOf.insert(layers.at(i).id, i);
        QHash<ServiceId, const ServiceView *> views;
        for (const ServiceView &each : view.services)
            views.insert(each.key.service, &each);
        for (const Service &service : environment.services) {
            const qsizetype at = layerOf.value(service.layer, -1);
            if (at >= 0)
                m_services[at].append({&service, views.value(service.id)});
        }
    }

    QList<GroupView> run()
    {
        QList<GroupView> groups;
        for (qsizetype i = 0; i < m_layers.size(); ++i) {
            if (const std::optional<GroupView> &group = groupAt(i))
                groups.append(*group);
        }
        return groups;
    }

private:
    /// Nothing where no service stands in it.
    const std::optional<GroupView> &groupAt(qsizetype index)
    {
        if (std::exchange(m_isDone[index], true))
            return m_made.at(index);
        const Layer &layer = m_layers.at(index);
        GroupView group{layer.id, layer.title, layer.rollUp, !layer.within.isEmpty(), std::nullopt};
        QList<MemberState> members;
        bool isThere = false;
        for (const auto &[service, each] : m_services.value(index)) {
            isThere = true;
            if (each == nullptr || !expectsState(*service))
                continue;
            // One that flaps stands no better than one that is not confirmed.
            members.append({each->health, each->soft || each->flapping, each->stale});
            ++group.expected;
            group.well += each->countsAsHealthy();
        }
        for (qsizetype inner = 0; inner < m_layers.size(); ++inner) {
            if (inner == index || m_layers.at(inner).within != layer.id)
                continue;
            const std::optional<GroupView> &within = groupAt(inner);
            if (!within)
                continue;
            isThere = group.isNested = true;
            group.expected += within->expected;
            group.well += within->well;
            if (within->standing)
                members.append(*within->standing);
        }
        if (isThere) {
            group.standing = rolledUp(layer.rollUp, members);
            m_made[index] = group;
        }
        return m_made.at(index);
    }

    const QList<Layer> &m_layers;
    QHash<qsizetype, QList<std::pair<const Service *, const ServiceView *>>>
        m_services;                         ///< by layer
    QList<std::optional<GroupView>> m_made; ///< by layer
    QList<bool> m_isDone;
};

} // namespace

QList<GroupView> groupsOf(const QList<Layer> &layers, const Environment &environment,
                          const EnvironmentView &view)
{
    return Groups(layers, environment, view).run();
}

} // namespace opsdeck
