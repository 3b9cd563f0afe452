// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"
#include "services/domain/shownstate.h"

namespace opsdeck {

// A moment of the past: the state of each check is the one that was shown then, its age and what
// follows from all of them are judged by the same functions as the present: freshnessOf(),
// assess(). Where no such state is kept (files of before version 5, what others in the team have
// seen) it is worked out from results by advance(), which knows no loss of sight and no restart.
// Pure.

/// One stored result of a check.
struct PastResult
{
    qint64 timeMs = 0; ///< UTC
    CheckStatus status = CheckStatus::Unknown;
    std::chrono::microseconds latency{0};
    QString errorKind; ///< stable word or empty
    QString message;
    QString figure;

    bool operator==(const PastResult &) const = default;
};

/// What the history tells of one check up to a moment.
struct PastCheck
{
    CheckKey key;
    QList<PastResult> results; ///< oldest first, the last ones up to the moment
    // By its events up to the moment, where no state is kept:
    bool isTold = false; ///< there is one
    Health told = Health::Unknown;
    bool toldSoft = false;
    qint64 changedMs = 0; ///< when its state became another one; 0: that was never told
    Health changedTo = Health::Unknown;
    std::optional<ShownState> shown = {}; ///< the newest that is kept, up to the moment

    bool operator==(const PastCheck &) const = default;
};

/// How many results of a check tell its state at a moment: more than any count of retries, and as
/// many as flapping looks at.
constexpr int kPastResults = 64;

/// What is kept of an environment.
struct PastExtent
{
    qint64 firstMs = 0; ///< UTC, of the oldest result; 0: there is none
    qint64 lastMs = 0;
    QList<qint64> changesMs; ///< UTC, of its events, oldest first, each moment once

    bool operator==(const PastExtent &) const = default;
};

/// A wall time as a moment of a clock that runs by it: what ages are reckoned by in the past.
Instant pastInstant(qint64 wallMs);

/// The state that the engine had of `check` after these results. Never with `last` when there is
/// none.
CheckState pastState(const Check &check, const PastCheck &past);

/// The environment as it was at `atMs`, by today's definition: whatever was not observed then is
/// unknown.
EnvironmentView pastView(const EnvironmentKey &key, const Environment &environment,
                         const QList<PastCheck> &checks, qint64 atMs);

} // namespace opsdeck
