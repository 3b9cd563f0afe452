// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/editing/filesave.h"

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
#include <optional>

namespace opsdeck {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("FileSave", text);
}

/// An open descriptor.
class Descriptor final
{
public:
    explicit Descriptor(int number)
        : m_number(number)
    {}

    ~Descriptor()
    {
        if (m_number >= 0)
            ::close(m_number);
    }

    Q_DISABLE_COPY_MOVE(Descriptor)

    bool isOpen() const { return m_number >= 0; }

    int number() const { return m_number; }

private:
    int m_number;
};

/// What went wrong with `path`, from errno.
Error systemError(const QString &path, int code)
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

Error changedError(const QString &path)
{
    return {
        ErrorKind::Guard,
        tr("%1 was changed by somebody else since it was read.").arg(QFileInfo(path).fileName()),
        tr("Nothing was saved. Try: open the form again, it shows what is there now."),
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

/// A file in the folder that goes away unless it is renamed.
class TemporaryFile final
{
public:
    TemporaryFile(int folder, const QByteArray &name)
        : m_folder(folder)
    {
        for (int attempt = 0; attempt < 16 && m_file < 0; ++attempt) {
            m_name = '.' + name.left(100) + '.'
                     + QByteArray::number(QRandomGenerator::system()->generate(), 36) + ".tmp";
            m_file = ::openat(folder, m_name.constData(),
                              O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
            if (m_file < 0 && errno != EEXIST)
                break;
        }
    }

    ~TemporaryFile()
    {
        if (m_file >= 0)
            ::close(m_file);
        if (m_file >= 0 && !m_isKept)
            ::unlinkat(m_folder, m_name.constData(), 0);
    }

    Q_DISABLE_COPY_MOVE(TemporaryFile)

    bool isOpen() const { return m_file >= 0; }

    int number() const { return m_file; }

    const QByteArray &name() const { return m_name; }

    void keep() { m_isKept = true; }

private:
    int m_folder;
    int m_file = -1;
    QByteArray m_name;
    bool m_isKept = false;
};

bool isSameState(const struct stat &a, const struct stat &b)
{
    return a.st_ino == b.st_ino && a.st_dev == b.st_dev && a.st_size == b.st_size
           && a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

} // namespace

Result<void> replaceFile(const QString &path, const QByteArray &known, const QByteArray &bytes)
{
    const QFileInfo info(path);
    const QByteArray name = QFile::encodeName(info.fileName());
    const Descriptor folder(::open(QFile::encodeName(info.absolutePath()).constData(),
                                   O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.isOpen())
        return failure(systemError(path, errno));
    const Descriptor old(::openat(folder.number(), name.constData(),
                                  O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!old.isOpen())
        return failure(systemError(path, errno));
    struct stat before = {};
    if (::fstat(old.number(), &before) != 0)
        return failure(systemError(path, errno));
    if (!S_ISREG(before.st_mode))
        return failure(ErrorKind::Guard,
                       tr("%1 is no plain file and was not written.").arg(info.fileName()), {});
    // A rename would get round a file that nobody may write.
    if (::faccessat(folder.number(), name.constData(), W_OK, AT_EACCESS) != 0)
        return failure(systemError(path, errno));
    const auto there = contentOf(old.number());
    if (!there)
        return failure(systemError(path, errno));
    if (*there != known)
        return failure(changedError(path));
    TemporaryFile fresh(folder.number(), name);
    if (!fresh.isOpen() || !writeAll(fresh.number(), bytes))
        return failure(systemError(path, errno));
    const bool isOwners = before.st_uid == ::geteuid() && before.st_gid == ::getegid();
    if (!isOwners && ::fchown(fresh.number(), before.st_uid, before.st_gid) != 0)
        return failure(systemError(path, errno));
    if (::fchmod(fresh.number(), before.st_mode & 07777) != 0)
        return failure(systemError(path, errno));
    struct stat now = {};
    if (::fstatat(folder.number(), name.constData(), &now, AT_SYMLINK_NOFOLLOW) != 0
        || !isSameState(before, now))
        return failure(changedError(path));
    if (::renameat(folder.number(), fresh.name().constData(), folder.number(), name.constData())
        != 0)
        return failure(systemError(path, errno));
    fresh.keep();
    ::fsync(folder.number());
    return {};
}

Result<void> createFile(const QString &path, const QByteArray &bytes)
{
    const QFileInfo info(path);
    if (!QDir().mkpath(info.absolutePath()))
        return failure(systemError(path, EACCES));
    const QByteArray name = QFile::encodeName(info.fileName());
    const Descriptor folder(::open(QFile::encodeName(info.absolutePath()).constData(),
                                   O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.isOpen())
        return failure(systemError(path, errno));
    TemporaryFile fresh(folder.number(), name);
    if (!fresh.isOpen() || !writeAll(fresh.number(), bytes) || ::fchmod(fresh.number(), 0644) != 0)
        return failure(systemError(path, errno));
    // Never over a file that is there.
    if (::renameat2(folder.number(), fresh.name().constData(), folder.number(), name.constData(),
                    RENAME_NOREPLACE)
        != 0) {
        if (errno == EEXIST)
            return failure(ErrorKind::Guard,
                           tr("%1 is there already and was not written over.").arg(info.fileName()),
                           tr("Try: another name."));
        return failure(systemError(path, errno));
    }
    fresh.keep();
    ::fsync(folder.number());
    return {};
}

} // namespace opsdeck
