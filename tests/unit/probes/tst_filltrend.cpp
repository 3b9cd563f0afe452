// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/filltrend.h"

#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

/// When something will be full, by how it went so far.
class TestFillTrend : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tellsNothingAtFirst();
    void followsTheGrowth();
    void oneSpikeDoesNotTurnIt();
    void emptyingIsNoFilling();
    void anotherSizeBeginsAnew();
    void theWindowMoves();
    void forgetsWhatIsGone();

private:
    static Instant at(std::chrono::minutes minutes) { return {minutes, 0}; }
};

void TestFillTrend::tellsNothingAtFirst()
{
    FillTrend trend;
    QVERIFY(!trend.secondsToFull("/"));
    for (int minute = 0; minute < 29; minute += 3) {
        trend.add("/", at(std::chrono::minutes(minute)), 1000, 500 - minute * 10);
        QVERIFY(!trend.secondsToFull("/"));
    }
    // Two far apart are still too few.
    FillTrend two;
    two.add("/", at(0min), 1000, 500);
    two.add("/", at(120min), 1000, 100);
    QVERIFY(!two.secondsToFull("/"));
}

void TestFillTrend::followsTheGrowth()
{
    FillTrend trend;
    // One a minute: 120 left after an hour are two hours.
    for (int minute = 0; minute <= 60; ++minute)
        trend.add("/", at(std::chrono::minutes(minute)), 1000, 180 - minute);
    QVERIFY(trend.secondsToFull("/"));
    QVERIFY2(qAbs(*trend.secondsToFull("/") - 7200) < 1,
             qPrintable(QString::number(*trend.secondsToFull("/"))));
    QVERIFY(!trend.secondsToFull("/var"));
    trend.add("/", at(61min), 1000, 0);
    QCOMPARE(*trend.secondsToFull("/"), 0.0);
}

void TestFillTrend::oneSpikeDoesNotTurnIt()
{
    FillTrend trend;
    for (int minute = 0; minute <= 120; minute += 2)
        trend.add("/", at(std::chrono::minutes(minute)), 1000, minute == 60 ? 300 : 500);
    const auto left = trend.secondsToFull("/");
    QVERIFY2(!left || *left > 100 * 3600, qPrintable(QString::number(left.value_or(-1))));
}

void TestFillTrend::emptyingIsNoFilling()
{
    FillTrend trend;
    for (int minute = 0; minute <= 60; ++minute)
        trend.add("/", at(std::chrono::minutes(minute)), 1000, 100 + minute);
    QVERIFY(!trend.secondsToFull("/"));
}

void TestFillTrend::anotherSizeBeginsAnew()
{
    FillTrend trend;
    for (int minute = 0; minute <= 60; ++minute)
        trend.add("/", at(std::chrono::minutes(minute)), 1000, 180 - minute);
    QVERIFY(trend.secondsToFull("/"));
    trend.add("/", at(61min), 2000, 1100);
    QVERIFY(!trend.secondsToFull("/"));
}

void TestFillTrend::theWindowMoves()
{
    FillTrend trend;
    for (int minute = 0; minute <= 300; minute += 5)
        trend.add("/", at(std::chrono::minutes(minute)), 10000, 5000 - minute * 10);
    QVERIFY(trend.secondsToFull("/"));
    // It has stopped growing: after six hours nothing is left of it.
    for (int minute = 305; minute <= 670; minute += 5)
        trend.add("/", at(std::chrono::minutes(minute)), 10000, 2000);
    QVERIFY(!trend.secondsToFull("/"));
}

void TestFillTrend::forgetsWhatIsGone()
{
    FillTrend trend;
    for (int minute = 0; minute <= 60; ++minute)
        trend.add("/data", at(std::chrono::minutes(minute)), 1000, 180 - minute);
    trend.keepOnly({"/"});
    QVERIFY(!trend.secondsToFull("/data"));
}

QTEST_GUILESS_MAIN(TestFillTrend)
#include "tst_filltrend.moc"
