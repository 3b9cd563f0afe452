// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/mapreader.h"
#include "services/domain/rolluprule.h"

namespace opsdeck {

/// The value of `rollup`: `worst`, `best`, `{at_least: 2}` or `{percent: 50}`; worst when absent or
/// broken, which is reported.
RollUp readRollUp(MapReader &reader, const Reporter &reporter);

} // namespace opsdeck
