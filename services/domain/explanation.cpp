// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/explanation.h"

#include "services/domain/impact.h"
#include "services/domain/lostkinds.h"
#include "services/domain/sharedport.h"
#include "services/domain/silentengine.h"
#include "services/domain/silentresolver.h"

namespace opsdeck {

void explain(const Environment &environment, EnvironmentView &view)
{
    view.lostWays.removeIf([](const LostWay &lost) {
        const LostKind kind = kindOf(lost);
        return kind == LostKind::Port || kind == LostKind::Engine || kind == LostKind::Names;
    });
    spreadImpact(environment.services, view.services);
    if (view.blindness)
        return;
    tellSharedPorts(environment, view);
    tellSilentEngines(environment, view);
    tellSilentResolver(view);
}

} // namespace opsdeck
