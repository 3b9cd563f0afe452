// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/whatif.h"

#include "services/domain/explanation.h"
#include "services/domain/healthwords.h"
#include "services/domain/serviceview.h"
#include "services/domain/silentenvironment.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(WhatIf)
};

} // namespace

EnvironmentView assumed(const EnvironmentView &now, const Environment &environment,
                        const Assumptions &assumptions)
{
    EnvironmentView view = now;
    for (int i = 0; i < view.services.size(); ++i) {
        ServiceView &each = view.services[i];
        each.rootCause = false;
        each.ownFault = -1;
        each.impactedBy.clear();
        each.impacts.clear();
        const auto it = assumptions.constFind(each.key.service);
        if (it == assumptions.cend() || !expectsState(environment.services.at(i)))
            continue;
        ServiceView made;
        made.key = each.key;
        made.title = each.title;
        made.presence = each.presence;
        made.hasChecks = each.hasChecks;
        made.health = made.lastKnown = *it;
        made.newestAge = made.oldestAge = Milliseconds(0);
        made.figure = Words::tr("assumed");
        made.message = Words::tr("assumed to be %1").arg(healthWord(*it));
        each = made;
    }
    // A place that can't be seen is no place that is blind to what somebody assumes.
    explain(environment, view);
    keepSilentEnvironment(view);
    summarize(view);
    return view;
}

} // namespace opsdeck
