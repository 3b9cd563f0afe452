// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/checks/sightbench.h"

#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

struct FlappingBench : Bench
{
    using Bench::Bench;

    void wait(Milliseconds time) { now = moved(now, time); }

    void cut()
    {
        silenceAll();
        wait(5s);
    }

    void heal()
    {
        answerAll();
        wait(4s);
    }

    void flap(int times)
    {
        for (int i = 0; i < times; ++i) {
            cut();
            heal();
        }
    }

    void stayWell(int rounds)
    {
        for (int i = 0; i < rounds; ++i) {
            answerAll();
            wait(2s);
        }
    }
};

/// All that is told of the environment, without what each of its checks is by itself.
QString shownOf(const EnvironmentView &view)
{
    QStringList words{toWord(view.health), view.soft ? "soft" : "hard",
                      view.blindness ? reasonOf(*view.blindness) : QString("seen"),
                      view.blindness ? QString::number(view.blindness->since.wallMs) : QString()};
    for (const ServiceView &service : view.services)
        words << QStringLiteral("%1 %2 %3%4%5 \"%6\" \"%7\" %8")
                     .arg(service.title, toWord(service.health), service.soft ? "soft" : "hard",
                          service.flapping ? " flapping" : "", service.rootCause ? " root" : "",
                          service.message, service.figure)
                     .arg(service.since.wallMs);
    return words.join('\n');
}

} // namespace

/// An environment that keeps going out of sight: told once, and never shown as well meanwhile.
class TestSightFlaps final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneCutIsToldAsBefore();
    void manyCutsAreOneLineUntilCalm();
    void twoCutsFarApartAreTwoCuts();
    void slowTurnsAreSeenByTheLastResults();
    void theThirdTurnMayBeAReturn();
    void itCalmsOutOfSight();
    void whatIsShownIsSteadyAndNotWell();
    void whatAnAnswerSaysIsShown();
    void whatIsDownByItselfIsShown();
    void whoFallsSilentIsNamed();
    void aViewFromOutsideFlapsToo();
    void itOutlivesAReload();
    void withoutWitnessesNothingFlaps();
};

void TestSightFlaps::oneCutIsToldAsBefore()
{
    FlappingBench bench(threeServices());
    bench.stayWell(2);
    bench.flap(1);
    bench.stayWell(60);
    QCOMPARE(bench.told.size(), 2);
    QVERIFY2(bench.told.at(0).startsWith("Cannot see PROD: "), qPrintable(bench.all()));
    QVERIFY2(bench.told.at(1).startsWith("PROD can be seen again after "), qPrintable(bench.all()));
    QVERIFY(!bench.view().blindness);
    QCOMPARE(bench.view().counts.healthy, 3);
}

void TestSightFlaps::manyCutsAreOneLineUntilCalm()
{
    FlappingBench bench(threeServices());
    bench.stayWell(2);
    bench.flap(8);
    QVERIFY2(bench.told.size() == 3, qPrintable(bench.all()));
    QVERIFY2(bench.told.at(2).startsWith("Cannot see PROD steadily: gateway keeps falling silent"),
             qPrintable(bench.all()));
    bench.stayWell(60);
    QVERIFY2(bench.told.size() == 4, qPrintable(bench.all()));
    QVERIFY2(bench.told.at(3).startsWith("PROD can be seen steadily again"),
             qPrintable(bench.all()));
    QVERIFY(!bench.view().blindness);
    QCOMPARE(bench.view().counts.healthy, 3);
    // From the beginning.
    bench.flap(1);
    QVERIFY2(bench.told.size() == 6, qPrintable(bench.all()));
    QVERIFY(bench.told.at(4).startsWith("Cannot see PROD: "));
}

void TestSightFlaps::twoCutsFarApartAreTwoCuts()
{
    FlappingBench bench(threeServices());
    for (int i = 0; i < 4; ++i) {
        bench.stayWell(40);
        bench.flap(1);
    }
    QCOMPARE(bench.tells("Cannot see PROD: "), 4);
    QCOMPARE(bench.tells("PROD can be seen again after "), 4);
    QCOMPARE(bench.told.size(), 8);
}

