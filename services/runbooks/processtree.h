// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

namespace opsdeck {

/// Living processes that came from `root`: itself, its descendants, whoever is left in its session, and whoever carries `mark`
/// ("NAME=value") in the environment it was started with, wherever it has gone since. Reads /proc; zombies do not count.
QList<qint64> membersOf(qint64 root, const QByteArray &mark);

} // namespace opsdeck
