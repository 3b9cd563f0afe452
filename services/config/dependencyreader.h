// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/flowreader.h"
#include "services/config/problems.h"
#include "services/domain/workspace.h"

#include <optional>

namespace opsdeck {

/// What a dependency may be on.
struct DependencyScope
{
    QStringList services;                ///< ids of the whole platform
    QStringList here;                    ///< ids of those in this environment
    QList<WrittenFlow> *flows = nullptr; ///< takes what is said to flow
};

/// Reads one entry of `depends_on` of the service `self`. Nothing when it is wrong, or of a service
/// that this environment does not have.
std::optional<Dependency> readDependency(const YamlNode &node, const QString &self,
                                         const DependencyScope &scope, const Reporter &reporter);
/// What `basis` of a dependency may be.
QStringList dependencyBasisWords();

} // namespace opsdeck
