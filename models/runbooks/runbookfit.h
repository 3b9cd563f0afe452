// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"

namespace opsdeck {

/// Whether `runbook` may run in `environment`.
bool appliesTo(const Runbook &runbook, const EnvironmentKey &environment);
/// The runbooks that are written for this service and may run where it runs.
QList<const Runbook *> runbooksFor(const Workspace &workspace, const ServiceKey &service);

} // namespace opsdeck
