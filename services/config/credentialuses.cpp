// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/credentialuses.h"

#include "services/config/configtext.h"
#include "services/config/variables.h"

#include <algorithm>

namespace opsdeck {

namespace {

QStringList credentialsIn(const ParameterSchema &schema, const QVariantMap &values)
{
    QStringList ids;
    for (const ParameterSpec &spec : schema) {
        const QVariant value = values.value(spec.name);
        if (spec.type == ParameterType::Credential)
            ids << value.toString();
        if (spec.type != ParameterType::Steps)
            continue;
        const QVariantList steps = value.toList();
        for (const QVariant &step : steps)
            ids << credentialsIn(spec.fields, step.toMap());
    }
    ids.removeDuplicates();
    return ids;
}

QStringList credentialsOf(const QList<KindInfo> &kinds, const Check &check)
{
    const auto kind = std::find_if(kinds.cbegin(), kinds.cend(),
                                   [&](const KindInfo &info) { return info.id == check.kind; });
    return kind == kinds.cend() ? QStringList() : credentialsIn(kind->parameters, check.parameters);
}

void addUse(QMap<CredentialId, QStringList> &uses, const QString &id, const QString &where)
{
    if (!id.isEmpty())
        uses[CredentialId(id)] << where;
}

QString filledIn(QString text, const QVariantMap &variables)
{
    for (auto it = variables.cbegin(); it != variables.cend(); ++it)
        text.replace(QStringLiteral("${%1}").arg(it.key()), it->toString());
    return text;
}

} // namespace

QMap<CredentialId, QStringList> credentialUses(const Workspace &workspace, const KindCatalog &kinds,
                                               const MetricServerBook &servers,
                                               const std::optional<TeamPlace> &teamStore)
{
    QMap<CredentialId, QStringList> uses;
    if (teamStore)
        addUse(uses, teamStore->credential.toString(), ConfigText::tr("the team's store"));
    for (const Platform &platform : workspace.platforms) {
        for (const Environment &environment : platform.environments) {
            addUse(uses, environment.via.credential.toString(),
                   ConfigText::tr("the way of %1")
                       .arg(EnvironmentKey{platform.id, environment.id}.toString()));
            const MetricServer server = servers.value({platform.id, environment.id});
            // That of a service is one of its check's.
            if (server.service.isEmpty()) {
                const QString where =
                    ConfigText::tr("Prometheus of %1")
                        .arg(EnvironmentKey{platform.id, environment.id}.toString());
                addUse(uses, server.credential.toString(), where);
                addUse(uses, server.clientKey.toString(), where);
            }
            for (const Service &service : environment.services) {
                for (const Check &check : service.checks) {
                    const QString where =
                        CheckKey{{{platform.id, environment.id}, service.id}, check.id}.toString();
                    const QStringList ids = credentialsOf(kinds.probes, check);
                    for (const QString &id : ids)
                        addUse(uses, id, where);
                }
            }
        }
    }
    for (const Runbook &runbook : workspace.runbooks) {
        for (auto it = runbook.variables.cbegin(); it != runbook.variables.cend(); ++it) {
            for (const Step &step : runbook.steps) {
                const QString stated = step.parameters.value(QStringLiteral("pgpass"))
                                           .toMap()
                                           .value(QStringLiteral("credential"))
                                           .toString();
                addUse(uses, filledIn(stated, *it),
                       ConfigText::tr("runbook %1 in %2")
                           .arg(runbook.id.toString(), it.key().toString()));
            }
        }
    }
    return uses;
}

} // namespace opsdeck
