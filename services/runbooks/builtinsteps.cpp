// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/runbooks/builtinsteps.h"

namespace opsdeck {

StepRegistry builtinSteps()
{
    return StepRegistry({
        commandStepKind(),
        checkStepKind(),
    });
}

} // namespace opsdeck
