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

    void whatAWayCarriesMayBeSilentByIt_data()
    {
        QTest::addColumn<WayKind>("way");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<int>("hardAt"); ///< seconds
        QTest::newRow("by ssh") << WayKind::Ssh << ErrorKind::Timeout << 6;
        QTest::newRow("by ssh, refused there") << WayKind::Ssh << ErrorKind::Refused << 0;
        QTest::newRow("directly") << WayKind::Direct << ErrorKind::Timeout << 0;
    }

    /// Until the way would have been found silent itself.
    void whatAWayCarriesMayBeSilentByIt()
    {
        QFETCH(WayKind, way);
        QFETCH(ErrorKind, kind);
        QFETCH(int, hardAt);
        Check check;
        check.retries = 1;
        check.via.kind = way;
        CheckState state;
        for (int second = -4; second <= 8; second += 2) {
            CheckResult result;
            result.status = second < 0 ? O : C;
            result.observedAt = at(100 + second);
            if (second >= 0)
                result.error = Error{kind, "m", {}, {}};
            state = advance(check, state, result, at(0));
            QCOMPARE(state.soft, second >= 0 && second < hardAt);
            QCOMPARE(state.hard, second >= hardAt && second >= 0 ? Health::Down : Health::Healthy);
            QVERIFY(!state.soft || state.attempt < state.attemptsNeeded);
        }
    }

    void silenceHasABeginningOfItsOwn()
    {
        const Check check;
        CheckState state;
        const auto take = [&](int second, CheckStatus status, std::optional<ErrorKind> kind) {
            CheckResult result;
            result.status = status;
            result.observedAt = at(second);
            if (kind)
                result.error = Error{*kind, "m", {}, {}};
            state = advance(check, state, result, at(0));
        };
        take(1, C, ErrorKind::Status);
        QVERIFY(!state.silentSince.isValid());
        take(2, C, ErrorKind::Timeout);
        take(3, C, ErrorKind::Refused);
        QCOMPARE(state.silentSince, at(2));
        QCOMPARE(state.since, at(1));
        // What an earlier run saw goes on, when it was a silence.
        StoredState before;
        before.status = C;
        before.sinceMs = at(-60).wallMs;
        before.errorKind = "status";
        QCOMPARE(resumed(state, before).silentSince, at(2));
        before.errorKind = "timeout";
        QCOMPARE(resumed(state, before).silentSince, at(-60));
        take(4, O, std::nullopt);
        QVERIFY(!state.silentSince.isValid());
    }

    void goesOnFromAnEarlierRun_data()
    {
        QTest::addColumn<CheckStatus>("was");
        QTest::addColumn<bool>("wasSoft");
        QTest::addColumn<CheckStatus>("now");
        QTest::addColumn<bool>("keepsSince");
        QTest::addColumn<bool>("soft");
        QTest::newRow("still down") << C << false << C << true << false;
        QTest::newRow("down, never confirmed") << C << true << C << true << true;
        QTest::newRow("still OK") << O << false << O << true << false;
        QTest::newRow("down meanwhile") << O << false << C << false << true;
        QTest::newRow("up meanwhile") << C << false << O << false << false;
        QTest::newRow("worse, and bad was certain") << W << false << C << false << false;
    }

    void goesOnFromAnEarlierRun()
    {
        QFETCH(CheckStatus, was);
        QFETCH(bool, wasSoft);
        QFETCH(CheckStatus, now);
        QFETCH(bool, keepsSince);
        QFETCH(bool, soft);
        const CheckState first = run(Check(), {now});
        const Instant seen = first.last->observedAt;
        StoredState before;
        before.status = was;
        before.soft = wasSoft;
        // Two hours: longer than this machine has been on.
        before.sinceMs = seen.wallMs - 7'200'000;
        before.seenMs = seen.wallMs - 60'000;
        const CheckState state = resumed(first, before);
        QCOMPARE(state.shown, first.shown);
        QCOMPARE(state.soft, soft);
        QCOMPARE(state.hard, soft ? first.hard : first.shown);
        QVERIFY(state.since.isValid());
        QCOMPARE(state.since.ageAt(moved(seen, 5s)),
                 keepsSince ? Milliseconds(7'205'000) : Milliseconds(5000));
        QCOMPARE(state.since.wallMs, keepsSince ? before.sinceMs : seen.wallMs);
        // The next results go on as ever: trouble that was confirmed needs two good ones to end.
        CheckResult good;
        good.status = O;
        good.observedAt = moved(seen, 10s);
        const bool isBadAndCertain = now == C && !soft;
        QCOMPARE(advance(Check(), state, good, at(0)).soft, isBadAndCertain);
    }

    void aCalendarThatWasSetBackIsNotBelieved()
    {
        const CheckState first = run(Check(), {C});
        StoredState before;
        before.status = C;
        before.sinceMs = first.last->observedAt.wallMs + 1000;
        QCOMPARE(resumed(first, before).since, first.since);
        QVERIFY(!resumed({}, before).last);
    }

    void sequences_data()
    {
        QTest::addColumn<QList<CheckStatus>>("statuses");
        QTest::addColumn<Health>("shown");
        QTest::addColumn<Health>("hard");
        QTest::addColumn<bool>("soft");
        QTest::addColumn<int>("attempt");

        QTest::newRow("first good is hard")
            << QList{O} << Health::Healthy << Health::Healthy << false << 1;
        QTest::newRow("one bad is soft")
            << QList{O, C} << Health::Down << Health::Healthy << true << 1;
        QTest::newRow("two of three")
            << QList{O, C, C} << Health::Down << Health::Healthy << true << 2;
        QTest::newRow("three of three is hard")
            << QList{O, C, C, C} << Health::Down << Health::Down << false << 3;
        QTest::newRow("blip goes back at once")
            << QList{O, C, O} << Health::Healthy << Health::Healthy << false << 1;
        QTest::newRow("recovery needs two")
            << QList{O, C, C, C, O} << Health::Healthy << Health::Down << true << 1;
        QTest::newRow("recovered")
            << QList{O, C, C, C, O, O} << Health::Healthy << Health::Healthy << false << 2;
        QTest::newRow("relapse while recovering stays hard")
            << QList{C, C, C, O, C} << Health::Down << Health::Down << false << 1;
        QTest::newRow("bad kinds count together")
            << QList{O, W, C, W} << Health::Degraded << Health::Degraded << false << 3;
        QTest::newRow("severity changes at once when hard")
            << QList{C, C, C, W} << Health::Degraded << Health::Degraded << false << 4;
        QTest::newRow("bad from the start")
            << QList{C} << Health::Down << Health::Unknown << true << 1;
        QTest::newRow("bad then good at the start")
            << QList{C, O} << Health::Healthy << Health::Healthy << false << 1;
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
        QCOMPARE(freshnessOf(check, state, moved(at(100), std::chrono::milliseconds(ageMs))),
                 expected);
        QCOMPARE(freshnessOf(check, {}, at(0)), Freshness::Never);
    }
};

QTEST_GUILESS_MAIN(TestCheckState)
#include "tst_checkstate.moc"
