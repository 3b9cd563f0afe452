// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace opsdeck {

/// A file or an object as the place that keeps it lists it, or a folder with all that is in it.
struct BackupFile
{
    QString name; ///< within the place
    qint64 bytes = 0;
    qint64 modifiedMs =
        0; ///< UTC; of a folder: of the newest file in it, its own when there is none

    // Of folders only.
    bool isFolder = false;
    int files = 0;
    qint64 markerBytes = -1; ///< size of the file that says it is whole; -1: there is none
    bool isUnreadable = false;

    bool operator==(const BackupFile &) const = default;
};

/// What stands behind the first / of the names, folder by folder, in the order of the names; names
/// without one stay. `marker`: name within a folder of the file that says it is whole.
QList<BackupFile> asFolders(const QList<BackupFile> &files, const QString &marker);

} // namespace opsdeck
