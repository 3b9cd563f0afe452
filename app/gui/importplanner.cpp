// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/importplanner.h"

#include "app/common/opener.h"
#include "app/common/reimport.h"
#include "services/config/scalars.h"
#include "services/editing/textdiff.h"
#include "services/importers/environments.h"
#include "services/importers/leaveout.h"
#include "services/importers/prometheusimport.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcessEnvironment>
#include <QRegularExpression>

namespace opsdeck {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ImportPlanner", text);
}

QString absolute(QString name)
{
    if (name == QLatin1String("~") || name.startsWith(QLatin1String("~/")))
        name = QDir::homePath() + name.mid(1);
    return QDir::cleanPath(QDir::current().absoluteFilePath(name));
}

/// Files of Prometheus have other keys at their top than those of Compose.
bool isOfPrometheus(const QString &path)
{
    static const QRegularExpression ours(
        QStringLiteral("^(scrape_configs|scrape_config_files|rule_files|global|alerting|groups|"
                       "route|receivers|modules)\\s*:"),
        QRegularExpression::MultilineOption);
    static const QRegularExpression compose(QStringLiteral("^(services|include)\\s*:"),
                                            QRegularExpression::MultilineOption);
    constexpr qint64 kLooked = 256 * 1024;
    QFile file(path);
    if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly))
        return false;
    const QString text = QString::fromUtf8(file.read(kLooked));
    return ours.match(text).hasMatch() && !compose.match(text).hasMatch();
}

int countOfPrometheus(const ImportQuestion &question)
{
    return static_cast<int>(
        std::count_if(question.files.cbegin(), question.files.cend(),
                      [](const QString &name) { return isOfPrometheus(absolute(name)); }));
}

QString directoryOf(const ImportQuestion &question)
{
    // Places are told as seen from the first file.
    const QFileInfo first(absolute(question.files.value(0)));
    return first.isDir() ? first.absoluteFilePath() : first.absolutePath();
}

ComposeImportRequest requestOf(const ImportQuestion &question, const ImportChoices &choices)
{
    ComposeImportRequest request;
    for (const QString &name : question.files)
        request.files << absolute(name);
    for (const QString &name : question.envFiles)
        request.envFiles << absolute(name);
    for (const QString &name : question.nginxFiles) {
        const qsizetype sign = name.indexOf(QLatin1Char('='));
        request.nginxFiles << (sign > 0 ? name.left(sign + 1) : QString())
                                  + absolute(name.mid(sign + 1));
    }
    request.profiles = question.profiles;
    request.choices = choices;
    request.kinds = kindCatalog().probes;
    request.directory = directoryOf(question);
    const QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
    const QStringList names = variables.keys();
    for (const QString &name : names)
        request.variables.insert(name, variables.value(name));
    return request;
}

QList<ImportedStack> prometheusStacks(const ImportQuestion &question, const ImportChoices &choices)
{
    QList<ImportedStack> stacks;
    for (const EnvironmentQuestion &environment : question.environments) {
        PrometheusImportRequest request;
        const QStringList names = question.files + environment.files;
        for (const QString &name : names)
            request.files << absolute(name);
        request.environment = environment.id;
        request.directory = directoryOf(question);
        request.kinds = kindCatalog().probes;
        ImportedStack stack = importPrometheus(request);
        stack.tier = environment.tier;
        stack.via = environment.via;
        leaveOut(stack, choices.skipped);
        stacks.append(stack);
    }
    return stacks;
}

/// One for each environment.
QList<ImportedStack> stacksOf(const ImportQuestion &question, const ImportChoices &choices)
{
    if (countOfPrometheus(question) > 0)
        return prometheusStacks(question, choices);
    QList<ImportedEnvironment> environments;
    for (const EnvironmentQuestion &each : question.environments) {
        ImportedEnvironment environment{each.id, {}, each.tier, each.host, each.via};
        for (const QString &name : each.files)
            environment.files << absolute(name);
        environments.append(environment);
    }
    return importEnvironments(requestOf(question, choices), environments);
}

QString textOf(const ImportFinding &finding)
{
    QStringList parts;
    if (finding.where.line > 0)
        parts << QStringLiteral("%1:%2:%3")
                     .arg(finding.where.file)
                     .arg(finding.where.line)
                     .arg(finding.where.column);
    else if (!finding.where.file.isEmpty())
        parts << finding.where.file;
    if (!finding.service.isEmpty())
        parts << finding.service;
    parts << finding.text;
    return parts.join(QStringLiteral(": "));
}

/// Whether a finding is about one of these files.
bool isAbout(const ImportFinding &finding, const QStringList &names)
{
    return std::any_of(names.cbegin(), names.cend(), [&](const QString &name) {
        const QString file = QFileInfo(name).fileName();
        return finding.where.file.endsWith(file) || finding.text.contains(file);
    });
}

