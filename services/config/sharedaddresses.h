// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/platformreader.h"

namespace opsdeck {

/// Warnings of services that two environments of a platform ask at one address: the same check of
/// the same service, by its kind, by the same way, for the same thing there. Each service,
/// environment and address once, at the parameter of the workspace file that leads there, else at
/// the check in the platform file: its nodes are `services`, its name is `file`.
QList<ConfigProblem> sharedAddresses(const LoadedPlatform &loaded, const QList<YamlNode> &services,
                                     const PlatformParameters &parameters,
                                     const QList<KindInfo> &probes, const QString &file);

} // namespace opsdeck
