// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/referenceboard.h"

namespace opsdeck::test {

namespace {

struct Row
{
    const char *id;
    const char *technology;
    const char *port;
    const char *layer;
    const char *figure;
    QStringList uses;
};

const QList<Row> &rows()
{
    static const QList<Row> all{
        {"nginx", "Nginx", "80, 443", "edge", "6.1 req/s", {"frontend", "backend"}},
        {"frontend", "Next.js 14", "3000", "app", "p95 88 ms", {"backend"}},
        {"backend", "FastAPI", "8000", "app", "42 ms", {"celery-worker", "db", "redis"}},
        {"celery-worker", "Celery", "", "app", "queue 214", {"db", "redis"}},
        {"celery-beat", "Celery Beat", "", "app", "tick 4 s", {"celery-worker", "db", "redis"}},
        {"pgbouncer", "PgBouncer", "", "data", "", {}},
        {"db", "PostgreSQL 15", "5432", "data", "3 ms", {}},
        {"redis", "Redis 7", "6379", "data", "hit 94 %", {}},
        {"grafana", "Grafana", "3000", "monitoring", "19 ms", {"prometheus"}},
        {"prometheus", "Prometheus", "9090", "monitoring", "3 of 3 up", {}},
        {"postgres-exporter", "exporter", "9187", "monitoring", "pg_up 0", {}},
        {"redis-exporter", "exporter", "9121", "monitoring", "12 ms", {}},
    };
    return all;
}

Dependency edge(const char *on, DependencyBasis basis, DependencyRole role = DependencyRole::Uses)
{
    return {ServiceId(QString::fromLatin1(on)), basis, role};
}

} // namespace

const EnvironmentKey &referenceEnvironment()
{
    static const EnvironmentKey key{PlatformId(QStringLiteral("residency")),
                                    EnvironmentId(QStringLiteral("prod"))};
    return key;
}

ServiceKey referenceService(const QString &id)
{
    return {referenceEnvironment(), ServiceId(id)};
}

Instant referenceTime(int seconds)
{
    return {std::chrono::seconds(10'000 + seconds), 1'795'183'414'000 + seconds * 1000LL};
}

WorkspacePtr referenceWorkspace()
{
    auto workspace = std::make_shared<Workspace>();
    Platform platform;
    platform.id = referenceEnvironment().platform;
    platform.title = QStringLiteral("Residency Scheduler");
    platform.layers = {
        {"edge", "Edge"}, {"app", "Application"}, {"data", "Data"}, {"monitoring", "Monitoring"}};
    Environment environment;
    environment.id = referenceEnvironment().environment;
    environment.tier = Tier::Prod;
    for (const Row &row : rows()) {
        Service service;
        service.id = ServiceId(QString::fromLatin1(row.id));
        service.title = service.id.toString();
        service.technology = QString::fromLatin1(row.technology);
        service.port = QString::fromLatin1(row.port);
        service.layer = QString::fromLatin1(row.layer);
        for (const QString &on : row.uses)
            service.dependencies.append(
                {ServiceId(on), DependencyBasis::Stated, DependencyRole::Uses});
        Check check;
        check.id = CheckId(QStringLiteral("answers"));
        check.interval = std::chrono::seconds(14);
        check.retries = 3;
        service.checks = {check};
        if (service.title == "celery-worker")
            service.replicas = 3;
        if (service.title == "pgbouncer") {
            service.presence = Presence::Planned;
            service.checks.clear();
            service.dependencies = {edge("db", DependencyBasis::Implied)};
        }
        if (service.title == "redis")
            service.dependencies = {edge("db", DependencyBasis::Disputed)};
        if (service.title == "prometheus") {
            service.dependencies = {
                edge("backend", DependencyBasis::Stated, DependencyRole::Scrapes),
                edge("postgres-exporter", DependencyBasis::Stated, DependencyRole::Scrapes),
                edge("redis-exporter", DependencyBasis::Stated, DependencyRole::Scrapes)};
        }
        if (service.title == "postgres-exporter")
            service.dependencies = {edge("db", DependencyBasis::Implied)};
        if (service.title == "redis-exporter")
            service.dependencies = {edge("redis", DependencyBasis::Implied)};
        environment.services.append(service);
    }
    platform.environments = {environment};
    workspace->platforms = {platform};
    return workspace;
}

CheckState referenceState(const QString &service, Health health, const QString &figure,
                          int observedSecond)
{
    CheckState state;
    state.key = {referenceService(service), CheckId(QStringLiteral("answers"))};
    state.shown = state.hard = health;
    state.confirmed = true;
    state.attempt = state.attemptsNeeded = 3;
    state.since = referenceTime(-84);
    CheckResult result;
    result.key = state.key;
    result.observedAt = referenceTime(observedSecond);
    result.figure = figure;
    result.status = health == Health::Healthy ? CheckStatus::Ok : CheckStatus::Critical;
    state.last = result;
    return state;
}

ChangeSet allHealthy(int observedSecond)
{
    ChangeSet changes;
    for (const Row &row : rows()) {
        if (qstrcmp(row.id, "pgbouncer") != 0)
            changes.states.append(referenceState(QString::fromLatin1(row.id), Health::Healthy,
                                                 QString::fromLatin1(row.figure), observedSecond));
    }
    changes.at = referenceTime(observedSecond);
    return changes;
}

ChangeSet databaseDown()
{
    ChangeSet changes;
    CheckState db = referenceState("db", Health::Down, "refused");
    db.last->message = QStringLiteral("connection refused on db:5432");
    db.last->error =
        Error{ErrorKind::Refused, QStringLiteral("Nothing listens on db:5432."), {}, {}};
    CheckState backend = referenceState("backend", Health::Down, "503");
    backend.soft = true;
    backend.attempt = 2;
    backend.last->message = QStringLiteral("HTTP 503 on /health");
    backend.last->error = Error{ErrorKind::Status, QStringLiteral("HTTP 503 on /health."), {}, {}};
    changes.states = {db, backend, referenceState("redis-exporter", Health::Healthy, "12 ms", -24)};
    changes.at = referenceTime();
    return changes;
}

} // namespace opsdeck::test
