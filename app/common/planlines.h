// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/runbook.h"

namespace opsdeck {

/// What each step of a run would do: arguments one a line, facts, secrets by name.
QStringList planLines(const RunPlan &plan);

} // namespace opsdeck
