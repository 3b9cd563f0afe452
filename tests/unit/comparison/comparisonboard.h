// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/statusboard.h"

namespace opsdeck::test {

inline EnvironmentKey comparedEnvironment(const char *id)
{
    return {PlatformId(QStringLiteral("shop")), EnvironmentId(QString::fromLatin1(id))};
}

inline Instant comparedTime(int second)
{
    return {std::chrono::seconds(1000 + second), 1'763'820'000'000 + second * 1000LL};
}

inline Service comparedService(const char *id, const char *title, const char *technology,
                               const QString &host)
{
    Service made;
    made.id = ServiceId(QString::fromLatin1(id));
    made.title = QString::fromLatin1(title);
    made.technology = QString::fromLatin1(technology);
    Check check;
    check.id = CheckId(QStringLiteral("answers"));
    check.title = made.title + QStringLiteral(" answers");
    check.kind = QStringLiteral("postgres");
    check.interval = std::chrono::seconds(10);
    check.parameters = {{QStringLiteral("host"), host},
                        {QStringLiteral("latency_limit"), 500},
                        {QStringLiteral("sslmode"), QStringLiteral("require")}};
    made.checks = {check};
    return made;
}

/// "shop" in dev, staging and prod: prod has more replicas, dev no cdn and no TLS; "bare" in prod
/// only.
inline WorkspacePtr comparedWorkspace()
{
    auto workspace = std::make_shared<Workspace>();
    Platform shop;
    shop.id = PlatformId(QStringLiteral("shop"));
    shop.title = QStringLiteral("Shop");
    for (const Tier tier : {Tier::Dev, Tier::Staging, Tier::Prod}) {
        Environment environment;
        environment.id = EnvironmentId(toWord(tier));
        environment.title = toWord(tier);
        environment.tier = tier;
        environment.isProtected = tier == Tier::Prod;
        environment.host = toWord(tier) + QStringLiteral(".shop.example.com");
        Service api = comparedService("api", "Shop API", "FastAPI", environment.host);
        api.replicas = tier == Tier::Prod ? 3 : 1;
        Service db = comparedService("db", "PostgreSQL", "PostgreSQL 15", environment.host);
        if (tier == Tier::Dev)
            db.checks[0].parameters[QStringLiteral("sslmode")] = QStringLiteral("disable");
        environment.services = {api, db};
        if (tier != Tier::Dev)
            environment.services << comparedService("cdn", "CDN", "", environment.host);
        shop.environments << environment;
    }
    Platform bare;
    bare.id = PlatformId(QStringLiteral("bare"));
    bare.title = QStringLiteral("Bare");
    bare.environments = {shop.environments.last()};
    workspace->platforms = {shop, bare};
    return workspace;
}

/// The database of each environment tells its version at `second`; prod's is another.
inline ChangeSet comparedAnswers(int second, const QString &ofProd = QStringLiteral("15.6"))
{
    ChangeSet changes;
    changes.at = comparedTime(second);
    for (const char *id : {"dev", "staging", "prod"}) {
        CheckState state;
        state.key = {{comparedEnvironment(id), ServiceId(QStringLiteral("db"))},
                     CheckId(QStringLiteral("answers"))};
        state.shown = state.hard = Health::Healthy;
        state.confirmed = true;
        state.since = comparedTime(second);
        CheckResult result;
        result.key = state.key;
        result.status = CheckStatus::Ok;
        result.observedAt = comparedTime(second);
        result.fields = {{QStringLiteral("postgres.version"),
                          qstrcmp(id, "prod") == 0 ? ofProd : QStringLiteral("15.8")},
                         {QStringLiteral("postgres.max_connections"), 200}};
        state.last = result;
        changes.states << state;
    }
    return changes;
}

} // namespace opsdeck::test
