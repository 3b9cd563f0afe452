// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/runbooks/processtree.h"

#include <QDir>
#include <QFile>
#include <QHash>
#include <QSet>

namespace opsdeck {

namespace {

struct Entry {
    qint64 parent = 0;
    qint64 session = 0;
};

QByteArray contentOf(const QString &pid, const char *name)
{
    QFile file(QStringLiteral("/proc/%1/%2").arg(pid, QLatin1String(name)));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool carries(const QString &pid, const QByteArray &mark)
{
    const QByteArray environment = '\0' + contentOf(pid, "environ");
    return environment.contains('\0' + mark + '\0');
}

} // namespace

QList<qint64> membersOf(qint64 root, const QByteArray &mark)
{
    QHash<qint64, Entry> living;
    QSet<qint64> members;
    const QStringList names = QDir(QStringLiteral("/proc")).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
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
        if (pid == root || fields.at(3).toLongLong() == root || carries(name, mark))
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

} // namespace opsdeck
