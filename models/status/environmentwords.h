// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

namespace opsdeck {

/// False where services are defined and none of them is expected to have a state.
bool isWatched(const EnvironmentView &view);

/// The word beside an environment's mark: "OK", "Stale", "Degraded", "Down", "Unknown", "Not set
/// up".
QString environmentWord(const EnvironmentView &view);

/// "1 down, 3 impacted", worst first; "11 OK" where nothing is abnormal, "not set up" where nothing
/// is watched.
QString countsText(const QList<const EnvironmentView *> &views);

/// How early it is named, the worst lowest: down, unknown, degraded, not confirmed, stale, OK, not
/// watched.
int severityOf(const EnvironmentView &view);

/// The worst of them, of equals the one that matters most, then the first; null when there is none.
const EnvironmentView *worstOf(const QList<const EnvironmentView *> &views);

} // namespace opsdeck
