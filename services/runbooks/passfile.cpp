// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/runbooks/passfile.h"

#include <QCoreApplication>

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace opsdeck {

namespace {

/// A field of the file: ':' and '\' escaped.
QByteArray escaped(const QByteArray &field)
{
    QByteArray result;
    result.reserve(2 * field.size()); // never moved: a copy left behind would not be wiped
    for (const char c : field) {
        if (c == ':' || c == '\\')
            result += '\\';
        result += c;
    }
    return result;
}

bool writeAll(int descriptor, const QByteArray &bytes)
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        const ssize_t written = ::write(descriptor, bytes.constData() + done, static_cast<std::size_t>(bytes.size() - done));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        done += written;
    }
    return true;
}

} // namespace

Result<std::unique_ptr<PassFile>> PassFile::make(const Entry &entry, const Secret &password)
{
    const auto refused = [](const char *what) {
        return failure(ErrorKind::Internal, QCoreApplication::translate("PassFile", "The password could not be put into a memory file."), {},
                       QString::fromLocal8Bit(what) + QStringLiteral(": ") + QString::fromLocal8Bit(std::strerror(errno)));
    };
    QByteArray value(password.data(), static_cast<qsizetype>(password.size()));
    const bool isOneLine = !value.contains('\n') && !value.contains('\r') && !value.contains('\0');
    QByteArray secret = escaped(value);
    wipe(value);
    if (!isOneLine) {
        wipe(secret);
        return failure(ErrorKind::Credential, QCoreApplication::translate("PassFile", "The password has a line break or a NUL, which a pass file can't carry."),
                       QCoreApplication::translate("PassFile", "Try: set another password."));
    }
    const int descriptor = ::memfd_create("pgpass", MFD_CLOEXEC);
    if (descriptor < 0)
        return refused("memfd_create");
    std::unique_ptr<PassFile> file(new PassFile(descriptor));
    if (::fchmod(descriptor, S_IRUSR | S_IWUSR) != 0)
        return refused("fchmod");
    QByteArray line = escaped(entry.host.toUtf8()) + ':' + escaped(entry.port.toUtf8()) + ':' + escaped(entry.database.toUtf8()) + ':'
        + escaped(entry.user.toUtf8()) + ':';
    line.reserve(line.size() + secret.size() + 1);
    line += secret;
    line += '\n';
    wipe(secret);
    const bool written = writeAll(descriptor, line);
    wipe(line);
    if (!written)
        return refused("write");
    return file;
}

PassFile::~PassFile()
{
    ::close(m_descriptor);
}

QString PassFile::path() const
{
    return QStringLiteral("/proc/self/fd/%1").arg(m_descriptor);
}

} // namespace opsdeck
