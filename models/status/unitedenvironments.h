// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"

namespace opsdeck {

/// Environments of one name on one or more platforms: one column, one button.
struct UnitedEnvironment
{
    EnvironmentId id;
    Tier tier = Tier::Other;    ///< the one of theirs that matters most
    QList<EnvironmentKey> keys; ///< in the workspace's order, never empty

    bool operator==(const UnitedEnvironment &) const = default;
};

/// The environments of `platform`, of all platforms when it is empty, in the order of display.
QList<UnitedEnvironment> unitedEnvironments(const Workspace &workspace,
                                            const PlatformId &platform = {});

} // namespace opsdeck
