// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

namespace opsdeck {

/// Names in a view, of which the services' own states are known, the root causes and what each
/// impacts; troubles of several services that none of them is the cause of become lost ways of the
/// kinds Port and Engine. Those of these kinds that are there already are told anew.
void explain(const Environment &environment, EnvironmentView &view);

} // namespace opsdeck
