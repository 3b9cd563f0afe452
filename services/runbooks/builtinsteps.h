// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/runbooks/stepkind.h"

namespace opsdeck {

/// Every step kind of the product, one row each.
StepRegistry builtinSteps();

StepKind commandStepKind();
StepKind checkStepKind();

} // namespace opsdeck
