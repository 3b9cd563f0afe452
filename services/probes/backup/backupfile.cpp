// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/backup/backupfile.h"

#include <QMap>

#include <algorithm>
#include <limits>

namespace opsdeck {

QList<BackupFile> asFolders(const QList<BackupFile> &files, const QString &marker)
{
    QList<BackupFile> all;
    QMap<QString, BackupFile> folders;
    for (const BackupFile &file : files) {
        const qsizetype slash = file.name.indexOf(QLatin1Char('/'));
        if (slash < 0) {
            all.append(file);
            continue;
        }
        BackupFile &folder = folders[file.name.left(slash)];
        folder.name = file.name.left(slash);
        folder.isFolder = true;
        const QString within = file.name.mid(slash + 1);
        // A key that ends in / is how a bucket shows an empty folder.
        if (within.isEmpty() && file.bytes == 0) {
            if (folder.files == 0)
                folder.modifiedMs = file.modifiedMs;
            continue;
        }
        folder.modifiedMs =
            folder.files == 0 ? file.modifiedMs : std::max(folder.modifiedMs, file.modifiedMs);
        // Sizes are foreign figures: a sum beyond all measure stays at the most there is.
        if (__builtin_add_overflow(folder.bytes, file.bytes, &folder.bytes))
            folder.bytes = std::numeric_limits<qint64>::max();
        ++folder.files;
        if (!marker.isEmpty() && within == marker)
            folder.markerBytes = file.bytes;
    }
    return all + folders.values();
}

} // namespace opsdeck
