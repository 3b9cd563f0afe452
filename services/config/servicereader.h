// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/flowreader.h"
#include "services/config/problems.h"
#include "services/config/setup.h"
#include "services/config/wayreader.h"
#include "services/domain/kindinfo.h"
#include "services/domain/workspace.h"

#include <optional>

namespace opsdeck {

/// What a service's definition may refer to.
struct ServiceScope
{
    QString directory; ///< of the workspace, absolute
    QList<KindInfo> probes;
    QStringList services; ///< ids of the whole platform
    QStringList here;     ///< ids of those in this environment
    QStringList layers;
    const WayBook &ways;
    Way via; ///< the environment's
    /// Where its checks stand, by "service/check": of those that run a program.
    QHash<QString, YamlPosition> *programPlaces = nullptr;
    QList<WrittenFlow> *flows = nullptr; ///< takes what flows over its dependencies
    QString service = {};                ///< the one whose checks are read
    QString environment = {};
    QStringList environments = {};
    QList<DormantNode> dormant = {}; ///< its checks that are not run
};

/// Reads a service as it is in one environment: overrides applied, variables replaced. A check that
/// is broken stays, with an empty kind, so that it is unknown and nobody takes its service for
/// healthy; one without a usable id gets another.
std::optional<Service> readService(const YamlNode &node, const ServiceScope &scope,
                                   const Reporter &reporter);

/// Reads one check for what is wrong with it alone.
void tryCheck(const YamlNode &node, const ServiceScope &scope, const Reporter &reporter);

} // namespace opsdeck
