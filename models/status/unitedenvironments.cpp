// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/status/unitedenvironments.h"

#include "services/domain/environmentorder.h"

#include <algorithm>

namespace opsdeck {

QList<UnitedEnvironment> unitedEnvironments(const Workspace &workspace, const PlatformId &platform)
{
    QList<UnitedEnvironment> united;
    for (const Platform &each : workspace.platforms) {
        if (!platform.isEmpty() && each.id != platform)
            continue;
        for (const Environment &environment : each.environments) {
            auto known =
                std::find_if(united.begin(), united.end(), [&](const UnitedEnvironment &other) {
                    return other.id == environment.id;
                });
            if (known == united.end())
                known = united.insert(united.end(), {environment.id, environment.tier, {}});
            if (attentionRank(environment.tier) < attentionRank(known->tier))
                known->tier = environment.tier;
            known->keys.append({each.id, environment.id});
        }
    }
    std::stable_sort(united.begin(), united.end(),
                     [](const UnitedEnvironment &a, const UnitedEnvironment &b) {
                         return displayOrder(a.tier) < displayOrder(b.tier);
                     });
    return united;
}

} // namespace opsdeck
