// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/serviceview.h"

#include "services/domain/faultwords.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>
#include <numeric>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(ServiceView)
};

CheckView viewOf(const CheckKey &key, const Check &check, const CheckStates &states,
                 const Instant &now)
{
    CheckView view;
    view.key = key;
    view.title = check.title;
    view.kind = check.kind;
    const auto it = states.constFind(key);
    if (it == states.constEnd() || !it->last)
        return view;
    view.state = *it;
    view.lastKnown = it->shown;
    view.freshness = freshnessOf(check, *it, now);
    view.age = it->last->observedAt.ageAt(now);
    const bool isUnknown = view.freshness == Freshness::Expired || it->unseen;
    view.health = isUnknown ? Health::Unknown : it->shown;
    view.soft = it->soft && !isUnknown;
    if (it->unseen)
        view.lastKnown = Health::Unknown;
    return view;
}

/// Where the words of one check stand among those that are as bad.
int placeOf(const CheckView &check)
{
    return check.state.last && check.state.last->error ? faultRank(*check.state.last->error)
                                                       : std::numeric_limits<int>::max();
}

/// When the first of the checks that are in the telling one's state came into it.
Instant sinceOf(const QList<CheckView> &checks, const CheckView &telling)
{
    Instant since = telling.state.since;
    for (const CheckView &check : checks) {
        const bool same = check.health == telling.health && check.soft == telling.soft
                          && telling.health != Health::Healthy;
        if (same && check.state.since.isValid() && check.state.since.boot < since.boot)
            since = check.state.since;
    }
    return since;
}

} // namespace

void addAge(Milliseconds age, Milliseconds &newest, Milliseconds &oldest)
{
    if (age.count() < 0)
        return;
    if (newest.count() < 0 || age < newest)
        newest = age;
    oldest = std::max(oldest, age);
}

bool tellsMore(const CheckView &a, const CheckView &b)
{
    if (a.health != b.health)
        return isWorse(a.health, b.health);
    if (a.soft != b.soft)
        return !a.soft;
    return a.health != Health::Healthy && placeOf(a) < placeOf(b);
}

bool expectsState(const Service &service)
{
    switch (service.presence) {
    case Presence::Active:
        return true;
    case Presence::Optional:
        return !service.checks.isEmpty();
    case Presence::Planned:
    case Presence::NotConfigured:
        break;
    }
    return false;
}

ServiceView viewOf(const EnvironmentKey &environment, const Service &service,
                   const CheckStates &states, const Instant &now)
{
    ServiceView view;
    view.key = {environment, service.id};
    view.title = service.title;
    view.presence = service.presence;
    view.hasChecks = !service.checks.isEmpty();
    view.neverObserved = true;
    if (!expectsState(service))
        return view;
    view.checks.reserve(service.checks.size());
    for (const Check &check : service.checks) {
        view.checks.append(viewOf({view.key, check.id}, check, states, now));
        const CheckView &added = view.checks.last();
        view.neverObserved = view.neverObserved && added.freshness == Freshness::Never;
        view.stale = view.stale || added.freshness == Freshness::Stale
                     || added.freshness == Freshness::Expired;
        addAge(added.age, view.newestAge, view.oldestAge);
    }
    if (view.checks.isEmpty())
        return view;

    const auto telling = std::min_element(view.checks.cbegin(), view.checks.cend(), tellsMore);
    view.health = telling->health;
    view.soft = telling->soft;
    view.attempt = telling->state.attempt;
    view.attemptsNeeded = telling->state.attemptsNeeded;
    view.telling = static_cast<int>(std::distance(view.checks.cbegin(), telling));
    view.since = sinceOf(view.checks, *telling);
    view.lastKnown = std::accumulate(view.checks.cbegin(), view.checks.cend(), Health::Healthy,
                                     [](Health health, const CheckView &check) {
                                         return worst(health, check.freshness == Freshness::Never
                                                                  ? Health::Unknown
                                                                  : check.lastKnown);
                                     });
    if (telling->state.last) {
        view.message = telling->state.last->message;
        view.error = telling->state.last->error;
        view.figure = telling->state.last->figure;
    }
    if (telling->state.unseen) {
        view.message = Words::tr("not asked again since it was out of sight");
        view.error.reset();
        view.figure.clear();
        return view;
    }
    // "degraded" beside the word "Degraded" tells nothing.
    if (view.figure.compare(toWord(view.health), Qt::CaseInsensitive) == 0)
        view.figure.clear();
    if (view.figure.isEmpty()) {
        // A good figure beside a bad word would mislead.
        const auto withFigure =
            std::find_if(view.checks.cbegin(), view.checks.cend(), [&view](const CheckView &check) {
                return check.health == view.health && check.state.last
                       && !check.state.last->figure.isEmpty()
                       && check.state.last->figure.compare(toWord(check.health),
                                                           Qt::CaseInsensitive)
                              != 0;
            });
        if (withFigure != view.checks.cend())
            view.figure = withFigure->state.last->figure;
    }
    return view;
}
} // namespace opsdeck
