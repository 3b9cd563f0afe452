// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/problems.h"

namespace opsdeck {

/// A service as one environment has it, variables not yet replaced: what its part for that
/// environment states takes the place of its own keys, of checks, sources and limits key by key.
YamlNode inEnvironment(const YamlNode &service, const QString &environment,
                       const Reporter &reporter);

} // namespace opsdeck
