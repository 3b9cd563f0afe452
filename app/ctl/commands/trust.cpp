// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/exitcode.h"
#include "app/common/trusting.h"
#include "app/ctl/commands/commands.h"
#include "app/ctl/console.h"
#include "services/audit/sqliteauditlog.h"
#include "services/storage/datadirectory.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonArray>

#include <optional>

namespace opsdeck {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("trust", text);
}

QString placeOf(const ProgramUse &program, const QString &path)
{
    return problemText({program.where, ProblemSeverity::Warning, {}}, path)
        .section(QStringLiteral(": "), 0, 0);
}

QString toText(const QList<ProgramUse> &programs, const QSet<QString> &untrusted,
               const QString &path)
{
    QStringList blocks;
    for (const ProgramUse &program : programs) {
        QStringList lines;
        lines << QStringLiteral("%1 %2  %3")
                     .arg(untrusted.contains(program.digest) ? QStringLiteral("?")
                                                             : QStringLiteral("✓"),
                          placeOf(program, path),
                          untrusted.contains(program.digest) ? tr("not trusted") : tr("trusted"));
        lines << tr("    for %1").arg(runnersText(program));
        for (qsizetype at = 0; at < program.argumentVector.size(); ++at)
            lines << QStringLiteral("    %1  %2").arg(at, 2).arg(program.argumentVector.at(at));
        for (const QString &fact : program.facts)
            lines << QStringLiteral("        ") + fact;
        blocks << lines.join(QLatin1Char('\n'));
    }
    return blocks.join(QLatin1Char('\n'));
}

QJsonObject toJson(const TrustedWorkspace &opened, const QSet<QString> &untrusted,
                   const QString &path)
{
    QJsonArray programs;
    for (const ProgramUse &program : opened.loaded.programs) {
        QJsonArray checks;
        for (const CheckKey &key : program.checks)
            checks.append(key.toString());
        programs.append(QJsonObject{
            {QStringLiteral("argv"), QJsonArray::fromStringList(program.argumentVector)},
            {QStringLiteral("facts"), QJsonArray::fromStringList(program.facts)},
            {QStringLiteral("where"), placeOf(program, path)},
            {QStringLiteral("checks"), checks},
            {QStringLiteral("digest"), program.digest},
            {QStringLiteral("trusted"), !untrusted.contains(program.digest)}});
    }
    return {{QStringLiteral("workspace"), opened.loaded.workspace->id},
            {QStringLiteral("file"), opened.loaded.files.value(0)},
            {QStringLiteral("programs"), programs}};
}

/// Runs the event loop until the record has answered.
template <typename Act>
Result<void> waitFor(Act act)
{
    std::optional<Result<void>> answer;
    QObject context;
    act(&context, [&answer](const Result<void> &result) {
        answer = result;
        QCoreApplication::quit();
    });
    if (!answer)
        QCoreApplication::exec();
    return answer ? *answer : Result<void>(failure(ErrorKind::Cancelled, tr("Stopped.")));
}

int show(const TrustedWorkspace &opened, const QString &path, bool json)
{
    const QSet<QString> untrusted = digestsOf(opened.untrusted);
    if (json)
        console::print(toJson(opened, untrusted, path));
    else if (opened.loaded.programs.isEmpty())
        console::print(tr("%1 runs no programs.").arg(opened.loaded.workspace->id));
    else
        console::print(toText(opened.loaded.programs, untrusted, path));
    return untrusted.isEmpty() ? exitcode::kOk : exitcode::kGuardRefused;
}

int change(const TrustedWorkspace &opened, const QString &path, const QString &directory,
           bool isRemoval, bool json)
{
    const LoadedWorkspace &loaded = opened.loaded;
    if (!isRemoval && loaded.hasErrors()) {
        console::complain(tr("Nothing is trusted of a workspace that has errors."));
        return exitcode::kUsage;
    }
    if (isRemoval || !opened.untrusted.isEmpty()) {
        SqliteAuditLog audit(directory + QStringLiteral("/audit.db"));
        const Result<void> done = waitFor([&](QObject *context, auto answer) {
            if (isRemoval)
                distrust(audit, directory, loaded, context, answer);
            else
                trustPrograms(audit, directory, loaded, opened.untrusted, context, answer);
        });
        if (!done) {
            console::complain(done.error());
            return exitcode::kUsage;
        }
    }
    if (isRemoval) {
        console::note(tr("No program of %1 is trusted any more.").arg(loaded.workspace->id));
        return exitcode::kOk;
    }
    TrustedWorkspace now = opened;
    now.untrusted.clear();
    return show(now, path, json);
}

int run(const QStringList &arguments)
{
    QCommandLineParser parser;
    console::addCommonOptions(parser);
    parser.addOption(
        {QStringLiteral("show"), tr("Only show the programs; 6 when one of them is not trusted.")});
    parser.addOption({QStringLiteral("remove"), tr("Trust none of them any more.")});
    if (const int code = console::parse(parser, QStringLiteral("trust"), trustCommand().usage,
                                        arguments, {tr("the workspace's folder or file")});
        code >= 0)
        return code;
    const bool isShown = parser.isSet(QStringLiteral("show"));
    const bool isRemoval = parser.isSet(QStringLiteral("remove"));
    if (isShown && isRemoval) {
        console::complain(tr("Say --show or --remove, not both."));
        return exitcode::kUsage;
    }
    const Result<QString> directory = dataDirectory();
    if (!directory && !isShown) {
        console::complain(directory.error());
        return exitcode::kUsage;
    }
    const QString path = parser.positionalArguments().constFirst();
    const TrustedWorkspace opened = openTrusted(path, directory.value_or(QString()));
    complainAbout(opened.loaded, path);
    if (!opened.loaded.workspace)
        return exitcode::kUsage;
    if (opened.trustError)
        console::note(opened.trustError->message + QLatin1Char(' ') + opened.trustError->advice);
    return isShown ? show(opened, path, console::wantsJson(parser))
                   : change(opened, path, *directory, isRemoval, console::wantsJson(parser));
}

} // namespace

Command trustCommand()
{
    return {QStringLiteral("trust"),
            tr("Show the programs that watching a workspace runs, and trust them."),
            QStringLiteral("WORKSPACE [--show | --remove] [--format table|json]"), run};
}

} // namespace opsdeck
