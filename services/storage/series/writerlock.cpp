// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/series/writerlock.h"

#include <QFile>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace opsdeck {

bool WriterLock::take(const QString &path)
{
    release();
    constexpr mode_t kMode = 0600;
    m_descriptor = ::open(QFile::encodeName(path).constData(),
                          O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kMode);
    if (m_descriptor < 0)
        return false;
    const bool isAlone = ::flock(m_descriptor, LOCK_EX | LOCK_NB) == 0;
    if (::flock(m_descriptor, LOCK_SH | LOCK_NB) == 0)
        return isAlone;
    // Changing one lock into the other lets it go for a moment: somebody else came between, and
    // shares it as soon as he has looked.
    static_cast<void>(::flock(m_descriptor, LOCK_SH));
    return false;
}

void WriterLock::release()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
    m_descriptor = -1;
}

} // namespace opsdeck
