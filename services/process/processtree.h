// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

namespace opsdeck {

enum class TreeRoot { Running, Ended };

/// Living processes that came from `root`: itself, its descendants, whoever is left in its session,
/// and whoever carries `mark`
/// ("NAME=value") in the environment it was started with, wherever it has gone since. One that has
/// ended is not looked for by its number, which may be another's by now. Nothing for a root <= 0.
/// Reads /proc; zombies do not count.
QList<qint64> membersOf(qint64 root, const QByteArray &mark, TreeRoot state);

/// Whether a process has the socket of this inode open. False for other users' processes.
bool holdsSocket(qint64 pid, quint64 inode);
/// A process that has the socket open; 0 when none can be seen.
qint64 socketHolder(quint64 inode);
/// The name of a process's program as the kernel has it, raw; empty when it is gone.
QByteArray programNameOf(qint64 pid);

/// When a process was started, in the kernel's ticks since boot; 0 when there is none of that
/// number, or only a zombie.
qint64 startOf(qint64 pid);

} // namespace opsdeck
