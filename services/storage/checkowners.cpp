// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/checkowners.h"

#include <QFile>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace opsdeck {

bool CheckOwners::take(const QString &path, qint64 id)
{
    if (!m_canTell || m_own.contains(id))
        return true;
    if (m_descriptor < 0) {
        constexpr mode_t kMode = 0600;
        m_descriptor = ::open(QFile::encodeName(path).constData(),
                              O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kMode);
    }
    struct flock range = {};
    range.l_whence = SEEK_SET;
    range.l_start = static_cast<off_t>(id);
    range.l_len = 1;
    range.l_type = F_WRLCK;
    if (m_descriptor >= 0 && ::fcntl(m_descriptor, F_OFD_SETLK, &range) == 0) {
        m_own.insert(id);
        return true;
    }
    if (m_descriptor >= 0 && (errno == EAGAIN || errno == EACCES))
        return false;
    m_canTell = false;
    return true;
}

void CheckOwners::release()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
    m_descriptor = -1;
    m_canTell = true;
    m_own.clear();
}

} // namespace opsdeck
