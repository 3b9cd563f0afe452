// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/exitcode.h"
#include "app/common/opener.h"
#include "app/common/reimport.h"
#include "app/ctl/commands/commands.h"
#include "app/ctl/commands/importreport.h"
#include "app/ctl/console.h"
#include "services/config/scalars.h"
#include "services/importers/environments.h"
#include "services/importers/prometheusimport.h"
#include "services/importers/workspacetext.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QProcessEnvironment>
#include <QRegularExpression>

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

int finish(const ImportedStack &stack, const QList<WrittenFile> &written,
           const ImportChanges &changes, bool json)
{
    if (json)
        console::print(importJson(stack, written, changes));
    else
        console::print(importTable(stack, written, changes));
    return exitcode::kOk;
}

const QString kOutput = QStringLiteral("output");
const QString kEnvironment = QStringLiteral("environment");
const QString kForce = QStringLiteral("force");
const QString kLoose = QStringLiteral("loose");
const QString kHost = QStringLiteral("host");
const QString kVia = QStringLiteral("via");

void addOutputOptions(QCommandLineParser &parser)
{
    parser.addOption(
        {{QStringLiteral("o"), kOutput},
         tr("Workspace file to write; a name that does not end in .yaml is its folder."),
         QStringLiteral("FILE")});
    parser.addOption({kEnvironment,
                      tr("The environment that runs this way; of compose files as E=FILE,… with "
                         "files that are merged over the others there, and repeated for several."),
                      QStringLiteral("E"), QStringLiteral("dev")});
    parser.addOption({kLoose, tr("Let keys pass that nothing is known of.")});
    parser.addOption(
        {kForce, tr("Replace files that were edited since, instead of keeping the edits.")});
}

bool isOutputGood(const QCommandLineParser &parser)
{
    if (!parser.isSet(kOutput)) {
        console::complain(tr("Where to write is missing: -o FILE."));
        return false;
    }
    const QStringList environments = parser.values(kEnvironment);
    for (const QString &each : environments) {
        const QString id = each.section(QLatin1Char('='), 0, 0);
        if (scalars::isId(id))
            continue;
        console::complain(
            tr("'%1' is no id of an environment: letters, digits, '.', '_' and '-'.").arg(id));
        return false;
    }
    return true;
}

/// Writes what was found and tells of it.
int write(const QList<ImportedStack> &stacks, const QCommandLineParser &parser)
{
    const bool json = console::wantsJson(parser);
    const ImportedStack all = overviewOf(stacks);
    if (hasErrors(stacks)) {
        for (const ImportFinding &finding : all.findings) {
            if (finding.level == FindingLevel::Error)
                console::complain(findingText(finding));
        }
        if (json)
            console::print(importJson(all, {}, {}));
        return exitcode::kUsage;
    }
    const QFileInfo target = outputOf(parser.value(kOutput));
    const QList<ImportedFile> files = workspaceFilesOf(stacks, target.fileName());
    const bool isForced = parser.isSet(kForce);
    const auto found = reimportOf(files, target.absolutePath());
    if (!found) {
        console::complain(found.error());
        return exitcode::kUsage;
    }
    const auto written =
        writeImported(isForced ? files : found->files, target.absolutePath(), isForced);
    if (!written) {
        console::complain(written.error());
        return exitcode::kUsage;
    }
    ImportChanges changes = found->changes;
    if (isForced)
        changes.kept.clear();
    return finish(all, *written, changes, json);
}

/// The values of an option that is ENVIRONMENT=VALUE, or VALUE for the only environment.
QMap<QString, QString> byEnvironment(const QStringList &values, const QStringList &environments)
{
    QMap<QString, QString> all;
    for (const QString &value : values) {
        const qsizetype sign = value.indexOf(QLatin1Char('='));
        all.insert(sign > 0 ? value.left(sign) : environments.value(0), value.mid(sign + 1));
    }
    return all;
}

bool isWayHost(const QString &text)
{
    static const QRegularExpression form(QStringLiteral(
        R"(^(?:[A-Za-z0-9_][A-Za-z0-9_.-]*@)?[A-Za-z0-9_][A-Za-z0-9_.-]*(?::[0-9]{1,5})?$)"));
    return form.match(text).hasMatch();
}

