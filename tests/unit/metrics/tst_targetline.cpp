// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/targetline.h"

#include <QTest>

using namespace opsdeck;

/// What a definition's target draws.
class TestTargetLine final : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void stated_data()
    {
        QTest::addColumn<QString>("target");
        QTest::addColumn<Unit>("unit");
        QTest::addColumn<double>("value"); // NaN: no line
        QTest::addColumn<QString>("label");
        const double none = std::numeric_limits<double>::quiet_NaN();
        QTest::newRow("share") << "target < 70 %" << Unit::Ratio << 0.7 << "target < 70 %";
        QTest::newRow("percent") << "< 0.1%" << Unit::Percent << 0.1 << "target < 0.1 %";
        QTest::newRow("more") << "target > 80 %" << Unit::Ratio << 0.8 << "target > 80 %";
        QTest::newRow("at least") << QString::fromUtf8("≥ 99.9 %") << Unit::Percent << 99.9
                                  << QString::fromUtf8("target ≥ 99.9 %");
        QTest::newRow("time") << "< 500 ms" << Unit::Seconds << 0.5 << "target < 500 ms";
        QTest::newRow("bytes") << "<= 2 GiB" << Unit::Bytes << 2147483648.0 << "";
        QTest::newRow("plain") << "< 100" << Unit::Count << 100.0 << "target < 100";
        QTest::newRow("an alert") << "alert > 85 %" << Unit::Ratio << none << "";
        QTest::newRow("none") << "no threshold" << Unit::Seconds << none << "";
        QTest::newRow("another unit") << "< 5 %" << Unit::Seconds << none << "";
        QTest::newRow("time without unit") << "< 5" << Unit::Seconds << none << "";
        QTest::newRow("empty") << "" << Unit::Ratio << none << "";
    }

    void stated()
    {
        QFETCH(const QString, target);
        QFETCH(const Unit, unit);
        QFETCH(const double, value);
        QFETCH(const QString, label);
        MetricDefinition definition;
        definition.target = target;
        definition.unit = unit;
        const std::optional<TargetLine> line = targetOf(definition);
        QCOMPARE(line.has_value(), !std::isnan(value));
        if (!line)
            return;
        QCOMPARE(line->value, value);
        if (!label.isEmpty())
            QCOMPARE(targetLabel(*line, unit).replace(QChar(QChar::Nbsp), ' '), label);
    }
};

QTEST_GUILESS_MAIN(TestTargetLine)
#include "tst_targetline.moc"
