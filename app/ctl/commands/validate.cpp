// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/exitcode.h"
#include "app/common/opener.h"
#include "app/ctl/commands/commands.h"
#include "app/ctl/console.h"
#include "services/domain/rulewatch.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonArray>

namespace opsdeck {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("validate", text);
}

QString counted(const char *text, qsizetype number)
{
    return QCoreApplication::translate("validate", text, nullptr, static_cast<int>(number));
}

QJsonArray rulesOf(const Workspace &workspace)
{
    QJsonArray rules;
    for (const Platform &platform : workspace.platforms) {
        for (const DocumentedRule &rule : platform.rules) {
            const RuleWatchWords watch = watchWords(platform, rule);
            rules.append(QJsonObject{{QStringLiteral("platform"), platform.id.toString()},
                                     {QStringLiteral("ref"), rule.ref},
                                     {QStringLiteral("title"), rule.title},
                                     {QStringLiteral("watched"), watch.isWatched},
                                     {QStringLiteral("in_part"), watch.isPartly},
                                     {QStringLiteral("reason"), watch.reason}});
        }
    }
    return rules;
}

QJsonObject asJson(const LoadedWorkspace &loaded)
{
    QJsonArray problems;
    const QList<ConfigProblem> all = loaded.problems + loaded.sharedAddresses;
    for (const ConfigProblem &problem : all) {
        problems.append(QJsonObject{
            {QStringLiteral("file"), problem.where.file},
            {QStringLiteral("line"), problem.where.line},
            {QStringLiteral("column"), problem.where.column},
            {QStringLiteral("severity"), problem.severity == ProblemSeverity::Error
                                             ? QStringLiteral("error")
                                             : QStringLiteral("warning")},
            {QStringLiteral("text"), problem.text},
        });
    }
    return {{QStringLiteral("valid"), loaded.workspace != nullptr && !loaded.hasErrors()},
            {QStringLiteral("problems"), problems},
            {QStringLiteral("rules"),
             loaded.workspace == nullptr ? QJsonArray() : rulesOf(*loaded.workspace)}};
}

/// One line for each documented rule that nothing looks after, or not everywhere.
QStringList unwatchedRules(const Workspace &workspace)
{
    QStringList lines;
    for (const Platform &platform : workspace.platforms) {
        for (const DocumentedRule &rule : platform.rules) {
            const RuleWatchWords watch = watchWords(platform, rule);
            if (!watch.isWatched || watch.isPartly)
                lines << tr("%1: rule %2 (%3) is %4")
                             .arg(platform.id.toString(), rule.ref, rule.title, watch.sentence());
        }
    }
    return lines;
}

QString summary(const Workspace &workspace)
{
    const WorkspaceSize size = sizeOf(workspace);
    return tr("%1 is valid: %2, %3, %4, %5.")
        .arg(workspace.id, counted("%n platform(s)", size.platforms),
             counted("%n environment(s)", size.environments), counted("%n check(s)", size.checks),
             counted("%n runbook(s)", size.runbooks));
}

int run(const QStringList &arguments)
{
    QCommandLineParser parser;
    console::addCommonOptions(parser);
    if (const int code = console::parse(parser, QStringLiteral("validate"), validateCommand().usage,
                                        arguments, {tr("the workspace's folder or file")});
        code >= 0)
        return code;
    const QString path = parser.positionalArguments().first();
    const LoadedWorkspace loaded = openWorkspace(path);
    const bool valid = loaded.workspace && !loaded.hasErrors();
    if (console::wantsJson(parser)) {
        console::print(asJson(loaded));
    } else {
        const QList<ConfigProblem> all = loaded.problems + loaded.sharedAddresses;
        for (const ConfigProblem &problem : all)
            console::print(problemText(problem, path));
        if (valid) {
            const QStringList lines = unwatchedRules(*loaded.workspace);
            for (const QString &line : lines)
                console::print(line);
            console::print(summary(*loaded.workspace));
        }
    }
    return valid ? exitcode::kOk : exitcode::kUsage;
}

} // namespace

Command validateCommand()
{
    return {QStringLiteral("validate"),
            tr("Check the definitions and say all that is wrong with them."),
            QStringLiteral("WORKSPACE"), run};
}

} // namespace opsdeck
