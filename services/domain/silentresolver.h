// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

namespace opsdeck {

/// Names the one trouble of all services that are unknown because no name server answers, or knows
/// so many of their names: a LostWay of the kind Names.
void tellSilentResolver(EnvironmentView &view);

} // namespace opsdeck
