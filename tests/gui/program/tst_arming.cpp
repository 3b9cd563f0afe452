// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/arming.h"

#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

class TestArming : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void armsOneEnvironmentForAWhile();
    void anotherEnvironmentTakesItsPlace();
    void nothingCannotBeArmed();
};

namespace {

const EnvironmentKey kProd{PlatformId("shop"), EnvironmentId("prod")};
const EnvironmentKey kDev{PlatformId("shop"), EnvironmentId("dev")};
const Instant kNow{std::chrono::seconds(100), 1'700'000'000'000};

} // namespace

void TestArming::armsOneEnvironmentForAWhile()
{
    Arming arming;
    QSignalSpy changed(&arming, &Arming::changed);
    QVERIFY(!arming.isArmed(kProd, kNow));
    arming.toggle(kProd, kNow);
    QVERIFY(arming.isArmed(kProd, kNow));
    QVERIFY(!arming.isArmed(kDev, kNow));
    const Instant almost = moved(kNow, Arming::kDuration - 1ms);
    arming.tick(almost);
    QVERIFY(arming.isArmed(kProd, almost));
    const Instant over = moved(kNow, Arming::kDuration);
    // Over is over, whether or not the second's tick has come.
    QVERIFY(!arming.isArmed(kProd, over));
    arming.tick(over);
    QVERIFY(!arming.state());
    QCOMPARE(changed.size(), 2);
}

void TestArming::anotherEnvironmentTakesItsPlace()
{
    Arming arming;
    arming.toggle(kProd, kNow);
    arming.toggle(kDev, kNow);
    QVERIFY(!arming.isArmed(kProd, kNow));
    QVERIFY(arming.isArmed(kDev, kNow));
    arming.toggle(kDev, kNow);
    QVERIFY(!arming.state());
}

void TestArming::nothingCannotBeArmed()
{
    Arming arming;
    arming.toggle({}, kNow);
    QVERIFY(!arming.state());
}

QTEST_GUILESS_MAIN(TestArming)
#include "tst_arming.moc"
