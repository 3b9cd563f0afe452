// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/sight.h"

#include "services/domain/faultwords.h"
#include "services/domain/serviceview.h"
#include "services/domain/whereabouts.h"

#include <QSet>

#include <algorithm>

namespace opsdeck {

namespace {

using Boot = SightCounts::Boot;

constexpr int kLeastServicesFromOutside = 2;

struct Seen
{
    CheckKey key;
    const Service *service = nullptr;
    const Check *check = nullptr;
    const CheckState *state = nullptr; ///< null: nothing is known of it now
    Evidence evidence = Evidence::None;

    bool isSilent() const { return evidence == Evidence::Silence && !state->soft; }

    bool isLost() const { return state->last->error->kind == ErrorKind::Way; }

    bool isAnswer() const { return evidence == Evidence::Answer && !state->unseen; }

    Instant since() const { return silentSince(*state); }

    /// Its question was put no earlier than this.
    Boot askedAt() const { return since().boot - check->timeout; }
};

struct Gathered
{
    QList<Seen> inside;
    QList<Seen> outside;
    QList<Seen> others;

    qsizetype needed(const Environment &environment) const
    {
        return environment.witnessQuorum > 0
                   ? std::min<qsizetype>(environment.witnessQuorum, inside.size())
                   : inside.size();
    }
};

Gathered gather(const EnvironmentKey &key, const Environment &environment,
                const CheckStates &states, const Instant &now)
{
    Gathered gathered;
    bool isLoopbackHeard = false;
    for (const Service &service : environment.services) {
        if (!expectsState(service))
            continue;
        for (const Check &check : service.checks) {
            Seen seen{{{key, service.id}, check.id}, &service, &check, nullptr, Evidence::None};
            const auto state = states.constFind(seen.key);
            if (state != states.constEnd() && state->last
                && freshnessOf(check, *state, now) != Freshness::Expired) {
                seen.state = &*state;
                seen.evidence = evidenceOf(check, *state->last, false);
                isLoopbackHeard = isLoopbackHeard || isFromLoopback(check, *state->last);
            }
            (check.witness == Witness::Inside    ? gathered.inside
             : check.witness == Witness::Outside ? gathered.outside
                                                 : gathered.others)
                .append(seen);
        }
    }
    if (!isLoopbackHeard || !livesHere(key, environment, states))
        return gathered;
    for (QList<Seen> *all : {&gathered.inside, &gathered.outside, &gathered.others}) {
        for (Seen &seen : *all) {
            if (seen.state != nullptr)
                seen.evidence = evidenceOf(*seen.check, *seen.state->last, true);
        }
    }
    return gathered;
}

bool isFirst(const Seen &a, const Seen &b)
{
    return a.since().boot < b.since().boot;
}

/// Those whose silence makes up the quorum, the first to fall silent first.
QList<Seen> silentWitnesses(const Gathered &gathered, qsizetype needed)
{
    QList<Seen> silent;
    for (const Seen &witness : gathered.inside) {
        if (witness.evidence == Evidence::Silence)
            silent.append(witness);
    }
    QList<Seen> hard = silent;
    hard.removeIf([](const Seen &witness) { return !witness.isSilent(); });
    if (hard.size() >= needed)
        silent = hard;
    std::stable_sort(silent.begin(), silent.end(), isFirst);
    return silent;
}

void take(std::optional<Boot> &newest, Boot moment)
{
    newest = std::max(newest.value_or(moment), moment);
}

SightCounts countsOf(const Gathered &gathered, qsizetype needed)
{
    SightCounts counts;
    counts.witnesses = gathered.inside.size();
    counts.needed = needed;
    for (const Seen &witness : gathered.inside) {
        if (witness.state == nullptr) {
            ++counts.unasked;
        } else if (witness.evidence == Evidence::Silence) {
            ++counts.silent;
            counts.certain += witness.isSilent() ? 1 : 0;
            counts.behindWay += witness.isLost() ? 1 : 0;
        } else if (isSpeaking(witness.evidence, *witness.state->last)) {
            ++counts.speaking;
        }
    }
    if (needed > 0 && counts.silent >= needed)
        counts.quorumAsked = silentWitnesses(gathered, needed).at(needed - 1).askedAt();
    QSet<const Service *> services;
    for (const Seen &other : gathered.others) {
        if (other.state == nullptr) {
            counts.unasked += needed == 0 ? 1 : 0;
        } else if (other.isAnswer()) {
            take(counts.newestAnswer, other.state->last->observedAt.boot);
        } else if (other.isSilent() && !other.isLost()) {
            take(counts.newestSilence, other.askedAt());
            services.insert(other.service);
        }
    }
    counts.silentServices = services.size();
    for (const Seen &seen : gathered.outside) {
        if (seen.state == nullptr)
            counts.unasked += needed == 0 ? 1 : 0;
        else if (isSpeaking(seen.evidence, *seen.state->last))
            take(counts.newestFromOutside, seen.state->last->observedAt.boot);
    }
    return counts;
}

OutsideView outsideViewOf(const QList<Seen> &outside, Boot since)
{
    OutsideView view = OutsideView::NotKnown;
    for (const Seen &seen : outside) {
        if (seen.state == nullptr || seen.state->last->observedAt.boot < since)
            continue;
        if (isSpeaking(seen.evidence, *seen.state->last))
            return OutsideView::Answers;
        if (seen.state->last->status == CheckStatus::Critical)
            view = OutsideView::Silent;
    }
    return view;
}

bool isHidden(const Seen &seen, OutsideView outside)
{
    if (seen.check->witness == Witness::Outside)
        return outside == OutsideView::Silent;
    if (seen.check->witness == Witness::Inside)
        return seen.state == nullptr || seen.evidence == Evidence::Silence;
    return seen.state == nullptr || seen.evidence != Evidence::None || seen.state->unseen;
}

/// What follows from who is silent. `silent`: the first first; `last`: the one that made it blind.
Blindness blindnessOf(const Environment &environment, const Gathered &gathered,
                      const QList<Seen> &silent, const Seen &last)
{
    Blindness blindness;
    blindness.since = last.since();
    blindness.error = *silent.constFirst().state->last->error;
    blindness.outside = outsideViewOf(gathered.outside, last.askedAt());
    for (const Seen &seen : silent) {
        if (seen.check->witness != Witness::Inside)
            continue;
        blindness.witnesses.append(seen.key);
        if (!blindness.names.contains(seen.service->title))
            blindness.names.append(seen.service->title);
    }
    QSet<const Service *> hidden;
    for (const QList<Seen> &all : {gathered.inside, gathered.outside, gathered.others}) {
        for (const Seen &seen : all) {
            if (isHidden(seen, blindness.outside))
                hidden.insert(seen.service);
        }
    }
    for (const Service &service : environment.services) {
        if (hidden.contains(&service))
            blindness.services.append(service.id);
    }
    return blindness;
}

Blindness blindnessOf(const Environment &environment, const Gathered &gathered, qsizetype needed)
{
    QList<Seen> silent;
    if (needed > 0) {
        silent = silentWitnesses(gathered, needed);
        return blindnessOf(environment, gathered, silent, silent.at(needed - 1));
    }
    for (const Seen &other : gathered.others) {
        if (other.isSilent() && !other.isLost())
            silent.append(other);
    }
    std::stable_sort(silent.begin(), silent.end(), isFirst);
    return blindnessOf(environment, gathered, silent, silent.constLast());
}

/// All that is needed to know that it can be seen, as long as it has witnesses inside.
bool isAnyWitnessInTrouble(const EnvironmentKey &key, const Environment &environment,
                           const CheckStates &states)
{
    bool hasInside = false;
    for (const Service &service : environment.services) {
        if (!expectsState(service))
            continue;
        for (const Check &check : service.checks) {
            if (check.witness != Witness::Inside)
                continue;
            hasInside = true;
            const auto state = states.constFind({{key, service.id}, check.id});
            if (state != states.constEnd() && state->last && state->last->error)
                return true;
        }
    }
    return !hasInside;
}

} // namespace

bool isFromLoopback(const Check &check, const CheckResult &result)
{
    return check.via.isDirect() && isLoopback(result.address);
}

Evidence evidenceOf(const Check &check, const CheckResult &result, bool livesHere)
{
    if (result.error && isSilence(result.error->kind))
        return Evidence::Silence;
    const bool isSocketHere = check.via.isDirect() && result.address.startsWith(QLatin1Char('/'));
    const Evidence evidence = result.address.isEmpty() || isSocketHere      ? Evidence::None
                              : !livesHere && isFromLoopback(check, result) ? Evidence::Near
                                                                            : Evidence::Answer;
    // A witness tells by failing: also one that is no question to there, a ping by a program.
    const bool tells =
        check.witness == Witness::Inside && result.error && result.status == CheckStatus::Critical;
    return tells && evidence != Evidence::Answer ? Evidence::Silence : evidence;
}

bool isSpeaking(Evidence evidence, const CheckResult &result)
{
    return evidence != Evidence::Silence
           && (evidence == Evidence::Answer || result.status == CheckStatus::Ok
               || result.status == CheckStatus::Warning);
}

Instant silentSince(const CheckState &state)
{
    return state.silentSince.isValid() ? state.silentSince : state.since;
}

bool hasWitnesses(const Environment &environment)
{
    return std::any_of(environment.services.cbegin(), environment.services.cend(),
                       [](const Service &service) {
                           return expectsState(service)
                                  && std::any_of(service.checks.cbegin(), service.checks.cend(),
                                                 [](const Check &check) {
                                                     return check.witness != Witness::None;
                                                 });
                       });
}

bool livesHere(const EnvironmentKey &key, const Environment &environment, const CheckStates &states)
{
    bool isHere = false;
    for (const Service &service : environment.services) {
        if (!expectsState(service))
            continue;
        for (const Check &check : service.checks) {
            if (check.witness == Witness::Outside)
                continue;
            const auto state = states.constFind({{key, service.id}, check.id});
            const Whereabouts where = whereaboutsOf(
                check, state != states.constEnd() && state->last ? &*state->last : nullptr);
            if (where == Whereabouts::Elsewhere)
                return false;
            isHere = isHere || where == Whereabouts::Here;
        }
    }
    return isHere;
}

SightVerdict judge(const SightCounts &counts)
{
    SightVerdict verdict;
    if (counts.witnesses == 0) {
        const bool isBlind =
            !counts.newestAnswer && counts.silentServices >= kLeastServicesFromOutside
            && counts.newestFromOutside && *counts.newestFromOutside >= *counts.newestSilence;
        verdict.sight = isBlind ? Sight::Blind : Sight::Seen;
        return verdict;
    }
    if (counts.silent < counts.needed || counts.behindWay == counts.silent)
        return verdict;
    // What answered before the newest of the others fell silent may be gone with it.
    verdict.asked = std::max(counts.quorumAsked, counts.newestSilence.value_or(counts.quorumAsked));
    if (counts.newestAnswer && *counts.newestAnswer >= verdict.asked)
        return verdict;
    verdict.sight =
        counts.certain >= counts.needed && !counts.newestAnswer ? Sight::Blind : Sight::Doubtful;
    return verdict;
}

Regained regainedBy(const SightCounts &counts)
{
    if (judge(counts).sight != Sight::Seen)
        return Regained::No;
    if (counts.newestAnswer || counts.speaking > counts.witnesses - counts.needed)
        return Regained::Seen;
    const bool isOpen =
        counts.unasked > 0
        && (counts.witnesses == 0 || counts.silent + counts.unasked >= counts.needed);
    return isOpen ? Regained::Open : Regained::NotJudgeable;
}

SightCounts countSight(const EnvironmentKey &key, const Environment &environment,
                       const CheckStates &states, const Instant &now)
{
    const Gathered gathered = gather(key, environment, states, now);
    return countsOf(gathered, gathered.needed(environment));
}

SightVerdict judgeSight(const EnvironmentKey &key, const Environment &environment,
                        const CheckStates &states, const Instant &now)
{
    if (!hasWitnesses(environment) || !isAnyWitnessInTrouble(key, environment, states))
        return {};
    const Gathered gathered = gather(key, environment, states, now);
    const qsizetype needed = gathered.needed(environment);
    SightVerdict verdict = judge(countsOf(gathered, needed));
    if (verdict.sight == Sight::Blind)
        verdict.blindness = blindnessOf(environment, gathered, needed);
    return verdict;
}

} // namespace opsdeck
