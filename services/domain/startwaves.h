// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"

namespace opsdeck {

/// Services that can start at the same time.
struct StartWave
{
    QList<ServiceId> services; ///< in the definition's order
    QList<ServiceId> circular; ///< those of them that wait for each other

    bool operator==(const StartWave &) const = default;
};

/// Each service in the first wave after those of all that it uses; what it scrapes or what is
/// disputed holds nobody up. Services of a cycle start in one wave. Planned ones and those that are
/// not configured are left out.
QList<StartWave> startWaves(const Environment &environment);

/// One that a documented order starts before something that it uses.
struct StartConflict
{
    ServiceId service;
    ServiceId needs;
    int step = 0;      ///< of the document's steps, from 0
    int needsStep = 0; ///< later than `step`, or the same one

    bool operator==(const StartConflict &) const = default;
};

QList<StartConflict> startConflicts(const QList<StartStep> &order, const Environment &environment);

} // namespace opsdeck
