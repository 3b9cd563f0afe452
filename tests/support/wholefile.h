// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>

namespace opsdeck {

/// Writes a file anew; ends the test where that fails.
inline void putFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(bytes) != bytes.size())
        qFatal("%s can't be written", qPrintable(path));
}

/// All that is in a file; nothing when there is none.
inline QByteArray fileBytes(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace opsdeck
