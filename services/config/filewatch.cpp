// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/filewatch.h"

#include <QFile>
#include <QFileInfo>

#include <sys/stat.h>

namespace opsdeck {

namespace {

constexpr int kQuietMs = 300;

/// The time of the last change of the inode is among it: nobody can set that back.
QString printOf(const struct stat &info)
{
    return QStringLiteral("%1:%2 %3 %4.%5 %6.%7")
        .arg(info.st_dev)
        .arg(info.st_ino)
        .arg(info.st_size)
        .arg(info.st_mtim.tv_sec)
        .arg(info.st_mtim.tv_nsec)
        .arg(info.st_ctim.tv_sec)
        .arg(info.st_ctim.tv_nsec);
}

} // namespace

WorkspaceWatch::WorkspaceWatch(QObject *parent)
    : QObject(parent)
{
    m_quiet.setSingleShot(true);
    m_quiet.setInterval(kQuietMs);
    connect(&m_quiet, &QTimer::timeout, this, &WorkspaceWatch::settle);
    const auto wait = [this] { m_quiet.start(); };
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, wait);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, wait);
}

QString WorkspaceWatch::fingerprint(const QString &file)
{
    const QByteArray path = QFile::encodeName(file);
    struct stat link = {};
    if (::lstat(path.constData(), &link) != 0)
        return QStringLiteral("-");
    if (!S_ISLNK(link.st_mode))
        return printOf(link);
    struct stat target = {};
    return printOf(link) + QStringLiteral(" > ")
           + (::stat(path.constData(), &target) == 0 ? printOf(target) : QStringLiteral("-"));
}

QStringList WorkspaceWatch::fingerprints() const
{
    QStringList prints;
    for (const QString &file : m_files)
        prints << fingerprint(file);
    return prints;
}

void WorkspaceWatch::watch(const QStringList &files, const QStringList &fingerprints)
{
    m_files = files;
    m_known = fingerprints;
    watchPaths();
    if (this->fingerprints() != m_known)
        m_quiet.start();
}

void WorkspaceWatch::watchPaths()
{
    if (!m_watcher.files().isEmpty())
        m_watcher.removePaths(m_watcher.files());
    if (!m_watcher.directories().isEmpty())
        m_watcher.removePaths(m_watcher.directories());
    // Folders too: editors put a new file in the place of the old one.
    QStringList paths;
    for (const QString &file : m_files) {
        const QFileInfo info(file);
        if (info.exists())
            paths << file;
        if (QFileInfo(info.absolutePath()).isDir() && !paths.contains(info.absolutePath()))
            paths << info.absolutePath();
    }
    if (!paths.isEmpty())
        m_watcher.addPaths(paths);
}

void WorkspaceWatch::settle()
{
    watchPaths();
    const QStringList now = fingerprints();
    if (now == m_known)
        return;
    m_known = now;
    Q_EMIT changed();
}

} // namespace opsdeck
