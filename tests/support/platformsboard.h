// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/statusboard.h"

namespace opsdeck::test {

/// The five platforms of the target pictures in prod, staging and dev ("research" has no staging),
/// and `more` platforms beside them. In each, "backend" stands on "db" and every other service on
/// "backend"; one check each, every 14 s.
WorkspacePtr platformsWorkspace(int more = 0);
/// The same five with their databases in a layer of their own and an environment "test" of
/// "residency", which is defined after its prod.
WorkspacePtr layeredPlatforms();
ServiceKey platformService(const QString &platform, const QString &environment,
                           const QString &service);

/// A hard state since 84 s before second 0, observed at `second`.
CheckState serviceState(const ServiceKey &service, Health health, const QString &message = {},
                        int second = 0);
/// Every check answers at `second`.
ChangeSet everythingHealthy(const Workspace &workspace, int second = 0);

} // namespace opsdeck::test
