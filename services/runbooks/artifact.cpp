// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/runbooks/artifact.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QUuid>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(Artifact)
};

tl::unexpected<Error> refused(const QString &message)
{
    return failure(ErrorKind::Storage, message,
                   Words::tr("Try: space and permissions of the data folder."),
                   QString::fromLocal8Bit(std::strerror(errno)));
}

bool moved(const char *from, const char *to, bool mayReplace)
{
    if (mayReplace)
        return ::rename(from, to) == 0;
    if (::renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return true;
    if (errno != EINVAL) // some file systems do not know the flag
        return false;
    struct stat facts = {};
    if (::lstat(to, &facts) == 0) {
        errno = EEXIST;
        return false;
    }
    return ::rename(from, to) == 0;
}

Error keptError(const QString &path)
{
    return {
        ErrorKind::Storage,
        Words::tr("%1 is there already and was kept.").arg(path),
        Words::tr("Try: write ${timestamp} into the artifact's name, or move the old file away."),
        {}};
}

bool syncPath(const QString &path, int flags)
{
    const int descriptor = ::open(QFile::encodeName(path).constData(), flags | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    const bool done = ::fsync(descriptor) == 0;
    ::close(descriptor);
    return done;
}

} // namespace

Result<std::unique_ptr<Artifact>> Artifact::begin(const QString &path)
{
    const QFileInfo info(path);
    if (!QDir().mkpath(info.absolutePath()))
        return refused(Words::tr("The folder %1 could not be made.").arg(info.absolutePath()));
    const QString partial = QStringLiteral("%1.partial-%2")
                                .arg(path, QUuid::createUuid().toString(QUuid::Id128).left(8));
    const int descriptor = ::open(QFile::encodeName(partial).constData(),
                                  O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return refused(Words::tr("%1 could not be written.").arg(path));
    return std::unique_ptr<Artifact>(new Artifact(path, partial, descriptor));
}

Result<void> Artifact::refuseExisting(const QString &path)
{
    if (QFileInfo::exists(path) || QFileInfo(path).isSymLink())
        return failure(keptError(path));
    return {};
}

Artifact::~Artifact()
{
    if (!m_committed)
        QFile::remove(m_partial);
    ::close(m_descriptor);
}

qint64 Artifact::size() const
{
    return QFileInfo(m_committed ? m_path : m_partial).size();
}

Result<void> Artifact::commit(Existing existing)
{
    if (size() == 0)
        return failure(ErrorKind::Storage,
                       Words::tr("The program wrote nothing to %1.").arg(m_path));
    if (!syncPath(m_partial, O_RDONLY))
        return refused(Words::tr("%1 could not be brought to the disk.").arg(m_path));
    Fate fate = Fate::Open;
    if (!m_fate.compare_exchange_strong(fate, Fate::Placing))
        return failure(ErrorKind::Storage, Words::tr("%1 was not kept.").arg(m_path));
    const QByteArray from = QFile::encodeName(m_partial);
    const QByteArray to = QFile::encodeName(m_path);
    if (!moved(from.constData(), to.constData(), existing == Existing::Replace)) {
        if (errno == EEXIST)
            return failure(keptError(m_path));
        return refused(Words::tr("%1 could not be put in its place.").arg(m_path));
    }
    m_committed = true;
    syncPath(QFileInfo(m_path).absolutePath(), O_RDONLY | O_DIRECTORY);
    return {};
}

bool Artifact::abandon()
{
    Fate fate = Fate::Open;
    return m_fate.compare_exchange_strong(fate, Fate::Abandoned) || fate == Fate::Abandoned;
}

} // namespace opsdeck
