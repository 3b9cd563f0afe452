// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/problems.h"
#include "services/domain/workspace.h"

namespace opsdeck {

/// Warns of services that depend on each other in a ring: of several that fail each may be the
/// cause, and no order can start them. Each ring once, at the `depends_on` of the first of its
/// services; `services` are the nodes of the platform file.
void warnOfRings(const Environment &environment, const QList<YamlNode> &services,
                 const Reporter &reporter);

} // namespace opsdeck
