// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/exitcode.h"
#include "app/ctl/commands/commands.h"
#include "app/ctl/console.h"
#include "services/audit/sqliteauditlog.h"
#include "services/storage/datadirectory.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDateTime>
#include <QFileInfo>
#include <QJsonArray>

#include <optional>

namespace opsdeck {

namespace {

constexpr int kListed = 200;

QString tr(const char *text)
{
    return QCoreApplication::translate("audit", text);
}

QJsonObject toJson(const AuditEntry &entry)
{
    return {{QStringLiteral("sequence"), entry.sequence},
            {QStringLiteral("time"), QDateTime::fromMSecsSinceEpoch(entry.timeMs, Qt::UTC).toString(Qt::ISODateWithMs)},
            {QStringLiteral("actor"), entry.actor},
            {QStringLiteral("action"), entry.action},
            {QStringLiteral("target"), entry.target},
            {QStringLiteral("outcome"), entry.outcome},
            {QStringLiteral("run"), entry.runId},
            {QStringLiteral("plan"), entry.planHash},
            {QStringLiteral("body"), QJsonObject::fromVariantMap(entry.body)},
            {QStringLiteral("hash"), QString::fromLatin1(entry.hash.toHex())}};
}

int list(const QList<AuditEntry> &entries, bool json)
{
    QList<QStringList> rows;
    QJsonArray array;
    for (const AuditEntry &entry : entries) {
        rows.append({QString::number(entry.sequence), QDateTime::fromMSecsSinceEpoch(entry.timeMs, Qt::UTC).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")),
                     entry.actor, entry.target, entry.action, entry.outcome});
        array.append(toJson(entry));
    }
    if (json)
        console::print(QJsonObject{{QStringLiteral("entries"), array}});
    else
        console::print(rows.isEmpty() ? tr("Nothing was done yet.") : console::table(rows));
    return exitcode::kOk;
}

int verify(const AuditVerdict &verdict, bool json)
{
    if (json) {
        console::print(QJsonObject{{QStringLiteral("intact"), verdict.isIntact()},
                                   {QStringLiteral("rows"), verdict.rows},
                                   {QStringLiteral("first_broken"), verdict.firstBroken},
                                   {QStringLiteral("why"), verdict.why}});
    } else if (verdict.isIntact()) {
        console::print(tr("The chain of %1 rows holds.").arg(verdict.rows));
    } else {
        console::print(tr("The record was changed: row %1, %2.").arg(verdict.firstBroken).arg(verdict.why));
    }
    return verdict.isIntact() ? exitcode::kOk : exitcode::kAuditBroken;
}

int run(const QStringList &arguments)
{
    QCommandLineParser parser;
    console::addCommonOptions(parser);
    if (const int code = console::parse(parser, QStringLiteral("audit"), auditCommand().usage, arguments, 1, 1); code >= 0)
        return code;
    const QString action = parser.positionalArguments().first();
    const bool json = console::wantsJson(parser);
    if (action != QLatin1String("list") && action != QLatin1String("verify")) {
        console::complain(tr("Say what to do: audit list or verify."));
        return exitcode::kUsage;
    }
    const auto directory = dataDirectory();
    if (!directory) {
        console::complain(directory.error());
        return exitcode::kUsage;
    }
    const QString path = *directory + QStringLiteral("/audit.db");
    if (!QFileInfo::exists(path))
        return action == QLatin1String("list") ? list({}, json) : verify({}, json);
    SqliteAuditLog log(path);
    std::optional<int> code;
    const auto failed = [&code](const Error &error) {
        console::complain(error);
        code = exitcode::kAuditBroken;
    };
    if (action == QLatin1String("list")) {
        log.list(kListed, qApp, [&](const Result<QList<AuditEntry>> &entries) {
            entries ? void(code = list(*entries, json)) : failed(entries.error());
            QCoreApplication::quit();
        });
    } else {
        log.verify(qApp, [&](const Result<AuditVerdict> &verdict) {
            verdict ? void(code = verify(*verdict, json)) : failed(verdict.error());
            QCoreApplication::quit();
        });
    }
    QCoreApplication::exec();
    return code.value_or(exitcode::kAuditBroken);
}

} // namespace

Command auditCommand()
{
    return {QStringLiteral("audit"), tr("List what was done, newest first, or verify that nobody changed the record."), QStringLiteral("list | verify"), run};
}

} // namespace opsdeck