/// From `--environment E[=FILE,…]`, `--host`, `--via`; empty after a complaint.
QList<ImportedEnvironment> environmentsOf(const QCommandLineParser &parser)
{
    QList<ImportedEnvironment> all;
    QStringList ids;
    const QStringList given = parser.values(kEnvironment);
    for (const QString &each : given) {
        ImportedEnvironment environment;
        environment.id = each.section(QLatin1Char('='), 0, 0);
        environment.files =
            each.section(QLatin1Char('='), 1).split(QLatin1Char(','), Qt::SkipEmptyParts);
        if (ids.contains(environment.id)) {
            console::complain(tr("The environment %1 is there twice.").arg(environment.id));
            return {};
        }
        ids << environment.id;
        all.append(environment);
    }
    const QMap<QString, QString> hosts = byEnvironment(parser.values(kHost), ids);
    const QMap<QString, QString> vias = byEnvironment(parser.values(kVia), ids);
    for (const auto *named : {&hosts, &vias}) {
        for (auto it = named->cbegin(); it != named->cend(); ++it) {
            if (!ids.contains(it.key())) {
                console::complain(tr("'%1' names no environment of this import; write "
                                     "--environment %1 too.")
                                      .arg(it.key()));
                return {};
            }
        }
    }
    for (ImportedEnvironment &environment : all) {
        environment.host = hosts.value(environment.id);
        environment.via = vias.value(environment.id).split(QLatin1Char(','), Qt::SkipEmptyParts);
        for (const QString &host : std::as_const(environment.via)) {
            if (!isWayHost(host)) {
                console::complain(
                    tr("'%1' is no host of ssh: write [user@]name[:port].").arg(host));
                return {};
            }
        }
    }
    return all;
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
    parser.addOption({kHost,
                      tr("Where the published ports of an environment are, as [E=]ADDRESS; may be "
                         "repeated. This machine when absent."),
                      QStringLiteral("ADDRESS")});
    parser.addOption({kVia,
                      tr("Hosts of ssh that lead to an environment, as [E=]HOST,HOST; may be "
                         "repeated."),
                      QStringLiteral("HOSTS")});
    parser.addOption(
        {nginx,
         tr("Configuration of an nginx of the stack, as FILE or SERVICE=FILE; may be repeated."),
         QStringLiteral("FILE")});
    if (const int code = console::parse(parser, QStringLiteral("import compose"),
                                        tr("FILE… [--env-file F] [--environment E[=FILE,…]] "
                                           "[--host [E=]A] [--via [E=]HOST,…] [--profile P] "
                                           "[--nginx F] [--loose] [--force] -o FILE"),
                                        arguments, {tr("a compose file")}, console::formats(),
                                        {envFile, profile, nginx, kEnvironment, kHost, kVia}, 63);
        code >= 0)
        return code;
    if (!isOutputGood(parser))
        return exitcode::kUsage;
    ComposeImportRequest request;
    request.files = parser.positionalArguments();
    request.envFiles = parser.values(envFile);
    request.profiles = parser.values(profile);
    request.nginxFiles = parser.values(nginx);
    request.isLoose = parser.isSet(kLoose);
    const QList<ImportedEnvironment> environments = environmentsOf(parser);
    if (environments.isEmpty())
        return exitcode::kUsage;
    request.variables = processVariables();
    request.directory = QDir::currentPath();
    request.kinds = kindCatalog().probes;
    return write(importEnvironments(request, environments), parser);
}

int importPrometheusFiles(const QStringList &arguments)
{
    QCommandLineParser parser;
    console::addCommonOptions(parser);
    addOutputOptions(parser);
    if (const int code =
            console::parse(parser, QStringLiteral("import prometheus"),
                           tr("FILE… [--environment E] [--loose] [--force] -o FILE"), arguments,
                           {tr("a configuration of Prometheus")}, console::formats(), {}, 63);
        code >= 0)
        return code;
    if (!isOutputGood(parser))
        return exitcode::kUsage;
    PrometheusImportRequest request;
    request.files = parser.positionalArguments();
    request.environment = parser.value(kEnvironment);
    request.isLoose = parser.isSet(kLoose);
    request.directory = QDir::currentPath();
    request.kinds = kindCatalog().probes;
    return write({importPrometheus(request)}, parser);
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
        QStringLiteral("compose FILE… [--env-file F] [--environment E[=FILE,…]] [--host [E=]A] "
                       "[--via [E=]HOST,…] [--profile P] [--nginx F] [--loose] [--force] -o FILE "
                       "| prometheus FILE… [--environment E] [--loose] [--force] -o FILE"),
        run};
}

} // namespace opsdeck
