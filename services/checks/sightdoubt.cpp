// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/checks/sightplace.h"
#include "services/domain/faultwords.h"

#include <limits>

namespace opsdeck {

namespace {

/// A silence is held back no longer than this, whatever the witnesses do: late is better than
/// never.
constexpr std::chrono::minutes kLongestHold{5};
constexpr qsizetype kMostHeldPerCheck = 4;
/// One answer settles a doubt. These are asked first; all of them only when they fail, or after
/// kProbing.
constexpr qsizetype kProbed = 8;
constexpr std::chrono::seconds kProbing{5};
constexpr qsizetype kAll = std::numeric_limits<qsizetype>::max();
constexpr auto kEver = std::chrono::nanoseconds::min();
constexpr auto kLater = std::chrono::nanoseconds::max();

bool isSilent(const std::optional<Event> &event)
{
    return event && event->to != Health::Healthy && !event->errorKind.isEmpty()
           && isSilence(errorKindFromWord(event->errorKind));
}

} // namespace

/// Asks who could settle it: a few that answered last, and all once these are silent as well.
void SightKeeper::settleDoubt(Place &place, const SightVerdict &verdict)
{
    Kept &kept = place.kept;
    const bool isNew = !std::exchange(kept.isDoubtful, true);
    const SightTally &tally = *kept.tally;
    const auto ask = [&](Boot from, qsizetype most) {
        const QList<CheckKey> keys = tally.answered(from, verdict.asked, most);
        place.step.ask.append(keys);
        return keys;
    };
    if (isNew) {
        place.step.ask.append(tally.fromOutside());
        const QList<CheckKey> first = ask(kEver, kProbed);
        kept.probed = QSet<CheckKey>(first.cbegin(), first.cend());
        kept.doubtSince = place.now;
        kept.isAskingAll = first.size() < kProbed;
        kept.askedAll = place.now.boot;
    } else if (!kept.isAskingAll) {
        if (kept.probed.isEmpty() || kept.doubtSince.ageAt(place.now) >= kProbing) {
            ask(kEver, kAll);
            kept.isAskingAll = true;
            kept.askedAll = place.now.boot;
        }
    } else if (verdict.asked > kept.askedFor) {
        ask(kept.askedAll, kAll);
        kept.askedAll = place.now.boot;
    }
    kept.askedFor = verdict.asked;
}

void SightKeeper::holdBack(Place &place, const CheckKey &key, const std::optional<Event> &event,
                           const SightVerdict &verdict)
{
    Kept &kept = place.kept;
    const SightTally &tally = *kept.tally;
    if (verdict.sight == Sight::Doubtful)
        settleDoubt(place, verdict);
    else
        kept.isDoubtful = false;
    const bool isHeld = isSilent(event);
    if (event && !isHeld) {
        // What came before it of the same service is told before it.
        for (const Event &each : std::as_const(kept.held)) {
            if (each.service == event->service)
                place.step.events.append(each);
        }
        kept.held.removeIf([&](const Event &each) { return each.service == event->service; });
        place.step.events.append(*event);
    }
    if (isHeld) {
        if (kept.held.isEmpty()) {
            kept.heldSince = place.now;
            kept.witnessesAskedAt.reset();
        }
        kept.held.append(*event);
        kept.heldAt = place.states.constFind(key)->last->observedAt.boot;
    }
    if (kept.held.isEmpty()) {
        kept.isOpen = false;
        return;
    }
    // A silent witness is down by itself only once something else answered after it.
    const bool isOpen =
        tally.isQuorumSilent(kept.heldAt) && tally.answered(kept.heldAt, kLater, 1).isEmpty();
    const bool wasOpen = std::exchange(kept.isOpen, isOpen);
    const bool isTooLong = kept.heldSince.ageAt(place.now) >= kLongestHold
                           || kept.held.size() > kMostHeldPerCheck * tally.size();
    if (isTooLong || (!kept.isDoubtful && !isOpen && tally.wereWitnessesAsked(kept.heldAt))) {
        place.step.events.append(std::exchange(kept.held, {}));
        kept.isOpen = false;
        return;
    }
    if (isHeld) {
        // Who was asked before and has not come back yet does so after it.
        place.step.ask.append(tally.witnessesAsked(kept.witnessesAskedAt, kept.heldAt));
        kept.witnessesAskedAt = place.now.boot;
    }
    if (isOpen && !kept.isDoubtful && (isHeld || !wasOpen || kept.probed.isEmpty())) {
        const QList<CheckKey> last = tally.answered(kEver, kept.heldAt, kProbed);
        place.step.ask.append(last);
        kept.probed.unite(QSet<CheckKey>(last.cbegin(), last.cend()));
    }
}

} // namespace opsdeck
