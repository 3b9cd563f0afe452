// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/probes/backup/backupfile.h"
#include "services/probes/backup/backuprules.h"

namespace opsdeck {

/// Judges what a place holds at `nowMs`, by the clock of that place. `where` is what messages call
/// it. `outcome` arrives Ok with the time the listing took.
void judgeBackups(const QList<BackupFile> &files, const BackupRules &rules, const QString &where,
                  qint64 nowMs, ProbeOutcome &outcome);

} // namespace opsdeck
