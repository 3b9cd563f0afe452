// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/series/writerlock.h"

#include <QFile>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

namespace opsdeck {

namespace {

enum class Found { Alone, Others, CantTell };

/// A lock of the whole file.
Found takeFileLock(int descriptor)
{
    const bool isAlone = ::flock(descriptor, LOCK_EX | LOCK_NB) == 0;
    if (!isAlone && errno != EWOULDBLOCK)
        return Found::CantTell;
    if (::flock(descriptor, LOCK_SH | LOCK_NB) == 0)
        return isAlone ? Found::Alone : Found::Others;
    // Changing one lock into the other lets it go for a moment: somebody else came between, and
    // shares it as soon as he has looked.
    static_cast<void>(::flock(descriptor, LOCK_SH));
    return Found::Others;
}

/// A lock of its first byte, of the kind that SQLite's own are: where that works this one does.
Found takeRangeLock(int descriptor)
{
    struct flock range = {};
    range.l_whence = SEEK_SET;
    range.l_len = 1;
    range.l_type = F_WRLCK;
    const bool isAlone = ::fcntl(descriptor, F_OFD_SETLK, &range) == 0;
    if (!isAlone && errno != EAGAIN && errno != EACCES)
        return Found::CantTell;
    range.l_type = F_RDLCK;
    static_cast<void>(::fcntl(descriptor, F_OFD_SETLKW, &range));
    return isAlone ? Found::Alone : Found::Others;
}

} // namespace

bool WriterLock::take(const QString &path)
{
    release();
    constexpr mode_t kMode = 0600;
    m_descriptor = ::open(QFile::encodeName(path).constData(),
                          O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kMode);
    if (m_descriptor < 0)
        return false;
    const Found ofFile = takeFileLock(m_descriptor);
    const Found ofRange = takeRangeLock(m_descriptor);
    return ofFile != Found::Others && ofRange != Found::Others
           && (ofFile == Found::Alone || ofRange == Found::Alone);
}

void WriterLock::release()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
    m_descriptor = -1;
}

} // namespace opsdeck
