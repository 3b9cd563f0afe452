// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/status/environmentwords.h"

#include "models/status/statuswords.h"

#include <QCoreApplication>

#include <algorithm>
#include <tuple>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(EnvironmentWords)
};

bool isImpactedAlive(const ServiceView &service)
{
    return service.isImpacted() && service.health != Health::Down;
}

/// What a dependency explains is counted once, as impacted.
bool isExplained(const ServiceView &service)
{
    return isImpactedAlive(service) && service.health == Health::Degraded && !service.soft
           && !service.rootCause;
}

} // namespace

bool isWatched(const EnvironmentView &view)
{
    return view.services.isEmpty()
           || std::any_of(view.services.cbegin(), view.services.cend(), expectsState);
}

QString environmentWord(const EnvironmentView &view)
{
    if (!isWatched(view))
        return Words::tr("Not set up");
    switch (view.health) {
    case Health::Healthy:
        return view.stale ? Words::tr("Stale") : Words::tr("OK");
    case Health::Degraded:
        return Words::tr("Degraded");
    case Health::Down:
        return Words::tr("Down");
    case Health::Unknown:
        break;
    }
    return Words::tr("Unknown");
}

QString countsText(const QList<const EnvironmentView *> &views)
{
    HealthCounts counts;
    qsizetype blind = 0;
    qsizetype impacted = 0;
    qsizetype explained = 0;
    bool anyWatched = false;
    QStringList lost;
    for (const EnvironmentView *view : views) {
        counts += view->counts;
        blind += view->blindness ? 1 : 0;
        anyWatched = anyWatched || isWatched(*view);
        for (const LostWay &way : view->lostWays)
            lost << Words::tr("'%1' lost").arg(way.title);
        impacted += std::count_if(view->services.cbegin(), view->services.cend(), isImpactedAlive);
        explained += std::count_if(view->services.cbegin(), view->services.cend(), isExplained);
    }
    QStringList parts;
    const auto add = [&parts](qsizetype count, const QString &word) {
        if (count > 0)
            parts << QStringLiteral("%1 %2").arg(count).arg(word);
    };
    if (blind > 0)
        parts << (views.size() == 1 ? Words::tr("out of sight")
                                    : Words::tr("%1 out of sight").arg(blind));
    parts << lost;
    add(counts.down, Words::tr("down"));
    add(counts.soft, Words::tr("not confirmed"));
    add(std::max<qsizetype>(counts.degraded - explained, 0), Words::tr("degraded"));
    add(counts.unknown, Words::tr("unknown"));
    add(counts.stale, Words::tr("stale"));
    add(impacted, Words::tr("impacted"));
    if (parts.isEmpty())
        add(counts.healthy, Words::tr("OK"));
    if (parts.isEmpty() && !anyWatched)
        parts << Words::tr("not set up");
    return parts.join(QStringLiteral(", "));
}

int severityOf(const EnvironmentView &view)
{
    if (!isWatched(view))
        return 6;
    if (view.soft)
        return 3;
    switch (view.health) {
    case Health::Down:
        return 0;
    case Health::Unknown:
        return 1;
    case Health::Degraded:
        return 2;
    case Health::Healthy:
        break;
    }
    return view.stale ? 4 : 5;
}

const EnvironmentView *worstOf(const QList<const EnvironmentView *> &views)
{
    const auto order = [](const EnvironmentView *view) {
        return std::tuple(severityOf(*view), attentionRank(view->tier));
    };
    const auto worst = std::min_element(
        views.cbegin(), views.cend(),
        [&](const EnvironmentView *a, const EnvironmentView *b) { return order(a) < order(b); });
    return worst == views.cend() ? nullptr : *worst;
}

} // namespace opsdeck
