// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/mapreader.h"
#include "services/domain/edgeflow.h"

#include <optional>

namespace opsdeck {

/// A metric as a flow names it: "METRIC" of one of the edge's two services, or "SERVICE/METRIC".
struct WrittenMetric
{
    QString text;
    YamlPosition at;
};

/// The `flow` of a dependency as it is written; `edge` has its two services, source and kind.
struct WrittenFlow
{
    EdgeFlow edge;
    WrittenMetric rate;
    WrittenMetric errors;
};

/// Reads `flow` of a dependency; nothing when there is none, or when it is wrong.
std::optional<WrittenFlow> readFlow(MapReader &dependency, const Reporter &reporter);

/// The flows of each environment with the metrics that they mean. One whose metric has no values in
/// an environment is none there. Reports metrics that the platform does not have, and those that
/// are no rate or share.
FlowBook foundFlows(const Platform &platform,
                    const QHash<EnvironmentId, QList<WrittenFlow>> &written,
                    const QStringList &services, const Reporter &reporter);

} // namespace opsdeck
