// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/checks/sightkeeper.h"

#include "services/checks/sightplace.h"
#include "services/checks/sightwords.h"
#include "services/domain/faultwords.h"
#include "services/domain/serviceview.h"

namespace opsdeck {

namespace {

template <typename Use>
void forEachCheck(const EnvironmentKey &key, const Environment &environment, Use use)
{
    for (const Service &service : environment.services) {
        if (!expectsState(service))
            continue;
        for (const Check &check : service.checks)
            use(CheckKey{{key, service.id}, check.id}, check);
    }
}

/// Nothing is known any more but what was found last.
CheckState blankOf(const CheckState &state)
{
    CheckState blank;
    blank.key = state.key;
    blank.last = state.last;
    blank.recent = state.recent;
    blank.since = state.since;
    blank.silentSince = state.silentSince;
    blank.attemptsNeeded = state.attemptsNeeded;
    blank.sightFlaps = state.sightFlaps;
    blank.unseen = true;
    return blank;
}

/// The state from before, with the newest result beside it.
CheckState stillUnseen(CheckState before, const CheckState &after)
{
    before.key = after.key;
    before.last = after.last;
    before.recent = after.recent;
    before.silentSince = after.silentSince;
    before.overtaken = after.overtaken;
    before.unseen = true;
    return before;
}

bool isSilence(const CheckState &state)
{
    return state.last && state.last->error && isSilence(state.last->error->kind);
}

/// Whether it is out of sight with its environment, by its newest result.
bool isCovered(const Check &check, const CheckState &state, bool livesHere)
{
    const Evidence evidence = evidenceOf(check, *state.last, livesHere);
    return check.witness == Witness::None
               ? evidence != Evidence::None
               : check.witness == Witness::Outside && evidence == Evidence::Silence;
}

} // namespace

SightKeeper::SightKeeper() = default;
SightKeeper::~SightKeeper() = default;

QList<Event> SightKeeper::setWorkspace(const WorkspacePtr &workspace,
                                       const QSet<CheckKey> &unchanged)
{
    const QHash<EnvironmentKey, std::shared_ptr<Kept>> before = std::exchange(m_kept, {});
    m_workspace = workspace;
    for (const Platform &platform : workspace ? workspace->platforms : QList<Platform>()) {
        for (const Environment &environment : platform.environments) {
            const EnvironmentKey key{platform.id, environment.id};
            if (!hasWitnesses(environment))
                continue;
            const std::shared_ptr<Kept> was = before.value(key);
            m_kept.insert(key, was ? was : std::make_shared<Kept>());
        }
    }
    QList<Event> told;
    for (auto it = before.cbegin(); it != before.cend(); ++it) {
        Kept &kept = **it;
        kept.tally.reset(); // it was counted by the definition from before
        kept.held.removeIf(
            [&](const Event &event) { return !unchanged.contains({event.service, event.check}); });
        if (m_kept.contains(it.key()))
            continue;
        told.append(kept.held);
        if ((kept.isBlind || kept.turns.flapping.isActive()) && workspace
            && workspace->environment(it.key()) != nullptr)
            told.append(sightwords::notJudgeable(it.key(), m_takenAt));
    }
    return told;
}

QList<Event> SightKeeper::reset()
{
    QList<Event> told;
    for (const std::shared_ptr<Kept> &kept : std::as_const(m_kept)) {
        told.append(kept->held);
        *kept = {};
    }
    return told;
}

void SightKeeper::recount()
{
    for (const std::shared_ptr<Kept> &kept : std::as_const(m_kept))
        kept->tally.reset();
}

CheckState SightKeeper::baseOf(CheckState state)
{
    if (!state.unseen)
        return state;
    state.unseen = false;
    if (!state.confirmed) {
        // As if it had never been asked: nothing that came meanwhile counts.
        state.last.reset();
        state.attempt = 0;
        state.soft = false;
    }
    return state;
}

CheckResult SightKeeper::unseenResult(CheckResult result)
{
    if (!result.error)
        result.error.emplace();
    result.error->kind = ErrorKind::Way;
    result.error->fault.clear();
    result.status = CheckStatus::Unknown;
    result.message = sightwords::outOfSight(result.message);
    result.figure = sightwords::notSeen();
    result.samples.clear();
    return result;
}

SightKeeper::Step SightKeeper::take(const CheckKey &key, const CheckState &before,
                                    const std::optional<Event> &event, CheckStates &states,
                                    const Instant &now)
{
    Step step;
    const EnvironmentKey &environmentKey = key.service.environment;
    const std::shared_ptr<Kept> kept = m_kept.value(environmentKey);
    const Environment *environment =
        !kept || !m_workspace ? nullptr : m_workspace->environment(environmentKey);
    if (environment == nullptr) {
        if (event)
            step.events.append(*event);
        return step;
    }
    Place place{environmentKey, *environment, *kept, states, now, step};
    if (!kept->tally)
        kept->tally.emplace(environmentKey, *environment, states);
    else
        kept->tally->update(*states.constFind(key));
    const Check *check = kept->tally->check(key);
    if (check == nullptr) {
        if (event)
            step.events.append(*event);
        return step;
    }
    kept->probed.remove(key);
    m_takenAt = now;
    const SightCounts counts = kept->tally->counts(now);
    const SightVerdict verdict = judge(counts);
    const bool isJudge =
        check->witness == (counts.witnesses > 0 ? Witness::Inside : Witness::Outside);
    if (kept->isBlind) {
        const Regained regained = regainedBy(counts);
        if (regained == Regained::No || regained == Regained::Open) {
            stayBlind(place, key, before, event);
            if (isJudge)
                takeNoTurn(place, key);
            return step;
        }
        seeAgain(place, regained);
        // Of a witness that is back nobody was told that it was gone.
        if (check->witness != Witness::Inside || (event && event->to != Health::Healthy))
            holdBack(place, key, event, verdict);
    } else if (verdict.sight == Sight::Blind) {
        goBlind(place, event);
    } else {
        holdBack(place, key, event, verdict);
        if (isJudge)
            takeNoTurn(place, key);
    }
    return step;
}

void SightKeeper::stayBlind(Place &place, const CheckKey &key, const CheckState &before,
                            const std::optional<Event> &event)
{
    const Check *check = place.check(key);
    const CheckState after = *place.states.constFind(key);
    if (check->witness == Witness::Inside)
        return;
    const bool isCoveredNow = isCovered(*check, after, place.kept.tally->livesHere());
    if (!isCoveredNow && (check->witness == Witness::Outside || !before.unseen)) {
        if (event)
            place.step.events.append(*event);
        return;
    }
    place.put(stillUnseen(before, after));
}

void SightKeeper::goBlind(Place &place, const std::optional<Event> &event)
{
    Kept &kept = place.kept;
    const Blindness blindness =
        judgeSight(place.key, place.environment, place.states, place.now).blindness;
    QList<Event> held = kept.held;
    if (event)
        held.append(*event);
    kept.settle();
    kept.isBlind = true;
    kept.since = blindness.since;
    const Boot born = earliestOf(place, blindness);
    QSet<CheckKey> forgotten;
    forEachCheck(place.key, place.environment, [&](const CheckKey &each, const Check &check) {
        const auto found = place.states.constFind(each);
        if (check.witness == Witness::Inside || found == place.states.constEnd() || !found->last
            || !isCovered(check, *found, kept.tally->livesHere()))
            return;
        // Trouble that is older than this is not forgotten by it.
        const bool isOfThis = found->shown != Health::Healthy && found->since.boot >= born;
        const bool isForgotten = isOfThis || !found->confirmed;
        CheckState unseen = isForgotten ? blankOf(*found) : *found;
        unseen.unseen = true;
        if (isForgotten)
            forgotten.insert(each);
        place.put(unseen);
        place.step.changed.insert(each);
    });
    for (const Event &each : std::as_const(held)) {
        const CheckKey of{each.service, each.check};
        const Check *check = place.check(of);
        if (check != nullptr && check->witness != Witness::Inside && !forgotten.contains(of))
            place.step.events.append(each);
    }
    Turns &turns = kept.turns;
    if (!turns.flapping.isActive())
        turns.by.clear();
    const QList<CheckKey> by =
        blindness.witnesses.isEmpty() ? kept.tally->fromOutside() : blindness.witnesses;
    turns.by.unite(QSet<CheckKey>(by.cbegin(), by.cend()));
    turns.lastLost = blindness;
    takeTurn(place, sightwords::lost(place.key, blindness));
}

SightKeeper::Boot SightKeeper::earliestOf(const Place &place, const Blindness &blindness)
{
    Boot earliest = blindness.since.boot;
    Milliseconds patience{0};
    forEachCheck(place.key, place.environment, [&](const CheckKey &each, const Check &check) {
        if (blindness.witnesses.isEmpty()) {
            patience = std::max(patience, check.interval + check.timeout);
        } else if (blindness.witnesses.contains(each)) {
            const Boot silent = silentSince(*place.states.constFind(each)).boot;
            earliest = std::min(earliest, place.kept.tally->answerOf(each).value_or(
                                              silent - check.interval - check.timeout));
        }
    });
    return earliest - patience;
}

void SightKeeper::seeAgain(Place &place, Regained how)
{
    const Instant since = place.kept.since;
    place.step.isSeenAgain = true;
    place.kept.settle();
    if (how == Regained::Seen) {
        takeTurn(place, sightwords::regained(place.key, since.ageAt(place.now), place.now));
    } else {
        forgetTurns(place);
        place.step.events.append(sightwords::notJudgeable(place.key, place.now));
    }
    forEachCheck(place.key, place.environment, [&](const CheckKey &each, const Check &check) {
        place.step.ask.append(each);
        const auto state = place.states.constFind(each);
        if (check.witness != Witness::Inside || state == place.states.constEnd() || !state->last)
            return;
        place.step.changed.insert(each);
        if (isSilence(*state)) {
            // It may be back as well: it is down only when it was asked again.
            place.put(blankOf(*state));
            return;
        }
        // It was never taken for down, so that it needs no second good answer.
        CheckState blank = baseOf(blankOf(*state));
        blank.recent.removeLast();
        place.put(advance(check, blank, *state->last, {}));
    });
}

} // namespace opsdeck
