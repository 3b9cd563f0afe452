// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace opsdeck {

/// The first word of an argument vector, its scripts and SQL included, that is known to change
/// something: "FLUSHALL", "restart" of docker, "DELETE FROM". Empty when there is none, which
/// proves nothing.
QString changingWord(const QStringList &arguments);

} // namespace opsdeck
