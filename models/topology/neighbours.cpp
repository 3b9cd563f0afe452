// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/topology/neighbours.h"

#include <algorithm>

namespace opsdeck {

QList<ServiceKey> dependenciesOf(const Workspace &workspace, const ServiceKey &service)
{
    QList<ServiceKey> keys;
    if (const Service *definition = workspace.service(service)) {
        for (const Dependency &dependency : definition->dependencies)
            keys.append({service.environment, dependency.on});
    }
    return keys;
}

QList<ServiceKey> dependantsOf(const Workspace &workspace, const ServiceKey &service)
{
    QList<ServiceKey> keys;
    const Environment *environment = workspace.environment(service.environment);
    for (const Service &each : environment == nullptr ? QList<Service>() : environment->services) {
        const bool needs = std::any_of(
            each.dependencies.cbegin(), each.dependencies.cend(),
            [&](const Dependency &dependency) { return dependency.on == service.service; });
        if (needs)
            keys.append({service.environment, each.id});
    }
    return keys;
}

} // namespace opsdeck