void TestSightFlaps::slowTurnsAreSeenByTheLastResults()
{
    FlappingBench bench(threeServices());
    bench.stayWell(2);
    for (int i = 0; i < 6; ++i) {
        bench.cut();
        bench.wait(60s);
        bench.heal();
        bench.wait(60s);
    }
    QVERIFY2(bench.tells("Cannot see PROD steadily: ") == 1, qPrintable(bench.all()));
    QVERIFY2(bench.told.size() == 5, qPrintable(bench.all()));
}

void TestSightFlaps::theThirdTurnMayBeAReturn()
{
    FlappingBench bench(threeServices());
    bench.stayWell(2);
    bench.cut();
    bench.wait(100s);
    bench.silenceAll();
    bench.heal();
    bench.flap(1);
    QVERIFY2(bench.told.size() == 4, qPrintable(bench.all()));
    QVERIFY2(bench.told.last().startsWith("Cannot see PROD steadily: "), qPrintable(bench.all()));
    QVERIFY2(bench.view().counts.healthy == 0, qPrintable(shownOf(bench.view())));
}

void TestSightFlaps::itCalmsOutOfSight()
{
    FlappingBench bench(threeServices());
    bench.stayWell(2);
    bench.flap(4);
    bench.told.clear();
    for (int i = 0; i < 50; ++i) {
        bench.silenceAll(1);
        bench.wait(2s);
    }
    QVERIFY2(bench.told.size() == 1, qPrintable(bench.all()));
    QVERIFY2(bench.told.first().startsWith("Cannot see PROD any more, after "),
             qPrintable(bench.all()));
    QVERIFY2(bench.told.first().contains("gateway does not answer"), qPrintable(bench.all()));
    const EnvironmentView view = bench.view();
    QVERIFY(view.blindness && !view.soft);
    QCOMPARE(view.counts.unknown, 3);
    bench.told.clear();
    bench.answerAll();
    QVERIFY2(bench.told.size() == 1 && bench.told.first().startsWith("PROD can be seen again"),
             qPrintable(bench.all()));
}

void TestSightFlaps::whatIsShownIsSteadyAndNotWell()
{
    FlappingBench bench(threeServices());
    bench.stayWell(2);
    bench.flap(1);
    bench.silenceAll();
    const QString shown = shownOf(bench.view());
    const auto look = [&] {
        const EnvironmentView view = bench.view();
        QVERIFY(view.blindness && view.lostWays.isEmpty());
        QCOMPARE(view.blindness->services.size(), 3);
        QVERIFY(view.soft && view.health == Health::Unknown);
        QCOMPARE(view.counts.soft, 3);
        QCOMPARE(view.counts.healthy, 0);
        QCOMPARE(shownOf(view), shown);
    };
    look();
    for (int i = 0; i < 6; ++i) {
        for (const char *each : {"gateway", "api", "db", "gateway", "api"}) {
            bench.answer(each);
            look();
        }
        // Some are certain to be silent before the witness is.
        for (const char *each : {"api", "api", "gateway", "db", "gateway", "db"}) {
            bench.silence(each);
            look();
        }
    }
    // Nobody is asked any more: nothing is known.
    bench.wait(200s);
    QVERIFY(!bench.view().blindness);
    QCOMPARE(bench.view().counts.unknown, 3);
}

void TestSightFlaps::whatAnAnswerSaysIsShown()
{
    FlappingBench bench(threeServices());
    bench.stayWell(2);
    bench.flap(3);
    bench.unwell("api");
    bench.answer("gateway");
    bench.unwell("api");
    const EnvironmentView view = bench.view();
    QCOMPARE(view.service(ServiceId("api"))->health, Health::Down);
    QVERIFY(view.service(ServiceId("api"))->rootCause);
    QVERIFY(view.blindness && !view.blindness->services.contains(ServiceId("api")));
    QVERIFY(view.service(ServiceId("db"))->soft);
    QCOMPARE(view.counts.healthy, 0);
}

