// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/changeset.h"
#include "services/domain/sight.h"

namespace opsdeck {

/// Keeps environments that name witnesses from being taken for broken while they are out of sight.
///
/// While one is blind, what its checks find counts for nothing and is told to nobody: one event
/// when it is lost, one when it is back. A silence is held back until the witnesses were asked
/// after it. When it can be seen again, no state from before counts until its check was asked anew.
/// Pure: knows no clock and no timer.
class SightKeeper final
{
public:
    /// What follows from one result.
    struct Step
    {
        QList<Event> events;
        QList<CheckKey> ask;    ///< at once
        QSet<CheckKey> changed; ///< states that are others now, beside that of the result
    };

    /// `unchanged` names the checks that are defined as before: what is held back of them stays so.
    /// Returns what is to be told now, because nothing holds it back any more.
    QList<Event> setWorkspace(const WorkspacePtr &workspace, const QSet<CheckKey> &unchanged = {});

    /// Forgets what was seen; returns what was held back.
    QList<Event> reset();

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
    struct Kept
    {
        bool isBlind = false;
        bool isDoubtful = false;
        bool isOpen = false; ///< a witness is silent, and who else is has been asked
        std::chrono::nanoseconds askedFor{0}; ///< see SightVerdict::asked
        Instant since;
        Instant heldSince;
        QList<Event> held;
        QList<CheckKey> inside; ///< its witnesses
    };

    static void startAfresh(Kept &kept);
    bool isPlain(const Kept &kept, const CheckKey &key, const CheckStates &states,
                 const std::optional<Event> &event) const;

    void goBlind(const EnvironmentKey &key, const Environment &environment,
                 const Blindness &blindness, Kept &kept, CheckStates &states, Step &step) const;
    void seeAgain(const EnvironmentKey &key, const Environment &environment, Kept &kept,
                  CheckStates &states, const Instant &now, Step &step) const;
    void holdBack(const EnvironmentKey &key, const Environment &environment,
                  const std::optional<Event> &event, const SightVerdict &verdict, Kept &kept,
                  const CheckStates &states, const Instant &now, Step &step) const;

    WorkspacePtr m_workspace;
    QHash<EnvironmentKey, Kept> m_kept; ///< of environments with witnesses
};

} // namespace opsdeck
