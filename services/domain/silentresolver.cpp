// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/silentresolver.h"

#include "services/domain/faultwords.h"
#include "services/domain/lostkinds.h"
#include "services/domain/sight.h"

#include <QCoreApplication>

#include <algorithm>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(SilentResolver)
};

/// One name that does not exist is misspelt; of so many it is the DNS that is asked.
constexpr int kMissing = 3;

bool isUnnamed(const ServiceView &view)
{
    return view.health == Health::Unknown && !view.stale && view.error
           && view.error->kind == ErrorKind::Resolve;
}

} // namespace

void tellSilentResolver(EnvironmentView &view)
{
    LostWay lost;
    lost.id = lostNamesId();
    lost.title = tagOf(view.key);
    const auto missing =
        std::count_if(view.services.cbegin(), view.services.cend(), [](const ServiceView &each) {
            return isUnnamed(each) && !isResolverSilent(*each.error);
        });
    bool isSilent = false;
    for (const ServiceView &each : std::as_const(view.services)) {
        if (!isUnnamed(each) || (!isResolverSilent(*each.error) && missing < kMissing))
            continue;
        if (lost.services.isEmpty() || (!isSilent && isResolverSilent(*each.error)))
            lost.error = *each.error;
        isSilent = isSilent || isResolverSilent(*each.error);
        if (each.since.isValid() && (!lost.since.isValid() || each.since.boot < lost.since.boot))
            lost.since = each.since;
        lost.services.append(each.key.service);
    }
    if (lost.services.isEmpty())
        return;
    const int count = static_cast<int>(lost.services.size());
    const QString what =
        isSilent ? Words::tr("%n service(s) can't be asked: what they are called could not be "
                             "looked up. %1",
                             nullptr, count)
                 : Words::tr("%n service(s) can't be asked: no name server here knows what they "
                             "are called. %1",
                             nullptr, count);
    lost.error.message = what.arg(lost.error.message);
    lost.error.advice = Words::tr(
        "Whether they are up is not known. Try: this machine's network and DNS, the VPN.");
    view.lostWays.append(lost);
}

} // namespace opsdeck
