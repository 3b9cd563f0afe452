// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/checks/sightkeeper.h"

#include "services/domain/faultwords.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(Events)
};

constexpr Milliseconds kMoment{1000};

template <typename Use>
void forEachCheck(const EnvironmentKey &key, const Environment &environment, Use use)
{
    for (const Service &service : environment.services) {
        if (service.presence == Presence::Planned || service.presence == Presence::NotConfigured)
            continue;
        for (const Check &check : service.checks)
            use(CheckKey{{key, service.id}, check.id}, service, check);
    }
}

/// Before this nobody can have fallen silent for the reason that blinds us: the first witness
/// answered no longer ago than its last question took and waited.
std::chrono::nanoseconds earliestOf(const EnvironmentKey &key, const Environment &environment,
                                    const Blindness &blindness, const CheckStates &states)
{
    auto earliest = blindness.since.boot;
    Milliseconds patience{0};
    forEachCheck(key, environment, [&](const CheckKey &each, const Service &, const Check &check) {
        if (!blindness.witnesses.isEmpty() && check.witness != Witness::Inside)
            return;
        patience = std::max(patience, check.interval + check.timeout);
        if (blindness.witnesses.contains(each))
            earliest = std::min(earliest, states.value(each).since.boot);
    });
    return earliest - patience;
}

/// Nothing is known any more but what was found last.
CheckState blankOf(const CheckState &state)
{
    CheckState blank;
    blank.key = state.key;
    blank.last = state.last;
    blank.recent = state.recent;
    blank.since = state.since;
    blank.attemptsNeeded = state.attemptsNeeded;
    blank.unseen = true;
    return blank;
}

/// The state from before, with the newest result beside it.
CheckState stillUnseen(CheckState before, const CheckState &after)
{
    before.key = after.key;
    before.last = after.last;
    before.recent = after.recent;
    before.unseen = true;
    return before;
}

bool isSilence(const CheckState &state)
{
    return state.last && state.last->error && isSilence(state.last->error->kind);
}

bool isSilent(const std::optional<Event> &event)
{
    return event && event->to != Health::Healthy && !event->errorKind.isEmpty()
           && isSilence(errorKindFromWord(event->errorKind));
}

/// A silence is held back no longer than this, whatever the witnesses do: late is better than
/// never.
constexpr std::chrono::minutes kLongestHold{5};
constexpr qsizetype kMostHeldPerCheck = 4;

Event eventOf(const EnvironmentKey &key, const Instant &at, const QString &text)
{
    Event event;
    event.timeMs = at.wallMs;
    event.service.environment = key;
    event.text = text;
    return event;
}

} // namespace

void SightKeeper::startAfresh(Kept &kept)
{
    Kept fresh;
    fresh.inside = kept.inside;
    kept = fresh;
}

QList<Event> SightKeeper::setWorkspace(const WorkspacePtr &workspace,
                                       const QSet<CheckKey> &unchanged)
{
    m_workspace = workspace;
    QList<Event> told;
    QHash<EnvironmentKey, Kept> before = std::exchange(m_kept, {});
    for (Kept &each : before) {
        each.held.removeIf(
            [&](const Event &event) { return !unchanged.contains({event.service, event.check}); });
    }
    for (const Platform &platform : workspace ? workspace->platforms : QList<Platform>()) {
        for (const Environment &environment : platform.environments) {
            const EnvironmentKey key{platform.id, environment.id};
            if (!hasWitnesses(environment))
                continue;
            Kept kept = before.take(key);
            kept.inside.clear();
            forEachCheck(key, environment,
                         [&](const CheckKey &each, const Service &, const Check &check) {
                             if (check.witness == Witness::Inside)
                                 kept.inside.append(each);
                         });
            m_kept.insert(key, kept);
        }
    }
    for (const Kept &each : std::as_const(before))
        told.append(each.held);
    return told;
}

