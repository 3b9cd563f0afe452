// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace opsdeck {

/// Positions in an argument vector of what a shell is given as a script by -c, wherever the shell
/// stands: behind env, sudo, timeout too. sh, bash, dash, ksh, zsh and their like.
QList<qsizetype> shellScripts(const QStringList &arguments);
/// The names of `${name}` in a text.
QStringList variablesIn(const QString &text);
/// A relative path without a ".." among its parts: it can't lead out of the folder it is taken
/// from.
bool staysInside(const QString &path);

} // namespace opsdeck
