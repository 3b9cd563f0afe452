// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/filltrend.h"
#include "services/probes/probememory.h"

#include <QTest>

using namespace opsdeck;

/// What kinds keep from run to run.
class TestProbeMemory : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyCheckAndTypeHasItsOwn();
    void anotherMachineBeginsAnew();

private:
    static CheckKey key(const QString &check)
    {
        return {{{PlatformId("p"), EnvironmentId("e")}, ServiceId("s")}, CheckId(check)};
    }
};

void TestProbeMemory::everyCheckAndTypeHasItsOwn()
{
    ProbeMemory memory;
    memory.of<int>(key("a")) = 1;
    memory.of<double>(key("a")) = 2;
    memory.of<int>(key("b")) = 3;
    QCOMPARE(memory.of<int>(key("a")), 1);
    QCOMPARE(memory.of<double>(key("a")), 2.0);
    memory.keepOnly({key("b"), key("c")});
    QCOMPARE(memory.of<int>(key("a")), 0);
    QCOMPARE(memory.of<double>(key("a")), 0.0);
    QCOMPARE(memory.of<int>(key("b")), 3);
}

void TestProbeMemory::anotherMachineBeginsAnew()
{
    ProbeMemory memory;
    const auto fill = [&](int from, double free) {
        for (int minute = from; minute < from + 20; minute += 2)
            memory.of<FillTrend>(key("disk"))
                .add("/", {std::chrono::minutes(minute), 0}, 1000, free);
    };
    fill(0, 900);
    memory.keepOnly({}); // the check looks at another machine now, with a disk of the same size
    fill(20, 100);
    QVERIFY(!memory.of<FillTrend>(key("disk")).secondsToFull("/"));
}

QTEST_GUILESS_MAIN(TestProbeMemory)
#include "tst_probememory.moc"
