// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/audit/recordfiles.h"

#include "services/base/username.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(RecordFiles)
};

constexpr mode_t kOthers = 077;

tl::unexpected<Error> refused(const QString &message, const QString &detail = {})
{
    return failure(
        ErrorKind::Permission, message,
        Words::tr("Nothing is run with it. Try: a data folder of your own by OPSDECK_DATA_DIR."),
        detail);
}

Result<QStringList> keep(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    struct stat link = {};
    struct stat info = {};
    if (::lstat(name.constData(), &link) != 0 || ::stat(name.constData(), &info) != 0)
        return QStringList();
    for (const uid_t owner : {link.st_uid, info.st_uid}) {
        if (owner != ::geteuid())
            return refused(Words::tr("%1, where actions are recorded, belongs to %2.")
                               .arg(path, userNameOf(owner)));
    }
    if (S_ISDIR(info.st_mode) && (info.st_mode & S_ISVTX) != 0)
        return refused(
            Words::tr("%1, where actions are recorded, is a folder for everybody.").arg(path));
    const mode_t mode = info.st_mode & 07777;
    if ((mode & kOthers) == 0)
        return QStringList();
    if (::chmod(name.constData(), mode & ~kOthers) != 0) {
        return refused(Words::tr("%1, where actions are recorded, is open to others (mode %2), and "
                                 "that could not be repaired.")
                           .arg(path)
                           .arg(mode, 4, 8, QLatin1Char('0')),
                       QString::fromLocal8Bit(std::strerror(errno)));
    }
    return QStringList{Words::tr("%1, where actions are recorded, was open to others (mode %2); "
                                 "now it is yours alone (%3).")
                           .arg(path)
                           .arg(mode, 4, 8, QLatin1Char('0'))
                           .arg(mode & ~kOthers, 4, 8, QLatin1Char('0'))};
}

} // namespace

Result<QStringList> keepToOurselves(const QString &recordFile)
{
    QStringList repaired;
    for (const QString &path :
         {QFileInfo(recordFile).absolutePath(), recordFile, recordFile + QStringLiteral("-wal"),
          recordFile + QStringLiteral("-shm"), recordFile + QStringLiteral("-journal"),
          recordFile + QStringLiteral(".head")}) {
        const auto kept = keep(path);
        if (!kept)
            return kept;
        repaired += *kept;
    }
    return repaired;
}

} // namespace opsdeck
