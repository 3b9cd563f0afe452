// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/check.h"
#include "services/domain/flapping.h"
#include "services/domain/id.h"
#include "services/domain/result.h"

#include <QHash>

namespace opsdeck {

enum class Health { Healthy, Degraded, Down, Unknown };

/// How far an observation can be trusted now (DESIGN §4): older than 1.5 intervals is stale, older
/// than 3, or never, expired.
enum class Freshness { Fresh, Stale, Expired, Never };

/// What the engine keeps of one check: the soft/hard state machine and the last observation. Pure
/// value; see advance().
struct CheckState
{
    CheckKey key;
    Health shown = Health::Unknown; ///< state by the newest result
    Health hard = Health::Unknown;  ///< last state that enough results agreed on
    bool soft = false;              ///< shown is not yet confirmed by enough results
    bool confirmed = false;         ///< some state has been hard since the start
    int attempt = 0;                ///< consecutive results that agree with shown
    int attemptsNeeded = 1;
    Instant since;       ///< when shown began
    Instant silentSince; ///< when nobody answered first; invalid after an answer
    std::optional<CheckResult> last;
    /// The newest result came, or the newest answer is from before, while the environment was out
    /// of sight: it says nothing of the service.
    bool unseen = false;
    /// Time went on without us, or the calendar was set, since the newest result: whatever its age,
    /// it is stale until the next one.
    bool overtaken = false;
    QList<CheckStatus> recent; ///< newest last, at most 32
    Flapping flapping;
    /// Of a witness that has a part in it: since when the sight of its environment has kept being
    /// lost and coming back; else invalid.
    Instant sightFlaps;

    bool operator==(const CheckState &) const = default;
};

/// What the history holds of one check: the state by its newest result, and since when that had
/// lasted.
struct StoredState
{
    CheckKey key;
    CheckStatus status = CheckStatus::Unknown;
    bool soft = false; ///< was not confirmed by enough results when it was last seen
    QString errorKind; ///< stable word or empty
    QString message;
    qint64 sinceMs = 0; ///< UTC
    qint64 seenMs = 0;  ///< UTC, of the newest result

    bool operator==(const StoredState &) const = default;
};

/// The next state after `result`. Bad results are soft until `check.retries` agree, good ones until
/// 2 agree when coming from a hard bad state; the first observation of all that is good is hard at
/// once. Within the start period after `engineStart` a bad result leaves the state Unknown with the
/// message kept.
CheckState advance(const Check &check, CheckState state, const CheckResult &result,
                   const Instant &engineStart);

/// `first`, the state after a run's first observation, put behind what an earlier run saw: the same
/// state goes on since when it began, and trouble that was confirmed before needs no second
/// confirmation. What lay between was not observed.
CheckState resumed(CheckState first, const StoredState &before);

/// The state as if every result were already confirmed: for one-shot polls.
CheckState hardened(CheckState state);

Freshness freshnessOf(const Check &check, const CheckState &state, const Instant &now);

using CheckStates = QHash<CheckKey, CheckState>;

/// True when `a` is worse than `b`: Down, Unknown, Degraded, Healthy.
bool isWorse(Health a, Health b);
Health worst(Health a, Health b);

Health healthOf(CheckStatus status);
QString toWord(Health health);

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::CheckState)