void TestSightFlaps::whatIsDownByItselfIsShown()
{
    FlappingBench bench(threeServices());
    bench.stayWell(2);
    bench.flap(3);
    bench.told.clear();
    for (int i = 0; i < 2; ++i) {
        bench.silence("db");
        QCOMPARE(bench.health("db"), i == 0 ? Health::Unknown : Health::Down);
        bench.answer("gateway");
    }
    const EnvironmentView view = bench.view();
    const ServiceView &db = *view.service(ServiceId("db"));
    QVERIFY(db.health == Health::Down && !db.soft && db.rootCause);
    QCOMPARE(bench.tells("db does not answer"), 1);
    QVERIFY(view.blindness && !view.service(ServiceId("api"))->countsAsHealthy());
    // It has fallen silent as all have: nothing of it is known.
    bench.silence("gateway");
    QCOMPARE(bench.health("db"), Health::Unknown);
}

void TestSightFlaps::whoFallsSilentIsNamed()
{
    FlappingBench bench({serviceOf("gateway", "10.0.0.1", Witness::Inside),
                         serviceOf("dns", "10.0.0.5", Witness::Inside),
                         serviceOf("api", "10.0.0.2")});
    bench.environment.witnessQuorum = 1;
    bench.load({});
    bench.stayWell(2);
    for (int i = 0; i < 4; ++i) {
        for (const char *each : {"gateway", "api", "gateway", "api"})
            bench.silence(each);
        QVERIFY(bench.view().blindness);
        bench.wait(5s);
        bench.heal();
    }
    const EnvironmentView view = bench.view();
    QVERIFY(view.blindness);
    QCOMPARE(view.blindness->names, QStringList{"gateway"});
    QVERIFY(view.service(ServiceId("dns"))->countsAsHealthy());
    for (const char *each : {"dns", "api", "dns", "api"})
        bench.silence(each);
    QCOMPARE(bench.view().blindness->names, (QStringList{"gateway", "dns"}));
    QVERIFY(reasonOf(*bench.view().blindness).startsWith("gateway and dns keep falling silent"));
}

void TestSightFlaps::aViewFromOutsideFlapsToo()
{
    FlappingBench bench({serviceOf("site", "203.0.113.1", Witness::Outside),
                         serviceOf("api", "10.0.0.2"), serviceOf("db", "10.0.0.3")});
    bench.stayWell(2);
    for (int i = 0; i < 5; ++i) {
        for (const char *each : {"api", "db", "api", "db"})
            bench.silence(each);
        bench.answer("site");
        bench.wait(5s);
        bench.heal();
    }
    QVERIFY2(bench.told.filter("steadily").size() == 1, qPrintable(bench.all()));
    const EnvironmentView view = bench.view();
    QVERIFY(view.blindness && view.blindness->names.isEmpty());
    QVERIFY(!view.blindness->services.contains(ServiceId("site")));
    QVERIFY(!view.service(ServiceId("api"))->countsAsHealthy());
}

void TestSightFlaps::itOutlivesAReload()
{
    FlappingBench bench(threeServices());
    bench.stayWell(2);
    bench.flap(4);
    bench.told.clear();
    bench.load({});
    bench.flap(2);
    QVERIFY2(bench.told.isEmpty(), qPrintable(bench.all()));
    // The witness is asked otherwise: what was known of it is gone, that it flaps is not.
    bench.check("gateway").timeout = 2s;
    bench.load({"gateway"});
    bench.answerAll();
    QVERIFY2(bench.told.isEmpty(), qPrintable(bench.all()));
    QVERIFY(bench.view().blindness);
    bench.keeper.reset();
    bench.answerAll();
    QVERIFY(!bench.view().blindness);
    QCOMPARE(bench.view().counts.healthy, 3);
}

void TestSightFlaps::withoutWitnessesNothingFlaps()
{
    FlappingBench bench(threeServices());
    bench.stayWell(2);
    bench.flap(4);
    bench.told.clear();
    bench.check("gateway").witness = Witness::None;
    bench.load({"gateway"});
    QVERIFY2(
        bench.told.size() == 1
            && bench.told.first().startsWith("Nothing tells any more whether PROD can be seen"),
        qPrintable(bench.all()));
    QVERIFY(!bench.view().blindness);
}

QTEST_GUILESS_MAIN(TestSightFlaps)
#include "tst_sightflaps.moc"
