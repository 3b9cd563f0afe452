// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/workspacepath.h"

#include <QDir>
#include <QFileInfo>

namespace opsdeck {

QString workspacePath(const QString &directory, const QString &text)
{
    return QDir::cleanPath(QDir(directory).absoluteFilePath(text));
}

bool isInside(const QString &directory, const QString &path)
{
    if (!path.startsWith(directory + QLatin1Char('/')))
        return false;
    const QString real = QFileInfo(path).canonicalFilePath();
    return real.isEmpty()
           || real.startsWith(QFileInfo(directory).canonicalFilePath() + QLatin1Char('/'));
}

} // namespace opsdeck
