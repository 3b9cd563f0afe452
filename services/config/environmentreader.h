// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/problems.h"
#include "services/domain/workspace.h"

#include <optional>

namespace opsdeck {

/// An environment as its entry in a platform file has it: without services, its variables not
/// replaced.
struct EnvironmentEntry
{
    Environment environment;
    QString via; ///< name of a way; empty: none
    YamlPosition viaAt;
    YamlPosition quorumAt; ///< of 'witness_quorum', where that is not 0
    std::optional<YamlNode> prometheus;
};

/// The entries under `environments`, of each id the first.
QList<EnvironmentEntry> readEnvironments(const QList<YamlNode> &nodes, const Reporter &reporter);
/// Reports a quorum that its witnesses can't reach. `environment` has its services.
void judgeQuorum(const Environment &environment, YamlPosition at, const Reporter &reporter);

} // namespace opsdeck
