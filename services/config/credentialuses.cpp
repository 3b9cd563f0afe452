// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/credentialuses.h"

#include "services/config/configtext.h"
#include "services/config/variables.h"

namespace opsdeck {

namespace {

QStringList credentialParameters(const QList<KindInfo> &kinds, const QString &kind)
{
    QStringList names;
    for (const KindInfo &info : kinds) {
        if (info.id != kind)
            continue;
        for (const ParameterSpec &spec : info.parameters) {
            if (spec.type == ParameterType::Credential)
                names << spec.name;
        }
    }
    return names;
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

QMap<CredentialId, QStringList> credentialUses(const Workspace &workspace, const KindCatalog &kinds)
{
    QMap<CredentialId, QStringList> uses;
    for (const Platform &platform : workspace.platforms) {
        for (const Environment &environment : platform.environments) {
            for (const Service &service : environment.services) {
                for (const Check &check : service.checks) {
                    const QString where =
                        CheckKey{{{platform.id, environment.id}, service.id}, check.id}.toString();
                    const QStringList names = credentialParameters(kinds.probes, check.kind);
                    for (const QString &name : names)
                        addUse(uses, check.parameters.value(name).toString(), where);
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
