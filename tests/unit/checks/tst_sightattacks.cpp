// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/checks/sightbench.h"

#include <QTest>

using namespace opsdeck;

/// Never a stale green, and never an outage that a silent witness hides for good.
class TestSightAttacks final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFlappingWitnessHidesNoOutage();
    void aNightAsleepIsNoSight();
    void aReloadIsNoSight_data();
    void aReloadIsNoSight();
    void aWitnessThatCanSayNothingEndsIt();
    void witnessesTakenAwayEndIt();
    void itComesBackByHalf();
    void theLastViewFromOutsideEndsIt();
    void aLoopbackAnswerWhileBlindIsNoSight();
    void countedAnewAfterASinglePoll();
};

void TestSightAttacks::aFlappingWitnessHidesNoOutage()
{
    Bench bench(threeServices());
    bench.answerAll();
    bench.told.clear();
    for (int round = 0; round < 20; ++round) {
        bench.silence("db");
        bench.answer("gateway"); // so it is db's own
        bench.silence("db");
        bench.answer("gateway");
        if (round == 0)
            QCOMPARE(bench.health("db"), Health::Down);
        bench.silence("api");
        bench.silence("gateway");
        bench.silence("api");
        bench.silence("gateway");
        QVERIFY(bench.view().blindness);
        bench.answer("gateway");
        // Not asked since: neither green nor red.
        QCOMPARE(bench.health("db"), Health::Unknown);
        bench.answer("api");
        // The second loss within a minute makes it flap.
        QCOMPARE(bench.health("api"), round == 0 ? Health::Healthy : Health::Unknown);
        bench.silence("db");
        // What was confirmed once needs no confirmation anew.
        QCOMPARE(bench.health("db"), Health::Down);
        QVERIFY(!bench.view().service(ServiceId("db"))->soft);
    }
    QCOMPARE(bench.tells("db does not answer"), 1);
    QCOMPARE(bench.tells("Cannot see PROD: "), 1);
    QCOMPARE(bench.tells("PROD can be seen again"), 1);
    QCOMPARE(bench.tells("Cannot see PROD steadily: "), 1);
}

void TestSightAttacks::aNightAsleepIsNoSight()
{
    Bench bench(threeServices());
    bench.answerAll();
    bench.silenceAll();
    QCOMPARE(bench.tells("Cannot see PROD"), 1);
    bench.told.clear();
    bench.now = moved(bench.now, 8h);
    bench.silence("api");
    QVERIFY2(bench.told.isEmpty(), qPrintable(bench.all()));
    QCOMPARE(bench.health("api"), Health::Unknown);
    bench.silence("db");
    bench.silence("gateway");
    QVERIFY2(bench.told.isEmpty(), qPrintable(bench.all()));
    QCOMPARE(bench.view().counts.unknown, 3);
    bench.answer("gateway");
    QCOMPARE(bench.told.size(), 1);
    QCOMPARE(bench.tells("PROD can be seen again after 8"), 1);
}

void TestSightAttacks::aReloadIsNoSight_data()
{
    QTest::addColumn<QStringList>("changed");
    QTest::newRow("nothing") << QStringList();
    QTest::newRow("the witness") << QStringList{"gateway"};
    QTest::newRow("another") << QStringList{"api"};
    QTest::newRow("everything") << QStringList{"gateway", "api", "db"};
}

void TestSightAttacks::aReloadIsNoSight()
{
    QFETCH(QStringList, changed);
    Bench bench(threeServices());
    bench.answerAll();
    bench.silenceAll();
    QVERIFY(bench.view().blindness);
    bench.told.clear();
    for (const QString &each : std::as_const(changed))
        bench.check(each).interval = 20s;
    bench.load(changed);
    bench.silence("api");
    bench.silence("db");
    bench.silence("gateway");
    bench.silence("gateway");
    bench.silence("db");
    QVERIFY2(bench.told.isEmpty(), qPrintable(bench.all()));
    QCOMPARE(bench.view().counts.unknown, 3);
    bench.answer("db");
    QCOMPARE(bench.told.size(), 1);
    QVERIFY(bench.told.first().startsWith("PROD can be seen again after "));
    QCOMPARE(bench.health("db"), Health::Healthy);
    QCOMPARE(bench.health("api"), Health::Unknown);
}

void TestSightAttacks::aWitnessThatCanSayNothingEndsIt()
{
    Bench bench(threeServices());
    bench.answerAll();
    bench.silenceAll();
    bench.told.clear();
    // It is a program now that nobody has trusted.
    bench.check("gateway").isWithheld = true;
    bench.load({"gateway"});
    bench.notRun("gateway");
    QCOMPARE(bench.told.size(), 2);
    QVERIFY(bench.told.last().startsWith("gateway is unknown"));
    QVERIFY2(bench.told.first().startsWith("Nothing tells any more whether PROD can be seen"),
             qPrintable(bench.all()));
    QVERIFY(bench.asked.contains("api") && bench.asked.contains("db"));
    // Nothing hides what is down.
    for (int i = 0; i < 2; ++i) {
        bench.silence("api");
        bench.notRun("gateway");
    }
    QCOMPARE(bench.health("api"), Health::Down);
    QCOMPARE(bench.tells("api may be down"), 1);
    QCOMPARE(bench.tells("api does not answer"), 1);
}

