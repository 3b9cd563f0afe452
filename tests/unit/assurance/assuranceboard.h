// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"

namespace opsdeck::test {

inline Source stated(const QString &lines, const QStringList &see = {})
{
    return {lines, see.isEmpty() ? FactBasis::Stated : FactBasis::Disputed, {}, see, true};
}

inline Source source(FactBasis basis)
{
    return {{}, basis, {}, {}, true};
}

inline EnvironmentKey assuranceEnvironment(const char *platform, const char *environment)
{
    return {PlatformId(QString::fromLatin1(platform)),
            EnvironmentId(QString::fromLatin1(environment))};
}

/// A database in one environment: two figures, one with a metric asked every 10 s.
inline Service assuranceDatabase(bool isProd)
{
    Service db;
    db.id = ServiceId(QStringLiteral("db"));
    db.title = QStringLiteral("PostgreSQL");
    Check check;
    check.id = CheckId(QStringLiteral("stats"));
    check.interval = std::chrono::seconds(10);
    db.checks = {check};
    MetricDefinition metric;
    metric.id = QStringLiteral("connections");
    metric.title = QStringLiteral("Connections");
    metric.check = check.id;
    metric.metric = QStringLiteral("pg_connections");
    metric.seriesLabel = QStringLiteral("state");
    metric.unit = Unit::Count;
    db.metrics = {metric};
    db.capacity = {{QStringLiteral("connections"), QStringLiteral("max_connections"),
                    isProd ? 200.0 : 100.0, QStringLiteral("count"), metric.id,
                    stated(QStringLiteral("329"))},
                   {QStringLiteral("disk"),
                    QStringLiteral("Disk"),
                    50e9,
                    QStringLiteral("bytes"),
                    {},
                    stated(QStringLiteral("477"))}};
    db.facts = {{QStringLiteral("image"), QStringLiteral("service"), QStringLiteral("Image"),
                 QStringLiteral("postgres:15"), stated(QStringLiteral("58"))},
                {QStringLiteral("exposed"), QStringLiteral("service"),
                 QStringLiteral("Reachable from outside"), QStringLiteral("disputed"),
                 stated(QStringLiteral("59, 223"), {QStringLiteral("1")})},
                {QStringLiteral("user"), QStringLiteral("credentials"), QStringLiteral("User"),
                 isProd ? QStringLiteral("prod_user") : QStringLiteral("postgres"),
                 stated(QStringLiteral("60-62"))}};
    return db;
}

/// Two platforms: "shop" in dev and prod with all that can be documented, "bare" with one question.
/// `answer`: of shop's first question; empty: open.
inline WorkspacePtr assuranceWorkspace(const QString &answer = {})
{
    auto workspace = std::make_shared<Workspace>();
    Platform shop;
    shop.id = PlatformId(QStringLiteral("shop"));
    shop.title = QStringLiteral("Shop");
    shop.document = {QStringLiteral("Guide"), QStringLiteral("guide.md")};
    for (const bool isProd : {false, true}) {
        Environment environment;
        environment.id = EnvironmentId(isProd ? QStringLiteral("prod") : QStringLiteral("dev"));
        environment.title = isProd ? QStringLiteral("Production") : QStringLiteral("Development");
        environment.tier = isProd ? Tier::Prod : Tier::Dev;
        environment.facts = {{QStringLiteral("domain"), QStringLiteral("deployment"),
                              QStringLiteral("Domain"),
                              isProd ? QStringLiteral("shop.example.com") : QString(),
                              isProd ? stated(QStringLiteral("12")) : source(FactBasis::Open)}};
        environment.services = {assuranceDatabase(isProd)};
        shop.environments << environment;
    }
    Environment staging;
    staging.id = EnvironmentId(QStringLiteral("staging"));
    staging.isNotConfigured = true;
    staging.services = {assuranceDatabase(false)};
    shop.environments << staging;
    shop.facts = {{QStringLiteral("alias"), QStringLiteral("identity"), QStringLiteral("Alias"),
                   QStringLiteral("The shop"), source(FactBasis::Implied)},
                  {QStringLiteral("colour"), QStringLiteral("paint"), QStringLiteral("Colour"),
                   QStringLiteral("grey"), source(FactBasis::Ours)}};
    shop.startOrder = {{{ServiceId(QStringLiteral("db"))}, stated(QStringLiteral("69"))}};
    DocumentedRule rule;
    rule.ref = QStringLiteral("A1");
    rule.title = QStringLiteral("Memory usage");
    rule.service = ServiceId(QStringLiteral("db"));
    rule.metric = QStringLiteral("memory");
    rule.condition = QStringLiteral("> 80 %");
    rule.holdFor = std::chrono::minutes(5);
    rule.severity = QStringLiteral("warning");
    rule.action = QStringLiteral("alert");
    rule.recovery = QStringLiteral("below 70 %");
    rule.source = stated(QStringLiteral("200"));
    DocumentedRule scale;
    scale.ref = QStringLiteral("S1");
    scale.title = QStringLiteral("CPU");
    scale.kind = RuleKind::Scale;
    scale.condition = QStringLiteral("> 70 %");
    scale.scaleDown = QStringLiteral("< 30 %");
    scale.scaleDownFor = std::chrono::minutes(1);
    scale.source = stated(QStringLiteral("384-393"));
    shop.rules = {rule, scale};
    Contradiction reach;
    reach.ref = QStringLiteral("1");
    reach.title = QStringLiteral("Is the database reachable from outside?");
    reach.text = QStringLiteral("Two places differ.");
    reach.services = {ServiceId(QStringLiteral("db"))};
    reach.choices = {QStringLiteral("published to all"), QStringLiteral("only inside")};
    reach.source = stated(QStringLiteral("59, 223"));
    if (!answer.isEmpty())
        reach.settled = Settlement{answer, QStringLiteral("probed"), QStringLiteral("2026-11-21")};
    Contradiction gap;
    gap.ref = QStringLiteral("2");
    gap.title = QStringLiteral("How much may be lost?");
    gap.text = QStringLiteral("No figure is given.");
    gap.isGap = true;
    gap.source = source(FactBasis::Open);
    shop.contradictions = {reach, gap};
    Platform bare;
    bare.id = PlatformId(QStringLiteral("bare"));
    bare.title = QStringLiteral("Bare");
    Environment only;
    only.id = EnvironmentId(QStringLiteral("prod"));
    only.tier = Tier::Prod;
    bare.environments = {only};
    gap.ref = QStringLiteral("9");
    gap.title = QStringLiteral("What is it for?");
    bare.contradictions = {gap};
    workspace->platforms = {shop, bare};
    return workspace;
}

} // namespace opsdeck::test
