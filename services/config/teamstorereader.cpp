// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/teamstorereader.h"

#include "services/config/configtext.h"
#include "services/config/parameterreader.h"

namespace opsdeck {

namespace {

constexpr int kPostgresPort = 5432;

ParameterSpec spec(const char *name, ParameterType type, const QString &help, bool required = false)
{
    ParameterSpec made;
    made.name = QLatin1String(name);
    made.type = type;
    made.help = help;
    made.required = required;
    return made;
}

/// Nobody between here and there.
bool isHere(const QString &host)
{
    return host == QLatin1String("localhost") || host == QLatin1String("::1")
           || host.startsWith(QLatin1String("127."));
}

QList<ParameterFinding> judge(const QVariantMap &values)
{
    QList<ParameterFinding> found;
    const QString mode = values.value(QStringLiteral("sslmode")).toString();
    const bool isVerified = mode.startsWith(QLatin1String("verify"));
    if (values.contains(QStringLiteral("ca_file")) && !isVerified)
        found.append({QStringLiteral("ca_file"), ProblemSeverity::Warning,
                      ConfigText::tr("'ca_file' counts with 'sslmode: verify-full' or 'verify-ca' "
                                     "only")});
    const QString host = values.value(QStringLiteral("host")).toString();
    if (!host.isEmpty() && !mode.isEmpty() && mode != QLatin1String("verify-full") && !isHere(host))
        found.append(
            {QStringLiteral("sslmode"), ProblemSeverity::Warning,
             ConfigText::tr("with 'sslmode: %1' the password and the history go to whoever "
                            "answers; 'verify-full' proves who that is")
                 .arg(mode)});
    return found;
}

} // namespace

KindInfo teamStoreKeys()
{
    ParameterSpec port = spec("port", ParameterType::Port, ConfigText::tr("Port of the server."));
    port.defaultValue = kPostgresPort;
    ParameterSpec mode = spec("sslmode", ParameterType::Enum,
                              ConfigText::tr("Use of TLS; only verify-full proves who answers."));
    mode.choices = {QStringLiteral("verify-full"), QStringLiteral("verify-ca"),
                    QStringLiteral("require"), QStringLiteral("prefer"), QStringLiteral("disable")};
    mode.defaultValue = mode.choices.first();
    KindInfo keys{
        QStringLiteral("store"),
        "",
        {spec("host", ParameterType::Host,
              ConfigText::tr("Name or address of the PostgreSQL server."), true),
         port,
         spec("database", ParameterType::String,
              ConfigText::tr("Database that the history is kept in, in a schema 'opsdeck' that is "
                             "made there."),
              true),
         spec("user", ParameterType::String,
              ConfigText::tr("User to connect as; one that may create in that database."), true),
         spec("credential", ParameterType::Credential,
              ConfigText::tr("Entry of the keychain: the user's password.")),
         mode,
         spec("ca_file", ParameterType::File,
              ConfigText::tr("Certificates trusted instead of the system's, PEM."))}};
    keys.judge = judge;
    return keys;
}

std::optional<TeamPlace> readTeamStore(const YamlNode &node, const QString &directory,
                                       const Reporter &reporter)
{
    const int before = reporter.errorReports();
    MapReader reader(node, reporter, ConfigText::tr("'store'"));
    if (!reader.isMap())
        return std::nullopt;
    const QVariantMap values = readParameters(teamStoreKeys(), reader, directory, false, reporter);
    reader.refuseOthers();
    if (reporter.errorReports() != before || !reporter.unfilledIn(node).isEmpty()
        || !reporter.refusedIn(node).isEmpty())
        return std::nullopt;
    const auto text = [&values](const char *name) {
        return values.value(QLatin1String(name)).toString();
    };
    TeamPlace place;
    place.host = text("host");
    place.port = static_cast<quint16>(values.value(QStringLiteral("port")).toInt());
    place.database = text("database");
    place.user = text("user");
    place.credential = CredentialId(text("credential"));
    place.sslMode = text("sslmode");
    place.caFile = text("ca_file");
    return place;
}

} // namespace opsdeck
