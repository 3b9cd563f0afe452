// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/companion.h"
#include "models/metrics/linechoice.h"

#include <QTest>

using namespace opsdeck;

namespace {

const QStringList kAll{"a", "b", "c"};

QString shown(const LineChoice &choice)
{
    QString text;
    for (const QString &label : kAll)
        text += choice.shows(label) ? label : QString();
    return text;
}

} // namespace

/// What a chart is made to show.
class TestLineChoice final : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void oneAloneAndAllAgain()
    {
        LineChoice choice;
        QCOMPARE(shown(choice), QString("abc"));
        choice.isolate("b");
        QCOMPARE(shown(choice), QString("b"));
        // One that comes later was not asked for.
        QVERIFY(!choice.shows("d"));
        choice.isolate("c");
        QCOMPARE(shown(choice), QString("c"));
        choice.isolate("c");
        QVERIFY(choice.isAll());
    }

    void oneMoreOneLess()
    {
        LineChoice choice;
        choice.toggle("b", kAll);
        QCOMPARE(shown(choice), QString("ac"));
        QVERIFY(choice.shows("d"));
        choice.toggle("a", kAll);
        QCOMPARE(shown(choice), QString("c"));
        // A chart without any line is none.
        choice.toggle("c", kAll);
        QVERIFY(choice.isAll());
        choice.isolate("a");
        choice.toggle("b", kAll);
        QCOMPARE(shown(choice), QString("ab"));
        choice.toggle("c", kAll);
        QVERIFY(choice.isAll());
        // One left out alone is not one alone.
        choice.toggle("b", kAll);
        choice.isolate("b");
        QCOMPARE(shown(choice), QString("b"));
    }

    void whatAChartCanBeHeldAgainst()
    {
        const EnvironmentKey prod{PlatformId("shop"), EnvironmentId("prod")};
        const EnvironmentKey dev{PlatformId("shop"), EnvironmentId("dev")};
        const EnvironmentKey other{PlatformId("bank"), EnvironmentId("dev")};
        const QList<Companion> all = companionsOf(prod, {prod, dev, other});
        QCOMPARE(all.size(), 5);
        QVERIFY(!all.first().isOn());
        QCOMPARE(all.at(1).agoMs, 3'600'000);
        QCOMPARE(all.last().environment, dev);
        const MetricKey key{{prod, ServiceId("api")}, "latency"};
        QCOMPARE(sourceOf(all.at(1), key), key);
        QCOMPARE(sourceOf(all.last(), key).service.environment, dev);
        QCOMPARE(stretchOf(all.at(1), {10'000'000, 11'000'000}), (Stretch{6'400'000, 7'400'000}));
        QCOMPARE(stretchOf(all.last(), {5, 6}), (Stretch{5, 6}));
    }
};

QTEST_GUILESS_MAIN(TestLineChoice)
#include "tst_linechoice.moc"