QList<Event> SightKeeper::reset()
{
    QList<Event> told;
    for (Kept &kept : m_kept) {
        told.append(kept.held);
        startAfresh(kept);
    }
    return told;
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
    result.message = Words::tr("out of sight: %1").arg(result.message);
    result.figure = Words::tr("not seen");
    result.samples.clear();
    return result;
}

/// While no witness is silent and nothing is open, a result that is no silence changes nothing of
/// the sight: found without a look at the rest of the environment.
bool SightKeeper::isPlain(const Kept &kept, const CheckKey &key, const CheckStates &states,
                          const std::optional<Event> &event) const
{
    if (kept.inside.isEmpty() || kept.isBlind || kept.isDoubtful || !kept.held.isEmpty()
        || isSilent(event) || kept.inside.contains(key))
        return false;
    return std::none_of(kept.inside.cbegin(), kept.inside.cend(), [&](const CheckKey &each) {
        const auto state = states.constFind(each);
        return state != states.cend() && state->last && state->last->error;
    });
}

SightKeeper::Step SightKeeper::take(const CheckKey &key, const CheckState &before,
                                    const std::optional<Event> &event, CheckStates &states,
                                    const Instant &now)
{
    Step step;
    const EnvironmentKey &place = key.service.environment;
    const auto kept = m_kept.find(place);
    const Environment *environment =
        kept == m_kept.end() || !m_workspace ? nullptr : m_workspace->environment(place);
    if (environment == nullptr) {
        if (event)
            step.events.append(*event);
        return step;
    }
    if (isPlain(*kept, key, states, event)) {
        if (event)
            step.events.append(*event);
        return step;
    }
    const SightVerdict verdict = judgeSight(place, *environment, states, now);
    const Check *check = m_workspace->check(key);
    if (kept->isBlind) {
        if (verdict.sight == Sight::Seen) {
            seeAgain(place, *environment, *kept, states, now, step);
            if (event && check->witness == Witness::None && !isSilence(states.value(key)))
                step.events.append(*event);
            return step;
        }
        const CheckState &after = *states.constFind(key);
        const bool isOfHere = check->witness == Witness::None
                              && evidenceOf(*check, *after.last) == Evidence::None
                              && !before.unseen;
        if (isOfHere && event)
            step.events.append(*event);
        else if (!isOfHere && check->witness == Witness::None)
            states.insert(key, stillUnseen(before, after));
        return step;
    }
    if (verdict.sight == Sight::Blind)
        goBlind(place, *environment, verdict.blindness, *kept, states, step);
    else
        holdBack(place, *environment, event, verdict, *kept, states, now, step);
    return step;
}

void SightKeeper::goBlind(const EnvironmentKey &key, const Environment &environment,
                          const Blindness &blindness, Kept &kept, CheckStates &states,
                          Step &step) const
{
    kept.isBlind = true;
    kept.isDoubtful = false;
    kept.isOpen = false;
    kept.since = blindness.since;
    kept.held.clear();
    const auto born = earliestOf(key, environment, blindness, states);
    forEachCheck(key, environment, [&](const CheckKey &each, const Service &, const Check &check) {
        const auto found = states.find(each);
        if (found == states.end() || !found->last || check.witness != Witness::None
            || evidenceOf(check, *found->last) == Evidence::None)
            return;
        // Trouble that is older than this is not forgotten by it.
        const bool isOfThis = found->shown != Health::Healthy && found->since.boot >= born;
        CheckState unseen = isOfThis || !found->confirmed ? blankOf(*found) : *found;
        unseen.unseen = true;
        *found = unseen;
        step.changed.insert(each);
    });
    step.events.append(
        eventOf(key, blindness.since,
                Words::tr("Cannot see %1: %2.").arg(tagOf(key), reasonOf(blindness))));
    step.events.last().errorKind = toWord(blindness.error.kind);
}

