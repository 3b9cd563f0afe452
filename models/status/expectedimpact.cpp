// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/status/expectedimpact.h"

#include "services/domain/serviceview.h"

#include <QSet>

namespace opsdeck {

QStringList wouldImpact(const ServiceView &root, const EnvironmentView &environment,
                        const Environment &definition)
{
    QSet<ServiceId> reached{root.key.service};
    for (qsizetype before = 0; before != reached.size();) {
        before = reached.size();
        for (const Service &service : definition.services) {
            for (const Dependency &edge : service.dependencies) {
                if (carriesImpact(edge.basis, edge.role) && reached.contains(edge.on))
                    reached.insert(service.id);
            }
        }
    }
    QStringList names;
    for (const ServiceView &view : environment.services) {
        if (view.key != root.key && expectsState(view) && reached.contains(view.key.service))
            names.append(view.title);
    }
    return names;
}

} // namespace opsdeck
