// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/runbooks/abandonedparts.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QSet>

#include <sys/stat.h>

#include <optional>
#include <utility>

namespace opsdeck {

namespace {

using FileId = std::pair<quint64, quint64>; ///< device and inode

std::optional<FileId> fileIdOf(const QString &path, bool followsLinks)
{
    const QByteArray name = QFile::encodeName(path);
    struct stat info = {};
    const int done =
        followsLinks ? ::stat(name.constData(), &info) : ::lstat(name.constData(), &info);
    if (done != 0 || !S_ISREG(info.st_mode))
        return std::nullopt;
    return FileId(info.st_dev, info.st_ino);
}

/// The files that any process has open, as far as this user may see.
QSet<FileId> openFiles()
{
    static const QRegularExpression number(QStringLiteral("^[0-9]+$"));
    QSet<FileId> all;
    const QStringList processes = QDir(QStringLiteral("/proc")).entryList(QDir::Dirs);
    for (const QString &process : processes.filter(number)) {
        const QString folder = QStringLiteral("/proc/%1/fd").arg(process);
        const QStringList descriptors =
            QDir(folder).entryList(QDir::Files | QDir::System | QDir::NoDotAndDotDot);
        for (const QString &descriptor : descriptors) {
            if (const auto id = fileIdOf(folder + QLatin1Char('/') + descriptor, true))
                all.insert(*id);
        }
    }
    return all;
}

} // namespace

QStringList removeAbandonedParts(const QString &folder)
{
    static const QRegularExpression part(QStringLiteral("\\.partial-[0-9a-f]{8}$"));
    QStringList candidates;
    for (QDirIterator each(folder, QDir::Files | QDir::Hidden | QDir::NoSymLinks,
                           QDirIterator::Subdirectories);
         each.hasNext();) {
        const QString path = each.next();
        if (part.match(path).hasMatch())
            candidates << path;
    }
    if (candidates.isEmpty())
        return {};
    const QSet<FileId> held = openFiles();
    QStringList removed;
    for (const QString &path : std::as_const(candidates)) {
        const auto id = fileIdOf(path, false);
        if (id && !held.contains(*id) && QFile::remove(path))
            removed << QDir(folder).relativeFilePath(path);
    }
    removed.sort();
    return removed;
}

} // namespace opsdeck