QMap<ImportField, QString> problemsOf(const QList<ImportedStack> &stacks,
                                      const ImportQuestion &question)
{
    constexpr qsizetype kMost = 3;
    QStringList texts;
    QStringList ofEnv;
    QStringList ofNginx;
    QStringList ofOne;
    QStringList own;
    for (const EnvironmentQuestion &environment : question.environments)
        own += environment.files;
    const QList<ImportFinding> findings = findingsOf(stacks);
    for (const ImportFinding &finding : findings) {
        if (finding.level != FindingLevel::Error)
            continue;
        QStringList &where = isAbout(finding, question.envFiles) ? ofEnv
                             : isAbout(finding, question.nginxFiles)
                                     || finding.text.startsWith(QLatin1String("--nginx"))
                                 ? ofNginx
                             : isAbout(finding, own) ? ofOne
                                                     : texts;
        where << textOf(finding);
    }
    QMap<ImportField, QString> problems;
    const auto put = [&](ImportField field, const QStringList &all) {
        if (all.isEmpty())
            return;
        problems.insert(field,
                        all.mid(0, kMost).join(QLatin1Char('\n'))
                            + (all.size() > kMost
                                   ? QLatin1Char('\n') + tr("%1 more").arg(all.size() - kMost)
                                   : QString()));
    };
    put(ImportField::Files, texts);
    put(ImportField::EnvFiles, ofEnv);
    put(ImportField::Nginx, ofNginx);
    put(ImportField::Environment, ofOne);
    return problems;
}

/// Why nothing can be written there; empty: it seems that it can.
QString folderProblem(const QString &folder)
{
    QFileInfo info(folder);
    if (info.exists() && !info.isDir())
        return tr("%1 is a file. Try another folder.").arg(folder);
    while (!info.exists() && info.absoluteFilePath() != info.absolutePath())
        info.setFile(info.absolutePath());
    if (!info.isDir())
        return tr("%1 is a file, so no folder can be made below it. Try another one.")
            .arg(info.absoluteFilePath());
    if (!info.isWritable())
        return tr("You may not write to %1. Try another folder.").arg(info.absoluteFilePath());
    return {};
}

/// A parameter's text with the environment's values in it.
QString filled(QString text, const ImportedStack &stack)
{
    for (const ImportedParameter &parameter : stack.parameters)
        text.replace(QStringLiteral("${%1}").arg(parameter.name), parameter.value);
    return text.replace(QLatin1String("$$"), QLatin1String("$"));
}

PlannedService plannedOf(const ImportedService &service, const ImportedStack &stack)
{
    PlannedService planned;
    planned.id = service.id;
    planned.title = service.title;
    planned.technology = service.technology;
    planned.confidence = service.confidence;
    planned.reason = service.reason;
    planned.kinds = service.kinds;
    planned.where = service.where;
    if (service.checks.isEmpty())
        return planned;
    const ImportedCheck &check = service.checks.constFirst();
    planned.kind = check.kind;
    planned.furtherChecks = static_cast<int>(service.checks.size()) - 1;
    QMap<QString, QString> values;
    for (const auto &[name, value] : check.parameters)
        values.insert(name, filled(value.toString(), stack));
    if (const QString url = values.value(QStringLiteral("url")); !url.isEmpty()) {
        planned.asked = url;
        planned.address = url.section(QStringLiteral("//"), 1).section(QLatin1Char('/'), 0, 0);
    } else if (values.contains(QStringLiteral("port"))) {
        planned.address = values.value(QStringLiteral("host")) + QLatin1Char(':')
                          + values.value(QStringLiteral("port"));
        const QString database = values.value(QStringLiteral("database"));
        planned.asked = database.isEmpty() ? planned.address
                                           : tr("%1, database %2").arg(planned.address, database);
    } else if (check.kind == QLatin1String("docker")) {
        planned.asked = tr("Docker, for %1 of %2")
                            .arg(values.value(QStringLiteral("service")),
                                 values.value(QStringLiteral("project")));
    } else {
        planned.asked = QStringList(values.values()).join(QStringLiteral(", "));
        planned.address = planned.asked;
    }
    return planned;
}

ImportPlan planOf(const ImportedStack &stack)
{
    ImportPlan plan;
    plan.title = stack.title;
    for (const ImportedService &service : stack.services)
        plan.services.append(plannedOf(service, stack));
    for (const ImportedEdge &edge : stack.edges)
        plan.edges.append({edge.from, edge.to, edge.basis, edge.why});
    return plan;
}

QString workspaceName()
{
    return QStringLiteral("opsdeck.yaml");
}

QList<ImportedFile> filesOf(const ImportDraft &draft)
{
    QList<ImportedFile> files;
    for (const PlannedFile &file : draft.files) {
        ImportedFile each{file.name, file.bytes};
        if (file.state == PlannedFile::State::Merged)
            each.over = file.old;
        files.append(each);
    }
    return files;
}

