// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/explanation.h"

#include "services/domain/impact.h"
#include "services/domain/lostkinds.h"
#include "services/domain/sharedport.h"
#include "services/domain/silentengine.h"

namespace opsdeck {

void explain(const Environment &environment, EnvironmentView &view)
{
    view.lostWays.removeIf([](const LostWay &lost) {
        return kindOf(lost) == LostKind::Port || kindOf(lost) == LostKind::Engine;
    });
    spreadImpact(environment.services, view.services);
    if (view.blindness)
        return;
    tellSharedPorts(environment, view);
    tellSilentEngines(environment, view);
}

} // namespace opsdeck
