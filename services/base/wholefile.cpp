// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/wholefile.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace opsdeck {

WholeFile::WholeFile(const QString &path, std::optional<QFile::Permissions> permissions)
    : m_file(path)
    , m_permissions(permissions)
{}

bool WholeFile::open()
{
    const QFileInfo info(m_file.fileName());
    if (info.exists() && !info.isFile())
        return failed(QCoreApplication::translate("WholeFile", "it is there and is no plain file"));
    if (info.isSymLink() && !info.exists())
        return failed(
            QCoreApplication::translate("WholeFile", "it is a link that leads to nothing"));
    if (!m_file.open(QIODevice::WriteOnly)
        || (m_permissions && !m_file.setPermissions(*m_permissions)))
        return failed(m_file.errorString());
    return true;
}

bool WholeFile::write(const QByteArray &bytes)
{
    if (m_file.write(bytes) == bytes.size())
        return true;
    // A write that ended halfway is no error to Qt.
    return failed(m_file.error() == QFileDevice::NoError
                      ? QCoreApplication::translate("WholeFile", "there is no room for all of it")
                      : m_file.errorString());
}

bool WholeFile::sync()
{
    // commit() of QSaveFile flushes too, but does not say that it failed.
    if (!m_file.isOpen() || !m_file.flush())
        return failed(m_file.errorString());
    if (::fsync(m_file.handle()) != 0)
        return failed(QString::fromLocal8Bit(std::strerror(errno)));
    return true;
}

bool WholeFile::commit()
{
    return m_error.isEmpty() && sync() && (m_file.commit() || failed(m_file.errorString()));
}

bool WholeFile::failed(const QString &why)
{
    if (m_error.isEmpty())
        m_error = why;
    if (m_file.isOpen())
        m_file.cancelWriting();
    return false;
}

} // namespace opsdeck
