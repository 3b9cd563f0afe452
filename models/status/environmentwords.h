// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/standing.h"
#include "services/domain/tally.h"

namespace opsdeck {

/// Of environments, what is out of sight before their services by state: "'Bastion' lost", "1
/// down", "3 impacted"; "11 OK" where nothing is abnormal, "not set up" where nothing is watched.
/// The last matters least.
QStringList countsTexts(const QList<const EnvironmentView *> &views);
/// The same in one line: "1 down, 3 impacted".
QString countsText(const QList<const EnvironmentView *> &views);

/// How early it is named, the worst lowest.
int severityOf(const EnvironmentView &view);

/// The worst of them, of equals the one that matters most, then the first; null when there is none.
const EnvironmentView *worstOf(const QList<const EnvironmentView *> &views);

} // namespace opsdeck
