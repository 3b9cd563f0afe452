// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/health.h"

#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

Instant at(int seconds)
{
    return {std::chrono::seconds(1000 + seconds), 1'700'000'000'000 + seconds * 1000LL};
}

CheckState run(const Check &check, const QList<CheckStatus> &statuses)
{
    CheckState state;
    int second = 100;
    for (const CheckStatus status : statuses) {
        CheckResult result;
        result.status = status;
        result.observedAt = at(second);
        state = advance(check, state, result, at(0));
        second += 10;
    }
    return state;
}

constexpr CheckStatus O = CheckStatus::Ok;
constexpr CheckStatus W = CheckStatus::Warning;
constexpr CheckStatus C = CheckStatus::Critical;

} // namespace

class TestCheckState final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sequences_data()
    {
        QTest::addColumn<QList<CheckStatus>>("statuses");
        QTest::addColumn<Health>("shown");
        QTest::addColumn<Health>("hard");
        QTest::addColumn<bool>("soft");
        QTest::addColumn<int>("attempt");

        QTest::newRow("first good is hard") << QList{O} << Health::Healthy << Health::Healthy << false << 1;
        QTest::newRow("one bad is soft") << QList{O, C} << Health::Down << Health::Healthy << true << 1;
        QTest::newRow("two of three") << QList{O, C, C} << Health::Down << Health::Healthy << true << 2;
        QTest::newRow("three of three is hard") << QList{O, C, C, C} << Health::Down << Health::Down << false << 3;
        QTest::newRow("blip goes back at once") << QList{O, C, O} << Health::Healthy << Health::Healthy << false << 1;
        QTest::newRow("recovery needs two") << QList{O, C, C, C, O} << Health::Healthy << Health::Down << true << 1;
        QTest::newRow("recovered") << QList{O, C, C, C, O, O} << Health::Healthy << Health::Healthy << false << 2;
        QTest::newRow("relapse while recovering stays hard") << QList{C, C, C, O, C} << Health::Down << Health::Down << false << 1;
        QTest::newRow("bad kinds count together") << QList{O, W, C, W} << Health::Degraded << Health::Degraded << false << 3;
        QTest::newRow("severity changes at once when hard") << QList{C, C, C, W} << Health::Degraded << Health::Degraded << false << 4;
        QTest::newRow("bad from the start") << QList{C} << Health::Down << Health::Unknown << true << 1;
        QTest::newRow("bad then good at the start") << QList{C, O} << Health::Healthy << Health::Healthy << false << 1;
    }

    void sequences()
    {
        QFETCH(QList<CheckStatus>, statuses);
        QFETCH(Health, shown);
        QFETCH(Health, hard);
        QFETCH(bool, soft);
        QFETCH(int, attempt);
        Check check;
        check.retries = 3;
        const CheckState state = run(check, statuses);
        QCOMPARE(state.shown, shown);
        QCOMPARE(state.hard, hard);
        QCOMPARE(state.soft, soft);
        QCOMPARE(state.attempt, attempt);
        QCOMPARE(state.recent.size(), statuses.size());
    }

    void startPeriodForgivesBadResults()
    {
        Check check;
        check.retries = 1;
        check.startPeriod = 60s;
        CheckResult result;
        result.status = C;
        result.observedAt = at(30);
        CheckState state = advance(check, {}, result, at(0));
        QCOMPARE(state.shown, Health::Unknown);
        QVERIFY(!state.soft);
        result.observedAt = at(61);
        state = advance(check, state, result, at(0));
        QCOMPARE(state.shown, Health::Down);
        QVERIFY(!state.soft);
    }

    void startPeriodEndsWithTheFirstGoodResult()
    {
        Check check;
        check.retries = 1;
        check.startPeriod = 60s;
        CheckResult result;
        result.status = O;
        result.observedAt = at(5);
        CheckState state = advance(check, {}, result, at(0));
        result.status = C;
        result.observedAt = at(10);
        state = advance(check, state, result, at(0));
        QCOMPARE(state.shown, Health::Down);
    }

    void sinceMarksTheBeginningOfTheShownState()
    {
        Check check;
        const CheckState state = run(check, {O, O, C, C, C, C});
        QCOMPARE(state.since, at(120));
    }

    void freshness_data()
    {
        QTest::addColumn<int>("ageMs");
        QTest::addColumn<Freshness>("expected");
        QTest::newRow("new") << 0 << Freshness::Fresh;
        QTest::newRow("at 1.5 intervals") << 15'000 << Freshness::Fresh;
        QTest::newRow("past 1.5 intervals") << 15'001 << Freshness::Stale;
        QTest::newRow("at 3 intervals") << 30'000 << Freshness::Stale;
        QTest::newRow("past 3 intervals") << 30'001 << Freshness::Expired;
    }

    void freshness()
    {
        QFETCH(int, ageMs);
        QFETCH(Freshness, expected);
        Check check;
        check.interval = 10s;
        const CheckState state = run(check, {O});
        QCOMPARE(freshnessOf(check, state, moved(at(100), std::chrono::milliseconds(ageMs))), expected);
        QCOMPARE(freshnessOf(check, {}, at(0)), Freshness::Never);
    }
};

QTEST_GUILESS_MAIN(TestCheckState)
#include "tst_checkstate.moc"
