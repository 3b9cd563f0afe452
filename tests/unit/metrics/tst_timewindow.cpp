// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/timewindow.h"

#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

constexpr qint64 kNow = 1'700'000'000'000;
constexpr qint64 kHour = 3'600'000;

} // namespace

/// What stretch of time the charts show, and the way back.
class TestTimeWindow final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void followsTheClock()
    {
        const TimeWindow window(1h);
        QVERIFY(window.isLive());
        QCOMPARE(window.at(kNow), (Stretch{kNow - kHour, kNow}));
        QCOMPARE(window.at(kNow + 5000), (Stretch{kNow + 5000 - kHour, kNow + 5000}));
    }

    void standsStill()
    {
        TimeWindow window(1h);
        window.show({kNow - kHour, kNow - kHour / 2}, kNow);
        QVERIFY(!window.isLive());
        QCOMPARE(window.at(kNow + 5000), (Stretch{kNow - kHour, kNow - kHour / 2}));
        // Chosen from the right to the left, and over the end.
        window.show({kNow + kHour, kNow - kHour}, kNow);
        QCOMPARE(window.at(kNow), (Stretch{kNow - kHour, kNow}));
    }

    void lengthIsKeptWithinBounds()
    {
        TimeWindow window(1h);
        window.show({kNow - kHour, kNow - kHour + 100}, kNow);
        QCOMPARE(window.span(), Milliseconds(TimeWindow::kLeastMs));
        QCOMPARE(window.at(kNow).fromMs + TimeWindow::kLeastMs / 2, kNow - kHour + 50);
        window.show({kNow, kNow + 100}, kNow);
        QCOMPARE(window.at(kNow), (Stretch{kNow - TimeWindow::kLeastMs, kNow}));
        window.show({kNow - 5 * TimeWindow::kMostMs, kNow - 3 * TimeWindow::kMostMs}, kNow);
        QCOMPARE(window.span(), Milliseconds(TimeWindow::kMostMs));
        window.follow(Milliseconds(1));
        QCOMPARE(window.span(), Milliseconds(TimeWindow::kLeastMs));
        for (const double factor : {0.0, -1.0, std::nan(""), HUGE_VAL}) {
            const TimeWindow before = window;
            window.zoom(factor, kNow, kNow);
            QCOMPARE(window, before);
        }
    }

    void zoomsRoundATime()
    {
        TimeWindow window(1h);
        const qint64 around = kNow - kHour / 4;
        window.zoom(0.5, around, kNow);
        const Stretch near = window.at(kNow);
        QVERIFY(!window.isLive());
        QCOMPARE(near.toMs - near.fromMs, kHour / 2);
        // It stays where it was: at three quarters.
        QCOMPARE(around - near.fromMs, kHour / 2 * 3 / 4);
        // Far out it ends at now.
        window.zoom(100, around, kNow);
        QCOMPARE(window.at(kNow).toMs, kNow);
        QCOMPARE(window.span(), Milliseconds(50 * kHour));
    }

    void goesOnFollowingAtItsEnd()
    {
        TimeWindow window(1h);
        window.zoom(0.5, kNow, kNow);
        QVERIFY(window.isLive());
        QCOMPARE(window.span(), Milliseconds(kHour / 2));
    }

    void moves()
    {
        TimeWindow window(1h);
        window.move(0.5, kNow);
        QVERIFY(window.isLive());
        QVERIFY(!window.hasBefore());
        window.move(-0.5, kNow);
        QCOMPARE(window.at(kNow), (Stretch{kNow - kHour * 3 / 2, kNow - kHour / 2}));
        window.move(3, kNow);
        QCOMPARE(window.at(kNow), (Stretch{kNow - kHour, kNow}));
    }

    void goesBack()
    {
        TimeWindow window(1h);
        const TimeWindow begun = window;
        window.back();
        QCOMPARE(window, begun);
        window.show({kNow - 300'000, kNow - 200'000}, kNow);
        const Stretch chosen = window.at(kNow);
        // Steps of a wheel are one.
        for (int step = 0; step < 3; ++step)
            window.zoom(0.9, kNow - 250'000, kNow);
        window.move(-0.1, kNow);
        window.back();
        QCOMPARE(window.at(kNow), chosen);
        window.back();
        QVERIFY(window.isLive());
        QVERIFY(!window.hasBefore());
        // Those after going back are others than those before.
        window.zoom(0.5, kNow - kHour / 2, kNow);
        const Stretch stepped = window.at(kNow);
        window.follow(2h);
        window.back();
        window.zoom(0.5, kNow - kHour / 2, kNow);
        window.back();
        QCOMPARE(window.at(kNow), stepped);
    }

    void rememberedAreNotEndless()
    {
        TimeWindow window(1h);
        for (int i = 1; i < 2 * TimeWindow::kMostBefore; ++i)
            window.follow(Milliseconds(i * kHour));
        int steps = 0;
        for (; window.hasBefore(); ++steps)
            window.back();
        QCOMPARE(steps, TimeWindow::kMostBefore);
    }
};

QTEST_GUILESS_MAIN(TestTimeWindow)
#include "tst_timewindow.moc"
