// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/problems.h"

namespace opsdeck {

/// Reports what a platform file refers to and does not have: the metric of a rule or a capacity,
/// the rule of a threshold, the contradictions of a source.
void checkReferences(const YamlNode &platform, const Reporter &reporter);

} // namespace opsdeck
