// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"

namespace opsdeck {

/// Whether `runbook` may run in `environment`.
bool appliesTo(const Runbook &runbook, const EnvironmentKey &environment);
/// The runbooks that are written for this service and may run where it runs.
QList<const Runbook *> runbooksFor(const Workspace &workspace, const ServiceKey &service);
/// Whether one of them names this kind of fault (the stable word of its error) as its trigger.
bool hasRunbookAgainst(const Workspace &workspace, const ServiceKey &service,
                       const QString &errorKind);

} // namespace opsdeck