void SightKeeper::seeAgain(const EnvironmentKey &key, const Environment &environment, Kept &kept,
                           CheckStates &states, const Instant &now, Step &step) const
{
    const Milliseconds lasted = kept.since.ageAt(now);
    startAfresh(kept);
    step.events.append(eventOf(
        key, now,
        lasted < kMoment
            ? Words::tr("%1 can be seen again after a moment.").arg(tagOf(key))
            : Words::tr("%1 can be seen again after %2.").arg(tagOf(key), durationText(lasted))));
    step.events.last().to = Health::Healthy;
    forEachCheck(key, environment, [&](const CheckKey &each, const Service &, const Check &check) {
        step.ask.append(each);
        if (check.witness != Witness::Inside)
            return;
        const auto state = states.find(each);
        if (state == states.end() || !state->last)
            return;
        step.changed.insert(each);
        if (isSilence(*state)) {
            // It may be back as well: it is down only when it was asked again.
            *state = blankOf(*state);
            return;
        }
        // It was never taken for down, so that it needs no second good answer.
        CheckState blank = baseOf(blankOf(*state));
        blank.recent.removeLast();
        *state = advance(check, blank, *state->last, {});
    });
}

void SightKeeper::holdBack(const EnvironmentKey &key, const Environment &environment,
                           const std::optional<Event> &event, const SightVerdict &verdict,
                           Kept &kept, const CheckStates &states, const Instant &now,
                           Step &step) const
{
    const bool wasDoubtful = std::exchange(kept.isDoubtful, verdict.sight == Sight::Doubtful);
    if (kept.isDoubtful && (!wasDoubtful || verdict.asked > kept.askedFor)) {
        // One answer settles it.
        kept.askedFor = verdict.asked;
        forEachCheck(key, environment,
                     [&](const CheckKey &each, const Service &, const Check &check) {
                         if (check.witness != Witness::Inside)
                             step.ask.append(each);
                     });
    }
    const bool isHeld = isSilent(event);
    if (event && !isHeld) {
        // What came before it of the same service is told before it.
        for (const Event &each : std::as_const(kept.held)) {
            if (each.service == event->service)
                step.events.append(each);
        }
        kept.held.removeIf([&](const Event &each) { return each.service == event->service; });
        step.events.append(*event);
    }
    if (isHeld) {
        if (kept.held.isEmpty())
            kept.heldSince = now;
        kept.held.append(*event);
    }
    if (kept.held.isEmpty()) {
        kept.isOpen = false;
        return;
    }
    const qint64 heldMs = kept.held.constLast().timeMs;
    QList<CheckKey> unasked;
    QList<CheckKey> others;
    qsizetype checks = 0;
    qsizetype silentWitnesses = 0;
    bool isAnswered = false;
    forEachCheck(key, environment, [&](const CheckKey &each, const Service &, const Check &check) {
        const auto state = states.constFind(each);
        const bool wasAsked =
            state != states.constEnd() && state->last && state->last->observedAt.wallMs >= heldMs;
        ++checks;
        if (check.witness == Witness::Inside) {
            // One behind a lost way was never asked: the way is the trouble, and that is told.
            if (wasAsked && isSilence(*state) && state->last->error->kind != ErrorKind::Way)
                ++silentWitnesses;
            if (!wasAsked)
                unasked.append(each);
        } else if (check.witness == Witness::None) {
            isAnswered =
                isAnswered || (wasAsked && evidenceOf(check, *state->last) == Evidence::Answer);
            others.append(each);
        }
    });
    // A silent witness is down by itself only once something else answered after it.
    const bool isOpen = silentWitnesses > 0 && !isAnswered && !others.isEmpty();
    const bool wasOpen = std::exchange(kept.isOpen, isOpen);
    const bool isTooLong =
        kept.heldSince.ageAt(now) >= kLongestHold || kept.held.size() > kMostHeldPerCheck * checks;
    if (isTooLong || (!kept.isDoubtful && unasked.isEmpty() && !isOpen)) {
        step.events.append(std::exchange(kept.held, {}));
        kept.isOpen = false;
        return;
    }
    if (isHeld)
        step.ask.append(unasked);
    if (isOpen && (isHeld || !wasOpen))
        step.ask.append(others);
}

} // namespace opsdeck
