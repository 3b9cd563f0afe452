// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/process/memoryfile.h"

#include <QCoreApplication>

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace opsdeck {

namespace {

bool writeAll(int descriptor, const QByteArray &bytes)
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        const ssize_t written = ::write(descriptor, bytes.constData() + done,
                                        static_cast<std::size_t>(bytes.size() - done));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        done += written;
    }
    return true;
}

} // namespace

Result<std::unique_ptr<MemoryFile>> MemoryFile::make(const QByteArray &bytes)
{
    const auto refused = [](const char *what) {
        return failure(ErrorKind::Internal,
                       QCoreApplication::translate(
                           "MemoryFile", "The secret could not be put into a memory file."),
                       {},
                       QString::fromLocal8Bit(what) + QStringLiteral(": ")
                           + QString::fromLocal8Bit(std::strerror(errno)));
    };
    const int descriptor = ::memfd_create("secret", MFD_CLOEXEC);
    if (descriptor < 0)
        return refused("memfd_create");
    std::unique_ptr<MemoryFile> file(new MemoryFile(descriptor));
    if (::fchmod(descriptor, S_IRUSR | S_IWUSR) != 0)
        return refused("fchmod");
    if (!writeAll(descriptor, bytes) || ::lseek(descriptor, 0, SEEK_SET) != 0)
        return refused("write");
    return file;
}

MemoryFile::~MemoryFile()
{
    ::close(m_descriptor);
}

} // namespace opsdeck
