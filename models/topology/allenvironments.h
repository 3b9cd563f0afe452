// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/statusboard.h"
#include "models/topology/diagramdefinition.h"

namespace opsdeck {

/// A service in one of its platform's environments.
struct EnvironmentOfNode
{
    ServiceKey service;
    QString letter; ///< "D", "S", "P": tells the environments of the platform apart
    Tier tier = Tier::Other;
    bool isHere = false; ///< false: the environment does not run it
};

/// Environments that are set up, all of them where none is, with the letters that tell them apart:
/// as many of each name as it takes, three at most.
QList<EnvironmentOfNode> environmentsOf(const Platform &platform, const ServiceId &service);

/// What all environments of the platform have together. A service that `preferred` has is told as
/// it is there.
DiagramDefinition unitedDefinition(const Platform &platform, const EnvironmentId &preferred);

/// "dev: OK. prod: Down." of one service.
QString environmentsSentence(const StatusBoard &board, const Platform &platform,
                             const ServiceId &service);

} // namespace opsdeck
