// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/checks/sightkeeper.h"

namespace opsdeck {

/// Of the sight of one environment, between seen and lost.
struct SightKeeper::Turns
{
    Flapping flapping;
    QSet<CheckKey> by; ///< the witnesses that it was lost by: while it flaps, each time
    Blindness lastLost;
};

/// What is kept of one environment.
struct SightKeeper::Kept
{
    bool isBlind = false;
    Instant since;
    Turns turns;

    // A doubt: see settleDoubt().
    bool isDoubtful = false;
    Instant doubtSince;
    bool isAskingAll = false;
    Boot askedAll{0};      ///< when all were asked that had answered until then
    Boot askedFor{0};      ///< see SightVerdict::asked
    QSet<CheckKey> probed; ///< asked, and not come back yet
    bool isOpen = false;   ///< the witnesses are silent, and whoever answered last is asked

    // What is held back.
    Instant heldSince;
    Boot heldAt{0};                       ///< of the newest of it
    std::optional<Boot> witnessesAskedAt; ///< for it
    QList<Event> held;

    std::optional<SightTally> tally; ///< nothing: to be counted anew

    /// Nothing is held back, in doubt or lost any more.
    void settle()
    {
        Kept settled;
        settled.turns = std::move(turns);
        settled.tally = std::move(tally);
        *this = std::move(settled);
    }
};

/// One environment, at one result of it.
struct SightKeeper::Place
{
    const EnvironmentKey &key;
    const Environment &environment;
    Kept &kept;
    CheckStates &states;
    const Instant &now;
    Step &step;

    const Check *check(const CheckKey &each) const { return kept.tally->check(each); }

    void put(const CheckState &state)
    {
        states.insert(state.key, state);
        kept.tally->update(state);
    }
};

} // namespace opsdeck
