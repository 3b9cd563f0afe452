// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/checks/sightbench.h"

#include <QTest>

using namespace opsdeck;

/// What is held back until it is known whether the environment can be seen, and who is asked for
/// it.
class TestSightHeld final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void atTheCapAllThatIsHeldIsTold();
    void whatIsNotForgottenIsToldBeforeTheBlindness();
    void oneWitnessThatAnswersHoldsNothingBack();
    void aCalendarThatIsSetBackHoldsNothingBack();
    void silenceBehindAnOldFailureIsNew();
    void aFlapAsksNotEverybody();
    void whatAnswersHereIsToldWhileItGoesBlind();
};

void TestSightHeld::atTheCapAllThatIsHeldIsTold()
{
    Bench bench(threeServices());
    bench.answerAll();
    bench.told.clear();
    // The witness, asked for it, says nothing; each change of what is wrong is held.
    for (int i = 0; i < 12; ++i) {
        bench.silence(i % 2 == 0 ? "api" : "db",
                      i / 2 % 2 == 0 ? ErrorKind::Refused : ErrorKind::Timeout);
        QVERIFY2(bench.told.isEmpty(), qPrintable(bench.all()));
        QVERIFY(i > 0 || bench.asked.contains("gateway"));
    }
    bench.silence("api", ErrorKind::Refused);
    QCOMPARE(bench.told.size(), 13);
    QCOMPARE(bench.tells("api "), 7);
    QCOMPARE(bench.tells("db "), 6);
    QVERIFY2(bench.told.at(0).startsWith("api may be down"), qPrintable(bench.all()));
    QVERIFY2(bench.told.at(1).startsWith("db may be down"), qPrintable(bench.all()));
    QVERIFY2(bench.told.at(12).startsWith("api refuses"), qPrintable(bench.all()));
    // It holds anew from there on.
    bench.silence("db", ErrorKind::Refused);
    QCOMPARE(bench.told.size(), 13);
    bench.answer("gateway");
    QCOMPARE(bench.told.size(), 14);
}

void TestSightHeld::whatIsNotForgottenIsToldBeforeTheBlindness()
{
    QList<Service> services = threeServices();
    services.append(serviceOf("bastion", "10.0.0.9", Witness::Inside));
    Bench bench(services);
    bench.environment.witnessQuorum = 1;
    bench.load({});
    bench.answerAll();
    // Held, because one of the witnesses has not been asked since; the other has, and answered.
    bench.silence("db");
    bench.answer("gateway");
    QVERIFY2(bench.told.isEmpty(), qPrintable(bench.all()));
    bench.now = moved(bench.now, 5s);
    bench.silence("api");
    bench.silence("gateway");
    bench.silence("gateway");
    QVERIFY(bench.view().blindness);
    QCOMPARE(bench.told.size(), 2);
    QVERIFY2(bench.told.first().startsWith("db may be down"), qPrintable(bench.all()));
    QVERIFY(bench.told.last().startsWith("Cannot see PROD"));
    QCOMPARE(bench.health("db"), Health::Unknown);
    // It goes on where it was.
    bench.answer("gateway");
    bench.silence("db");
    bench.answer("gateway");
    bench.answer("bastion");
    QCOMPARE(bench.health("db"), Health::Down);
    QCOMPARE(bench.tells("db does not answer"), 1);
}

void TestSightHeld::oneWitnessThatAnswersHoldsNothingBack()
{
    QList<Service> services = threeServices();
    services.append(serviceOf("bastion", "10.0.0.9", Witness::Inside));
    Bench bench(services);
    bench.answerAll();
    // The one is dead for good; both are needed.
    for (int i = 0; i < 3; ++i) {
        bench.silence("gateway");
        bench.answer("bastion");
        bench.answer("api");
    }
    bench.told.clear();
    bench.now = moved(bench.now, 20s);
    bench.silence("api");
    bench.silence("db");
    bench.silence("gateway");
    bench.answer("bastion");
    QCOMPARE(bench.tells("api may be down"), 1);
    QCOMPARE(bench.tells("db may be down"), 1);
    bench.silence("api");
    bench.answer("bastion");
    bench.silence("gateway");
    QVERIFY(!bench.view().blindness);
    QCOMPARE(bench.health("api"), Health::Down);
    QCOMPARE(bench.tells("api does not answer"), 1);
}

