// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/explanation.h"
#include "services/domain/health.h"
#include "services/domain/serviceview.h"
#include "services/domain/sight.h"
#include "services/domain/silentenvironment.h"
#include "services/domain/tally.h"
#include "services/domain/unsteadysight.h"

#include <algorithm>

namespace opsdeck {

namespace {

int rank(Health health)
{
    switch (health) {
    case Health::Down:
        return 3;
    case Health::Unknown:
        return 2;
    case Health::Degraded:
        return 1;
    case Health::Healthy:
        break;
    }
    return 0;
}

/// Ways that checks could not be asked by, each once.
QList<LostWay> lostWaysOf(const Environment &environment, const QList<ServiceView> &views)
{
    QList<LostWay> lost;
    for (int i = 0; i < views.size(); ++i) {
        const QList<CheckView> &checks = views.at(i).checks;
        for (int c = 0; c < checks.size(); ++c) {
            const std::optional<CheckResult> &last = checks.at(c).state.last;
            if (!last || !last->error || last->error->kind != ErrorKind::Way)
                continue;
            const Way &via = environment.services.at(i).checks.at(c).via;
            if (via.isDirect())
                continue; // an answer to an older definition
            auto it = std::find_if(lost.begin(), lost.end(),
                                   [&](const LostWay &each) { return each.id == via.id; });
            if (it == lost.end()) {
                lost.append({via.id, via.title, *last->error, checks.at(c).state.since, {}});
                it = lost.end() - 1;
            }
            const Instant &since = checks.at(c).state.since;
            if (since.isValid() && since.boot < it->since.boot)
                it->since = since;
            if (!it->services.contains(views.at(i).key.service))
                it->services.append(views.at(i).key.service);
        }
    }
    return lost;
}

} // namespace

bool isWorse(Health a, Health b)
{
    return rank(a) > rank(b);
}

Health worst(Health a, Health b)
{
    return isWorse(a, b) ? a : b;
}

const ServiceView *EnvironmentView::service(const ServiceId &id) const
{
    const auto it = std::find_if(services.cbegin(), services.cend(),
                                 [&](const ServiceView &view) { return view.key.service == id; });
    return it == services.cend() ? nullptr : &*it;
}

ServiceView asCause(const ServiceView &view)
{
    if (view.ownFault < 0)
        return view;
    const CheckView &check = view.checks.at(view.ownFault);
    ServiceView cause = view;
    cause.health = cause.lastKnown = check.health;
    cause.soft = check.soft;
    cause.attempt = check.state.attempt;
    cause.attemptsNeeded = check.state.attemptsNeeded;
    cause.since = check.state.since;
    cause.telling = view.ownFault;
    cause.stale = check.freshness != Freshness::Fresh;
    cause.message = check.state.last->message;
    cause.figure = check.state.last->figure;
    cause.error = check.state.last->error;
    return cause;
}

void summarize(EnvironmentView &view)
{
    view.counts = countsOf(view.services);
    view.stale = view.flapping = false;
    view.newestAge = view.oldestAge = Milliseconds(-1);
    bool any = false;
    Health health = Health::Healthy;
    for (const ServiceView &service : std::as_const(view.services)) {
        if (!expectsState(service))
            continue;
        any = true;
        health = worst(health, service.health);
        view.stale = view.stale || service.stale;
        view.flapping = view.flapping || service.isWellButFlapping();
        addAge(service.newestAge, view.newestAge, view.oldestAge);
        addAge(service.oldestAge, view.newestAge, view.oldestAge);
    }
    view.health = any ? health : Health::Unknown;
    view.soft = any
                && std::all_of(view.services.cbegin(), view.services.cend(),
                               [&](const ServiceView &service) {
                                   return service.health != view.health || service.soft
                                          || !service.hasChecks;
                               })
                && std::any_of(view.services.cbegin(), view.services.cend(),
                               [&](const ServiceView &service) {
                                   return service.health == view.health && service.soft;
                               });
}

EnvironmentView assess(const EnvironmentKey &key, const Environment &environment,
                       const CheckStates &states, const Instant &now)
{
    EnvironmentView view;
    view.key = key;
    view.title = environment.title;
    view.tier = environment.tier;
    view.isProtected = environment.isProtected;
    view.services.reserve(environment.services.size());
    for (const Service &service : environment.services)
        view.services.append(viewOf(key, service, states, now));
    SightVerdict verdict = judgeSight(key, environment, states, now);
    view.blindness = unsteadySight(key, environment, states, view.services);
    if (!view.blindness && verdict.sight == Sight::Blind)
        view.blindness = std::move(verdict.blindness);
    if (view.blindness) {
        hide(*view.blindness, tagOf(key), view.services);
    } else {
        view.lostWays = lostWaysOf(environment, view.services);
    }
    explain(environment, view);
    if (!view.blindness)
        tellSilentEnvironment(environment, states, view);
    summarize(view);
    return view;
}

QString toWord(Health health)
{
    switch (health) {
    case Health::Healthy:
        return QStringLiteral("healthy");
    case Health::Degraded:
        return QStringLiteral("degraded");
    case Health::Down:
        return QStringLiteral("down");
    case Health::Unknown:
        break;
    }
    return QStringLiteral("unknown");
}

} // namespace opsdeck
