// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFileInfo>
#include <QMimeData>
#include <QStringList>
#include <QUrl>

namespace opsdeck {

/// Paths of dropped files; empty when there is something else among them.
inline QStringList droppedFiles(const QMimeData &data)
{
    QStringList paths;
    const QList<QUrl> urls = data.urls();
    for (const QUrl &url : urls) {
        if (!url.isLocalFile())
            return {};
        paths << url.toLocalFile();
    }
    return paths;
}

/// Whether they are one workspace, to be opened and not imported.
inline bool isWorkspace(const QStringList &paths)
{
    if (paths.size() != 1)
        return false;
    const QFileInfo file(paths.constFirst());
    return file.isDir() ? QFileInfo::exists(file.filePath() + QLatin1String("/opsdeck.yaml"))
                        : file.fileName().contains(QLatin1String("opsdeck"), Qt::CaseInsensitive);
}

} // namespace opsdeck
