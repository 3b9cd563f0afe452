// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/variables.h"
#include "services/domain/edgeflow.h"
#include "services/domain/kindinfo.h"
#include "services/domain/metricserver.h"
#include "services/domain/workspace.h"

#include <optional>

namespace opsdeck {

struct PlatformParameters
{
    QMap<QString, Variables> byEnvironment;
    /// "opsdeck.yaml:6:20" by environment and name: where a value was written.
    QHash<QString, QHash<QString, QString>> origins;
    QMap<QString, YamlPosition> places; ///< of the environments' names in the workspace file
    YamlPosition at;                    ///< of the platform's entry there
    /// Names by environment: those that are none there (~), whatever their default, and those that
    /// are given as an empty text.
    QHash<QString, QMap<QString, YamlPosition>> ended;
    QHash<QString, QMap<QString, YamlPosition>> empty;
};

struct LoadedPlatform
{
    Platform platform;
    QMap<EnvironmentId, Variables> variables; ///< with the built-in ones
    QHash<CheckKey, SourceLocation> places;   ///< where checks state what they run
    FlowBook flows;                           ///< what flows over its dependencies
    MetricServerBook metricServers;           ///< of the environments that have one
    QList<ConfigProblem> sharedAddresses;     ///< see services/config/sharedaddresses.h
};

/// Reads a platform file: every environment with its services, overrides applied and variables
/// replaced. `workspace` reports parameters of environments that the platform does not have.
/// Nothing when the file has no usable platform.
std::optional<LoadedPlatform> readPlatform(const YamlNode &root,
                                           const PlatformParameters &parameters,
                                           const QString &directory, const QList<KindInfo> &probes,
                                           const Reporter &reporter, const Reporter &workspace);

} // namespace opsdeck
