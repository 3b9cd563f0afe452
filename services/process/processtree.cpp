// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/process/processtree.h"

#include <QDir>
#include <QFile>
#include <QHash>
#include <QSet>

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

namespace opsdeck {

namespace {

struct Entry
{
    qint64 parent = 0;
    qint64 session = 0;
};

QByteArray contentOf(const QString &pid, const char *name)
{
    QFile file(QStringLiteral("/proc/%1/%2").arg(pid, QLatin1String(name)));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Others' environments are none of our business.
bool isOurs(const QString &pid)
{
    struct stat status;
    return ::stat(QFile::encodeName(QStringLiteral("/proc/") + pid).constData(), &status) == 0
           && status.st_uid == ::geteuid();
}

bool carries(const QString &pid, const QByteArray &mark)
{
    if (mark.isEmpty() || !isOurs(pid))
        return false;
    const QByteArray environment = '\0' + contentOf(pid, "environ");
    return environment.contains('\0' + mark + '\0');
}

} // namespace

QList<qint64> membersOf(qint64 root, const QByteArray &mark, TreeRoot state)
{
    if (root <= 0)
        return {}; // the kernel's own threads are of session 0
    QHash<qint64, Entry> living;
    QSet<qint64> members;
    const QStringList names =
        QDir(QStringLiteral("/proc")).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &name : names) {
        bool isPid = false;
        const qint64 pid = name.toLongLong(&isPid);
        if (!isPid)
            continue;
        const QByteArray line = contentOf(name, "stat");
        // The name in brackets may hold anything; the fields behind the last bracket do not.
        const QList<QByteArray> fields = line.mid(line.lastIndexOf(')') + 2).split(' ');
        if (fields.size() < 4 || fields.at(0) == "Z" || fields.at(0) == "X")
            continue;
        living.insert(pid, {fields.at(1).toLongLong(), fields.at(3).toLongLong()});
        if ((pid == root && state == TreeRoot::Running) || fields.at(3).toLongLong() == root
            || carries(name, mark))
            members.insert(pid);
    }
    for (bool grown = true; grown;) {
        grown = false;
        for (auto it = living.cbegin(); it != living.cend(); ++it) {
            if (!members.contains(it.key()) && members.contains(it->parent)) {
                members.insert(it.key());
                grown = true;
            }
        }
    }
    return members.values();
}

bool holdsSocket(qint64 pid, quint64 inode)
{
    if (pid <= 0 || inode == 0)
        return false;
    const QByteArray folder = "/proc/" + QByteArray::number(pid) + "/fd";
    const QByteArray wanted = "socket:[" + QByteArray::number(inode) + ']';
    DIR *all = ::opendir(folder.constData());
    if (all == nullptr)
        return false;
    bool isFound = false;
    while (const dirent *entry = isFound ? nullptr : ::readdir(all)) {
        std::array<char, 64> target{};
        const ssize_t size =
            ::readlinkat(::dirfd(all), entry->d_name, target.data(), target.size());
        isFound = size > 0 && wanted == QByteArrayView(target.data(), size);
    }
    ::closedir(all);
    return isFound;
}

qint64 socketHolder(quint64 inode)
{
    const QStringList names =
        QDir(QStringLiteral("/proc")).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &name : names) {
        const qint64 pid = name.toLongLong();
        if (holdsSocket(pid, inode))
            return pid;
    }
    return 0;
}

QByteArray programNameOf(qint64 pid)
{
    return contentOf(QString::number(pid), "comm").trimmed();
}

qint64 startOf(qint64 pid)
{
    if (pid <= 0)
        return 0;
    const QByteArray line = contentOf(QString::number(pid), "stat");
    const QList<QByteArray> fields = line.mid(line.lastIndexOf(')') + 2).split(' ');
    if (fields.size() < 20 || fields.at(0) == "Z" || fields.at(0) == "X")
        return 0;
    return fields.at(19).toLongLong();
}

} // namespace opsdeck
