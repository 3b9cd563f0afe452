// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/overviewboard.h"

#include <cmath>

namespace opsdeck::test {

namespace {

struct Row
{
    const char *id;
    const char *technology;
    const char *port;
    const char *layer;
    const char *figure;
    const char *message;
    QStringList uses;
    bool inDev;
};

const QList<Row> &rows()
{
    static const QList<Row> all{
        {"nginx", "Nginx", "80, 443", "edge", "412 req/s", "certificate 212 d", {"api"}, false},
        {"api",
         "FastAPI, Gunicorn",
         "8000",
         "app",
         "412 req/s",
         "p95 42 ms",
         {"postgres", "redis", "minio"},
         true},
        {"postgres",
         "PostgreSQL 15 + TimescaleDB",
         "5432",
         "data",
         "p95 6 ms",
         "7 of 100 conn.",
         {},
         true},
        {"redis", "Redis 7", "6379", "data", "hit 97 %", "0.4 of 2 GB", {}, true},
        {"minio", "MinIO", "9000, 9001", "data", "63 % full", "full in 71 d", {}, true},
        {"prometheus", "Prometheus", "9090", "observability", "9 of 9 up", "6.8 GB", {}, false},
        {"grafana", "Grafana", "3000", "observability", "21 ms", "HTTP 200", {"prometheus"}, false},
        {"jaeger", "Jaeger", "16686, 4317, 4318", "observability", "9 ms", "HTTP 200", {}, false},
        {"node-exporter",
         "Node Exporter",
         "9100",
         "observability",
         "CPU 58 %",
         "disk 71 %",
         {},
         false},
        {"postgres-exporter",
         "Postgres Exporter",
         "9187",
         "observability",
         "pg_up 1",
         "scrape 40 ms",
         {"postgres"},
         false},
        {"redis-exporter",
         "Redis Exporter",
         "9121",
         "observability",
         "redis_up 1",
         "scrape 22 ms",
         {"redis"},
         false},
        {"cadvisor",
         "cAdvisor",
         "8080",
         "observability",
         "31 containers",
         "scrape 90 ms",
         {},
         false},
    };
    return all;
}

Check answers()
{
    Check check;
    check.id = CheckId(QStringLiteral("answers"));
    check.title = QStringLiteral("answers");
    check.kind = QStringLiteral("http");
    check.interval = std::chrono::seconds(15);
    check.retries = 3;
    return check;
}

MetricDefinition responseTime()
{
    MetricDefinition metric;
    metric.id = QStringLiteral("duration");
    metric.title = QStringLiteral("Response time");
    metric.check = answers().id;
    metric.metric = QStringLiteral("probe_duration_seconds");
    metric.unit = Unit::Seconds;
    metric.thresholds = {{1.0, 0.9, true, Severity::Warning}};
    return metric;
}

Service serviceOf(const Row &row, const QString &environment)
{
    Service service;
    service.id = ServiceId(QString::fromLatin1(row.id));
    service.title = service.id.toString();
    service.technology = QString::fromLatin1(row.technology);
    service.port = QString::fromLatin1(row.port);
    service.layer = QString::fromLatin1(row.layer);
    for (const QString &on : row.uses)
        service.dependencies.append({ServiceId(on), DependencyBasis::Stated, DependencyRole::Uses});
    if (service.title == "cadvisor" && environment == "staging")
        return service;
    service.checks = {answers()};
    service.metrics = {responseTime()};
    return service;
}

} // namespace

EnvironmentKey overviewEnvironment(const QString &id)
{
    return {PlatformId(QStringLiteral("intelligence")), EnvironmentId(id)};
}

ServiceKey overviewService(const QString &environment, const QString &service)
{
    return {overviewEnvironment(environment), ServiceId(service)};
}

Instant overviewTime(int seconds)
{
    return {std::chrono::seconds(10'000 + seconds), 1'795'183'414'000 + seconds * 1000LL};
}

WorkspacePtr overviewWorkspace()
{
    auto workspace = std::make_shared<Workspace>();
    Platform platform;
    platform.id = overviewEnvironment({}).platform;
    platform.title = QStringLiteral("Corporate Intelligence");
    platform.layers = {{"edge", "Edge"},
                       {"app", "Application"},
                       {"data", "Data"},
                       {"observability", "Observability"}};
    for (const auto &[id, tier] : {std::pair("dev", Tier::Dev), std::pair("staging", Tier::Staging),
                                   std::pair("prod", Tier::Prod)}) {
        Environment environment;
        environment.id = EnvironmentId(QString::fromLatin1(id));
        environment.tier = tier;
        environment.isProtected = tier == Tier::Prod;
        for (const Row &row : rows()) {
            if (tier != Tier::Dev || row.inDev)
                environment.services.append(serviceOf(row, environment.id.toString()));
        }
        platform.environments.append(environment);
    }
    workspace->platforms = {platform};
    return workspace;
}

CheckState overviewState(const ServiceKey &service, Health health, const QString &figure,
                         const QString &message, int second)
{
    CheckState state;
    state.key = {service, answers().id};
    state.shown = state.hard = health;
    state.confirmed = true;
    state.attempt = state.attemptsNeeded = 3;
    state.since = overviewTime(-720);
    CheckResult result;
    result.key = state.key;
    result.observedAt = overviewTime(second);
    result.figure = figure;
    result.message = message;
    result.latency = std::chrono::microseconds(1'100);
    result.status = health == Health::Healthy    ? CheckStatus::Ok
                    : health == Health::Degraded ? CheckStatus::Warning
                                                 : CheckStatus::Critical;
    state.recent = QList<CheckStatus>(20, CheckStatus::Ok);
    if (health != Health::Healthy)
        state.recent.append(QList<CheckStatus>(9, result.status));
    state.last = result;
    return state;
}

ChangeSet overviewHealthy()
{
    ChangeSet changes;
    const WorkspacePtr workspace = overviewWorkspace();
    for (const Environment &environment : workspace->platforms.first().environments) {
        int second = 2;
        for (const Service &service : environment.services) {
            const auto row = std::find_if(rows().cbegin(), rows().cend(), [&](const Row &each) {
                return service.title == each.id;
            });
            if (!service.checks.isEmpty())
                changes.states.append(overviewState(
                    {overviewEnvironment(environment.id.toString()), service.id}, Health::Healthy,
                    QString::fromLatin1(row->figure), QString::fromLatin1(row->message), -second));
            second = second == 9 ? 2 : second + 1;
        }
    }
    for (const CheckState &state : std::as_const(changes.states))
        changes.results.append(*state.last);
    changes.at = overviewTime();
    return changes;
}

ChangeSet overviewIncident()
{
    ChangeSet changes;
    CheckState postgres = overviewState(overviewService("prod", "postgres"), Health::Degraded,
                                        "p95 1.34 s", "query p95 1.34 s, limit 1 s");
    CheckState minio = overviewState(overviewService("staging", "minio"), Health::Down, "refused",
                                     "connection refused on minio:9000");
    minio.last->error = Error{
        ErrorKind::Refused, QStringLiteral("Nothing listens on minio:9000."),
        QStringLiteral("The host answers, the port is closed: the server process is not running."),
        QStringLiteral("connect: ECONNREFUSED 10.20.0.14:9000, 0.4 ms")};
    CheckState api = overviewState(overviewService("staging", "api"), Health::Degraded, "18 % 5xx",
                                   "18 % of answers are 5xx, limit 1 %");
    CheckState redis = overviewState(overviewService("dev", "redis"), Health::Healthy, "hit 97 %",
                                     "0.4 of 2 GB", -27);
    CheckState devMinio = overviewState(overviewService("dev", "minio"), Health::Down, "timeout",
                                        "no answer in 5 s", -5);
    devMinio.hard = Health::Healthy;
    devMinio.soft = true;
    devMinio.attempt = 1;
    changes.states = {postgres, minio, api, redis, devMinio};
    for (const CheckState &state : std::as_const(changes.states))
        changes.results.append(*state.last);
    changes.at = overviewTime();
    return changes;
}

void addHalfAnHour(SeriesBoard &series, const Workspace &workspace)
{
    QList<CheckResult> results;
    for (const Platform &platform : workspace.platforms) {
        for (const Environment &environment : platform.environments) {
            for (int at = -1800; at <= -2; at += 15) {
                for (const Service &service : environment.services) {
                    if (service.checks.isEmpty())
                        continue;
                    CheckResult result;
                    result.key = {{{platform.id, environment.id}, service.id}, answers().id};
                    result.observedAt = overviewTime(at);
                    const bool slow =
                        environment.tier == Tier::Prod && service.title == "postgres" && at > -720;
                    const double value = (slow ? 1.3 : 0.04) * (1 + 0.1 * std::sin(at / 70.0));
                    result.samples = {
                        {QStringLiteral("probe_duration_seconds"), {}, value, MetricType::Gauge}};
                    results.append(result);
                }
            }
        }
    }
    series.addResults(results);
}

WorkspacePtr manyServicesWorkspace(int services)
{
    auto workspace = std::make_shared<Workspace>(*overviewWorkspace());
    for (Environment &environment : workspace->platforms.first().environments) {
        environment.services.clear();
        for (int i = 0; i < services; ++i) {
            Service service;
            service.id = ServiceId(QStringLiteral("service-%1").arg(i));
            service.title =
                QStringLiteral("regional-document-ingestion-and-classification-worker-%1").arg(i);
            service.technology =
                QStringLiteral("Kotlin, Spring Boot 3 on a very long runtime name");
            service.layer = QStringLiteral("app");
            service.checks = {answers()};
            service.metrics = {responseTime()};
            environment.services.append(service);
        }
    }
    return workspace;
}

} // namespace opsdeck::test
