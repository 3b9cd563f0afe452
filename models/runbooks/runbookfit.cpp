// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/runbooks/runbookfit.h"

#include <algorithm>

namespace opsdeck {

bool appliesTo(const Runbook &runbook, const EnvironmentKey &environment)
{
    return runbook.platform == environment.platform
           && (runbook.environments.isEmpty()
               || runbook.environments.contains(environment.environment));
}

QList<const Runbook *> runbooksFor(const Workspace &workspace, const ServiceKey &service)
{
    QList<const Runbook *> found;
    for (const Runbook &runbook : workspace.runbooks) {
        if (runbook.service == service.service && appliesTo(runbook, service.environment))
            found.append(&runbook);
    }
    return found;
}

} // namespace opsdeck
