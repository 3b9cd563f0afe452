// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/pastcheck.h"

#include "services/domain/faultwords.h"
#include "services/domain/whereabouts.h"

#include <algorithm>

namespace opsdeck {

namespace {

/// Stands for an address that answered and was not kept; see evidenceOf().
const char *const kSomewhere = "somewhere";
const char *const kHere = "127.0.0.1";

QString addressOf(const Check &check, const PastResult &past)
{
    if (!past.errorKind.isEmpty() && isSilence(errorKindFromWord(past.errorKind)))
        return {};
    switch (whereaboutsOf(check, nullptr)) {
    case Whereabouts::Nowhere:
        return {};
    case Whereabouts::Here:
        return QLatin1String(kHere);
    case Whereabouts::Elsewhere:
        break;
    }
    return QLatin1String(kSomewhere);
}

CheckResult resultOf(const Check &check, const CheckKey &key, const PastResult &past)
{
    CheckResult result;
    result.key = key;
    result.status = past.status;
    result.observedAt = pastInstant(past.timeMs);
    result.latency = past.latency;
    result.message = past.message;
    result.figure = past.figure;
    if (!past.errorKind.isEmpty())
        result.error = Error{errorKindFromWord(past.errorKind), past.message, {}, {}};
    result.address = addressOf(check, past);
    return result;
}

/// The events are what the engine said then; whoever begins to count in the middle may err.
void takeTold(CheckState &state, const PastCheck &past)
{
    const bool isBad = state.shown != Health::Healthy;
    if (past.isTold && past.told == Health::Unknown && isBad) {
        // Within the start period a failure did not count.
        state.shown = state.hard = Health::Unknown;
        state.soft = false;
        state.attempt = 0;
        return;
    }
    if (past.isTold && past.told == state.shown) {
        state.soft = past.toldSoft;
        if (state.soft) {
            state.attempt = std::clamp(state.attempt, 1, std::max(1, state.attemptsNeeded - 1));
        } else {
            state.hard = state.shown;
            state.confirmed = true;
        }
    }
    if (past.changedMs > 0 && past.changedTo == state.shown)
        state.since = pastInstant(past.changedMs);
}

/// All that came after it said the same, or it would have been kept: a result that does not is of
/// the same moment as a later one that does.
CheckState asShown(const Check &check, const PastCheck &past)
{
    const ShownState &shown = *past.shown;
    CheckState state;
    state.key = past.key;
    // What results tell is not what was shown: it may have been out of sight.
    if (shown.isLost)
        return state;
    for (const PastResult &each : past.results) {
        if (shown.isNothing && each.timeMs <= shown.fromMs)
            continue;
        const CheckResult result = resultOf(check, past.key, each);
        const bool isLater = each.timeMs > shown.fromMs;
        const bool isAnother = state.last && isLater && each.status != shown.status
                               && !(shown.unseen && each.status == CheckStatus::Unknown);
        state = shown.isNothing || isAnother ? advance(check, state, result, {})
                                             : stateOf(shown, result);
    }
    return state;
}

} // namespace

Instant pastInstant(qint64 wallMs)
{
    return {Milliseconds(wallMs), wallMs};
}

CheckState pastState(const Check &check, const PastCheck &past)
{
    if (past.shown)
        return asShown(check, past);
    CheckState state;
    state.key = past.key;
    for (const PastResult &each : past.results)
        state = advance(check, state, resultOf(check, past.key, each), {});
    if (state.last)
        takeTold(state, past);
    return state;
}

EnvironmentView pastView(const EnvironmentKey &key, const Environment &environment,
                         const QList<PastCheck> &checks, qint64 atMs)
{
    CheckStates states;
    for (const PastCheck &past : checks) {
        const Service *service = past.key.service.environment == key
                                     ? environment.service(past.key.service.service)
                                     : nullptr;
        if (service == nullptr)
            continue;
        const auto check =
            std::find_if(service->checks.cbegin(), service->checks.cend(),
                         [&past](const Check &each) { return each.id == past.key.check; });
        if (check != service->checks.cend())
            states.insert(past.key, pastState(*check, past));
    }
    return assess(key, environment, states, pastInstant(atMs));
}

} // namespace opsdeck
