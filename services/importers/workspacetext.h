// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"
#include "services/importers/importedstack.h"

namespace opsdeck {

/// A file to write, its name relative to the workspace's folder.
struct ImportedFile
{
    QString name;
    QByteArray bytes;
};

/// The workspace file under `workspaceName` ("opsdeck.yaml") and the platform file it names. The
/// same stack gives the same bytes.
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
