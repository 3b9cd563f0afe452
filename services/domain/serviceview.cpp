// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/serviceview.h"

#include "services/domain/faultwords.h"
#include "services/domain/healthwords.h"
#include "services/domain/rollup.h"
#include "services/domain/servicesince.h"
#include "services/domain/unsteady.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>

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

/// What its newest result says; of one from out of sight, that it says nothing.
QString messageOf(const CheckView &check)
{
    if (check.state.unseen)
        return Words::tr("not asked again since it was out of sight");
    return check.state.last ? check.state.last->message : QString();
}

/// Index of the one among `of` whose words are the whole's.
int tellingOf(const QList<CheckView> &checks, const QList<int> &of)
{
    return *std::min_element(of.cbegin(), of.cend(),
                             [&](int a, int b) { return tellsMore(checks.at(a), checks.at(b)); });
}

/// The same of one instance, where of those that are well one that flaps has the word.
int tellingOfInstance(const QList<CheckView> &checks, const QList<int> &of)
{
    const int telling = tellingOf(checks, of);
    if (checks.at(telling).health != Health::Healthy || checks.at(telling).soft)
        return telling;
    const auto flapping = std::find_if(of.cbegin(), of.cend(),
                                       [&](int index) { return isFlapping(checks.at(index)); });
    return flapping == of.cend() ? telling : *flapping;
}

Health lastKnownOf(const CheckView &check)
{
    return check.freshness == Freshness::Never ? Health::Unknown : check.lastKnown;
}

Health lastKnownOf(const QList<CheckView> &checks, const QList<int> &of)
{
    return std::accumulate(of.cbegin(), of.cend(), Health::Healthy, [&](Health health, int index) {
        return worst(health, lastKnownOf(checks.at(index)));
    });
}

/// Which checks the service's state is made of: all of the whole service, and of its instances
/// those of the one that the rule decides by. Fills `view.instances`.
QList<int> decidingChecks(const Service &service, ServiceView &view)
{
    QList<int> deciding;
    for (int i = 0; i < service.checks.size(); ++i) {
        if (service.checks.at(i).instance.isEmpty())
            deciding.append(i);
    }
    view.lastKnown = lastKnownOf(view.checks, deciding);
    const auto instances = instancesOf(service);
    QList<MemberState> standings;
    QList<MemberState> before;
    for (const auto &[name, checks] : instances) {
        const int telling = tellingOfInstance(view.checks, checks);
        const CheckView &check = view.checks.at(telling);
        // One that flaps stands no better than one that is not confirmed.
        const bool soft = check.soft || (check.health == Health::Healthy && isFlapping(check));
        const bool stale = std::any_of(checks.cbegin(), checks.cend(), [&](int index) {
            const Freshness freshness = view.checks.at(index).freshness;
            return freshness == Freshness::Stale || freshness == Freshness::Expired;
        });
        view.instances.append({name, check.health, soft, stale, telling});
        standings.append(standingOf(view.instances.last()));
        before.append({lastKnownOf(view.checks, checks)});
    }
    if (instances.isEmpty())
        return deciding;
    qsizetype decider = -1;
    rolledUp(service.rollUp, standings, &decider);
    deciding.append(instances.at(decider).second);
    view.lastKnown = worst(view.lastKnown, rolledUp(service.rollUp, before)->health);
    return deciding;
}

/// A rule may let a service be better than an instance of it: that is said, never swallowed.
void tellInstances(ServiceView &view)
{
    const auto well =
        std::count_if(view.instances.cbegin(), view.instances.cend(),
                      [](const InstanceView &each) { return each.countsAsHealthy(); });
    if (well == view.instances.size())
        return;
    view.figure = Words::tr("%1 of %2 OK").arg(well).arg(view.instances.size());
    if (view.health != Health::Healthy)
        return;
    const auto worst = std::max_element(view.instances.cbegin(), view.instances.cend(),
                                        [](const InstanceView &a, const InstanceView &b) {
                                            return isWorse(standingOf(b), standingOf(a));
                                        });
    const CheckView &telling = view.checks.at(worst->telling);
    const QString said = messageOf(telling);
    if (isFlapping(telling))
        view.message = Words::tr("%1 is flapping: %2", "instance, message").arg(worst->name, said);
    else
        view.message = said.isEmpty() ? Words::tr("%1: not observed").arg(worst->name)
                                      : Words::tr("%1: %2").arg(worst->name, said);
}

/// A check of the whole service that flaps, or an instance that does and without which too few are
/// well.
bool flaps(const Service &service, const ServiceView &view)
{
    // What is well again for a while is not healthy yet.
    const auto isOne = [&](qsizetype i) {
        const CheckView &check = view.checks.at(i);
        return isUnsteady(service.checks.at(i), check)
               || (isFlapping(check) && check.health == Health::Healthy);
    };
    for (qsizetype i = 0; i < view.checks.size(); ++i) {
        if (service.checks.at(i).instance.isEmpty() && isOne(i))
            return true;
    }
    const auto well =
        std::count_if(view.instances.cbegin(), view.instances.cend(),
                      [](const InstanceView &each) { return each.countsAsHealthy(); });
    if (well >= neededOf(service.rollUp, view.instances.size()))
        return false;
    for (qsizetype i = 0; i < view.checks.size(); ++i) {
        if (!service.checks.at(i).instance.isEmpty() && isOne(i))
            return true;
    }
    return false;
}

/// In place of what it is at the moment.
void tellFlapping(const Service &service, ServiceView &view)
{
    const auto health = unsteadyHealth(service, view, [&](const QList<CheckView> &checks) {
        ServiceView other = view;
        other.checks = checks;
        other.instances.clear();
        return checks.at(tellingOf(checks, decidingChecks(service, other))).health;
    });
    if (!health)
        return;
    view.flapping = view.soft = true;
    view.health = *health;
    view.attempt = view.attemptsNeeded = 0;
    view.since = flapsSince(service, view);
    view.figure.clear();
    view.message = Words::tr("it keeps changing between OK and %1").arg(healthWord(*health));
    view.error.reset();
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
    // A bad one that is confirmed, a good one that is not: neither is better than it is known to
    // be.
    if (a.soft != b.soft)
        return a.soft == (a.health == Health::Healthy);
    return a.health != Health::Healthy && placeOf(a) < placeOf(b);
}

bool isFlapping(const CheckView &check)
{
    return check.state.flapping.isActive() && !check.state.unseen
           && check.freshness != Freshness::Expired;
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

bool expectsState(const ServiceView &view)
{
    return view.presence == Presence::Active
           || (view.presence == Presence::Optional && view.hasChecks);
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

    const QList<int> deciding = decidingChecks(service, view);
    view.flapping = flaps(service, view);
    view.telling = tellingOf(view.checks, deciding);
    const CheckView *telling = &view.checks.at(view.telling);
    view.health = telling->health;
    view.soft = telling->soft;
    view.attempt = telling->state.attempt;
    view.attemptsNeeded = telling->state.attemptsNeeded;
    view.since = sinceOf(service, view);
    if (telling->state.last) {
        view.message = telling->state.last->message;
        view.error = telling->state.last->error;
        view.figure = telling->state.last->figure;
    }
    if (telling->state.unseen) {
        view.message = messageOf(*telling);
        view.error.reset();
        view.figure.clear();
        view.since = {}; // that of a state which is not shown
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
    tellFlapping(service, view);
    tellInstances(view);
    return view;
}
} // namespace opsdeck
