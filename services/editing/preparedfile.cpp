// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/editing/preparedfile.h"

#include "services/config/configlimits.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace opsdeck {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("FileSave", text);
}

Error changedError(const QString &path)
{
    return {
        ErrorKind::Guard,
        tr("%1 was changed by somebody else since it was read.").arg(QFileInfo(path).fileName()),
        tr("Nothing was saved. Try: open the form again, it shows what is there now."),
        {}};
}

Error thereError(const QString &path)
{
    return {ErrorKind::Guard,
            tr("%1 is there already and was not written over.").arg(QFileInfo(path).fileName()),
            tr("Try: another name."),
            {}};
}

std::optional<QByteArray> contentOf(int file)
{
    QByteArray all;
    char buffer[65'536];
    for (;;) {
        const ssize_t count = ::read(file, buffer, sizeof buffer);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return std::nullopt;
        if (count == 0)
            return all;
        all.append(buffer, count);
        if (all.size() > configlimits::kFileBytes)
            return all;
    }
}

bool writeAll(int file, const QByteArray &bytes)
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        const ssize_t count =
            ::write(file, bytes.constData() + done, static_cast<std::size_t>(bytes.size() - done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return false;
        done += count;
    }
    return ::fsync(file) == 0;
}

} // namespace

struct PreparedFile::State
{
    struct stat value = {};
};

Error fileError(const QString &path, int code)
{
    Error error;
    error.kind = code == EACCES || code == EPERM || code == EROFS ? ErrorKind::Permission
                 : code == ENOENT                                 ? ErrorKind::NotFound
                                                                  : ErrorKind::Storage;
    error.message =
        tr("%1 could not be saved: %2.")
            .arg(QFileInfo(path).fileName(), QString::fromLocal8Bit(std::strerror(code)));
    error.advice = tr("Nothing was changed. Try: free space and write permission in %1.")
                       .arg(QFileInfo(path).absolutePath());
    if (code == ELOOP) {
        error.kind = ErrorKind::Guard;
        error.message =
            tr("%1 is a symbolic link and was not written.").arg(QFileInfo(path).fileName());
        error.advice = tr("Try: name the file that it leads to in the workspace.");
    }
    return error;
}

PreparedFile::PreparedFile(const FileWrite &write)
    : m_write(write)
    , m_name(QFile::encodeName(QFileInfo(write.path).fileName()))
{}

PreparedFile::~PreparedFile()
{
    if (m_file >= 0)
        ::close(m_file);
    if (m_file >= 0 && !m_isKept)
        ::unlinkat(m_folder, m_temporary.constData(), 0);
    if (m_folder >= 0)
        ::close(m_folder);
}

Result<std::unique_ptr<PreparedFile>> PreparedFile::make(const FileWrite &write)
{
    std::unique_ptr<PreparedFile> made(new PreparedFile(write));
    const QString folder = QFileInfo(write.path).absolutePath();
    if (!write.known && !QDir().mkpath(folder))
        return failure(fileError(write.path, EACCES));
    made->m_folder =
        ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (made->m_folder < 0)
        return failure(fileError(write.path, errno));
    if (write.known) {
        if (const auto done = made->lookAtOld(); !done)
            return failure(done.error());
    }
    if (write.bytes) {
        if (const auto done = made->writeTemporary(); !done)
            return failure(done.error());
    }
    return made;
}

Result<void> PreparedFile::lookAtOld()
{
    const int old =
        ::openat(m_folder, m_name.constData(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (old < 0)
        return failure(fileError(m_write.path, errno));
    m_before = std::make_unique<State>();
    const auto look = [&]() -> Result<void> {
        if (::fstat(old, &m_before->value) != 0)
            return failure(fileError(m_write.path, errno));
        if (!S_ISREG(m_before->value.st_mode))
            return failure(ErrorKind::Guard,
                           tr("%1 is no plain file and was not written.")
                               .arg(QFileInfo(m_write.path).fileName()),
                           {});
        // A rename would get round a file that nobody may write.
        if (::faccessat(m_folder, m_name.constData(), W_OK, AT_EACCESS) != 0)
            return failure(fileError(m_write.path, errno));
        const auto there = contentOf(old);
        if (!there)
            return failure(fileError(m_write.path, errno));
        if (*there != *m_write.known)
            return failure(changedError(m_write.path));
        return {};
    };
    const auto done = look();
    ::close(old);
    return done;
}

Result<void> PreparedFile::writeTemporary()
{
    for (int attempt = 0; attempt < 16 && m_file < 0; ++attempt) {
        m_temporary = '.' + m_name.left(100) + '.'
                      + QByteArray::number(QRandomGenerator::system()->generate(), 36) + ".tmp";
        m_file = ::openat(m_folder, m_temporary.constData(),
                          O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (m_file < 0 && errno != EEXIST)
            break;
    }
    if (m_file < 0 || !writeAll(m_file, *m_write.bytes))
        return failure(fileError(m_write.path, errno));
    return takeOver();
}

/// Owner and mode of what it replaces.
Result<void> PreparedFile::takeOver()
{
    if (!m_before)
        return ::fchmod(m_file, 0644) == 0 ? Result<void>()
                                           : failure(fileError(m_write.path, errno));
    const struct stat &before = m_before->value;
    const bool isOwners = before.st_uid == ::geteuid() && before.st_gid == ::getegid();
    if ((!isOwners && ::fchown(m_file, before.st_uid, before.st_gid) != 0)
        || ::fchmod(m_file, before.st_mode & 07777) != 0)
        return failure(fileError(m_write.path, errno));
    return {};
}

bool PreparedFile::isAsBefore() const
{
    const struct stat &before = m_before->value;
    struct stat now = {};
    return ::fstatat(m_folder, m_name.constData(), &now, AT_SYMLINK_NOFOLLOW) == 0
           && now.st_ino == before.st_ino && now.st_dev == before.st_dev
           && now.st_size == before.st_size && now.st_mtim.tv_sec == before.st_mtim.tv_sec
           && now.st_mtim.tv_nsec == before.st_mtim.tv_nsec;
}

Result<void> PreparedFile::commit()
{
    if (m_before && !isAsBefore())
        return failure(changedError(m_write.path));
    int failed = 0;
    if (!m_write.bytes)
        failed = ::unlinkat(m_folder, m_name.constData(), 0);
    else if (m_before)
        failed = ::renameat(m_folder, m_temporary.constData(), m_folder, m_name.constData());
    else // Never over a file that is there.
        failed = ::renameat2(m_folder, m_temporary.constData(), m_folder, m_name.constData(),
                             RENAME_NOREPLACE);
    if (failed != 0)
        return failure(errno == EEXIST ? thereError(m_write.path) : fileError(m_write.path, errno));
    m_isKept = true;
    ::fsync(m_folder);
    return {};
}

} // namespace opsdeck
