// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/problems.h"

namespace opsdeck {

/// Refuses a text where the list `name` of a program and its arguments belongs: no shell splits it.
void refuseCommandText(const QString &name, const YamlNode &text, const Reporter &reporter);
/// Refuses variables in a shell's script: their values would be run as code. `texts` are those of
/// the list `node`; with `isDeferred` their variables are not replaced yet.
bool isScriptSafe(const QStringList &texts, const YamlNode &node, bool isDeferred,
                  const Reporter &reporter);

} // namespace opsdeck
