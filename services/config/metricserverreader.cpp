// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/metricserverreader.h"

#include "services/config/configtext.h"
#include "services/config/parameterreader.h"

#include <algorithm>

namespace opsdeck {

namespace {

const QString kService = QStringLiteral("service");
const QString kUrl = QStringLiteral("url");
const QString kLocal = QStringLiteral("local");
const QString kJobs = QStringLiteral("jobs");

ParameterSpec spec(const char *name, ParameterType type, const QString &help)
{
    ParameterSpec made;
    made.name = QLatin1String(name);
    made.type = type;
    made.help = help;
    return made;
}

ParameterSpec choiceOf(const char *name, const QStringList &choices, const QString &help)
{
    ParameterSpec made = spec(name, ParameterType::Enum, help);
    made.choices = choices;
    made.defaultValue = choices.first();
    return made;
}

/// The field in which a product is told whose metrics are meant; empty: it has no tenants, or has
/// them in its address.
QString tenantHeader(const QString &product)
{
    if (product == QLatin1String("mimir"))
        return QStringLiteral("X-Scope-OrgID");
    return product == QLatin1String("thanos") ? QStringLiteral("THANOS-TENANT") : QString();
}

QList<ParameterFinding> judge(const QVariantMap &values)
{
    QList<ParameterFinding> found;
    const auto has = [&values](const char *name) { return values.contains(QLatin1String(name)); };
    const auto add = [&found](const char *name, const QString &text,
                              ProblemSeverity severity = ProblemSeverity::Error) {
        found.append({QLatin1String(name), severity, text});
    };
    const bool isLocal = values.value(kLocal).toBool();
    if (isLocal) {
        for (const char *other : {"service", "url", "tenant", "headers", "credential", "username",
                                  "address", "ca_file", "client_certificate", "client_key"}) {
            if (has(other))
                add(other, ConfigText::tr("'%1' is of a server that is there already, and with "
                                          "'local' one is started; remove one of them")
                               .arg(QLatin1String(other)));
        }
        return found;
    }
    if (has("retention"))
        add("retention", ConfigText::tr("'retention' is that of a server that is started with "
                                        "'local: true'"));
    if (has("service")) {
        for (const char *other : {"url", "tenant", "headers", "credential", "username", "address",
                                  "ca_file", "client_certificate", "client_key"}) {
            if (has(other))
                add(other, ConfigText::tr("'%1' is that of the check of the service which "
                                          "'service' names; remove one of them")
                               .arg(QLatin1String(other)));
        }
        return found;
    }
    const QString product = values.value(QStringLiteral("product")).toString();
    if (has("tenant") && tenantHeader(product).isEmpty())
        add("tenant", ConfigText::tr("'tenant' is sent to mimir and thanos; write 'product', or "
                                     "the field as one of 'headers'"));
    const bool isBasic = values.value(QStringLiteral("auth")) == QLatin1String("basic");
    if (has("username") && !isBasic)
        add("username", ConfigText::tr("'username' is sent with 'auth: basic' only"),
            ProblemSeverity::Warning);
    if (isBasic && !has("credential"))
        add("auth", ConfigText::tr("'auth' has nothing to send without 'credential'"),
            ProblemSeverity::Warning);
    if (has("client_certificate") != has("client_key"))
        add(has("client_key") ? "client_key" : "client_certificate",
            ConfigText::tr("'client_certificate' and 'client_key' belong together: a file, and "
                           "its key in the keychain"));
    const bool isTls = values.value(kUrl).toString().startsWith(QLatin1String("https:"));
    for (const char *name : {"client_certificate", "ca_file"}) {
        if (has(name) && has("url") && !isTls)
            add(name, ConfigText::tr("'%1' counts over https only").arg(QLatin1String(name)));
    }
    return found;
}

/// The first check of a service that watches such a server, as it is in this environment.
std::optional<MetricServer> serverOfService(const QString &id, YamlPosition at,
                                            const MetricServerScope &scope,
                                            const Reporter &reporter)
{
    if (!scope.services.contains(id)) {
        reporter.error(
            at, ConfigText::tr("there is no service %1.%2")
                    .arg(ConfigText::quoted(id), ConfigText::didYouMean(id, scope.services)));
        return std::nullopt;
    }
    const Service *service = scope.environment.service(ServiceId(id));
    if (service == nullptr) {
        reporter.error(
            at,
            ConfigText::tr("service '%1' is not in '%2'").arg(id, scope.environment.id.toString()));
        return std::nullopt;
    }
    for (const Check &check : service->checks) {
        if (auto server = metricServerOf(*service, check))
            return server;
    }
    const bool isDormant = std::any_of(
        service->dormantChecks.cbegin(), service->dormantChecks.cend(),
        [](const DormantCheck &dormant) { return dormant.check.kind == kMetricServerKind; });
    const bool isWrong =
        std::any_of(service->checks.cbegin(), service->checks.cend(), [](const Check &check) {
            return check.kind.isEmpty() || check.kind == kMetricServerKind;
        });
    // Not set up here, or told already to be wrong.
    if (!isDormant && !isWrong)
        reporter.error(at,
                       ConfigText::tr("service '%1' has no check of kind '%2', which says where "
                                      "the server is")
                           .arg(id, kMetricServerKind));
    return std::nullopt;
}

/// Nothing when a service is none of the platform's.
std::optional<QMap<ServiceId, QString>> jobsIn(const QVariantMap &written, YamlPosition at,
                                               const MetricServerScope &scope,
                                               const Reporter &reporter)
{
    QMap<ServiceId, QString> jobs;
    bool isSound = true;
    for (auto it = written.cbegin(); it != written.cend(); ++it) {
        if (!scope.services.contains(it.key())) {
            reporter.error(at, ConfigText::tr("there is no service %1.%2")
                                   .arg(ConfigText::quoted(it.key()),
                                        ConfigText::didYouMean(it.key(), scope.services)));
            isSound = false;
        }
        jobs.insert(ServiceId(it.key()), it.value().toString());
    }
    return isSound ? std::optional(jobs) : std::nullopt;
}

} // namespace

KindInfo metricServerKeys()
{
    ParameterSpec url =
        spec("url", ParameterType::Url,
             ConfigText::tr("Address of a Prometheus-compatible server; below it lies /api/v1."));
    url.choices = {QStringLiteral("http"), QStringLiteral("https")};
    ParameterSpec deadline =
        spec("deadline", ParameterType::Duration,
             ConfigText::tr("How long a question may take; then own samples are asked."));
    deadline.defaultValue = qint64(30'000);
    deadline.minimum = 100;
    deadline.maximum = 600'000;
    ParameterSpec retention =
        spec("retention", ParameterType::Duration,
             ConfigText::tr("How long a local server keeps its samples; 15 days when absent."));
    retention.minimum = 3'600'000;
    retention.maximum = 731LL * 24 * 3'600'000;
    KindInfo keys{
        QStringLiteral("prometheus"),
        "",
        {spec(
             "service", ParameterType::String,
             ConfigText::tr("The service of this environment that is the server; where and as whom "
                            "it is asked is said by its check of kind 'prometheus-server'.")),
         url,
         choiceOf("product",
                  {QStringLiteral("prometheus"), QStringLiteral("mimir"), QStringLiteral("thanos"),
                   QStringLiteral("victoriametrics")},
                  ConfigText::tr("What the server is.")),
         spec("tenant", ParameterType::String,
              ConfigText::tr("Whose metrics are meant: X-Scope-OrgID of mimir, THANOS-TENANT of "
                             "thanos.")),
         spec("headers", ParameterType::StringMap, ConfigText::tr("Header fields to send.")),
         spec("credential", ParameterType::Credential,
              ConfigText::tr("Entry of the keychain: a token, or with 'auth: basic' a password.")),
         choiceOf("auth", {QStringLiteral("bearer"), QStringLiteral("basic")},
                  ConfigText::tr("How the credential is sent.")),
         spec("username", ParameterType::String,
              ConfigText::tr("User name for basic authentication.")),
         spec("address", ParameterType::Host,
              ConfigText::tr(
                  "Host to connect to, while name and certificate check stay the URL's.")),
         spec("ca_file", ParameterType::File,
              ConfigText::tr("Certificates trusted instead of the system's, PEM.")),
         spec("client_certificate", ParameterType::File,
              ConfigText::tr("Certificate shown to the server, PEM.")),
         spec("client_key", ParameterType::Credential,
              ConfigText::tr("Entry of the keychain that holds the certificate's key, PEM.")),
         spec("jobs", ParameterType::StringMap,
              ConfigText::tr("Of services the job whose targets they are to the server, where "
                             "neither its name nor their address is the service's: their charts "
                             "show the server's history.")),
         spec("local", ParameterType::Boolean,
              ConfigText::tr("Opsdeck's window starts a Prometheus on this machine, when it is "
                             "installed, that scrapes the environment's exposition pages; on "
                             "loopback alone.")),
         retention, deadline}};
    keys.judge = judge;
    return keys;
}

std::optional<MetricServer> readMetricServer(const YamlNode &node, const MetricServerScope &scope,
                                             const Reporter &reporter)
{
    const int before = reporter.errorReports();
    MapReader reader(node, reporter, ConfigText::tr("'prometheus'"));
    if (!reader.isMap())
        return std::nullopt;
    const QVariantMap values =
        readParameters(metricServerKeys(), reader, scope.directory, false, reporter);
    Way via = scope.environment.via;
    if (const YamlNode *way = reader.value(QStringLiteral("via"))) {
        if (values.contains(kService))
            reporter.error(way->at(), ConfigText::tr("'via' is that of the check of the service "
                                                     "which 'service' names; remove one of them"));
        via = scope.ways.named(way->text(), way->at());
    }
    reader.refuseOthers();
    const bool isLocal = values.value(kLocal).toBool();
    if (node.find(kUrl) == nullptr && node.find(kService) == nullptr && !isLocal)
        reporter.error(
            node.at(),
            ConfigText::tr("'prometheus' needs the address of the server as 'url', or "
                           "the 'service' of this environment that it is, or 'local: true'"));
    if (reporter.errorReports() != before || !reporter.unfilledIn(node).isEmpty()
        || !reporter.refusedIn(node).isEmpty())
        return std::nullopt;
    const auto text = [&values](const char *name) {
        return values.value(QLatin1String(name)).toString();
    };
    const std::optional<QMap<ServiceId, QString>> jobs =
        jobsIn(values.value(kJobs).toMap(), reader.at(kJobs), scope, reporter);
    if (!jobs)
        return std::nullopt;
    std::optional<MetricServer> server;
    if (values.contains(kService)) {
        server = serverOfService(text("service"), reader.at(kService), scope, reporter);
    } else if (isLocal) {
        server = MetricServer();
        server->title = ConfigText::tr("Local Prometheus");
        server->isLocal = true;
        if (values.contains(QStringLiteral("retention")))
            server->retention =
                Milliseconds(values.value(QStringLiteral("retention")).toLongLong());
    } else {
        server = MetricServer();
        server->title = ConfigText::tr("Prometheus");
        server->url = text("url");
        server->via = via;
        server->connectTo = text("address");
        const QVariantMap headers = values.value(QStringLiteral("headers")).toMap();
        for (auto it = headers.cbegin(); it != headers.cend(); ++it)
            server->headers.insert(it.key(), it.value().toString());
        if (values.contains(QStringLiteral("tenant")))
            server->headers.insert(tenantHeader(text("product")), text("tenant"));
        server->credential = CredentialId(text("credential"));
        server->isBasic = text("auth") == QLatin1String("basic");
        server->username = text("username");
        server->caFile = text("ca_file");
        server->clientCertificate = text("client_certificate");
        server->clientKey = CredentialId(text("client_key"));
    }
    if (server) {
        server->deadline = Milliseconds(values.value(QStringLiteral("deadline")).toLongLong());
        server->jobs = *jobs;
    }
    return server;
}

} // namespace opsdeck
