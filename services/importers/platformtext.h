// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/importers/importedstack.h"

namespace opsdeck {

/// A platform file of stacks that are one platform in several environments: each service once, and
/// what differs from the first environment that has it under `environments`.
QString platformText(const QList<ImportedStack> &stacks);
/// The workspace file that names it, with the parameters of each environment.
QString workspaceText(const QList<ImportedStack> &stacks, const QString &platformFile);

} // namespace opsdeck
