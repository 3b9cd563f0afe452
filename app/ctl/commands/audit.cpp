// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/exitcode.h"
#include "app/ctl/commands/auditexport.h"
#include "app/ctl/commands/commands.h"
#include "app/ctl/console.h"
#include "services/audit/sqliteauditlog.h"
#include "services/domain/audittext.h"
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

QString bodyText(const AuditEntry &entry, const QStringList &names)
{
    for (const QString &name : names) {
        if (const QString text = entry.body.value(name).toString(); !text.isEmpty())
            return text;
    }
    return {};
}

/// "demo: shop/prod"; rows of older versions do not name the workspace.
QString inWorkspace(const AuditEntry &entry)
{
    const QString workspace = bodyText(entry, {QStringLiteral("workspace")});
    return workspace.isEmpty() ? entry.target
                               : QStringLiteral("%1: %2").arg(workspace, entry.target);
}

QString subject(const AuditEntry &entry)
{
    const QString runbook = bodyText(entry, {QStringLiteral("runbook")});
    const QString step = bodyText(entry, {QStringLiteral("step")});
    if (step.isEmpty() && runbook.isEmpty())
        return bodyText(entry, {QStringLiteral("what")});
    return step.isEmpty() || runbook.isEmpty() ? runbook + step
                                               : QStringLiteral("%1 / %2").arg(runbook, step);
}

QString reason(const AuditEntry &entry)
{
    return bodyText(entry,
                    {QStringLiteral("why"), QStringLiteral("error"), QStringLiteral("message")});
}

QJsonObject listJson(const AuditEntry &entry)
{
    QJsonObject json = auditJson(entry);
    for (const QString &name :
         {QStringLiteral("workspace"), QStringLiteral("runbook"), QStringLiteral("step")})
        json.insert(name, bodyText(entry, {name}));
    json.insert(QStringLiteral("reason"), reason(entry));
    return json;
}

int list(const QList<AuditEntry> &entries, bool json)
{
    QList<QStringList> rows;
    QJsonArray array;
    for (const AuditEntry &entry : entries) {
        rows.append({QString::number(entry.sequence),
                     QDateTime::fromMSecsSinceEpoch(entry.timeMs, Qt::UTC)
                         .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")),
                     entry.actor, inWorkspace(entry), auditActionWords(entry.action),
                     subject(entry), auditOutcomeWords(entry.outcome), reason(entry)});
        array.append(listJson(entry));
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
        console::print(
            QJsonObject{{QStringLiteral("intact"), verdict.isIntact()},
                        {QStringLiteral("rows"), verdict.rows},
                        {QStringLiteral("first_broken"), verdict.firstBroken},
                        {QStringLiteral("why"), verdict.why},
                        {QStringLiteral("head"), QString::fromLatin1(verdict.head.toHex())}});
    } else if (verdict.isIntact()) {
        console::print(QCoreApplication::translate("audit", "The chain of %n row(s) holds.",
                                                   nullptr, static_cast<int>(verdict.rows)));
        if (verdict.rows > 0 && !verdict.hasAnchor)
            console::print(tr(
                "There is no audit.db.head beside it: rows removed from its end would not show."));
        if (verdict.rows > 0)
            console::print(tr("Last hash: %1").arg(QString::fromLatin1(verdict.head.toHex())));
    } else {
        console::print(
            tr("The record was changed: row %1, %2.").arg(verdict.firstBroken).arg(verdict.why));
        console::note(tr("Keep audit.db and audit.db.head as evidence. When they are put aside, "
                         "the next action begins a new record."));
    }
    return verdict.isIntact() ? exitcode::kOk : exitcode::kAuditBroken;
}

int run(const QStringList &arguments)
{
    const QStringList actions{QStringLiteral("list"), QStringLiteral("verify"),
                              QStringLiteral("export")};
    if (!console::isAction(QStringLiteral("audit"), auditCommand().usage, arguments, actions))
        return exitcode::kUsage;
    const bool isExport = arguments.value(0) == QLatin1String("export");
    const QStringList formats =
        isExport ? QStringList{QStringLiteral("json"), QStringLiteral("csv")} : console::formats();
    QCommandLineParser parser;
    parser.setApplicationDescription(auditExportHelp());
    console::addCommonOptions(parser, formats);
    if (isExport)
        parser.addOption({{QStringLiteral("o"), QStringLiteral("output")},
                          tr("Write to this file, readable by you alone."),
                          QStringLiteral("file")});
    if (const int code =
            console::parse(parser, QStringLiteral("audit"), auditCommand().usage, arguments,
                           {tr("what to do: list, verify or export")}, formats);
        code >= 0)
        return code;
    const QString action = parser.positionalArguments().first();
    const bool json = console::wantsJson(parser);
    const auto directory = dataDirectory();
    if (!directory) {
        console::complain(directory.error());
        return exitcode::kUsage;
    }
    const QString path = *directory + QStringLiteral("/audit.db");
    if (isExport)
        return exportAudit(path, parser.value(QStringLiteral("format")),
                           parser.value(QStringLiteral("output")));
    if (!QFileInfo::exists(path))
        return action == QLatin1String("list")
                   ? list({}, json)
                   : verify(ChainCheck(AuditHead(path).read()).verdict(true), json);
    SqliteAuditLog log(path);
    QObject::connect(&log, &SqliteAuditLog::repaired, qApp,
                     [](const QString &sentence) { console::note(sentence); });
    std::optional<int> code;
    const auto failed = [&code](const Error &error) {
        console::complain(error);
        code = error.kind == ErrorKind::Storage ? exitcode::kUsage : exitcode::kAuditBroken;
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
    return {QStringLiteral("audit"),
            tr("List what was done, verify that nobody changed the record, or export it."),
            QStringLiteral("list | verify | export [--format json|csv] [-o FILE]"), run};
}

} // namespace opsdeck
