// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/valueaxis.h"

#include <QSet>
#include <QTest>

#include <cmath>
#include <limits>

using namespace opsdeck;

namespace {

constexpr std::array kUnits{Unit::None,  Unit::Seconds, Unit::Bytes,     Unit::BytesPerSecond,
                            Unit::Ratio, Unit::Percent, Unit::PerSecond, Unit::Count};

QStringList texts(double lowest, double highest, Unit unit)
{
    QStringList all = tickTexts(niceAxis(lowest, highest, unit), unit);
    for (QString &each : all)
        each.replace(QChar(QChar::Nbsp), QLatin1Char(' '));
    return all;
}

} // namespace

class TestValueAxis final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void axesAreRound()
    {
        ValueAxis axis = niceAxis(0.03, 1.34, Unit::Seconds);
        QCOMPARE(axis.minimum, 0.0);
        QVERIFY(axis.maximum >= 1.34 && axis.maximum <= 2.0);
        axis = niceAxis(0.89, 0.93, Unit::Ratio);
        QVERIFY(axis.minimum > 0.8 && axis.maximum <= 1.0);
        axis = niceAxis(0, 0, Unit::Count);
        QVERIFY(axis.maximum > axis.minimum);
    }

    /// Spans of every size, above zero, around it and far from it.
    void noTwoTicksAreTheSame_data()
    {
        QTest::addColumn<int>("unit");
        for (const Unit unit : kUnits)
            QTest::newRow(
                qPrintable(toWord(unit) + QStringLiteral("-") + QString::number(int(unit))))
                << int(unit);
    }

    void noTwoTicksAreTheSame()
    {
        QFETCH(int, unit);
        const auto judge = [unit](double lowest, double highest) {
            const ValueAxis axis = niceAxis(lowest, highest, Unit(unit));
            const QStringList all = tickTexts(axis, Unit(unit));
            const QString told = QStringLiteral("%1 to %2: %3")
                                     .arg(lowest)
                                     .arg(highest)
                                     .arg(all.join(QStringLiteral(" | ")));
            QVERIFY2(all.size() >= 2 && all.size() <= 13, qPrintable(told));
            QVERIFY2(QSet<QString>(all.cbegin(), all.cend()).size() == all.size(),
                     qPrintable(told));
            QVERIFY2(axis.minimum <= lowest + axis.step * 1e-6
                         && axis.maximum >= highest - axis.step * 1e-6,
                     qPrintable(told));
        };
        judge(0, 0);
        for (int power = -15; power <= 18; ++power) {
            for (double factor = 1; factor < 10; factor += 0.37) {
                const double size = factor * std::pow(10.0, power);
                judge(0, size);
                judge(size, size);
                judge(size * 0.999, size);
                judge(-size, size / 3);
                judge(-size, -size);
            }
        }
        // What is read by its distance from the top.
        for (const double whole : {1.0, 100.0}) {
            judge(whole, whole);
            for (int power = -10; power <= 0; ++power) {
                const double off = std::pow(10.0, power) * 0.3 * whole;
                judge(whole - off, whole);
                judge(whole - off, whole - off / 2);
                judge(whole - off, whole - off);
            }
        }
    }

    void wordsOfAnAxis_data()
    {
        QTest::addColumn<double>("lowest");
        QTest::addColumn<double>("highest");
        QTest::addColumn<Unit>("unit");
        QTest::addColumn<QStringList>("words");
        QTest::newRow("nothing in bytes") << 0.0 << 0.0 << Unit::Bytes << QStringList{"0 B", "1 B"};
        QTest::newRow("three") << 0.0 << 3.0 << Unit::Count << QStringList{"0", "1", "2", "3"};
        QTest::newRow("memory") << 0.9e9 << 1.8e9 << Unit::Bytes
                                << QStringList{"0 GB", "0.5 GB", "1.0 GB", "1.5 GB", "2.0 GB"};
        QTest::newRow("one unit") << 0.0 << 1.0 << Unit::Seconds
                                  << QStringList{"0 s", "0.25 s", "0.50 s", "0.75 s", "1.00 s"};
        QTest::newRow("below a millisecond")
            << 0.0 << 0.0004 << Unit::Seconds
            << QStringList{"0 µs", "100 µs", "200 µs", "300 µs", "400 µs"};
        QTest::newRow("minutes") << 0.0 << 1000.0 << Unit::Seconds
                                 << QStringList{"0", "5 min", "10 min", "15 min", "20 min"};
        QTest::newRow("days") << 0.0 << 100'000.0 << Unit::Seconds
                              << QStringList{"0", "1 d", "2 d"};
        QTest::newRow("always up")
            << 1.0 << 1.0 << Unit::Ratio << QStringList{"94 %", "96 %", "98 %", "100 %"};
        QTest::newRow("nearly always")
            << 0.9998 << 1.0 << Unit::Ratio
            << QStringList{"99.980 %", "99.985 %", "99.990 %", "99.995 %", "100.000 %"};
        QTest::newRow("infinite") << 0.0 << std::numeric_limits<double>::infinity() << Unit::Count
                                  << QStringList{"0", "1"};
    }

    void wordsOfAnAxis()
    {
        QFETCH(double, lowest);
        QFETCH(double, highest);
        QFETCH(Unit, unit);
        QFETCH(QStringList, words);
        QCOMPARE(texts(lowest, highest, unit), words);
    }
};

QTEST_GUILESS_MAIN(TestValueAxis)
#include "tst_valueaxis.moc"
