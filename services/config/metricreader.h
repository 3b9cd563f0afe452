// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/mapreader.h"
#include "services/domain/golden.h"

namespace opsdeck {

/// The charts under `metrics` of a service whose checks are read. A broken one is left out; one
/// without a check, or whose check is among the `dormant`, has nothing to draw and goes to
/// the service's undrawn ones. Which of them tell its latency, traffic, errors and saturation goes
/// to its facts.
void readMetrics(MapReader &reader, const QStringList &dormant, Service &service,
                 const Reporter &reporter);

} // namespace opsdeck
