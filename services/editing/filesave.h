// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"

#include <QByteArray>

namespace opsdeck {

// Blocking: not for the GUI or engine thread. Errors are of kind Storage, Permission, NotFound or
// Guard (changed meanwhile).

/// Gives a file other bytes at once or not at all, through a temporary file beside it; keeps its
/// mode. Refused when it no longer holds `known`, and when the path is a symbolic link.
Result<void> replaceFile(const QString &path, const QByteArray &known, const QByteArray &bytes);
/// Writes a file that is not there yet; makes its folder.
Result<void> createFile(const QString &path, const QByteArray &bytes);

} // namespace opsdeck
