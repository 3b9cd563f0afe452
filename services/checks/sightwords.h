// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/changeset.h"

namespace opsdeck::sightwords {

// What is told of the sight of an environment.

Event lost(const EnvironmentKey &environment, const Blindness &blindness);
Event regained(const EnvironmentKey &environment, Milliseconds lasted, const Instant &now);
/// Nothing answers, but there is nobody left who could tell that it is out of sight.
Event notJudgeable(const EnvironmentKey &environment, const Instant &at);

QString outOfSight(const QString &message);
QString notSeen();

} // namespace opsdeck::sightwords
