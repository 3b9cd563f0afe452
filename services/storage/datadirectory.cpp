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
        QDir().mkpath(QFileInfo(path).absolutePath());
        if (::mkdir(name.constData(), 0700) != 0 && errno != EEXIST) {
            return failure(ErrorKind::Storage,
                           Words::tr("The data folder %1 could not be made.").arg(path),
                           Words::tr("Try: another one by OPSDECK_DATA_DIR."),
                           QString::fromLocal8Bit(std::strerror(errno)));
        }
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
