// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/common/selection.h"
#include "services/config/workspaceloader.h"

namespace opsdeck {

/// Whether an error of the workspace's files is of none of what is selected: of another platform,
/// environment or service, or of a runbook. Without a selection nothing is elsewhere.
bool isElsewhere(const ConfigProblem &problem, const LoadedWorkspace &loaded,
                 const Selection &selection);

} // namespace opsdeck