void TestSightHeld::aCalendarThatIsSetBackHoldsNothingBack()
{
    Bench bench(threeServices());
    bench.answerAll();
    bench.told.clear();
    bench.silence("api");
    QVERIFY(bench.told.isEmpty());
    bench.now.wallMs -= 3'600'000;
    bench.answer("gateway");
    QCOMPARE(bench.told.size(), 1);
    QVERIFY(bench.told.first().startsWith("api may be down"));
}

void TestSightHeld::silenceBehindAnOldFailureIsNew()
{
    Bench bench(threeServices());
    bench.answerAll();
    // Down for long, but it answers.
    for (int i = 0; i < 2; ++i)
        bench.unwell("api");
    bench.now = moved(bench.now, 15s);
    for (int i = 0; i < 2; ++i) {
        bench.silence("gateway");
        bench.answer("db");
    }
    QVERIFY(!bench.view().blindness);
    bench.now = moved(bench.now, 5s);
    // The cut: what db said before proves nothing any more.
    bench.silence("api");
    QVERIFY2(bench.asked.contains("db"), qPrintable(bench.asked.join(' ')));
    QCOMPARE(judgeSight(kProd, bench.environment, bench.states, bench.now).sight, Sight::Doubtful);
    bench.silence("db");
    bench.silence("gateway");
    QVERIFY(bench.view().blindness);
    QVERIFY(bench.view().blindness->since.boot
            < bench.states.value(Bench::keyOf("api")).silentSince.boot);
}

void TestSightHeld::aFlapAsksNotEverybody()
{
    QList<Service> services = threeServices();
    for (int i = 0; i < 200; ++i)
        services.append(serviceOf(QString("x%1").arg(i), "10.0.1.1"));
    for (Service &service : services)
        service.checks.first().interval = 1h;
    Bench bench(services);
    bench.answerAll();
    for (int i = 0; i < 2; ++i) {
        bench.silence("gateway");
        bench.answer("api");
    }
    qsizetype most = 0;
    for (int i = 0; i < 100; ++i) {
        bench.now = moved(bench.now, 2s);
        bench.silence(QString("x%1").arg(i));
        most = std::max(most, bench.asked.size());
        bench.silence(QString("x%1").arg(i));
        most = std::max(most, bench.asked.size());
        bench.silence("gateway");
        most = std::max(most, bench.asked.size());
        bench.answer(QString("x%1").arg(199 - i));
        most = std::max(most, bench.asked.size());
    }
    QVERIFY2(most > 0 && most < 25, qPrintable(QString::number(most)));
    QCOMPARE(bench.tells("x[0-9]+ may be down"), 100);
    // When those that are asked are silent too, all are.
    bench.now = moved(bench.now, 2s);
    bench.silence("x150");
    bench.silence("x150");
    QVERIFY(!bench.asked.isEmpty() && bench.asked.size() < 25);
    most = 0;
    const QStringList probed = bench.asked;
    for (const QString &each : probed) {
        bench.silence(each);
        most = std::max(most, bench.asked.size());
    }
    QVERIFY2(most > 50, qPrintable(QString::number(most)));
}

void TestSightHeld::whatAnswersHereIsToldWhileItGoesBlind()
{
    QList<Service> services = threeServices();
    Service copies = serviceOf("copies", {});
    copies.checks.first().parameters.clear();
    services.append(copies);
    Bench bench(services);
    bench.answerAll();
    bench.answer("copies", {});
    bench.silence("gateway");
    bench.silence("gateway");
    bench.silence("api");
    bench.silence("api");
    QVERIFY(!bench.view().blindness); // db answered once
    bench.told.clear();
    // It is too old by now: the very result of a file of this machine makes it blind.
    bench.now = moved(bench.now, 29'500ms);
    bench.unwell("copies", {});
    QCOMPARE(bench.tells("copies may be down"), 1);
    bench.now = moved(bench.now, 2s);
    bench.unwell("copies", {});
    QCOMPARE(bench.tells("copies is down|copies answers"), 1);
    QCOMPARE(bench.health("copies"), Health::Down);
}

QTEST_GUILESS_MAIN(TestSightHeld)
#include "tst_sightheld.moc"
