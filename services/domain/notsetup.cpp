// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/notsetup.h"

#include "services/domain/serviceview.h"

#include <algorithm>
#include <numeric>

namespace opsdeck {

int notSetUpIn(const Service &service)
{
    return static_cast<int>(std::count_if(
        service.dormantChecks.cbegin(), service.dormantChecks.cend(),
        [](const DormantCheck &check) { return check.presence == Presence::NotConfigured; }));
}

int notSetUpIn(const Environment &environment)
{
    const bool isWatched =
        std::any_of(environment.services.cbegin(), environment.services.cend(),
                    [](const Service &service) { return expectsState(service); });
    if (environment.isNotConfigured || !isWatched)
        return 0;
    return std::accumulate(
        environment.services.cbegin(), environment.services.cend(), 0,
        [](int sum, const Service &service) { return sum + notSetUpIn(service); });
}

} // namespace opsdeck
