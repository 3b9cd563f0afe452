// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/topology/replay.h"
#include "tests/support/referenceboard.h"

#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

qint64 at(int seconds)
{
    return referenceTime(seconds).wallMs;
}

PastCheck past(const char *service, int second, CheckStatus status)
{
    PastCheck check;
    check.key = {referenceService(service), CheckId("answers")};
    PastResult result;
    result.timeMs = at(second);
    result.status = status;
    check.results = {result};
    return check;
}

} // namespace

class TestReplay final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void beginsAtTheNewestMoment();
    void marksAreThoseOfThen();
    void oneQuestionAtATimeTheNewestWins();
    void staysWithinWhatIsRecorded();
    void goesFromChangeToChange();
    void changesOfOneSecondAreOne();
    void whatComesTooLateCountsForNothing();
    void whatIsNotKnownOfMarksHidesNoState();
    void whatIsNotRecordedIsTold();
    void aGapIsTold();
    void aProblemShowsNothing();
    void anotherDefinitionAsksAnew();
    void momentsNameTheirDay();

private:
    Health health(const char *service)
    {
        return m_replay->board().service(referenceService(service))->health;
    }

    std::unique_ptr<StatusBoard> m_live;
    std::unique_ptr<Replay> m_replay;
};

void TestReplay::init()
{
    m_live = std::make_unique<StatusBoard>();
    m_live->setWorkspace(referenceWorkspace(), referenceTime());
    m_live->apply(allHealthy());
    m_replay = std::make_unique<Replay>(*m_live);
}

void TestReplay::cleanup()
{
    m_replay.reset();
    m_live.reset();
}

void TestReplay::beginsAtTheNewestMoment()
{
    QSignalSpy extent(m_replay.get(), &Replay::extentWanted);
    QSignalSpy wanted(m_replay.get(), &Replay::pastWanted);
    m_replay->start(referenceEnvironment());
    QCOMPARE(extent.size(), 1);
    QVERIFY(!m_replay->isReady());
    // Until something comes back nothing is known, whatever is live.
    QCOMPARE(m_replay->board().environment(referenceEnvironment())->counts.healthy, 0);
    QCOMPARE(health("db"), Health::Unknown);
    m_replay->takeExtent(referenceEnvironment(), {at(-600), at(-1), {}});
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted.first().at(1).toLongLong(), at(0));
    QCOMPARE(m_replay->shownMs(), 0);
    m_replay->takePast(referenceEnvironment(), at(0),
                       {past("db", -1, CheckStatus::Critical), past("redis", -1, CheckStatus::Ok)});
    QCOMPARE(m_replay->shownMs(), at(0));
    QCOMPARE(health("db"), Health::Down);
    QCOMPARE(health("redis"), Health::Healthy);
    QCOMPARE(health("nginx"), Health::Unknown);
    QCOMPARE(m_replay->board().now().wallMs, at(0));
    QCOMPARE(m_live->service(referenceService("db"))->health, Health::Healthy);
}

void TestReplay::marksAreThoseOfThen()
{
    m_live->mark(referenceService("db"),
                 {OperatorMarkKind::Shelved, "kim", at(-1), at(600), QString()});
    m_replay->start(referenceEnvironment());
    m_replay->takeExtent(referenceEnvironment(), {at(-600), at(-1), {}});
    MarkBook then;
    then.set(referenceService("db"),
             {OperatorMarkKind::Maintenance, "kim", at(-60), at(60), QString()});
    then.set(referenceService("redis"),
             {OperatorMarkKind::Maintenance, "kim", at(-60), at(-30), QString()});
    m_replay->takePast(referenceEnvironment(), at(0), {past("db", -1, CheckStatus::Critical)},
                       then);
    const OperatorMarks marks = m_replay->board().service(referenceService("db"))->marks;
    QCOMPARE(marks.size(), 1);
    QCOMPARE(marks.first().kind, OperatorMarkKind::Maintenance);
    QVERIFY(m_replay->board().service(referenceService("redis"))->marks.isEmpty());
    QCOMPARE(m_live->service(referenceService("db"))->marks.first().kind,
             OperatorMarkKind::Shelved);
}

