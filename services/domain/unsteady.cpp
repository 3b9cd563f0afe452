// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/unsteady.h"

#include "services/domain/serviceview.h"

#include <algorithm>

namespace opsdeck {

namespace {

using namespace std::chrono_literals;

constexpr Milliseconds kSettled = 60s;
constexpr int kSettledIntervals = 5;
constexpr qsizetype kResults = 20; ///< as many as flapping looks at

/// What the service is when its unsteady checks are in the state that `become` gives them.
Health rolledWith(const Service &service, const ServiceView &view, const RolledHealth &roll,
                  const std::function<Health(const CheckView &)> &become)
{
    QList<CheckView> checks = view.checks;
    for (qsizetype i = 0; i < checks.size(); ++i) {
        CheckView &check = checks[i];
        if (isUnsteady(service.checks.at(i), check))
            check.health = become(check);
    }
    return roll(checks);
}

} // namespace

bool isUnsteady(const Check &check, const CheckView &view)
{
    if (!isFlapping(view))
        return false;
    if (view.state.soft || !view.state.last || !view.state.since.isValid())
        return true;
    // Then only how bad it is changes.
    if (view.state.shown != Health::Healthy && isNeverWell(view.state))
        return false;
    const Milliseconds lasted = view.state.since.ageAt(view.state.last->observedAt);
    return lasted < std::max(kSettled, check.interval * kSettledIntervals);
}

bool isNeverWell(const CheckState &state)
{
    const qsizetype first = std::max<qsizetype>(0, state.recent.size() - kResults);
    return !state.recent.isEmpty()
           && std::none_of(state.recent.cbegin() + first, state.recent.cend(),
                           [](CheckStatus status) { return healthOf(status) == Health::Healthy; });
}

Health flapsTo(const CheckState &state)
{
    Health health = Health::Healthy;
    const qsizetype first = std::max<qsizetype>(0, state.recent.size() - kResults);
    for (qsizetype i = first; i < state.recent.size(); ++i)
        health = worst(health, healthOf(state.recent.at(i)));
    return health == Health::Healthy ? worst(state.shown, Health::Degraded) : health;
}

Instant flapsSince(const Service &service, const ServiceView &view)
{
    Instant first;
    for (qsizetype i = 0; i < view.checks.size(); ++i) {
        if (!isUnsteady(service.checks.at(i), view.checks.at(i)))
            continue;
        const Instant since = view.checks.at(i).state.flapping.since();
        if (!first.isValid() || since.boot < first.boot)
            first = since;
    }
    return first;
}

std::optional<Health> unsteadyHealth(const Service &service, const ServiceView &view,
                                     const RolledHealth &roll)
{
    bool isAny = false;
    for (qsizetype i = 0; i < view.checks.size(); ++i)
        isAny = isAny || isUnsteady(service.checks.at(i), view.checks.at(i));
    if (!isAny || view.stale)
        return std::nullopt;
    const Health bad = rolledWith(service, view, roll,
                                  [](const CheckView &check) { return flapsTo(check.state); });
    const Health good =
        rolledWith(service, view, roll, [](const CheckView &) { return Health::Healthy; });
    return isWorse(bad, good) ? std::optional(bad) : std::nullopt;
}

bool isToldFlapping(const ServiceView &view)
{
    return view.flapping && view.soft && view.attempt == 0;
}

} // namespace opsdeck
