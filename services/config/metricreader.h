// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/mapreader.h"
#include "services/domain/check.h"

namespace opsdeck {

/// The charts under `metrics` of a service that has these checks. A broken one is left out; one
/// without a check, or whose check is among the `dormant`, has nothing to draw and goes to
/// `undrawn`.
QList<MetricDefinition> readMetrics(MapReader &service, const QList<Check> &checks,
                                    const QStringList &dormant, QList<MetricDefinition> &undrawn,
                                    const Reporter &reporter);

} // namespace opsdeck