void TestReplay::oneQuestionAtATimeTheNewestWins()
{
    QSignalSpy wanted(m_replay.get(), &Replay::pastWanted);
    m_replay->start(referenceEnvironment());
    m_replay->takeExtent(referenceEnvironment(), {at(-600), at(-1), {}});
    for (int second = -10; second > -60; --second)
        m_replay->setTime(at(second));
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(m_replay->wantedMs(), at(-59));
    m_replay->takePast(referenceEnvironment(), at(0), {});
    QCOMPARE(wanted.size(), 2);
    QCOMPARE(wanted.last().at(1).toLongLong(), at(-59));
    m_replay->takePast(referenceEnvironment(), at(-59), {past("db", -60, CheckStatus::Ok)});
    QCOMPARE(wanted.size(), 2);
    QCOMPARE(m_replay->shownMs(), at(-59));
    QCOMPARE(health("db"), Health::Healthy);
}

void TestReplay::staysWithinWhatIsRecorded()
{
    m_replay->start(referenceEnvironment());
    QSignalSpy wanted(m_replay.get(), &Replay::pastWanted);
    // Before anything is known of the history: where it begins, once that is.
    m_replay->setTime(at(-10'000));
    QCOMPARE(wanted.size(), 0);
    m_replay->takeExtent(referenceEnvironment(), {at(-600), at(-1), {}});
    QCOMPARE(m_replay->wantedMs(), at(-600));
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted.first().at(1).toLongLong(), at(-600));
    m_replay->setTime(at(-10'000));
    QCOMPARE(m_replay->wantedMs(), at(-600));
    m_replay->setTime(at(10'000));
    QCOMPARE(m_replay->wantedMs(), at(0));
}

void TestReplay::goesFromChangeToChange()
{
    m_replay->start(referenceEnvironment());
    QVERIFY(!m_replay->hasChange(false));
    m_replay->takeExtent(referenceEnvironment(), {at(-600), at(-1), {at(-300), at(-200), at(-20)}});
    QVERIFY(!m_replay->hasChange(true));
    m_replay->goToChange(false);
    QCOMPARE(m_replay->wantedMs(), at(-20));
    m_replay->goToChange(false);
    QCOMPARE(m_replay->wantedMs(), at(-200));
    m_replay->goToChange(true);
    QCOMPARE(m_replay->wantedMs(), at(-20));
    m_replay->setTime(at(-250));
    m_replay->goToChange(false);
    QCOMPARE(m_replay->wantedMs(), at(-300));
    QVERIFY(!m_replay->hasChange(false));
}

/// A click that changes no word of the moment seems to do nothing.
void TestReplay::changesOfOneSecondAreOne()
{
    m_replay->start(referenceEnvironment());
    const qint64 second = at(-20) / 1000 * 1000;
    m_replay->takeExtent(referenceEnvironment(),
                         {at(-600), at(-1), {at(-300), second + 100, second + 400, second + 900}});
    m_replay->goToChange(false);
    QCOMPARE(m_replay->wantedMs(), second + 900);
    m_replay->goToChange(false);
    QCOMPARE(m_replay->wantedMs(), at(-300));
    m_replay->goToChange(true);
    QCOMPARE(m_replay->wantedMs(), second + 900);
    QVERIFY(!m_replay->hasChange(true));
}

void TestReplay::whatComesTooLateCountsForNothing()
{
    m_replay->start(referenceEnvironment());
    m_replay->takeExtent(referenceEnvironment(), {at(-600), at(-1), {}});
    m_replay->takePast(referenceEnvironment(), at(-7), {past("db", -8, CheckStatus::Ok)});
    QCOMPARE(health("db"), Health::Unknown);
    EnvironmentKey other = referenceEnvironment();
    other.environment = EnvironmentId("dev");
    m_replay->takePast(other, at(0), {past("db", -1, CheckStatus::Ok)});
    QCOMPARE(health("db"), Health::Unknown);
    m_replay->stop();
    m_replay->takePast(referenceEnvironment(), at(0), {past("db", -1, CheckStatus::Ok)});
    QVERIFY(m_replay->board().environment(referenceEnvironment()) == nullptr);
    QCOMPARE(m_replay->shownMs(), 0);
}

void TestReplay::whatIsNotKnownOfMarksHidesNoState()
{
    m_replay->start(referenceEnvironment());
    m_replay->takeExtent(referenceEnvironment(), {at(-600), at(-1), {}});
    m_replay->takePast(referenceEnvironment(), at(0), {past("db", -1, CheckStatus::Critical)}, {},
                       "The record could not be read.");
    QCOMPARE(health("db"), Health::Down);
    QVERIFY(m_replay->problem().isEmpty());
    QCOMPARE(m_replay->remark(), QString("The record could not be read."));
    m_replay->setTime(at(-100));
    m_replay->takePast(referenceEnvironment(), at(-100), {past("db", -101, CheckStatus::Critical)});
    QVERIFY(m_replay->remark().isEmpty());
}

void TestReplay::whatIsNotRecordedIsTold()
{
    m_replay->start(referenceEnvironment());
    m_replay->takeExtent(referenceEnvironment(), {at(-600), at(0), {}});
    PastCheck lost = past("db", -1, CheckStatus::Ok);
    lost.shown = lostFrom(at(-60));
    lost.shown->lostToMs = at(60);
    m_replay->takePast(referenceEnvironment(), at(0), {lost}, {}, "And more.");
    // It answered, but nobody knows whether it was shown as well.
    QCOMPARE(health("db"), Health::Unknown);
    QVERIFY2(m_replay->remark().startsWith("What 1 check") && m_replay->remark().contains(" to ")
                 && m_replay->remark().endsWith("is not recorded. And more."),
             qPrintable(m_replay->remark()));
    m_replay->setTime(at(-100));
    m_replay->takePast(referenceEnvironment(), at(-100), {past("db", -101, CheckStatus::Critical)});
    QVERIFY(m_replay->remark().isEmpty());
}

void TestReplay::aGapIsTold()
{
    m_replay->start(referenceEnvironment());
    m_replay->takeExtent(referenceEnvironment(), {at(-900), at(-1), {}});
    m_replay->takePast(referenceEnvironment(), at(0), {past("db", -1, CheckStatus::Ok)});
    QVERIFY(!m_replay->isSilent());
    m_replay->setTime(at(-300));
    m_replay->takePast(referenceEnvironment(), at(-300),
                       {past("db", -800, CheckStatus::Ok), past("redis", -700, CheckStatus::Ok)});
    QVERIFY(m_replay->isSilent());
    QCOMPARE(m_replay->lastBeforeMs(), at(-700));
    QCOMPARE(health("db"), Health::Unknown);
    m_replay->stop();
    QVERIFY(!m_replay->isSilent());
}

void TestReplay::aProblemShowsNothing()
{
    m_replay->start(referenceEnvironment());
    m_replay->takeExtent(referenceEnvironment(), {});
    QVERIFY(!m_replay->problem().isEmpty());
    m_replay->takeExtent(referenceEnvironment(), {at(-600), at(-1), {}});
    QVERIFY(m_replay->problem().isEmpty());
    m_replay->takePast(referenceEnvironment(), at(0), {past("db", -1, CheckStatus::Ok)});
    QCOMPARE(health("db"), Health::Healthy);
    m_replay->setTime(at(-100));
    m_replay->takeProblem(referenceEnvironment(), "The disk is gone.");
    QCOMPARE(m_replay->problem(), QString("The disk is gone."));
    QCOMPARE(health("db"), Health::Unknown);
    QCOMPARE(m_replay->shownMs(), 0);
    // Another moment is another question.
    QSignalSpy wanted(m_replay.get(), &Replay::pastWanted);
    m_replay->setTime(at(-101));
    QCOMPARE(wanted.size(), 1);
}

void TestReplay::anotherDefinitionAsksAnew()
{
    m_replay->start(referenceEnvironment());
    m_replay->takeExtent(referenceEnvironment(), {at(-600), at(-1), {}});
    m_replay->takePast(referenceEnvironment(), at(0), {past("db", -1, CheckStatus::Ok)});
    QSignalSpy extent(m_replay.get(), &Replay::extentWanted);
    m_live->setWorkspace(std::make_shared<Workspace>(*referenceWorkspace()), referenceTime());
    QCOMPARE(extent.size(), 1);
    QCOMPARE(health("db"), Health::Unknown);
}

void TestReplay::momentsNameTheirDay()
{
    const qint64 today =
        QDateTime(QDate(2026, 11, 22), QTime(14, 3, 20), Qt::UTC).toMSecsSinceEpoch();
    QCOMPARE(momentText(today, today), QString("14:03:20 UTC"));
    QCOMPARE(momentText(today - 86'400'000, today), QString("2026-11-21 14:03:20 UTC"));
}

QTEST_GUILESS_MAIN(TestReplay)
#include "tst_replay.moc"
