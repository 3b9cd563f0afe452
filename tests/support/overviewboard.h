// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/seriesboard.h"
#include "models/status/statusboard.h"

namespace opsdeck::test {

// The platform of the overview's target pictures: twelve services in four layers, of which "dev"
// runs four, "staging" and "prod" all. cadvisor has no check in staging.

EnvironmentKey overviewEnvironment(const QString &id);
ServiceKey overviewService(const QString &environment, const QString &service);
/// Second 0 is when the pictures were drawn.
Instant overviewTime(int seconds = 0);
WorkspacePtr overviewWorkspace();

/// A confirmed state of a service's only check, observed at `second`, with the result that led to
/// it.
CheckState overviewState(const ServiceKey &service, Health health, const QString &figure,
                         const QString &message, int second = -2);
/// Everything that has a check answers, observed 2 to 9 s ago.
ChangeSet overviewHealthy();
/// prod: postgres degraded. staging: minio down, api degraded by it. dev: redis 27 s old, minio
/// soft down.
ChangeSet overviewIncident();
/// Half an hour of response times for every service.
void addHalfAnHour(SeriesBoard &series, const Workspace &workspace);

/// One layer of `services` services with long names in three environments, all of them with one
/// check.
WorkspacePtr manyServicesWorkspace(int services);

} // namespace opsdeck::test
