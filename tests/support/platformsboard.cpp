// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/platformsboard.h"

#include "tests/support/referenceboard.h"

namespace opsdeck::test {

namespace {

Service serviceNamed(const QString &name)
{
    Service service;
    service.id = ServiceId(name);
    service.title = name;
    Check check;
    check.id = CheckId(QStringLiteral("answers"));
    check.interval = std::chrono::seconds(14);
    check.retries = 3;
    service.checks = {check};
    if (name == "backend")
        service.dependencies = {{ServiceId("db"), DependencyBasis::Stated, DependencyRole::Uses}};
    else if (name != "db")
        service.dependencies = {
            {ServiceId("backend"), DependencyBasis::Stated, DependencyRole::Uses}};
    return service;
}

Environment environmentNamed(const QString &id, Tier tier, int services)
{
    Environment environment;
    environment.id = EnvironmentId(id);
    environment.tier = tier;
    environment.services = {serviceNamed("db"), serviceNamed("backend")};
    for (int i = 3; i <= services; ++i)
        environment.services.append(serviceNamed(QStringLiteral("worker-%1").arg(i)));
    return environment;
}

Platform platformNamed(const QString &id, const QString &title, int services)
{
    Platform platform;
    platform.id = PlatformId(id);
    platform.title = title;
    platform.environments = {environmentNamed("dev", Tier::Dev, services),
                             environmentNamed("staging", Tier::Staging, services),
                             environmentNamed("prod", Tier::Prod, services)};
    return platform;
}

} // namespace

WorkspacePtr platformsWorkspace(int more)
{
    auto workspace = std::make_shared<Workspace>();
    workspace->platforms = {
        platformNamed("corporate", "Corporate Intelligence", 4),
        platformNamed("osint", "OSINT Research", 8), platformNamed("research", "Research Tools", 6),
        platformNamed("residency", "Residency Scheduler", 11), platformNamed("rxdx", "RxDx", 4)};
    workspace->platforms[2].environments.removeAt(1);
    for (int i = 1; i <= more; ++i)
        workspace->platforms.append(platformNamed(QStringLiteral("more-%1").arg(i),
                                                  QStringLiteral("Further %1").arg(i), 3));
    return workspace;
}

WorkspacePtr layeredPlatforms()
{
    auto workspace = std::make_shared<Workspace>(*platformsWorkspace());
    for (Platform &platform : workspace->platforms) {
        platform.layers = {{"data", "Data"}, {"app", "Application"}};
        if (platform.id == PlatformId("residency")) {
            Environment extra = platform.environments.first();
            extra.id = EnvironmentId("test");
            extra.tier = Tier::Other;
            platform.environments.append(extra);
        }
        for (Environment &environment : platform.environments) {
            for (Service &service : environment.services)
                service.layer = service.title == "db" ? "data" : "app";
        }
    }
    return workspace;
}

ServiceKey platformService(const QString &platform, const QString &environment,
                           const QString &service)
{
    return {{PlatformId(platform), EnvironmentId(environment)}, ServiceId(service)};
}

CheckState serviceState(const ServiceKey &service, Health health, const QString &message,
                        int second)
{
    CheckState state;
    state.key = {service, CheckId(QStringLiteral("answers"))};
    state.shown = state.hard = health;
    state.confirmed = true;
    state.attempt = state.attemptsNeeded = 3;
    state.since = referenceTime(-84);
    CheckResult result;
    result.key = state.key;
    result.observedAt = referenceTime(second);
    result.message = message;
    result.status = health == Health::Healthy ? CheckStatus::Ok : CheckStatus::Critical;
    state.last = result;
    return state;
}

ChangeSet everythingHealthy(const Workspace &workspace, int second)
{
    ChangeSet changes;
    changes.at = referenceTime(second);
    for (const Platform &platform : workspace.platforms) {
        for (const Environment &environment : platform.environments) {
            for (const Service &service : environment.services)
                changes.states.append(serviceState({{platform.id, environment.id}, service.id},
                                                   Health::Healthy, {}, second));
        }
    }
    return changes;
}

} // namespace opsdeck::test
