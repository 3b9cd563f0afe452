// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/runbooks/runlock.h"

#include "services/process/processtree.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(RunLock)
};

constexpr int kMostTries = 16;

QString pathOf(const QString &folder, const EnvironmentKey &environment)
{
    return folder + QLatin1Char('/')
           + QString::fromLatin1(
               QCryptographicHash::hash(environment.toString().toUtf8(), QCryptographicHash::Sha256)
                   .toHex()
                   .left(24));
}

tl::unexpected<Error> notWritable(const QString &folder, int code)
{
    const QString advice =
        code == EROFS ? Words::tr("Its disk is read-only. Try: another folder by OPSDECK_DATA_DIR, "
                                  "or mount the disk for writing.")
        : code == ENOSPC || code == EDQUOT
            ? Words::tr("The disk is full. Try: free some space.")
            : Words::tr("Try: chmod u+rwx on it, or another folder by OPSDECK_DATA_DIR.");
    return failure(ErrorKind::Storage,
                   Words::tr("Not run: nothing can be written below %1, so the run could be "
                             "neither locked nor recorded.")
                       .arg(folder),
                   advice + QLatin1Char(' ') + Words::tr("Nothing was changed."),
                   QString::fromLocal8Bit(std::strerror(code)));
}

/// Who took the lock: process and its start, so that a number given anew is not mistaken for it.
QByteArray thisProcess()
{
    return QByteArray::number(::getpid()) + ' ' + QByteArray::number(startOf(::getpid())) + '\n';
}

bool isHolderAlive(int descriptor)
{
    char text[64] = {};
    const ssize_t size = ::pread(descriptor, text, sizeof text - 1, 0);
    const QList<QByteArray> fields =
        QByteArray(text, static_cast<int>(std::max<ssize_t>(size, 0))).simplified().split(' ');
    const qint64 start = startOf(fields.value(0).toLongLong());
    return start > 0 && fields.value(1).toLongLong() == start;
}

tl::unexpected<Error> held(int descriptor, const EnvironmentKey &environment)
{
    if (isHolderAlive(descriptor)) {
        return failure(
            ErrorKind::Guard,
            Words::tr("Not run: another run is under way in %1.").arg(environment.toString()),
            Words::tr("Wait for it, or stop it. Nothing was changed."));
    }
    return failure(
        ErrorKind::Guard,
        Words::tr("Not run: processes of an earlier run still live in %1, though that run is over.")
            .arg(environment.toString()),
        Words::tr("Try: wait for them or end them; ps shows them below a process named "
                  "runbook-step. Nothing was changed."));
}

/// False when the file was removed or replaced since it was opened: a lock on it keeps nobody out.
bool isInPlace(int descriptor, const QByteArray &path)
{
    struct stat opened = {};
    struct stat there = {};
    return ::fstat(descriptor, &opened) == 0 && ::lstat(path.constData(), &there) == 0
           && opened.st_dev == there.st_dev && opened.st_ino == there.st_ino;
}

} // namespace

Result<std::unique_ptr<RunLock>> RunLock::take(const QString &dataDirectory,
                                               const EnvironmentKey &environment)
{
    const QString folder = dataDirectory + QStringLiteral("/locks");
    const QByteArray path = QFile::encodeName(pathOf(folder, environment));
    for (int tries = 0; tries < kMostTries; ++tries) {
        if (::mkdir(QFile::encodeName(folder).constData(), 0700) != 0 && errno != EEXIST)
            return notWritable(dataDirectory, errno);
        const int descriptor =
            ::open(path.constData(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (descriptor < 0)
            return notWritable(dataDirectory, errno);
        if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
            const auto refused = held(descriptor, environment);
            ::close(descriptor);
            return refused;
        }
        if (!isInPlace(descriptor, path)) {
            ::close(descriptor);
            continue;
        }
        std::unique_ptr<RunLock> lock(new RunLock(descriptor));
        const QByteArray holder = thisProcess();
        if (::ftruncate(descriptor, 0) != 0
            || ::pwrite(descriptor, holder.constData(), static_cast<std::size_t>(holder.size()), 0)
                   != holder.size())
            return notWritable(dataDirectory, errno);
        return lock;
    }
    return failure(ErrorKind::Storage,
                   Words::tr("Not run: the lock of %1 is removed again and again.")
                       .arg(environment.toString()),
                   Words::tr("Try: see what cleans up %1. Nothing was changed.").arg(folder));
}

RunLock::~RunLock()
{
    // Not released but closed: a step's processes that could not be ended keep it. The name goes,
    // for the run is over.
    static_cast<void>(::ftruncate(m_descriptor, 0) == 0);
    ::close(m_descriptor);
}

} // namespace opsdeck
