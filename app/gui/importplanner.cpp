// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/importplanner.h"

#include "app/common/opener.h"
#include "services/config/scalars.h"
#include "services/importers/composeimport.h"
#include "services/importers/workspacetext.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QProcessEnvironment>

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

ComposeImportRequest requestOf(const ImportQuestion &question, const ImportChoices &choices)
{
    ComposeImportRequest request;
    for (const QString &name : question.files)
        request.files << absolute(name);
    for (const QString &name : question.envFiles)
        request.envFiles << absolute(name);
    request.profiles = question.profiles;
    request.environment = question.environment;
    request.tier = question.tier;
    request.choices = choices;
    request.kinds = kindCatalog().probes;
    // Places are told as seen from the first file.
    const QFileInfo first(request.files.value(0));
    request.directory = first.isDir() ? first.absoluteFilePath() : first.absolutePath();
    const QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
    const QStringList names = variables.keys();
    for (const QString &name : names)
        request.variables.insert(name, variables.value(name));
    return request;
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

QMap<ImportField, QString> problemsOf(const ImportedStack &stack, const QStringList &envFiles)
{
    constexpr qsizetype kMost = 3;
    QStringList texts;
    QStringList ofEnv;
    for (const ImportFinding &finding : stack.findings) {
        if (finding.level != FindingLevel::Error)
            continue;
        const bool isEnv =
            std::any_of(envFiles.cbegin(), envFiles.cend(), [&](const QString &name) {
                const QString file = QFileInfo(name).fileName();
                return finding.where.file.endsWith(file) || finding.text.contains(file);
            });
        (isEnv ? ofEnv : texts) << textOf(finding);
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
    for (const PlannedFile &file : draft.files)
        files.append({file.name, file.bytes});
    return files;
}

} // namespace

ImportPlan planImport(const ImportQuestion &question)
{
    QMap<ImportField, QString> problems;
    if (!scalars::isId(question.environment))
        problems.insert(
            ImportField::Environment,
            tr("'%1' is no name of an environment. Letters, digits, '.', '_' and '-' are.")
                .arg(question.environment));
    if (const QString text = folderProblem(absolute(question.folder)); !text.isEmpty())
        problems.insert(ImportField::Folder, text);
    const ImportedStack stack = importCompose(requestOf(question, {}));
    problems.insert(problemsOf(stack, question.envFiles));
    if (problems.isEmpty())
        return planOf(stack);
    ImportPlan plan;
    plan.problems = problems;
    return plan;
}

Result<ImportDraft> draftImport(const ImportQuestion &question, const ImportChoices &choices,
                                const ImportPlan &seen)
{
    const ImportedStack whole = importCompose(requestOf(question, {}));
    if (whole.hasErrors() || planOf(whole) != seen)
        return failure(ErrorKind::Config, tr("The files were changed meanwhile."),
                       tr("Go back and read them again."));
    const ImportedStack stack = importCompose(requestOf(question, choices));
    if (stack.hasErrors() || stack.services.isEmpty())
        return failure(ErrorKind::Config, tr("There is nothing left to import."),
                       tr("Accept at least one service."));
    ImportDraft draft;
    draft.folder = absolute(question.folder);
    draft.workspaceName = workspaceName();
    draft.findings = stack.findings;
    draft.services = static_cast<int>(stack.services.size());
    for (const ImportedService &service : stack.services)
        draft.checks += static_cast<int>(service.checks.size());
    const QList<ImportedFile> files = workspaceFilesOf(stack, workspaceName());
    const auto states = statesOf(files, draft.folder);
    if (!states)
        return failure(states.error());
    for (qsizetype i = 0; i < files.size(); ++i)
        draft.files.append({files.at(i).name, files.at(i).bytes, states->at(i)});
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
