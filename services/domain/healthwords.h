// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

namespace opsdeck {

/// A state in mid-sentence, "it was degraded": "OK", "degraded", "down", "unknown". Its stable word
/// is toWord().
QString healthWord(Health health);

} // namespace opsdeck
