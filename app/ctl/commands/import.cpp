// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/exitcode.h"
#include "app/common/opener.h"
#include "app/ctl/commands/commands.h"
#include "app/ctl/commands/importreport.h"
#include "app/ctl/console.h"
#include "services/config/scalars.h"
#include "services/importers/composeimport.h"
#include "services/importers/prometheusimport.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QProcessEnvironment>

namespace opsdeck {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("import", text);
}

EnvironmentMap processVariables()
{
    EnvironmentMap variables;
    const QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    const QStringList names = environment.keys();
    for (const QString &name : names)
        variables.insert(name, environment.value(name));
    return variables;
}

/// Folder and name of the workspace file that is to be written.
QFileInfo outputOf(const QString &given)
{
    const bool isYaml =
        given.endsWith(QLatin1String(".yaml")) || given.endsWith(QLatin1String(".yml"));
    const bool isFolder = QFileInfo(given).isDir() || !isYaml;
    return QFileInfo(isFolder ? QDir(given).absoluteFilePath(QStringLiteral("opsdeck.yaml"))
                              : given);
}

int finish(const ImportedStack &stack, const QList<WrittenFile> &written, bool json)
{
    if (json)
        console::print(importJson(stack, written));
    else
        console::print(importTable(stack, written));
    return exitcode::kOk;
}

const QString kOutput = QStringLiteral("output");
const QString kEnvironment = QStringLiteral("environment");
const QString kForce = QStringLiteral("force");

void addOutputOptions(QCommandLineParser &parser)
{
    parser.addOption(
        {{QStringLiteral("o"), kOutput},
         tr("Workspace file to write; a name that does not end in .yaml is its folder."),
         QStringLiteral("FILE")});
    parser.addOption({kEnvironment, tr("The environment that runs this way."), QStringLiteral("E"),
                      QStringLiteral("dev")});
    parser.addOption({kForce, tr("Replace files that were edited since.")});
}

bool isOutputGood(const QCommandLineParser &parser)
{
    if (!parser.isSet(kOutput)) {
        console::complain(tr("Where to write is missing: -o FILE."));
        return false;
    }
    if (!scalars::isId(parser.value(kEnvironment))) {
        console::complain(tr("'%1' is no id of an environment: letters, digits, '.', '_' and '-'.")
                              .arg(parser.value(kEnvironment)));
        return false;
    }
    return true;
}

/// Writes what was found and tells of it.
int write(const ImportedStack &stack, const QCommandLineParser &parser)
{
    const bool json = console::wantsJson(parser);
    if (stack.hasErrors()) {
        for (const ImportFinding &finding : stack.findings) {
            if (finding.level == FindingLevel::Error)
                console::complain(findingText(finding));
        }
        if (json)
            console::print(importJson(stack, {}));
        return exitcode::kUsage;
    }
    const QFileInfo target = outputOf(parser.value(kOutput));
    const auto written = writeImported(workspaceFilesOf(stack, target.fileName()),
                                       target.absolutePath(), parser.isSet(kForce));
    if (!written) {
        console::complain(written.error());
        return exitcode::kUsage;
    }
    return finish(stack, *written, json);
}

int importComposeFiles(const QStringList &arguments)
{
    QCommandLineParser parser;
    console::addCommonOptions(parser);
    const QString envFile = QStringLiteral("env-file");
    const QString profile = QStringLiteral("profile");
    const QString nginx = QStringLiteral("nginx");
    addOutputOptions(parser);
    parser.addOption({envFile,
                      tr("Variables, instead of .env beside the first file; may be repeated."),
                      QStringLiteral("FILE")});
    parser.addOption({profile, tr("Take in the services of a profile; * for all; may be repeated."),
                      QStringLiteral("P")});
    parser.addOption(
        {nginx,
         tr("Configuration of an nginx of the stack, as FILE or SERVICE=FILE; may be repeated."),
         QStringLiteral("FILE")});
    if (const int code = console::parse(parser, QStringLiteral("import compose"),
                                        tr("FILE… [--env-file F] [--environment E] [--profile P] "
                                           "[--nginx F] [--force] -o FILE"),
                                        arguments, {tr("a compose file")}, console::formats(),
                                        {envFile, profile, nginx}, 63);
        code >= 0)
        return code;
    if (!isOutputGood(parser))
        return exitcode::kUsage;
    ComposeImportRequest request;
    request.files = parser.positionalArguments();
    request.envFiles = parser.values(envFile);
    request.profiles = parser.values(profile);
    request.nginxFiles = parser.values(nginx);
    request.environment = parser.value(kEnvironment);
    request.variables = processVariables();
    request.directory = QDir::currentPath();
    request.kinds = kindCatalog().probes;
    const ImportedStack stack = importCompose(request);
    return write(stack, parser);
}

int importPrometheusFiles(const QStringList &arguments)
{
    QCommandLineParser parser;
    console::addCommonOptions(parser);
    addOutputOptions(parser);
    if (const int code =
            console::parse(parser, QStringLiteral("import prometheus"),
                           tr("FILE… [--environment E] [--force] -o FILE"), arguments,
                           {tr("a configuration of Prometheus")}, console::formats(), {}, 63);
        code >= 0)
        return code;
    if (!isOutputGood(parser))
        return exitcode::kUsage;
    PrometheusImportRequest request;
    request.files = parser.positionalArguments();
    request.environment = parser.value(kEnvironment);
    request.directory = QDir::currentPath();
    request.kinds = kindCatalog().probes;
    return write(importPrometheus(request), parser);
}

int run(const QStringList &arguments)
{
    const QString what = arguments.value(0);
    if (what == QLatin1String("compose"))
        return importComposeFiles(arguments.mid(1));
    if (what == QLatin1String("prometheus"))
        return importPrometheusFiles(arguments.mid(1));
    if (!console::isAction(QStringLiteral("import"), importCommand().usage, arguments,
                           {QStringLiteral("compose"), QStringLiteral("prometheus")}))
        return exitcode::kUsage;
    console::print(tr("Usage: opsdeckctl import %1").arg(importCommand().usage));
    return exitcode::kOk;
}

} // namespace

Command importCommand()
{
    return {
        QStringLiteral("import"),
        tr("Make definitions from files that are already there, and tell what was not mapped."),
        QStringLiteral("compose FILE… [--env-file F] [--environment E] [--profile P] [--nginx F] "
                       "[--force] -o FILE | prometheus FILE… [--environment E] [--force] -o FILE"),
        run};
}

} // namespace opsdeck
