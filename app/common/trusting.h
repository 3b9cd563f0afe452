// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/common/opener.h"
#include "services/domain/result.h"

#include <QObject>

#include <functional>

namespace opsdeck {

class AuditLog;

/// Trusts these programs of a workspace, of which somebody has seen every argument: recorded
/// before, and not done when that can't be, and after, with what came of it. Waits on no disk
/// itself. `done` comes once, on the caller's thread, and not at all once `context` is gone.
/// Errors: Storage, Permission, Garbage.
void trustPrograms(AuditLog &audit, const QString &dataDirectory, const LoadedWorkspace &loaded,
                   const QList<ProgramUse> &programs, QObject *context,
                   std::function<void(const Result<void> &)> done);
/// Withdraws all trust in a workspace; recorded the same way. NotFound when there was none.
void distrust(AuditLog &audit, const QString &dataDirectory, const LoadedWorkspace &loaded,
              QObject *context, std::function<void(const Result<void> &)> done);

} // namespace opsdeck
