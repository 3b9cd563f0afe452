// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/silentresolver.h"

#include "services/domain/faultwords.h"
#include "services/domain/lostkinds.h"
#include "services/domain/sight.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(SilentResolver)
};

bool isUnnamed(const ServiceView &view)
{
    return view.health == Health::Unknown && !view.stale && view.error
           && isResolverSilent(*view.error);
}

} // namespace

void tellSilentResolver(EnvironmentView &view)
{
    LostWay lost;
    lost.id = lostNamesId();
    lost.title = tagOf(view.key);
    for (const ServiceView &each : std::as_const(view.services)) {
        if (!isUnnamed(each))
            continue;
        if (lost.services.isEmpty())
            lost.error = *each.error;
        if (each.since.isValid() && (!lost.since.isValid() || each.since.boot < lost.since.boot))
            lost.since = each.since;
        lost.services.append(each.key.service);
    }
    if (lost.services.isEmpty())
        return;
    lost.error.message =
        Words::tr("No name server answers this machine, so that %n service(s) can't be asked: %1",
                  nullptr, static_cast<int>(lost.services.size()))
            .arg(lost.error.message);
    lost.error.advice = Words::tr(
        "Whether they are up is not known. Try: this machine's network and DNS, the VPN.");
    view.lostWays.append(lost);
}

} // namespace opsdeck
