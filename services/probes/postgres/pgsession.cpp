// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/postgres/pgsession.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

class PgSession
{
    Q_DECLARE_TR_FUNCTIONS(PgSession)
};

} // namespace

ParameterSchema pgSessionSchema(const QString &defaultDatabase)
{
    const QString database = PgSession::tr("Database to connect to.");
    return {
        hostParameter(),
        portParameter(),
        defaultDatabase.isEmpty()
            ? requiredParameter("database", ParameterType::String, database)
            : parameter("database", ParameterType::String, database, defaultDatabase),
        requiredParameter("user", ParameterType::String,
                          PgSession::tr("User to connect as; one that may only read is enough.")),
        credentialParameter(),
        choiceParameter("sslmode",
                        {QStringLiteral("disable"), QStringLiteral("prefer"),
                         QStringLiteral("require"), QStringLiteral("verify-ca"),
                         QStringLiteral("verify-full")},
                        PgSession::tr("Use of TLS; only verify-full proves who answers."),
                        QStringLiteral("prefer")),
        caFileParameter(),
    };
}

Result<PgTarget> pgTargetFrom(const Parameters &parameters, const QString &defaultDatabase)
{
    const Result<Endpoint> endpoint = endpointFrom(parameters);
    if (!endpoint)
        return failure(endpoint.error());
    PgTarget target;
    target.endpoint = *endpoint;
    target.database = parameters.text("database", defaultDatabase);
    target.user = parameters.text("user");
    if (target.database.isEmpty())
        return failure(missingParameter("database"));
    if (target.user.isEmpty())
        return failure(missingParameter("user"));
    target.sslMode = parameters.text("sslmode", QStringLiteral("prefer"));
    target.caFile = parameters.text("ca_file");
    return target;
}

} // namespace opsdeck
