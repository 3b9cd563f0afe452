// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/environmentorder.h"

#include <algorithm>

namespace opsdeck {

int displayOrder(Tier tier)
{
    switch (tier) {
    case Tier::Dev:
        return 0;
    case Tier::Staging:
        return 1;
    case Tier::Other:
        return 2;
    case Tier::Prod:
        break;
    }
    return 3;
}

void sortForDisplay(QList<Environment> &environments)
{
    std::stable_sort(environments.begin(), environments.end(),
                     [](const Environment &a, const Environment &b) {
                         return displayOrder(a.tier) < displayOrder(b.tier);
                     });
}

} // namespace opsdeck
