// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/checkmarks.h"

#include "app/ctl/console.h"
#include "services/audit/auditreader.h"
#include "services/audit/markrecord.h"
#include "services/storage/datadirectory.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFileInfo>
#include <QJsonObject>

namespace opsdeck {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("CheckReport", text);
}

QDateTime utc(qint64 wallMs)
{
    return QDateTime::fromMSecsSinceEpoch(wallMs, Qt::UTC);
}

QString wordsOf(const OperatorMark &mark)
{
    const QString until = utc(mark.untilMs).toString(QStringLiteral("yyyy-MM-dd HH:mm 'UTC'"));
    switch (mark.kind) {
    case OperatorMarkKind::Maintenance:
        return tr("in maintenance to %1, by %2").arg(until, mark.by);
    case OperatorMarkKind::Shelved:
        return tr("shelved to %1, by %2").arg(until, mark.by);
    case OperatorMarkKind::Acknowledged:
        break;
    }
    return tr("acknowledged by %1").arg(mark.by);
}

} // namespace

MarkBook recordedMarks(const QString &workspace)
{
    const auto directory = dataDirectory();
    const QString path = directory.value_or(QString()) + QStringLiteral("/audit.db");
    if (!directory || !QFileInfo::exists(path))
        return {};
    QList<AuditEntry> entries;
    const QStringList actions = markActions();
    const auto read = readAudit(path, [&](const AuditRow &row) {
        const AuditEntry entry = entryOf(row);
        if (actions.contains(entry.action))
            entries.append(entry);
        return true;
    });
    if (!read) {
        console::complain(
            tr("What was said of services could not be read: %1").arg(read.error().message));
        return {};
    }
    return markBookOf(entries, workspace, MarkBook::From::Now);
}

QJsonArray marksJson(const OperatorMarks &marks)
{
    QJsonArray all;
    for (const OperatorMark &mark : marks) {
        all.append(QJsonObject{
            {QStringLiteral("kind"), toWord(mark.kind)},
            {QStringLiteral("by"), mark.by},
            {QStringLiteral("since"), utc(mark.sinceMs).toString(Qt::ISODateWithMs)},
            {QStringLiteral("until"),
             mark.untilMs == 0 ? QJsonValue()
                               : QJsonValue(utc(mark.untilMs).toString(Qt::ISODateWithMs))},
            {QStringLiteral("note"), mark.note},
        });
    }
    return all;
}

QString marksText(const OperatorMarks &marks)
{
    QStringList texts;
    for (const OperatorMark &mark : marks)
        texts << (mark.note.isEmpty() ? wordsOf(mark) : tr("%1: %2").arg(wordsOf(mark), mark.note));
    return texts.join(QStringLiteral("; "));
}

} // namespace opsdeck
