// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/runbooks/planner.h"

#include "services/base/cleantext.h"
#include "services/domain/changingwords.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace opsdeck {

namespace {

class Planner
{
    Q_DECLARE_TR_FUNCTIONS(Planner)
};

QJsonObject canonical(const PlannedStep &step)
{
    QJsonArray secrets;
    for (const SecretUse &use : step.secrets)
        secrets.append(QJsonArray{use.credential.toString(), use.delivery});
    return {{QStringLiteral("id"), step.id.toString()},
            {QStringLiteral("title"), step.title},
            {QStringLiteral("kind"), step.kind},
            {QStringLiteral("timeout"), static_cast<qint64>(step.timeout.count())},
            {QStringLiteral("on_failure"), static_cast<int>(step.onFailure)},
            {QStringLiteral("argv"), QJsonArray::fromStringList(step.argumentVector)},
            {QStringLiteral("directory"), step.workingDirectory},
            {QStringLiteral("facts"), QJsonArray::fromStringList(step.facts)},
            {QStringLiteral("secrets"), secrets},
            {QStringLiteral("parameters"), QJsonObject::fromVariantMap(step.parameters)}};
}

tl::unexpected<Error> notThere(const QString &message)
{
    return failure(ErrorKind::NotFound, message,
                   Planner::tr("Try: opsdeckctl runbook list shows what there is."));
}

} // namespace

QString planHash(const RunPlan &plan)
{
    QJsonArray steps;
    for (const PlannedStep &step : plan.steps)
        steps.append(canonical(step));
    // Objects write their keys in order: the same plan always gives the same bytes.
    const QJsonObject whole{{QStringLiteral("runbook"), plan.runbook.toString()},
                            {QStringLiteral("title"), plan.title},
                            {QStringLiteral("environment"), plan.environment.toString()},
                            {QStringLiteral("environment_title"), plan.environmentTitle},
                            {QStringLiteral("protected"), plan.isProtected},
                            {QStringLiteral("danger"), toWord(plan.danger)},
                            {QStringLiteral("steps"), steps}};
    const QByteArray bytes = QJsonDocument(whole).toJson(QJsonDocument::Compact);
    return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
}

Result<RunPlan> planRun(const Workspace &workspace, const RunbookId &id, const EnvironmentKey &key,
                        const StepRegistry &kinds, const QString &dataDirectory, const Instant &now)
{
    const Runbook *runbook = workspace.runbook(id);
    if (runbook == nullptr)
        return notThere(Planner::tr("There is no runbook '%1'.").arg(id.toString()));
    const Environment *environment = workspace.environment(key);
    if (environment == nullptr)
        return notThere(Planner::tr("There is no environment '%1'.").arg(key.toString()));
    const bool fits =
        runbook->platform == key.platform
        && (runbook->environments.isEmpty() || runbook->environments.contains(key.environment));
    if (!fits)
        return notThere(
            Planner::tr("Runbook '%1' is not for %2.").arg(id.toString(), key.toString()));
    RunPlan plan;
    plan.runbook = id;
    plan.title = runbook->title;
    plan.environment = key;
    plan.environmentTitle = environment->title;
    plan.isProtected = environment->isProtected;
    plan.danger = runbook->danger;
    PlanScope scope{key,
                    runbook->variables.value(key.environment),
                    dataDirectory,
                    workspace.id,
                    workspace.directory,
                    {}};
    scope.way = environment->via;
    for (const Service &service : environment->services) {
        scope.services.append({key, service.id});
        scope.titles.insert({key, service.id}, service.title);
        for (const Check &check : service.checks) {
            if (check.isWithheld)
                scope.withheld[{key, service.id}] << check;
        }
        scope.serviceWays.insert(service.id, service.via);
    }
    for (const Step &step : runbook->steps) {
        const StepKind *kind = kinds.find(step.kind);
        if (kind == nullptr)
            return failure(ErrorKind::Config,
                           Planner::tr("There is no step kind '%1'.").arg(step.kind));
        auto planned = kind->plan(step, scope);
        if (!planned)
            return failure(planned.error());
        planned->id = step.id;
        planned->title = step.title;
        planned->kind = step.kind;
        planned->timeout = step.timeout;
        planned->onFailure = step.onFailure;
        const QString word =
            plan.danger == Danger::ReadOnly ? changingWord(planned->argumentVector) : QString();
        if (!word.isEmpty()) {
            plan.danger = Danger::Low;
            planned->facts << Planner::tr("marked read-only, but '%1' changes something: treated "
                                          "as of low danger")
                                  .arg(cleanText(word, 60));
        }
        plan.steps.append(*planned);
    }
    plan.frozenAt = now;
    plan.hash = planHash(plan);
    return plan;
}

} // namespace opsdeck
