// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/statusboard.h"

namespace opsdeck::test {

/// A platform of twelve services in four layers (the one of the target pictures) in "prod", and
/// states for it.
const EnvironmentKey &referenceEnvironment();
ServiceKey referenceService(const QString &id);
Instant referenceTime(int seconds = 0);
WorkspacePtr referenceWorkspace();

/// One check result applied as a hard state.
CheckState referenceState(const QString &service, Health health, const QString &figure,
                          int observedSecond = 0);
/// Every service that has a check answers at second 0.
ChangeSet allHealthy(int observedSecond = 0);
/// db refused for 84 s, backend soft 2 of 3, redis-exporter observed 24 s before the rest.
ChangeSet databaseDown();

} // namespace opsdeck::test
