// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace opsdeck {

/// `text` below the workspace's folder, absolute and clean; an absolute one stays as it is.
QString workspacePath(const QString &directory, const QString &text);
/// True when a path (of workspacePath) leads out of the folder neither by its name nor by a link.
/// Reads the file system.
bool isInside(const QString &directory, const QString &path);

} // namespace opsdeck
