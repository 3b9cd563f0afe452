// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/workspaceloader.h"
#include "services/probes/builtinprobes.h"

namespace opsdeck {

/// Everything that a definition may name, from the built-in lists.
KindCatalog kindCatalog();
/// Loads a workspace file, or the `opsdeck.yaml` of a folder.
LoadedWorkspace openWorkspace(const QString &fileOrFolder);
/// `file:line:column: error: text` with the file as seen from where `fileOrFolder` was typed.
QString problemText(const ConfigProblem &problem, const QString &fileOrFolder);

} // namespace opsdeck
