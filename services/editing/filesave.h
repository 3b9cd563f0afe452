// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/editing/preparedfile.h"

#include <functional>

namespace opsdeck {

// Blocking: not for the GUI or engine thread. Errors are of kind Storage, Permission, NotFound or
// Guard (changed meanwhile).

/// Gives a file other bytes at once or not at all, through a temporary file beside it; keeps its
/// mode. Refused when it no longer holds `known`, and when the path is a symbolic link.
Result<void> replaceFile(const QString &path, const QByteArray &known, const QByteArray &bytes);
/// Writes a file that is not there yet; makes its folder.
Result<void> createFile(const QString &path, const QByteArray &bytes);

/// Writes several files below `directory`, in this order, all or none. Should the program or the
/// machine end in between, what was there before holds: readers go by the journal
/// (services/config/cutsave.h) until settleCutSave() has put it back. `reached` is called behind
/// each thing that stays on disk.
Result<void> saveFiles(const QString &directory, const QList<FileWrite> &writes,
                       const std::function<void()> &reached = {});

/// Puts back what a save that was cut short had changed, but for files that somebody changed since;
/// their names, relative to `directory`. Nothing to do in most cases. Guard while a save is under
/// way.
Result<QStringList> settleCutSave(const QString &directory);

} // namespace opsdeck
