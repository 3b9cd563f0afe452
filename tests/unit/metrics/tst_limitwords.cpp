// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/limitwords.h"

#include <QTest>

using namespace opsdeck;

class TestLimitWords final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void labelsOfAChart_data()
    {
        QTest::addColumn<bool>("above");
        QTest::addColumn<bool>("isInclusive");
        QTest::addColumn<int>("seconds");
        QTest::addColumn<QString>("label");
        const auto row = [](bool above, bool isInclusive, int seconds, const QString &label) {
            QTest::newRow(qPrintable(label)) << above << isInclusive << seconds << label;
        };
        row(true, false, 0, "enter 3");
        row(false, false, 0, "enter 3, below is bad");
        row(true, true, 0, "enter ≥ 3");
        row(false, true, 0, "enter ≤ 3");
        row(true, true, 300, "enter ≥ 3 for 5 min");
        row(false, false, 300, "enter 3 for 5 min, below is bad");
    }

    void labelsOfAChart()
    {
        QFETCH(const bool, above);
        QFETCH(const bool, isInclusive);
        QFETCH(const int, seconds);
        QFETCH(const QString, label);
        const Threshold threshold{
            3, {}, above, Severity::Warning, std::chrono::seconds(seconds), {}, {}, isInclusive};
        QCOMPARE(limitLabel(threshold, Unit::None).replace(QChar(QChar::Nbsp), ' '), label);
    }

    void everySideHasItsWords()
    {
        QStringList is;
        QStringList was;
        QStringList pending;
        for (const bool above : {true, false}) {
            for (const bool isInclusive : {true, false}) {
                Threshold threshold;
                threshold.above = above;
                threshold.isInclusive = isInclusive;
                const LimitWords words = limitWords(threshold);
                is << words.is;
                was << words.was;
                pending << words.pending;
            }
        }
        QCOMPARE(is, QStringList({"at or above its limit for %1", "above its limit for %1",
                                  "at or below its limit for %1", "below its limit for %1"}));
        QCOMPARE(was, QStringList({"was at or above its limit", "was above its limit",
                                   "was at or below its limit", "was below its limit"}));
        QCOMPARE(pending, QStringList({"at or above %1 for %2 of %3", "above %1 for %2 of %3",
                                       "at or below %1 for %2 of %3", "below %1 for %2 of %3"}));
    }
};

QTEST_GUILESS_MAIN(TestLimitWords)
#include "tst_limitwords.moc"
