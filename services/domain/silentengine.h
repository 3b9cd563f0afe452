// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

namespace opsdeck {

/// Whether checks of this kind ask an engine of containers.
bool isOfEngine(const QString &kind);

/// Where the engine of containers is that a check asks, in words for people:
/// "/var/run/docker.sock"; empty for a check that asks none.
QString engineOf(const Check &check);

/// Whether the check is of a container that another one, the engine, tells of.
bool isOfContainer(const Check &check);

/// Names the one cause where an engine tells nothing of its containers: the service that is the
/// engine, where a check of the environment looks at the engine itself and finds it gone; else a
/// LostWay of the kind Engine. What is unknown for lack of its word, and what refuses or is silent
/// behind it, is explained by that and is no root cause. After spreadImpact().
void tellSilentEngines(const Environment &environment, EnvironmentView &view);

} // namespace opsdeck