/// What is wrong with the rows of environments; empty: nothing.
QString environmentProblem(const QList<EnvironmentQuestion> &environments)
{
    static const QRegularExpression host(QStringLiteral(
        R"(^(?:[A-Za-z0-9_][A-Za-z0-9_.-]*@)?[A-Za-z0-9_][A-Za-z0-9_.-]*(?::[0-9]{1,5})?$)"));
    static const QRegularExpression address(QStringLiteral("^[A-Za-z0-9_.:-]*$"));
    QStringList known;
    for (const EnvironmentQuestion &each : environments) {
        if (!scalars::isId(each.id))
            return tr("'%1' is no name of an environment. Letters, digits, '.', '_' and '-' are.")
                .arg(each.id);
        if (known.contains(each.id))
            return tr("The environment '%1' is there twice.").arg(each.id);
        known << each.id;
        if (!address.match(each.host).hasMatch())
            return tr("'%1' is no address. Write a name or an IP address, without a port.")
                .arg(each.host);
        for (const QString &way : each.via) {
            if (!host.match(way).hasMatch())
                return tr("'%1' is no host of ssh. Write [user@]name[:port].").arg(way);
        }
    }
    return {};
}

} // namespace

ImportPlan planImport(const ImportQuestion &question)
{
    ImportPlan plan;
    if (const QString text = environmentProblem(question.environments); !text.isEmpty())
        plan.problems.insert(ImportField::Environment, text);
    if (const QString text = folderProblem(absolute(question.folder)); !text.isEmpty())
        plan.problems.insert(ImportField::Folder, text);
    if (const int count = countOfPrometheus(question); count > 0 && count < question.files.size())
        plan.problems.insert(ImportField::Files,
                             tr("Some of these are of Prometheus and some are not. Import the "
                                "stack and Prometheus one after the other."));
    const QList<ImportedStack> stacks = stacksOf(question, {});
    const QMap<ImportField, QString> found = problemsOf(stacks, question);
    for (auto it = found.cbegin(); it != found.cend(); ++it) {
        if (!plan.problems.contains(it.key()))
            plan.problems.insert(it.key(), it.value());
    }
    return plan.problems.isEmpty() ? planOf(overviewOf(stacks)) : plan;
}

Result<ImportDraft> draftImport(const ImportQuestion &question, const ImportChoices &choices,
                                const ImportPlan &seen)
{
    const QList<ImportedStack> whole = stacksOf(question, {});
    if (hasErrors(whole) || planOf(overviewOf(whole)) != seen)
        return failure(ErrorKind::Config, tr("The files were changed meanwhile."),
                       tr("Go back and read them again."));
    const QList<ImportedStack> stacks = stacksOf(question, choices);
    const ImportedStack all = overviewOf(stacks);
    if (hasErrors(stacks) || all.services.isEmpty())
        return failure(ErrorKind::Config, tr("There is nothing left to import."),
                       tr("Accept at least one service."));
    ImportDraft draft;
    draft.folder = absolute(question.folder);
    draft.workspaceName = workspaceName();
    draft.findings = all.findings;
    draft.services = static_cast<int>(all.services.size());
    for (const ImportedService &service : all.services)
        draft.checks += static_cast<int>(service.checks.size());
    const auto found = reimportOf(workspaceFilesOf(stacks, workspaceName()), draft.folder);
    if (!found)
        return failure(found.error());
    draft.changes = found->changes;
    for (qsizetype i = 0; i < found->files.size(); ++i) {
        const ImportedFile &file = found->files.at(i);
        PlannedFile planned{file.name, file.bytes, found->states.at(i), found->old.at(i)};
        if (!planned.old.isNull())
            planned.diff = textDiff(planned.old, planned.bytes);
        draft.files.append(planned);
    }
    return draft;
}

Result<QString> writeDraft(const ImportDraft &draft, bool replaceEdited)
{
    const QList<ImportedFile> files = filesOf(draft);
    const auto states = statesOf(files, draft.folder);
    if (!states)
        return failure(states.error());
    // A person agreed to what was shown, not to what came after.
    for (qsizetype i = 0; i < files.size(); ++i) {
        const PlannedFile &file = draft.files.at(i);
        const bool isSaid =
            states->at(i) == file.state || states->at(i) == PlannedFile::State::Unchanged;
        if (!isSaid || (file.state == PlannedFile::State::Edited && !replaceEdited))
            return failure(ErrorKind::Guard,
                           tr("%1 was changed meanwhile; nothing was written.").arg(file.name),
                           tr("Go back two steps and look again."));
    }
    const auto written = writeImported(files, draft.folder, replaceEdited);
    if (!written)
        return failure(written.error());
    return QDir(draft.folder).absoluteFilePath(draft.workspaceName);
}

} // namespace opsdeck
