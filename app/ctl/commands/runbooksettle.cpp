// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands/runbooksettle.h"

#include "app/common/enginehost.h"
#include "app/common/exitcode.h"
#include "app/ctl/console.h"
#include "services/audit/sqliteauditlog.h"
#include "services/runbooks/interruptedruns.h"
#include "services/storage/datadirectory.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonArray>

namespace opsdeck {

namespace {

constexpr int kMostRuns = 1000;

QString tr(const char *text)
{
    return QCoreApplication::translate("runbook", text);
}

QJsonObject toJson(const UnsettledRun &run)
{
    return {
        {QStringLiteral("run"), run.runId},           {QStringLiteral("runbook"), run.runbook},
        {QStringLiteral("workspace"), run.workspace}, {QStringLiteral("environment"), run.target},
        {QStringLiteral("actor"), run.actor},         {QStringLiteral("step"), run.step}};
}

void printRuns(const QList<UnsettledRun> &runs, const QString &none, bool json)
{
    QJsonArray array;
    QStringList lines;
    for (const UnsettledRun &run : runs) {
        array.append(toJson(run));
        lines << interruptedText(run);
    }
    if (json)
        console::print(QJsonObject{{QStringLiteral("runs"), array}});
    else
        console::print(lines.isEmpty() ? none : lines.join(QLatin1Char('\n')));
}

/// Those that `names` name by their first characters. Errors: Config, for a name that is none's.
Result<QList<UnsettledRun>> named(const QList<UnsettledRun> &runs, const QStringList &names)
{
    QList<UnsettledRun> found;
    for (const QString &name : names) {
        const std::optional<UnsettledRun> run = runNamed(runs, name);
        if (!run)
            return failure(
                ErrorKind::Config,
                tr("There is no interrupted run '%1'; nothing was settled.").arg(name.left(60)),
                tr("Try: opsdeckctl runbook settle lists them; the first 8 characters "
                   "are enough."));
        if (!found.contains(*run))
            found.append(*run);
    }
    return found;
}

} // namespace

int settleRuns(const QStringList &arguments, const QString &usage)
{
    QCommandLineParser parser;
    console::addCommonOptions(parser);
    if (const int code = console::parse(parser, QStringLiteral("runbook"), usage, arguments,
                                        {tr("what to do")}, console::formats(), {}, kMostRuns);
        code >= 0)
        return code;
    const bool json = console::wantsJson(parser);
    const QStringList names = parser.positionalArguments().mid(1);
    const auto directory = dataDirectory();
    if (!directory) {
        console::complain(directory.error());
        return exitcode::kUsage;
    }
    SqliteAuditLog log(*directory + QStringLiteral("/audit.db"));
    InterruptedRuns interrupted(&log, userName(), *directory);
    int code = exitcode::kUsage;
    const auto end = [&code](const std::optional<Error> &error) {
        if (error)
            console::complain(*error);
        else
            code = exitcode::kOk;
        QCoreApplication::quit();
    };
    interrupted.lookEverywhere([&](const Result<QList<UnsettledRun>> &unsettled) {
        if (!unsettled)
            return end(unsettled.error());
        QList<UnsettledRun> over = *unsettled;
        over.removeIf([](const UnsettledRun &run) { return run.isOpen; });
        if (names.isEmpty()) {
            printRuns(over, tr("No run was interrupted without somebody having looked at it."),
                      json);
            return end(std::nullopt);
        }
        const auto looked = named(over, names);
        if (!looked)
            return end(looked.error());
        interrupted.settle(*looked, [looked, json, end](const std::optional<Error> &error) {
            if (!error && json)
                printRuns(*looked, {}, true);
            else if (!error)
                console::print(
                    QCoreApplication::translate("runbook", "%n run(s) settled, and recorded so.",
                                                nullptr, static_cast<int>(looked->size())));
            end(error);
        });
    });
    QCoreApplication::exec();
    return code;
}

} // namespace opsdeck
