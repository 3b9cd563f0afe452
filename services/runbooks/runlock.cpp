// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/runbooks/runlock.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(RunLock)
};

} // namespace

Result<std::unique_ptr<RunLock>> RunLock::take(const QString &dataDirectory, const EnvironmentKey &environment)
{
    const QString folder = dataDirectory + QStringLiteral("/locks");
    const QString name = QString::fromLatin1(QCryptographicHash::hash(environment.toString().toUtf8(), QCryptographicHash::Sha256).toHex().left(24));
    QDir().mkpath(folder);
    const int descriptor = ::open(QFile::encodeName(folder + QLatin1Char('/') + name).constData(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return failure(ErrorKind::Storage, Words::tr("The lock of %1 could not be taken.").arg(environment.toString()),
                       Words::tr("Try: space and permissions of the data folder."), QString::fromLocal8Bit(std::strerror(errno)));
    }
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        ::close(descriptor);
        return failure(ErrorKind::Guard, Words::tr("Not run: another run is under way in %1.").arg(environment.toString()),
                       Words::tr("Wait for it, or stop it. Nothing was changed."));
    }
    return std::unique_ptr<RunLock>(new RunLock(descriptor));
}

RunLock::~RunLock()
{
    ::close(m_descriptor);
}

} // namespace opsdeck
