// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/probes/backup/datedname.h"
#include "services/probes/findings.h"

namespace opsdeck {

/// What counts as a backup, and how good they must be.
struct BackupRules
{
    DatedName pattern;
    QTimeZone zone = QTimeZone::utc();
    bool isZoneStated = false;
    bool isDatedByName = false;
    QList<QRegularExpression> unfinished;
    bool isOfFolders = false; ///< a backup is a folder, not a file
    QString marker;           ///< a folder's file that says it is whole; empty: none is asked for
    QString checksum;         ///< ending of the file beside each; empty: none is asked for
    qint64 minimumBytes = 1;
    Milliseconds settle{0}; ///< a younger one may still grow
    Limits age;
    Limits sizeRatio;
    Limits count;

    static ParameterSchema schema();
    static QList<ParameterFinding> findings(const QVariantMap &values);
    /// Config error when a pattern or time zone is none.
    static Result<BackupRules> from(const Parameters &parameters);
};

} // namespace opsdeck
