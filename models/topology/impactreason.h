// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

namespace opsdeck {

/// Why `index` is impacted by root causes to which no dependency leads, a sentence for each kind of
/// reason; empty where dependencies lead to all of them. `view` has the environment's services in
/// the same order.
QString impactReason(const Environment &environment, const EnvironmentView &view, int index);

} // namespace opsdeck
