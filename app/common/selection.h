// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"
#include "services/domain/workspace.h"

namespace opsdeck {

/// What `--platform`, `--environment` and `--service` ask for; empty members match everything.
struct Selection
{
    PlatformId platform;
    EnvironmentId environment;
    ServiceId service;

    bool covers(const EnvironmentKey &key) const
    {
        return (platform.isEmpty() || platform == key.platform)
               && (environment.isEmpty() || environment == key.environment);
    }
};

/// From what was typed; an environment may be named with its platform, "shop/prod". Config when
/// that contradicts `platform`.
Result<Selection> selectionOf(const QString &platform, const QString &environment,
                              const QString &service);

/// What of a selection is not in the workspace, as a sentence with a guess of what was meant; empty
/// when all of it is.
QString unknownSelection(const Workspace &workspace, const Selection &selection);

} // namespace opsdeck
