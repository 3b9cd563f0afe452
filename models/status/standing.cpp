// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/status/standing.h"

#include <algorithm>

namespace opsdeck {

QSet<ServiceId> standingOn(const ServiceId &service, const Environment &definition)
{
    QSet<ServiceId> standing{service};
    for (qsizetype before = 0; before != standing.size();) {
        before = standing.size();
        for (const Service &each : definition.services) {
            if (std::any_of(each.dependencies.cbegin(), each.dependencies.cend(),
                            [&](const Dependency &dependency) {
                                return carriesImpact(dependency.basis, dependency.role)
                                       && standing.contains(dependency.on);
                            }))
                standing.insert(each.id);
        }
    }
    return standing;
}

QSet<ServiceId> directUsers(const ServiceId &service, const Environment &definition)
{
    QSet<ServiceId> users;
    for (const Service &each : definition.services) {
        for (const Dependency &dependency : each.dependencies) {
            if (dependency.on == service && dependency.role == DependencyRole::Uses)
                users.insert(each.id);
        }
    }
    return users;
}

} // namespace opsdeck
