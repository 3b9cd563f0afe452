// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/documents/servicelookup.h"

namespace opsdeck {

QString titleOfService(const Platform &platform, const ServiceId &service)
{
    for (const Environment &environment : platform.environments) {
        const Service *found = environment.service(service);
        if (found != nullptr && !found->title.isEmpty())
            return found->title;
    }
    return service.toString();
}

ServiceKey serviceNear(const Platform &platform, const ServiceId &service,
                       const EnvironmentId &preferred)
{
    ServiceKey first;
    for (const Environment &environment : platform.environments) {
        if (environment.service(service) == nullptr)
            continue;
        const ServiceKey key{{platform.id, environment.id}, service};
        if (environment.id == preferred)
            return key;
        if (first.service.isEmpty())
            first = key;
    }
    return first;
}

} // namespace opsdeck
