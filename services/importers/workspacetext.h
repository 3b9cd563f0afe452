// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"
#include "services/importers/importedstack.h"

#include <optional>

namespace opsdeck {

/// A file to write, its name relative to the workspace's folder.
struct ImportedFile
{
    QString name;
    QByteArray bytes;
    std::optional<QByteArray> over = {}; ///< what stands there, when `bytes` keep its edits
};

/// Whether a text begins as one that an import wrote, edited since or not.
bool isImported(const QByteArray &bytes);
/// What tells whether a service's mapping is as an import wrote it: it stands in the comment above.
QString importFingerprint(const QByteArray &mapping);

/// The workspace file under `workspaceName` ("opsdeck.yaml") and the platform file it names. The
/// same stacks, one an environment, give the same bytes. Id and title are those of the first.
QList<ImportedFile> workspaceFilesOf(const QList<ImportedStack> &stacks,
                                     const QString &workspaceName);
QList<ImportedFile> workspaceFilesOf(const ImportedStack &stack, const QString &workspaceName);

struct WrittenFile
{
    enum class State { Created, Unchanged, Replaced };

    QString path;
    State state = State::Created;
};

/// How they would find what stands in `folder`.
Result<QList<PlannedFile::State>> statesOf(const QList<ImportedFile> &files, const QString &folder);

/// Writes the files into `folder`, made when absent. A file that is there and was changed since it
/// was imported, or was never imported, is only replaced when `isForced`; else nothing is written.
/// Of what can't be written whole, nothing new is left behind.
Result<QList<WrittenFile>> writeImported(const QList<ImportedFile> &files, const QString &folder,
                                         bool isForced);

} // namespace opsdeck
