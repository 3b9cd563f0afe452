// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/importplan.h"
#include "services/importers/workspacetext.h"

namespace opsdeck {

/// Files of an import as they would find what stands in a folder.
struct Reimport
{
    QList<ImportedFile> files;        ///< with what was edited there, where that can be kept
    QList<PlannedFile::State> states; ///< of each
    QList<QByteArray> old;            ///< what stands there; null when nothing does
    ImportChanges changes;            ///< of the platform's services
};

/// Compares `files` with what stands in `folder`. What an import wrote and somebody edited since
/// keeps the edits: services that were edited or added by hand, parameters, everything else in the
/// file. Services that stand as they were imported follow the new import. Blocking: not for the GUI
/// or engine thread.
Result<Reimport> reimportOf(const QList<ImportedFile> &files, const QString &folder);

} // namespace opsdeck
