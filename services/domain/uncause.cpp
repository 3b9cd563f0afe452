// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/uncause.h"

#include <QSet>

namespace opsdeck {

void uncause(EnvironmentView &view, const QList<int> &services)
{
    QSet<ServiceKey> keys;
    for (const int index : services) {
        ServiceView &each = view.services[index];
        if (!each.rootCause)
            continue;
        each.rootCause = false;
        each.ownFault = -1;
        each.impacts.clear();
        keys.insert(each.key);
    }
    if (keys.isEmpty())
        return;
    for (ServiceView &each : view.services)
        each.impactedBy.removeIf([&](const ServiceKey &key) { return keys.contains(key); });
}

} // namespace opsdeck
