// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/checks/sightplace.h"
#include "services/checks/sightwords.h"

namespace opsdeck {

namespace {

/// In the definition's order.
QStringList namesOf(const EnvironmentKey &key, const Environment &environment,
                    const QSet<CheckKey> &checks)
{
    QStringList names;
    for (const Service &service : environment.services) {
        for (const Check &check : service.checks) {
            if (check.witness == Witness::Inside && !names.contains(service.title)
                && checks.contains({{key, service.id}, check.id}))
                names.append(service.title);
        }
    }
    return names;
}

} // namespace

void SightKeeper::mark(Place &place, const CheckKey &witness)
{
    const auto found = place.states.constFind(witness);
    if (found == place.states.constEnd())
        return;
    const Turns &turns = place.kept.turns;
    const Instant since = turns.flapping.isActive() && turns.by.contains(witness)
                              ? turns.flapping.since()
                              : Instant();
    if (found->sightFlaps == since)
        return;
    CheckState state = *found;
    state.sightFlaps = since;
    place.put(state);
    place.step.changed.insert(witness);
}

void SightKeeper::takeTurn(Place &place, const Event &turn)
{
    Turns &turns = place.kept.turns;
    const bool wasFlapping = turns.flapping.isActive();
    turns.flapping.take(true, place.now);
    if (!turns.flapping.isActive())
        place.step.events.append(turn);
    else if (!wasFlapping)
        place.step.events.append(sightwords::flaps(
            place.key, namesOf(place.key, place.environment, turns.by), place.now));
    for (const CheckKey &each : std::as_const(turns.by))
        mark(place, each);
}

void SightKeeper::takeNoTurn(Place &place, const CheckKey &key)
{
    Turns &turns = place.kept.turns;
    const Flapping before = turns.flapping;
    turns.flapping.take(false, place.now);
    mark(place, key);
    if (!before.isActive() || turns.flapping.isActive())
        return;
    const Milliseconds lasted = before.since().ageAt(place.now);
    place.step.events.append(
        place.kept.isBlind ? sightwords::stayedLost(place.key, turns.lastLost, lasted, place.now)
                           : sightwords::steady(place.key, lasted, place.now));
    for (const CheckKey &each : std::as_const(turns.by))
        mark(place, each);
}

void SightKeeper::forgetTurns(Place &place)
{
    const Turns before = std::exchange(place.kept.turns, {});
    for (const CheckKey &each : before.by)
        mark(place, each);
}

} // namespace opsdeck