void TestSightAttacks::witnessesTakenAwayEndIt()
{
    for (const bool isPlanned : {false, true}) {
        Bench bench(threeServices());
        bench.answerAll();
        bench.silenceAll();
        bench.told.clear();
        if (isPlanned)
            bench.environment.services.first().presence = Presence::Planned;
        else
            bench.check("gateway").witness = Witness::None;
        bench.load({"gateway"});
        QCOMPARE(bench.told.size(), 1);
        QVERIFY(bench.told.first().startsWith("Nothing tells any more whether PROD can be seen"));
        QVERIFY(!bench.view().blindness);
        QCOMPARE(bench.health("api"), Health::Unknown);
        for (int i = 0; i < 2; ++i) {
            bench.silence("api");
            bench.silence("db");
        }
        QCOMPARE(bench.health("api"), Health::Down);
        QCOMPARE(bench.tells("api does not answer"), 1);
        QCOMPARE(bench.tells("Cannot see"), 0);
    }
}

void TestSightAttacks::itComesBackByHalf()
{
    Bench bench(threeServices());
    bench.answerAll();
    bench.silenceAll();
    bench.told.clear();
    bench.answer("gateway");
    bench.answer("api");
    QCOMPARE(bench.health("api"), Health::Healthy);
    QCOMPARE(bench.health("db"), Health::Unknown);
    for (int i = 0; i < 2; ++i) {
        bench.silence("db");
        bench.answer("gateway");
    }
    QCOMPARE(bench.health("db"), Health::Down);
    QVERIFY(bench.view().service(ServiceId("db"))->rootCause);
    QCOMPARE(bench.tells("db may be down"), 1);
    QCOMPARE(bench.tells("db does not answer"), 1);
    QCOMPARE(bench.tells("PROD can be seen again"), 1);
    QCOMPARE(bench.tells("Cannot see"), 0);
}

void TestSightAttacks::theLastViewFromOutsideEndsIt()
{
    Bench bench({serviceOf("site", "10.0.0.1", Witness::Outside), serviceOf("api", "10.0.0.2"),
                 serviceOf("db", "10.0.0.3")});
    bench.answerAll();
    for (int i = 0; i < 2; ++i) {
        bench.silence("api");
        bench.silence("db");
        bench.answer("site");
    }
    QVERIFY(bench.view().blindness);
    QCOMPARE(bench.tells("Cannot see PROD"), 1);
    bench.told.clear();
    bench.now = moved(bench.now, 1h);
    bench.silence("api");
    QVERIFY2(bench.told.isEmpty(), qPrintable(bench.all())); // it has not been asked since
    bench.silence("db");
    // From outside nothing answers either: it is down, and not our own view.
    for (int i = 0; i < 3; ++i) {
        bench.silence("site");
        bench.silence("api");
        bench.silence("db");
    }
    QCOMPARE(bench.tells("PROD can be seen again"), 0);
    QCOMPARE(bench.tells("Nothing tells any more whether PROD"), 1);
    for (const char *each : {"site", "api", "db"}) {
        QCOMPARE(bench.health(each), Health::Down);
        QVERIFY2(bench.tells(QString(each) + " does not answer") == 1, qPrintable(bench.all()));
    }
}

void TestSightAttacks::aLoopbackAnswerWhileBlindIsNoSight()
{
    QList<Service> services = threeServices();
    services.append(serviceOf("names", "127.0.0.53"));
    Bench bench(services);
    bench.answerAll();
    bench.answer("names", "127.0.0.53:53");
    for (int i = 0; i < 2; ++i) {
        bench.silence("api");
        bench.silence("gateway");
        bench.silence("db");
        bench.answer("names", "127.0.0.53:53");
    }
    QVERIFY(bench.view().blindness);
    QCOMPARE(bench.tells("Cannot see PROD"), 1);
    // What it says is of its own cache, or of the near end of something that is cut.
    QCOMPARE(bench.health("names"), Health::Unknown);
    bench.told.clear();
    bench.answer("names", "127.0.0.53:53");
    bench.unwell("names", "127.0.0.53:53");
    QVERIFY2(bench.told.isEmpty(), qPrintable(bench.all()));
    QVERIFY(bench.view().blindness);
    QCOMPARE(bench.health("names"), Health::Unknown);
    bench.answer("db");
    QCOMPARE(bench.tells("PROD can be seen again"), 1);
    bench.answer("names", "127.0.0.53:53");
    QCOMPARE(bench.health("names"), Health::Healthy);
}

void TestSightAttacks::countedAnewAfterASinglePoll()
{
    Bench bench(threeServices());
    bench.answerAll();
    bench.silenceAll(1);
    // States that the keeper was not told of.
    for (CheckState &state : bench.states) {
        state.soft = false;
        state.hard = state.shown;
    }
    bench.keeper.recount();
    bench.silence("api");
    QVERIFY(bench.view().blindness);
    QCOMPARE(bench.tells("Cannot see PROD"), 1);
}

QTEST_GUILESS_MAIN(TestSightAttacks)
#include "tst_sightattacks.moc"
