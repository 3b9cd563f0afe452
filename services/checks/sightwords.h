// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/changeset.h"

namespace opsdeck::sightwords {

// What is told of the sight of an environment.

Event lost(const EnvironmentKey &environment, const Blindness &blindness);
Event regained(const EnvironmentKey &environment, Milliseconds lasted, const Instant &now);
/// It keeps being lost and coming back: told once, by the services that fall silent.
Event flaps(const EnvironmentKey &environment, const QStringList &names, const Instant &now);
/// It has calmed: it is seen, or lost for longer than it came and went by.
Event steady(const EnvironmentKey &environment, Milliseconds lasted, const Instant &now);
Event stayedLost(const EnvironmentKey &environment, const Blindness &blindness, Milliseconds lasted,
                 const Instant &now);
/// Nothing answers, but there is nobody left who could tell that it is out of sight.
Event notJudgeable(const EnvironmentKey &environment, const Instant &at);

QString outOfSight(const QString &message);
QString notSeen();

} // namespace opsdeck::sightwords
