// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/checks/checkschedule.h"

#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;
using Boot = CheckSchedule::Boot;

namespace {

CheckKey key(int number, const QString &host = "h")
{
    return {{{PlatformId("p"), EnvironmentId(host)}, ServiceId("s")},
            CheckId(QString::number(number))};
}

QHash<CheckKey, Check> checks(int count, Milliseconds interval = 10s, const QString &host = "h")
{
    QHash<CheckKey, Check> made;
    for (int i = 0; i < count; ++i) {
        Check check;
        check.id = CheckId(QString::number(i));
        check.interval = interval;
        check.parameters.insert("host", host);
        made.insert(key(i, host), check);
    }
    return made;
}

constexpr Boot kStart = 1000s;

} // namespace

class TestCheckSchedule final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void firstPollsAreSpread()
    {
        CheckSchedule schedule({1000, 1000});
        schedule.setChecks(checks(500), kStart);
        int most = 0;
        int all = 0;
        for (Boot t = kStart; t <= kStart + 3s; t += 100ms) {
            const auto taken = static_cast<int>(schedule.takeDue(t).size());
            most = std::max(most, taken);
            all += taken;
        }
        QCOMPARE(all, 500);
        QVERIFY2(most <= 75, qPrintable(QString::number(most)));
    }

    void neverTwoOfOneAtOnce()
    {
        CheckSchedule schedule;
        schedule.setChecks(checks(1, 1s), kStart);
        QCOMPARE(schedule.takeDue(kStart + 1s).size(), 1);
        QCOMPARE(schedule.takeDue(kStart + 60s).size(), 0);
        schedule.dueNow(key(0), kStart + 60s);
        QCOMPARE(schedule.takeDue(kStart + 60s).size(), 0);
        schedule.finished(key(0), {}, kStart + 61s);
        QCOMPARE(schedule.takeDue(kStart + 61s).size(), 1);
        QCOMPARE(schedule.running(), 1);
    }

    void paceIsTheIntervalWithinFivePercent()
    {
        CheckSchedule schedule;
        schedule.setChecks(checks(1), kStart);
        Boot last{0};
        Boot t = kStart;
        for (int turn = 0; turn < 200; ++turn) {
            const auto due = schedule.nextDue();
            QVERIFY(due.has_value());
            t = std::max(t, *due);
            QCOMPARE(schedule.takeDue(t).size(), 1);
            if (turn > 0)
                QVERIFY2(t - last >= 9500ms && t - last <= 10'500ms,
                         qPrintable(QString::number((t - last).count())));
            last = t;
            schedule.finished(key(0), {}, t + 30ms);
        }
        // The mean keeps to the interval: no drift from the answers' own time.
        QVERIFY(std::chrono::abs((t - kStart) / 199 - Boot(10s)) < 100ms);
    }

    void neighboursShareAWakeUp()
    {
        CheckSchedule schedule({1000, 1000});
        schedule.setChecks(checks(500), kStart);
        QHash<CheckKey, Boot> last;
        int wakeUps = 0;
        int runs = 0;
        for (Boot t = *schedule.nextDue(); t < kStart + 60s; t = *schedule.nextDue()) {
            const QList<CheckKey> taken = schedule.takeDue(t);
            QVERIFY(!taken.isEmpty());
            ++wakeUps;
            for (const CheckKey &each : taken) {
                ++runs;
                if (last.contains(each))
                    QVERIFY2(t - last.value(each) >= 9250ms && t - last.value(each) <= 10'750ms,
                             qPrintable(QString::number((t - last.value(each)).count())));
                last.insert(each, t);
                schedule.finished(each, {}, t);
            }
        }
        QVERIFY2(runs > 2800 && runs < 3300, qPrintable(QString::number(runs)));
        QVERIFY2(wakeUps * 8 < runs, qPrintable(QString::number(wakeUps)));
    }

    void thoseThatComeEarlyLeaveTheirServerRoom()
    {
        CheckSchedule schedule({4, 100});
        schedule.setChecks(checks(100), kStart);
        const Boot first = *schedule.nextDue();
        const auto taken = schedule.takeDue(first);
        QCOMPARE(taken.size(), 2);
        // Who is really due may have the rest.
        QCOMPARE(schedule.takeDue(first + 3s).size(), 2);
    }

    void softStatesAreAskedSooner()
    {
        CheckSchedule schedule;
        schedule.setChecks(checks(1), kStart);
        schedule.takeDue(kStart + 5s);
        CheckState soft;
        soft.soft = true;
        schedule.finished(key(0), soft, kStart + 5s);
        QCOMPARE(*schedule.nextDue(), Boot(kStart + 7500ms));
    }

    void hostLimitHoldsBackOnlyThatHost()
    {
        CheckSchedule schedule({2, 100});
        auto all = checks(5, 10s, "a");
        all.insert(checks(3, 10s, "b"));
        schedule.setChecks(all, kStart);
        const auto taken = schedule.takeDue(kStart + 10s);
        QCOMPARE(taken.size(), 4);
        QVERIFY(!schedule.nextDue().has_value());
        QVERIFY(schedule.lateness(kStart + 20s) > 5s);
        schedule.finished(taken.first(), {}, kStart + 11s);
        QCOMPARE(schedule.takeDue(kStart + 11s).size(), 1);
    }

    void whoNamesNoHostIsCountedByKindAndEnvironment()
    {
        QHash<CheckKey, Check> all;
        const auto add = [&](int number, const QString &environment, const QString &kind,
                             const QVariantMap &parameters = {}) {
            Check check;
            check.id = CheckId(QString::number(number));
            check.kind = kind;
            check.interval = 10s;
            check.parameters = parameters;
            all.insert(key(number, environment), check);
        };
        for (int i = 0; i < 5; ++i) {
            add(i, "dev", "suite");
            add(i, "prod", "suite");
            add(i + 10, "prod", "command");
            add(i + 20, "prod", "dns", {{"server", "10.0.0.53"}});
            add(i + 20, "dev", "dns", {{"server", "10.0.0.53"}});
        }
        CheckSchedule schedule({2, 100});
        schedule.setChecks(all, kStart);
        QHash<QString, int> taken;
        for (const CheckKey &each : schedule.takeDue(kStart + 10s)) {
            const Check &check = all[each];
            ++taken[check.kind == "dns"
                        ? check.kind
                        : check.kind + each.service.environment.environment.toString()];
        }
        QCOMPARE(taken.value("suitedev"), 2);
        QCOMPARE(taken.value("suiteprod"), 2);
        QCOMPARE(taken.value("commandprod"), 2);
        QCOMPARE(taken.value("dns"), 2);
    }

    void theSameAddressByAnotherWayIsAnotherHost()
    {
        Check check;
        check.parameters.insert("host", "127.0.0.1");
        const QString direct = hostOf(key(0), check);
        check.via.kind = WayKind::Ssh;
        check.via.id = "gate";
        const QString behindGate = hostOf(key(0), check);
        check.via.id = "other";
        QCOMPARE((QSet<QString>{direct, behindGate, hostOf(key(0), check)}.size()), 3);
        QCOMPARE(hostOf(key(1, "elsewhere"), check), hostOf(key(0), check));
    }

    void totalLimit()
    {
        CheckSchedule schedule({100, 3});
        schedule.setChecks(checks(10), kStart);
        QCOMPARE(schedule.takeDue(kStart + 10s).size(), 3);
    }

    void lateChecksAreNotCaughtUpInABurst()
    {
        CheckSchedule schedule;
        schedule.setChecks(checks(1, 1s), kStart);
        schedule.takeDue(kStart + 1s);
        schedule.finished(key(0), {}, kStart + 600s);
        int runs = 0;
        for (Boot t = kStart + 600s; t < kStart + 603s; t += 10ms) {
            if (!schedule.takeDue(t).isEmpty()) {
                ++runs;
                schedule.finished(key(0), {}, t);
            }
        }
        QVERIFY2(runs >= 2 && runs <= 4, qPrintable(QString::number(runs)));
    }

    void reloadKeepsThePhaseOfUnchangedChecks()
    {
        CheckSchedule schedule;
        auto all = checks(2);
        schedule.setChecks(all, kStart);
        schedule.takeDue(kStart + 5s);
        schedule.finished(key(0), {}, kStart + 5s);
        schedule.finished(key(1), {}, kStart + 5s);
        const auto before = schedule.nextDue();
        all.remove(key(1));
        schedule.setChecks(all, kStart + 6s);
        QVERIFY(schedule.nextDue() >= before);
        all[key(0)].interval = 2s;
        schedule.setChecks(all, kStart + 6s);
        QVERIFY(*schedule.nextDue() <= kStart + 7s);
    }

    void aRemovedCheckThatIsOutComesBackQuietly()
    {
        CheckSchedule schedule;
        schedule.setChecks(checks(1), kStart);
        schedule.takeDue(kStart + 5s);
        schedule.setChecks({}, kStart + 6s);
        schedule.finished(key(0), {}, kStart + 7s);
        QCOMPARE(schedule.running(), 0);
        QVERIFY(!schedule.nextDue().has_value());
    }
};

QTEST_GUILESS_MAIN(TestCheckSchedule)
#include "tst_checkschedule.moc"
