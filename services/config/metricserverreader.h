// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/problems.h"
#include "services/config/wayreader.h"
#include "services/domain/kindinfo.h"
#include "services/domain/metricserver.h"

#include <optional>

namespace opsdeck {

/// The keys under an environment's `prometheus`, but for `via`.
KindInfo metricServerKeys();

/// What an environment's `prometheus` may refer to.
struct MetricServerScope
{
    QString directory;              ///< of the workspace, absolute
    const Environment &environment; ///< with its services
    QStringList services;           ///< ids of the whole platform
    const WayBook &ways;
};

/// The server that an environment's `prometheus` tells of; variables are replaced. Nothing when it
/// is wrong, which is reported, or when the service that it names is not there or not watched here.
std::optional<MetricServer> readMetricServer(const YamlNode &node, const MetricServerScope &scope,
                                             const Reporter &reporter);

} // namespace opsdeck
