// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/checkstate.h"

#include "services/domain/faultwords.h"

namespace opsdeck {

namespace {

constexpr int kRecentResults = 32;
constexpr int kGoodResultsToRecover = 2;

/// An ssh way whose far end fell silent is found out within four seconds: until then what it
/// carries may be silent by it alone.
constexpr Milliseconds kWayProof{5000};

bool isSilent(const CheckResult &result)
{
    return result.error && isSilence(result.error->kind);
}

bool mayBeTheWay(const Check &check, const CheckState &state)
{
    return check.via.kind == WayKind::Ssh && state.last->error
           && state.last->error->kind == ErrorKind::Timeout
           && state.silentSince.ageAt(state.last->observedAt) < kWayProof;
}

bool isBad(Health health)
{
    return health != Health::Healthy;
}

} // namespace

Health healthOf(CheckStatus status)
{
    switch (status) {
    case CheckStatus::Ok:
        return Health::Healthy;
    case CheckStatus::Warning:
        return Health::Degraded;
    case CheckStatus::Critical:
        return Health::Down;
    case CheckStatus::Unknown:
        break;
    }
    return Health::Unknown;
}

CheckState advance(const Check &check, CheckState state, const CheckResult &result,
                   const Instant &engineStart)
{
    const bool first = !state.last.has_value();
    Health next = healthOf(result.status);
    state.key = result.key;
    state.last = result;
    state.overtaken = false;
    if (!isSilent(result))
        state.silentSince = {};
    else if (!state.silentSince.isValid())
        state.silentSince = result.observedAt;
    state.recent.append(result.status);
    if (state.recent.size() > kRecentResults)
        state.recent.removeFirst();

    const bool starting =
        !state.confirmed && engineStart.ageAt(result.observedAt) < check.startPeriod;
    if (starting && isBad(next)) {
        state.shown = state.hard = Health::Unknown;
        state.soft = false;
        state.attempt = 0;
        state.attemptsNeeded = check.retries;
        if (first)
            state.since = result.observedAt;
        return state;
    }

    state.flapping.take(!first && next != state.shown, result.observedAt);

    // Among bad states the count goes on and the severity follows the newest result, as Nagios does
    // it.
    const bool sameSide = !first && state.attempt > 0 && isBad(next) == isBad(state.shown);
    state.attempt = sameSide ? state.attempt + 1 : 1;
    if (first || state.attempt == 1 || next != state.shown)
        state.since = result.observedAt;
    state.shown = next;

    const bool recovering = !isBad(next) && state.confirmed && isBad(state.hard);
    const bool alreadyHard = state.confirmed && isBad(next) == isBad(state.hard);
    if (isBad(next))
        state.attemptsNeeded = std::max(1, check.retries);
    else
        state.attemptsNeeded = recovering ? kGoodResultsToRecover : 1;

    if (!alreadyHard && mayBeTheWay(check, state))
        state.attemptsNeeded = std::max(state.attemptsNeeded, state.attempt + 1);

    if (alreadyHard || state.attempt >= state.attemptsNeeded) {
        state.hard = next;
        state.confirmed = true;
        state.soft = false;
    } else {
        state.soft = true;
    }
    return state;
}

CheckState hardened(CheckState state)
{
    if (!state.last)
        return state;
    state.shown = state.hard = healthOf(state.last->status);
    state.soft = false;
    state.confirmed = true;
    state.attempt = state.attemptsNeeded;
    return state;
}

CheckState resumed(CheckState first, const StoredState &before)
{
    const Health was = healthOf(before.status);
    if (!first.last)
        return first;
    if (isBad(first.shown) && isBad(was) && !before.soft && first.soft) {
        first.hard = first.shown;
        first.confirmed = true;
        first.soft = false;
    }
    // A calendar that was set back leaves nothing to count from.
    const auto gone = Milliseconds(first.last->observedAt.wallMs - before.sinceMs);
    if (first.shown == was && gone.count() >= 0)
        first.since = moved(first.last->observedAt, -gone);
    if (first.shown == was && gone.count() >= 0 && first.silentSince.isValid()
        && isSilence(errorKindFromWord(before.errorKind)))
        first.silentSince = first.since;
    return first;
}

Freshness freshnessOf(const Check &check, const CheckState &state, const Instant &now)
{
    if (!state.last || !state.last->observedAt.isValid())
        return Freshness::Never;
    const auto age = state.last->observedAt.ageAt(now);
    if (age * 2 <= check.interval * 3)
        return state.overtaken ? Freshness::Stale : Freshness::Fresh;
    return age <= check.interval * 3 ? Freshness::Stale : Freshness::Expired;
}

} // namespace opsdeck
