// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/mapreader.h"
#include "services/domain/condition.h"

namespace opsdeck {

/// Reads `degraded_if` or `down_if`: a list of conditions, or one. What is no condition is reported
/// at its entry and left out.
QStringList readConditions(MapReader &reader, const QString &key, const Reporter &reporter);
/// The texts of a value that is a list of conditions, or one.
QStringList conditionsIn(const YamlNode &value, const QString &key, const Reporter &reporter);
/// Reports why a text is no condition.
void reportFault(const ConditionFault &fault, YamlPosition at, const QString &key,
                 const Reporter &reporter);

} // namespace opsdeck
