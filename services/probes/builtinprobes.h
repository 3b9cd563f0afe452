// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/kindregistry.h"
#include "services/probes/probe.h"

namespace opsdeck {

using ProbeRegistry = KindRegistry<ProbeKind>;

/// Every probe kind of the product, one row each.
ProbeRegistry builtinProbes();

} // namespace opsdeck
