// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands/runbookreport.h"

#include "app/common/planlines.h"
#include "app/ctl/console.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace opsdeck {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("RunbookReport", text);
}

QString environmentsText(const Runbook &runbook)
{
    QStringList names;
    for (const EnvironmentId &id : runbook.environments)
        names << id.toString();
    return names.isEmpty() ? tr("all environments") : names.join(QStringLiteral(", "));
}

QJsonArray environmentsJson(const Runbook &runbook)
{
    QJsonArray names;
    for (auto it = runbook.variables.cbegin(); it != runbook.variables.cend(); ++it)
        names.append(it.key().toString());
    return names;
}

} // namespace

QString listText(const Workspace &workspace)
{
    if (workspace.runbooks.isEmpty())
        return tr("There are no runbooks in %1.").arg(workspace.id);
    QList<QStringList> rows;
    for (const Runbook &runbook : workspace.runbooks)
        rows.append({runbook.id.toString(), toWord(runbook.danger), runbook.platform.toString(),
                     environmentsText(runbook), runbook.title});
    return console::table(rows);
}

QJsonObject listJson(const Workspace &workspace)
{
    QJsonArray runbooks;
    for (const Runbook &runbook : workspace.runbooks)
        runbooks.append(toJson(runbook));
    return {{QStringLiteral("runbooks"), runbooks}};
}

QString runbookText(const Runbook &runbook)
{
    QStringList lines{QStringLiteral("%1 (%2)").arg(runbook.title, runbook.id.toString()),
                      tr("  danger       %1").arg(toWord(runbook.danger)),
                      tr("  environments %1").arg(environmentsText(runbook))};
    if (!runbook.meaning.isEmpty())
        lines << tr("  meaning      %1").arg(runbook.meaning);
    if (!runbook.impact.isEmpty())
        lines << tr("  impact       %1").arg(runbook.impact);
    for (qsizetype i = 0; i < runbook.steps.size(); ++i)
        lines << QStringLiteral("  %1. %2 (%3)")
                     .arg(i + 1)
                     .arg(runbook.steps.at(i).title, runbook.steps.at(i).kind);
    lines << tr("Add --environment E to see exactly what would run there.");
    return lines.join(QLatin1Char('\n'));
}

QJsonObject toJson(const Runbook &runbook)
{
    QJsonArray steps;
    for (const Step &step : runbook.steps)
        steps.append(QJsonObject{{QStringLiteral("id"), step.id.toString()},
                                 {QStringLiteral("title"), step.title},
                                 {QStringLiteral("kind"), step.kind}});
    return {{QStringLiteral("id"), runbook.id.toString()},
            {QStringLiteral("title"), runbook.title},
            {QStringLiteral("platform"), runbook.platform.toString()},
            {QStringLiteral("service"),
             runbook.service ? QJsonValue(runbook.service->toString()) : QJsonValue()},
            {QStringLiteral("danger"), toWord(runbook.danger)},
            {QStringLiteral("environments"), environmentsJson(runbook)},
            {QStringLiteral("steps"), steps}};
}

QString planText(const RunPlan &plan)
{
    QStringList lines{
        tr("%1 in %2, danger %3, plan %4")
            .arg(plan.title, plan.environment.toString(), toWord(plan.danger), plan.hash.left(12))};
    lines << planLines(plan);
    if (plan.danger == Danger::ReadOnly)
        lines << tr(
            "  Read-only says its author: it runs without arming and without a typed name.");
    if (!plan.confirmationText().isEmpty())
        lines << tr("  Protected: run it with --confirm %1").arg(plan.confirmationText());
    return lines.join(QLatin1Char('\n'));
}

QJsonObject toJson(const RunPlan &plan)
{
    QJsonArray steps;
    for (const PlannedStep &step : plan.steps) {
        QJsonArray credentials;
        for (const SecretUse &use : step.secrets)
            credentials.append(use.credential.toString());
        steps.append(
            QJsonObject{{QStringLiteral("id"), step.id.toString()},
                        {QStringLiteral("title"), step.title},
                        {QStringLiteral("kind"), step.kind},
                        {QStringLiteral("timeout_ms"), static_cast<qint64>(step.timeout.count())},
                        {QStringLiteral("argv"), QJsonArray::fromStringList(step.argumentVector)},
                        {QStringLiteral("facts"), QJsonArray::fromStringList(step.facts)},
                        {QStringLiteral("credentials"), credentials}});
    }
    return {{QStringLiteral("runbook"), plan.runbook.toString()},
            {QStringLiteral("environment"), plan.environment.toString()},
            {QStringLiteral("danger"), toWord(plan.danger)},
            {QStringLiteral("confirm"), plan.confirmationText()},
            {QStringLiteral("hash"), plan.hash},
            {QStringLiteral("steps"), steps}};
}

QString onlyShownText()
{
    return tr("This is only the plan: nothing was run, nothing was recorded.");
}

QJsonObject toJsonOnlyShown(const RunPlan &plan)
{
    QJsonObject shown = toJson(plan);
    shown.insert(QStringLiteral("run"), false);
    shown.insert(QStringLiteral("recorded"), false);
    return shown;
}

QString outputText(const OutputLine &line)
{
    return QStringLiteral("%1  %2  %3")
        .arg(line.at.utc().toString(QStringLiteral("HH:mm:ss")),
             line.step < 0 ? QStringLiteral("-") : QString::number(line.step + 1), line.text);
}

QString outcomeText(const RunProgress &progress)
{
    return tr("%1 in %2: %3 after %4.")
        .arg(progress.plan.title, progress.plan.environment.toString(), toWord(progress.state),
             durationText(progress.startedAt.ageAt(progress.endedAt)));
}

QJsonObject toJson(const RunProgress &progress, const QList<OutputLine> &lines)
{
    QJsonArray steps;
    for (qsizetype i = 0; i < progress.steps.size(); ++i) {
        steps.append(QJsonObject{{QStringLiteral("id"), progress.plan.steps.at(i).id.toString()},
                                 {QStringLiteral("state"), toWord(progress.steps.at(i))},
                                 {QStringLiteral("message"), progress.stepMessages.at(i)}});
    }
    QJsonArray output;
    for (const OutputLine &line : lines)
        output.append(QJsonObject{{QStringLiteral("step"), line.step + 1},
                                  {QStringLiteral("error"), line.isError},
                                  {QStringLiteral("text"), line.text}});
    return {{QStringLiteral("run"), progress.runId},
            {QStringLiteral("runbook"), progress.plan.runbook.toString()},
            {QStringLiteral("environment"), progress.plan.environment.toString()},
            {QStringLiteral("state"), toWord(progress.state)},
            {QStringLiteral("error"),
             progress.error ? QJsonValue(progress.error->message) : QJsonValue()},
            {QStringLiteral("steps"), steps},
            {QStringLiteral("output"), output}};
}

} // namespace opsdeck
