// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/filewatch.h"

#include "services/base/poolwork.h"

#include <QFile>
#include <QFileInfo>
#include <QSet>

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

/// Folders too: editors put a new file in the place of the old one.
QStringList pathsOf(const QStringList &files)
{
    QStringList paths;
    QSet<QString> folders;
    for (const QString &file : files) {
        const QFileInfo info(file);
        if (info.exists())
            paths << file;
        const QString folder = info.absolutePath();
        if (folders.contains(folder))
            continue;
        folders.insert(folder);
        if (QFileInfo(folder).isDir())
            paths << folder;
    }
    paths.removeDuplicates();
    return paths;
}

} // namespace

WorkspaceWatch::WorkspaceWatch(std::chrono::milliseconds pace, QObject *parent)
    : QObject(parent)
{
    m_slow.setInterval(pace);
    connect(&m_slow, &QTimer::timeout, this, [this] {
        if (m_unwatched > 0)
            settle();
        else
            look();
    });
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

void WorkspaceWatch::watch(const QStringList &files, const QStringList &fingerprints)
{
    m_files = files;
    m_known = fingerprints;
    ++m_generation;
    m_slow.start();
    settle();
}

/// First the watches, then a look: a change in between is told.
void WorkspaceWatch::settle()
{
    runInPool(
        *QThreadPool::globalInstance(), this, [files = m_files] { return pathsOf(files); },
        [this, generation = m_generation](const QStringList &paths) {
            if (generation != m_generation)
                return;
            watchPaths(paths);
            look();
        });
}

void WorkspaceWatch::watchPaths(const QStringList &paths)
{
    // All anew: a watch may be of a file that another has replaced.
    if (!m_watcher.files().isEmpty())
        m_watcher.removePaths(m_watcher.files());
    if (!m_watcher.directories().isEmpty())
        m_watcher.removePaths(m_watcher.directories());
    const auto refused = paths.isEmpty() ? 0 : static_cast<int>(m_watcher.addPaths(paths).size());
    if (std::exchange(m_unwatched, refused) != refused)
        Q_EMIT unwatched(refused);
}

void WorkspaceWatch::look()
{
    m_looksAgain = m_isLooking;
    if (m_isLooking)
        return;
    m_isLooking = true;
    runInPool(
        *QThreadPool::globalInstance(), this,
        [files = m_files] {
            QStringList prints;
            for (const QString &file : files)
                prints << fingerprint(file);
            return prints;
        },
        [this, generation = m_generation](const QStringList &now) {
            m_isLooking = false;
            if (generation != m_generation || m_looksAgain) {
                look();
                return;
            }
            if (now == m_known)
                return;
            m_known = now;
            Q_EMIT changed();
        });
}

} // namespace opsdeck
