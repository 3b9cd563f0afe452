// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/seriesbuffer.h"

#include <QRandomGenerator>
#include <QTest>

#include <cmath>

using namespace opsdeck;

namespace {

SeriesBuffer randomSeries(QRandomGenerator &random, int count, QList<Point> &raw)
{
    SeriesBuffer buffer(1'000'000);
    qint64 time = 1'000'000;
    for (int i = 0; i < count; ++i) {
        time += 1000 + static_cast<qint64>(random.bounded(50));
        const double spike = random.bounded(400) == 0 ? 1000.0 : 1.0;
        raw.append({time, random.generateDouble() * spike});
        buffer.append(raw.last());
    }
    return buffer;
}

} // namespace

class TestSeriesBuffer final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void noPeakIsLost()
    {
        QRandomGenerator random(7);
        for (int round = 0; round < 40; ++round) {
            QList<Point> raw;
            const SeriesBuffer buffer =
                randomSeries(random, 1 + static_cast<int>(random.bounded(20'000)), raw);
            const int columns = 50 + static_cast<int>(random.bounded(900));
            const qint64 from = raw.first().timeMs;
            const qint64 to = raw.last().timeMs + 1;
            const auto segments = buffer.segments(from, to, columns, 10'000);
            QCOMPARE(segments.size(), 1);
            QVERIFY(segments.first().size() <= 2 * columns + 4);
            const double columnMs = static_cast<double>(to - from) / columns;
            QHash<qint64, std::pair<double, double>> rawByColumn;
            QHash<qint64, std::pair<double, double>> cutByColumn;
            const auto note = [&](auto &map, double time, double value) {
                const auto column =
                    static_cast<qint64>(std::floor((time - static_cast<double>(from)) / columnMs));
                auto it = map.find(column);
                if (it == map.end())
                    map.insert(column, {value, value});
                else
                    *it = {std::min(it->first, value), std::max(it->second, value)};
            };
            for (const Point &point : raw)
                note(rawByColumn, static_cast<double>(point.timeMs), point.value);
            double last = 0;
            for (const QPointF &point : segments.first()) {
                QVERIFY(point.x() > last);
                last = point.x();
                note(cutByColumn, point.x(), point.y());
            }
            QCOMPARE(cutByColumn.size(), rawByColumn.size());
            for (auto it = rawByColumn.cbegin(); it != rawByColumn.cend(); ++it)
                QVERIFY(cutByColumn.value(it.key()) == it.value());
        }
    }

    void holesBreakTheLine()
    {
        SeriesBuffer buffer;
        for (int i = 0; i < 10; ++i)
            buffer.append({i * 1000LL, 1.0});
        for (int i = 20; i < 30; ++i)
            buffer.append({i * 1000LL, 2.0});
        QCOMPARE(buffer.segments(0, 30'000, 300, 3000).size(), 2);
        QCOMPARE(buffer.segments(0, 30'000, 300, 20'000).size(), 1);
    }

    void extremesAgreeWithTheRawPoints()
    {
        QRandomGenerator random(11);
        QList<Point> raw;
        const SeriesBuffer buffer = randomSeries(random, 5000, raw);
        for (int round = 0; round < 200; ++round) {
            const int a = static_cast<int>(random.bounded(raw.size()));
            const int b = a + static_cast<int>(random.bounded(raw.size() - a));
            double low = 0;
            double high = 0;
            QVERIFY(buffer.extremes(raw.at(a).timeMs, raw.at(b).timeMs, low, high));
            const auto [lowest, highest] = std::minmax_element(
                raw.cbegin() + a, raw.cbegin() + b + 1,
                [](const Point &x, const Point &y) { return x.value < y.value; });
            QCOMPARE(low, lowest->value);
            QCOMPARE(high, highest->value);
        }
    }

    void prependKeepsOrderAndRefusesNewer()
    {
        SeriesBuffer buffer;
        buffer.append({5000, 5});
        buffer.append({6000, 6});
        buffer.prepend({{1000, 1}, {2000, std::nan("")}, {3000, 3}, {5000, 50}, {7000, 7}});
        QCOMPARE(buffer.size(), 4);
        QCOMPARE(buffer.first().timeMs, 1000);
        QCOMPARE(buffer.last().value, 6.0);
        buffer.append({5500, 1});
        QCOMPARE(buffer.size(), 4);
    }

    void oldestGoFirst()
    {
        SeriesBuffer buffer(1000);
        for (int i = 0; i < 10'000; ++i)
            buffer.append({i, static_cast<double>(i)});
        QVERIFY(buffer.size() >= 1000 && buffer.size() < 2200);
        QCOMPARE(buffer.last().value, 9999.0);
        double low = 0;
        double high = 0;
        QVERIFY(buffer.extremes(buffer.first().timeMs, 9999, low, high));
        QCOMPARE(low, buffer.first().value);
        QCOMPARE(high, 9999.0);
    }

    void valueAtTheCursor()
    {
        SeriesBuffer buffer;
        buffer.append({1000, 1});
        buffer.append({2000, 2});
        QCOMPARE(buffer.at(1500, 5000).value, 1.0);
        QCOMPARE(buffer.at(2000, 5000).value, 2.0);
        QVERIFY(std::isnan(buffer.at(900, 5000).value));
        QVERIFY(std::isnan(buffer.at(9000, 5000).value));
    }
};

QTEST_GUILESS_MAIN(TestSeriesBuffer)
#include "tst_seriesbuffer.moc"
