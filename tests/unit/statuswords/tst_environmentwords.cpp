// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/status/environmentwords.h"
#include "models/status/unitedenvironments.h"
#include "services/domain/environmentorder.h"
#include "tests/support/platformsboard.h"

#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

class TestEnvironmentWords final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void prodIsLast();
    void environmentsOfOneNameAreUnited();
    void theGravestTierCounts();
    void words_data();
    void words();
    void theWorstIsNamedFirst();
    void countsOfSeveral();

private:
    static EnvironmentView viewOf(Health health, Tier tier = Tier::Dev)
    {
        EnvironmentView view;
        view.tier = tier;
        view.health = health;
        ServiceView service;
        service.health = health;
        view.services = {service};
        view.counts.down = health == Health::Down;
        view.counts.degraded = health == Health::Degraded;
        view.counts.healthy = health == Health::Healthy;
        return view;
    }
};

void TestEnvironmentWords::prodIsLast()
{
    QList<Environment> environments;
    for (const auto &[id, tier] : {std::pair("prod", Tier::Prod), std::pair("test", Tier::Other),
                                   std::pair("dev", Tier::Dev), std::pair("lab", Tier::Other),
                                   std::pair("staging", Tier::Staging)}) {
        Environment environment;
        environment.id = EnvironmentId(id);
        environment.tier = tier;
        environments.append(environment);
    }
    sortForDisplay(environments);
    QStringList names;
    for (const Environment &environment : std::as_const(environments))
        names << environment.id.toString();
    QCOMPARE(names, QStringList({"dev", "staging", "test", "lab", "prod"}));
}

void TestEnvironmentWords::environmentsOfOneNameAreUnited()
{
    const QList<UnitedEnvironment> all = unitedEnvironments(*layeredPlatforms());
    QStringList names;
    for (const UnitedEnvironment &each : all)
        names << QString("%1 %2").arg(each.id.toString()).arg(each.keys.size());
    QCOMPARE(names, QStringList({"dev 5", "staging 4", "test 1", "prod 5"}));
    const QList<UnitedEnvironment> one =
        unitedEnvironments(*layeredPlatforms(), PlatformId("research"));
    QCOMPARE(one.size(), 2);
    QCOMPARE(one.last().keys,
             QList{(EnvironmentKey{PlatformId("research"), EnvironmentId("prod")})});
    QVERIFY(unitedEnvironments(*layeredPlatforms(), PlatformId("none")).isEmpty());
}

void TestEnvironmentWords::theGravestTierCounts()
{
    auto workspace = std::make_shared<Workspace>(*layeredPlatforms());
    workspace->platforms.first().environments.first().tier = Tier::Prod; // its "dev"
    const QList<UnitedEnvironment> all = unitedEnvironments(*workspace);
    QCOMPARE(all.at(2).id, EnvironmentId("dev"));
    QCOMPARE(all.at(2).tier, Tier::Prod);
}

void TestEnvironmentWords::words_data()
{
    QTest::addColumn<EnvironmentView>("view");
    QTest::addColumn<QString>("word");
    QTest::addColumn<QString>("counts");
    QTest::newRow("down") << viewOf(Health::Down) << "Down" << "1 down";
    QTest::newRow("degraded") << viewOf(Health::Degraded) << "Degraded" << "1 degraded";
    QTest::newRow("ok") << viewOf(Health::Healthy) << "OK" << "1 OK";
    EnvironmentView stale = viewOf(Health::Healthy);
    stale.stale = stale.services.first().stale = true;
    stale.counts = {};
    stale.counts.stale = 1;
    QTest::newRow("stale") << stale << "Stale" << "1 stale";
    EnvironmentView unset = viewOf(Health::Unknown);
    unset.services.first().presence = Presence::NotConfigured;
    QTest::newRow("not set up") << unset << "Not set up" << "not set up";
    EnvironmentView blind = viewOf(Health::Unknown);
    blind.counts.unknown = 1;
    blind.blindness = Blindness();
    QTest::newRow("blind") << blind << "Unknown" << "out of sight, 1 unknown";
    blind.soft = blind.services.first().soft = true;
    blind.counts = {};
    blind.counts.soft = 1;
    blind.blindness->unsteady = true;
    QTest::newRow("unsteady") << blind << "Not confirmed"
                              << "in and out of sight, 1 not confirmed";
}

void TestEnvironmentWords::words()
{
    QFETCH(EnvironmentView, view);
    QTEST(environmentWord(view), "word");
    QTEST(countsText({&view}), "counts");
}

void TestEnvironmentWords::theWorstIsNamedFirst()
{
    const EnvironmentView ok = viewOf(Health::Healthy, Tier::Prod);
    const EnvironmentView degraded = viewOf(Health::Degraded, Tier::Prod);
    const EnvironmentView down = viewOf(Health::Down, Tier::Dev);
    const EnvironmentView prodDown = viewOf(Health::Down, Tier::Prod);
    EnvironmentView soft = down;
    soft.soft = soft.services.first().soft = true;
    QCOMPARE(worstOf({}), nullptr);
    QCOMPARE(worstOf({&ok, &degraded, &down}), &down);
    QCOMPARE(worstOf({&down, &prodDown}), &prodDown);
    QCOMPARE(worstOf({&ok, &soft, &degraded}), &degraded);
    QCOMPARE(worstOf({&ok, &soft}), &soft);
}

void TestEnvironmentWords::countsOfSeveral()
{
    const EnvironmentView ok = viewOf(Health::Healthy);
    const EnvironmentView down = viewOf(Health::Down);
    QCOMPARE(countsText({&ok, &ok}), QString("2 OK"));
    QCOMPARE(countsText({&down, &ok, &down}), QString("2 down"));
    EnvironmentView blind = down;
    blind.blindness = Blindness();
    QCOMPARE(countsText({&blind, &blind, &ok}), QString("2 out of sight, 2 down"));
    EnvironmentView unsteady = blind;
    unsteady.blindness->unsteady = true;
    QCOMPARE(countsText({&blind, &unsteady, &ok}),
             QString("1 out of sight, 1 in and out of sight, 2 down"));
    QCOMPARE(countsText({}), QString("not set up"));
}

QTEST_GUILESS_MAIN(TestEnvironmentWords)
#include "tst_environmentwords.moc"
