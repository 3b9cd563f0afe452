// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/groups.h"

#include "services/domain/serviceview.h"

namespace opsdeck {

QList<GroupView> groupsOf(const QList<Layer> &layers, const Environment &environment,
                          const EnvironmentView &view)
{
    QList<GroupView> groups;
    for (const Layer &layer : layers) {
        GroupView group{layer.id, layer.title, layer.rollUp, std::nullopt};
        QList<MemberState> members;
        bool isThere = false;
        for (const Service &service : environment.services) {
            if (service.layer != layer.id)
                continue;
            isThere = true;
            const ServiceView *each = view.service(service.id);
            if (each == nullptr || !expectsState(service))
                continue;
            // One that flaps stands no better than one that is not confirmed.
            members.append({each->health, each->soft || each->flapping, each->stale});
            group.well += each->countsAsHealthy();
        }
        if (!isThere)
            continue;
        group.expected = static_cast<int>(members.size());
        group.standing = rolledUp(layer.rollUp, members);
        groups.append(group);
    }
    return groups;
}

} // namespace opsdeck
