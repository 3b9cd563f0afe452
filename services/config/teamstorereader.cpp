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

Milliseconds lengthOf(const QVariantMap &values, const char *key)
{
    return Milliseconds(values.value(QLatin1String(key)).toLongLong());
}

HistoryAges agesOf(const QVariantMap &values)
{
    HistoryAges ages;
    ages.points = lengthOf(values, "keep_samples");
    ages.minutes = lengthOf(values, "keep_minutes");
    ages.tenMinutes = lengthOf(values, "keep_ten_minutes");
    ages.hours = lengthOf(values, "keep_hours");
    ages.results = lengthOf(values, "keep_results");
    ages.events = lengthOf(values, "keep_events");
    return ages;
}

ParameterSpec age(const char *name, const QString &help, Milliseconds usual)
{
    ParameterSpec made = spec(name, ParameterType::Duration, help);
    made.defaultValue = qint64(usual.count());
    made.minimum = 3'600'000;
    made.maximum = 3653LL * 24 * 3'600'000;
    return made;
}

QList<ParameterFinding> judge(const QVariantMap &values)
{
    QList<ParameterFinding> found;
    if (values.contains(QStringLiteral("keep_hours")) && !agesOf(values).isInOrder())
        found.append({QStringLiteral("keep_hours"), ProblemSeverity::Error,
                      ConfigText::tr("'keep_samples', 'keep_minutes', 'keep_ten_minutes' and "
                                     "'keep_hours' must rise: each takes over from the one "
                                     "before")});
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
    const HistoryAges usual;
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
              ConfigText::tr("Certificates trusted instead of the system's, PEM.")),
         age("keep_samples", ConfigText::tr("How long samples are kept as they came."),
             usual.points),
         age("keep_minutes", ConfigText::tr("How long samples are kept by the minute."),
             usual.minutes),
         age("keep_ten_minutes", ConfigText::tr("How long samples are kept by ten minutes."),
             usual.tenMinutes),
         age("keep_hours",
             ConfigText::tr("How long samples are kept by the hour, and what services were."),
             usual.hours),
         age("keep_results", ConfigText::tr("How long results of checks are kept."), usual.results),
         age("keep_events", ConfigText::tr("How long changes are kept."), usual.events)}};
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
    place.keep = agesOf(values);
    return place;
}

} // namespace opsdeck
