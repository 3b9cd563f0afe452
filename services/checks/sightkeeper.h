// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/checks/sighttally.h"
#include "services/domain/changeset.h"

#include <memory>

namespace opsdeck {

/// Keeps environments that name witnesses from being taken for broken while they are out of sight.
///
/// While one is blind, what its checks find counts for nothing and is told to nobody: one event
/// when it is lost, one when it is back. A silence is held back until the witnesses were asked
/// after it. When it can be seen again, no state from before counts until its check was asked anew.
/// A sight that flaps is one event as well, until it has calmed; see CheckState::sightFlaps.
/// Only an answer ends a blindness as seen; when nobody is left who could tell, that is said.
/// Pure: knows no clock and no timer.
class SightKeeper final
{
public:
    /// What follows from one result.
    struct Step
    {
        QList<Event> events;
        QList<CheckKey> ask;      ///< at once
        QSet<CheckKey> changed;   ///< states that are others now, beside that of the result
        bool isSeenAgain = false; ///< a silence that was asked for before this says nothing
    };

    SightKeeper();
    ~SightKeeper();
    Q_DISABLE_COPY_MOVE(SightKeeper)

    /// `unchanged` names the checks that are defined as before: what is held back of them stays so.
    /// Returns what is to be told now, because nothing holds it back any more.
    QList<Event> setWorkspace(const WorkspacePtr &workspace, const QSet<CheckKey> &unchanged = {});

    /// Forgets what was seen; returns what was held back.
    QList<Event> reset();

    /// States have changed, or will, that take() is not told of: the next one counts all anew.
    void recount();

    /// The state that the next result of a check goes on from: of one that was out of sight, what
    /// was known before.
    static CheckState baseOf(CheckState state);

    /// What is told and kept of a result that came while nothing could be seen: not observed, and
    /// no figure of it is one.
    static CheckResult unseenResult(CheckResult result);

    /// `states` holds the state by the newest result of `key` already, `before` is the one from
    /// before it and `event` what it would tell.
    Step take(const CheckKey &key, const CheckState &before, const std::optional<Event> &event,
              CheckStates &states, const Instant &now);

private:
    using Boot = SightTally::Boot;
    struct Turns;
    struct Kept;
    struct Place;

    static void stayBlind(Place &place, const CheckKey &key, const CheckState &before,
                          const std::optional<Event> &event);
    static void goBlind(Place &place, const std::optional<Event> &event);
    /// Before this nobody can have fallen silent for the reason that blinds us: the first witness
    /// answered last then, or no longer ago than its last question took and waited.
    static Boot earliestOf(const Place &place, const Blindness &blindness);
    static void seeAgain(Place &place, Regained how);
    /// It was lost or is back, which `turn` tells unless it flaps.
    static void takeTurn(Place &place, const Event &turn);
    /// A result of a witness that left it as it was.
    static void takeNoTurn(Place &place, const CheckKey &key);
    static void forgetTurns(Place &place);
    static void mark(Place &place, const CheckKey &witness);
    static void settleDoubt(Place &place, const SightVerdict &verdict);
    static void holdBack(Place &place, const CheckKey &key, const std::optional<Event> &event,
                         const SightVerdict &verdict);

    WorkspacePtr m_workspace;
    QHash<EnvironmentKey, std::shared_ptr<Kept>> m_kept; ///< of environments with witnesses
    Instant m_takenAt;                                   ///< the newest result
};

} // namespace opsdeck
