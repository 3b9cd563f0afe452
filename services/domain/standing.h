// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

namespace opsdeck {

/// What a service is, worst first: the order of display on every surface. What was never observed
/// stands behind all known trouble; what was and is silent now, or lies out of sight, before what
/// is only degraded.
enum class StatusRank { Down, Unknown, Degraded, Soft, Stale, NotObserved, Calm, NotSetUp };

/// NotSetUp for what is expected to have no state.
StatusRank rankOf(const ServiceView &view);

/// For how long the check that was seen last, of those that are silent now, has said nothing;
/// negative: none is silent.
Milliseconds silenceOf(const ServiceView &view);

/// How an environment stands: as the worst of its services.
struct Standing
{
    StatusRank rank = StatusRank::NotSetUp;
    Health health = Health::Unknown;
    bool soft = false;
    bool stale = false;

    bool operator==(const Standing &) const = default;
};

/// NotSetUp without one service that is expected to have a state.
Standing standingOf(const EnvironmentView &view);

/// False where no service is expected to have a state: it is told as a whole that it is not set up.
bool isWatched(const EnvironmentView &view);

/// The word beside an environment's mark: "Down", "Unknown", "Degraded", "Not confirmed", "Stale",
/// "OK", "Not set up".
QString environmentWord(const EnvironmentView &view);

} // namespace opsdeck
