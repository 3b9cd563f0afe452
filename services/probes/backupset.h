// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/probes/datedname.h"
#include "services/probes/findings.h"

namespace opsdeck {

/// A file or an object as the place that keeps it lists it.
struct BackupFile
{
    QString name; ///< within the place
    qint64 bytes = 0;
    qint64 modifiedMs = 0; ///< UTC

    bool operator==(const BackupFile &) const = default;
};

/// What counts as a backup, and how good they must be.
struct BackupRules
{
    DatedName pattern;
    QTimeZone zone = QTimeZone::utc();
    bool isZoneStated = false;
    bool isDatedByName = false;
    QList<QRegularExpression> unfinished;
    QString checksum; ///< ending of the file beside each; empty: none is asked for
    qint64 minimumBytes = 1;
    Milliseconds settle{0}; ///< a younger file may still grow
    Limits age;
    Limits sizeRatio;
    Limits count;

    static ParameterSchema schema();
    static QList<ParameterFinding> findings(const QVariantMap &values);
    /// Config error when a pattern or time zone is none.
    static Result<BackupRules> from(const Parameters &parameters);
};

/// Judges what a place holds at `nowMs`, by the clock of that place. `where` is what messages call
/// it. `outcome` arrives Ok with the time the listing took.
void judgeBackups(const QList<BackupFile> &files, const BackupRules &rules, const QString &where,
                  qint64 nowMs, ProbeOutcome &outcome);

} // namespace opsdeck
