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

    void setWorkspace(const WorkspacePtr &workspace);

    void reset() { m_kept.clear(); }

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
        Instant since;
        QList<Event> held;
    };

    void goBlind(const EnvironmentKey &key, const Environment &environment,
                 const Blindness &blindness, Kept &kept, CheckStates &states, Step &step) const;
    void seeAgain(const EnvironmentKey &key, const Environment &environment, Kept &kept,
                  CheckStates &states, const Instant &now, Step &step) const;
    void holdBack(const EnvironmentKey &key, const Environment &environment,
                  const std::optional<Event> &event, Sight sight, Kept &kept,
                  const CheckStates &states, Step &step) const;

    WorkspacePtr m_workspace;
    QHash<EnvironmentKey, Kept> m_kept; ///< of environments with witnesses
};

} // namespace opsdeck
