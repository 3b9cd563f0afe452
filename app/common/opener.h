// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/workspaceloader.h"
#include "services/probes/builtinprobes.h"

#include <optional>

namespace opsdeck {

/// Everything that a definition may name, from the built-in lists.
KindCatalog kindCatalog();
/// Loads a workspace file, or the `opsdeck.yaml` of a folder. Its programs are withheld.
LoadedWorkspace openWorkspace(const QString &fileOrFolder);

/// A workspace as it may be polled.
struct TrustedWorkspace
{
    LoadedWorkspace loaded;          ///< what is trusted is released
    QList<ProgramUse> untrusted;     ///< what is withheld still
    std::optional<Error> trustError; ///< what is trusted could not be read: then nothing is
};

/// The same with the programs released that the user has trusted, or all of them when `isAll`.
/// Reads the trust kept in `dataDirectory`; empty: none.
TrustedWorkspace openTrusted(const QString &fileOrFolder, const QString &dataDirectory,
                             bool isAll = false);
/// A workspace that runs already, looked at anew: its programs as their files are now, and what of
/// them is trusted now. Its own definition files are not read.
TrustedWorkspace releasedAnew(const WorkspacePtr &running, const QList<ProgramUse> &programs,
                              const QString &workspaceFile, const QString &dataDirectory);
/// `file:line:column: error: text` with the file as seen from where `fileOrFolder` was typed.
QString problemText(const ConfigProblem &problem, const QString &fileOrFolder);

} // namespace opsdeck
