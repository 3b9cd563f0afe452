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

} // namespace

class TestFlapping final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void beginsWithThreeChangesWithinAMinute()
    {
        Flapping flapping;
        flapping.take(false, at(0));
        flapping.take(true, at(10));
        flapping.take(true, at(20));
        QVERIFY(!flapping.isActive());
        flapping.take(true, at(70));
        QVERIFY(flapping.isActive());
        QCOMPARE(flapping.since(), at(70));
    }

    void threeChangesInMoreThanAMinuteAreNone()
    {
        Flapping flapping;
        flapping.take(true, at(0));
        flapping.take(true, at(30));
        flapping.take(true, at(61));
        QVERIFY(!flapping.isActive());
    }

    void aRestartIsNoFlapping()
    {
        // Down and up again: two changes, at whatever pace.
        Flapping flapping;
        for (int second = 0; second < 100; second += 2)
            flapping.take(second == 10 || second == 14, at(second));
        QVERIFY(!flapping.isActive());
    }

    void slowOnesBeginWithAQuarterOfTheLastTwenty()
    {
        Flapping flapping;
        int changes = 0;
        for (int turn = 0; turn < 20; ++turn) {
            const bool changed = turn % 4 == 3;
            changes += changed;
            flapping.take(changed, at(turn * 300));
            QCOMPARE(flapping.changes(), changes);
            QCOMPARE(flapping.isActive(), changes >= 5);
        }
        QCOMPARE(changes, 5);
    }

    void theShortMeasureAloneDoesNotFlapItself()
    {
        // Every 2 s; changes at the moments of a backend that fell over again and again.
        const QList<int> changes{3, 4, 5, 26, 27, 47, 68, 110};
        Flapping flapping;
        int begun = 0;
        int ended = 0;
        for (int second = 0; second < 240; ++second) {
            const bool before = flapping.isActive();
            flapping.take(changes.contains(second), at(second));
            begun += !before && flapping.isActive();
            ended += before && !flapping.isActive();
            if (second == 47)
                QVERIFY(flapping.recentChanges() >= 3 && !flapping.isOften());
        }
        QCOMPARE(begun, 1);
        QCOMPARE(ended, 1);
    }

    void endsOnceBothMeasuresHaveCalmed()
    {
        Flapping flapping;
        int second = 0;
        for (int turn = 0; turn < 6; ++turn)
            flapping.take(true, at(second += 5));
        QVERIFY(flapping.isActive());
        const Instant since = flapping.since();
        QCOMPARE(since, at(15));
        // The minute is over long before the last twenty results forget.
        int quiet = 0;
        while (flapping.isActive() && quiet < 100) {
            flapping.take(false, at(second += 30));
            QCOMPARE(flapping.since(), since);
            ++quiet;
        }
        // Six changes are the oldest six of twenty when fourteen quiet ones followed; three are
        // left, fewer than 20 %, after three more.
        QCOMPARE(quiet, 17);
        QCOMPARE(flapping.changes(), 3);
    }

    void aQuarterIsNotLeftAtTheFirstQuietResult()
    {
        Flapping flapping;
        for (int turn = 0; turn < 20; ++turn)
            flapping.take(turn % 4 == 0, at(turn * 300));
        QVERIFY(flapping.isActive());
        flapping.take(false, at(6000)); // the oldest change leaves: four of twenty
        QCOMPARE(flapping.changes(), 4);
        QVERIFY(flapping.isActive());
    }

    void twentyFlipsOfAServerAreOneFlapping()
    {
        // A server that alternates 200 and 500: soft each time, for nothing is ever confirmed, and
        // flapping from the third change to the calm.
        Check check;
        check.interval = 2s;
        CheckState state;
        int begun = 0;
        int ended = 0;
        for (int turn = 0; turn < 60; ++turn) {
            CheckResult result;
            result.status = turn < 20 && turn % 2 == 1 ? CheckStatus::Critical : CheckStatus::Ok;
            result.observedAt = at(turn * 2);
            const bool before = state.flapping.isActive();
            state = advance(check, state, result, at(-100));
            begun += !before && state.flapping.isActive();
            ended += before && !state.flapping.isActive();
            if (turn == 19)
                QVERIFY(state.flapping.isActive());
        }
        QCOMPARE(begun, 1);
        QCOMPARE(ended, 1);
    }

    void theStartPeriodIsNoFlapping()
    {
        Check check;
        check.startPeriod = 60s;
        CheckState state;
        for (int turn = 0; turn < 6; ++turn) {
            CheckResult result;
            result.status = turn < 5 ? CheckStatus::Critical : CheckStatus::Ok;
            result.observedAt = at(turn * 10);
            state = advance(check, state, result, at(0));
        }
        QVERIFY(!state.flapping.isActive());
        QCOMPARE(state.shown, Health::Healthy);
    }

    void aFlappingServiceNeverCountsAsHealthy()
    {
        Check check;
        check.id = CheckId(QStringLiteral("c"));
        check.interval = 10s;
        Environment environment;
        Service service;
        service.id = ServiceId(QStringLiteral("api"));
        service.checks = {check};
        environment.services = {service};
        const EnvironmentKey key{PlatformId(QStringLiteral("p")),
                                 EnvironmentId(QStringLiteral("prod"))};
        CheckState state;
        for (int turn = 0; turn < 5; ++turn) {
            CheckResult result;
            result.key = {{key, service.id}, check.id};
            result.status = turn % 2 == 1 ? CheckStatus::Critical : CheckStatus::Ok;
            result.observedAt = at(turn * 10);
            state = advance(check, state, result, at(-100));
        }
        const CheckStates states{{state.key, state}};
        EnvironmentView view = assess(key, environment, states, at(41));
        QVERIFY(view.services.first().flapping);
        // Its last answer was good: it is told in the worst state that it keeps coming to.
        QCOMPARE(view.services.first().health, Health::Down);
        QVERIFY(view.services.first().soft);
        QVERIFY(!view.services.first().countsAsHealthy());
        // What is too old to be believed is unknown, not flapping.
        view = assess(key, environment, states, at(200));
        QVERIFY(!view.services.first().flapping);
        QCOMPARE(view.services.first().health, Health::Unknown);
    }
};

QTEST_GUILESS_MAIN(TestFlapping)
#include "tst_flapping.moc"
