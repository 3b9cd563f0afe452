// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/datadirectory.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(DataDirectory)
};

/// 0, or the errno of the first folder that could not be made.
int makeFolders(const QString &path)
{
    if (QDir().exists(path))
        return 0;
    if (const int refusal = makeFolders(QFileInfo(path).absolutePath()); refusal != 0)
        return refusal;
    constexpr mode_t kMode = 0777;
    return ::mkdir(QFile::encodeName(path).constData(), kMode) != 0 && errno != EEXIST ? errno : 0;
}

Error notMade(const QString &path, const QString &above, int refusal)
{
    return {ErrorKind::Storage, Words::tr("The data folder %1 could not be made.").arg(path),
            Words::tr(
                "%1 is no folder, or not yours to write to. Try: another one by OPSDECK_DATA_DIR.")
                .arg(above),
            QString::fromLocal8Bit(std::strerror(refusal))};
}

} // namespace

Result<QString> dataDirectory()
{
    QString path = qEnvironmentVariable("OPSDECK_DATA_DIR");
    if (path.isEmpty())
        path = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation)
               + QStringLiteral("/opsdeck");
    path = QDir::cleanPath(QDir().absoluteFilePath(path));
    const QByteArray name = QFile::encodeName(path);
    if (!QDir().exists(path)) {
        const QString above = QFileInfo(path).absolutePath();
        if (const int refusal = makeFolders(above); refusal != 0)
            return failure(notMade(path, above, refusal));
        if (::mkdir(name.constData(), 0700) != 0 && errno != EEXIST)
            return failure(notMade(path, above, errno));
    }
    struct stat info = {};
    if (::stat(name.constData(), &info) != 0 || !S_ISDIR(info.st_mode))
        return failure(ErrorKind::Storage, Words::tr("The data folder %1 is no folder.").arg(path),
                       Words::tr("Try: another one by OPSDECK_DATA_DIR."));
    if (info.st_uid != ::geteuid()) {
        return failure(ErrorKind::Permission,
                       Words::tr("The data folder %1 belongs to somebody else.").arg(path),
                       Words::tr("Try: a folder of your own by OPSDECK_DATA_DIR."));
    }
    if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        return failure(ErrorKind::Permission,
                       Words::tr("The data folder %1 may be written by others.").arg(path),
                       Words::tr("Try: chmod 700 on it."));
    }
    return path;
}

} // namespace opsdeck
