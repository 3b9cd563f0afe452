// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/chartcopy.h"
#include "services/expressions/expression.h"

#include <QTest>

using namespace opsdeck;

/// What a chart gives to the clipboard.
class TestChartCopy final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void valuesAreATable()
    {
        const QList<CopiedLine> lines{
            {QStringLiteral("get, \"a\""), {{{1000, 1.5}, {2000, 2}}, {{5000, 0.1}}}},
            {QStringLiteral("=put"), {{{2000, -1}}}}};
        QCOMPARE(chartCsv(QStringLiteral("Requests"), lines),
                 QString("time,\"get, \"\"a\"\"\",'=put\r\n"
                         "1970-01-01T00:00:01.000Z,1.5,\r\n"
                         "1970-01-01T00:00:02.000Z,2,-1\r\n"
                         "1970-01-01T00:00:05.000Z,0.10000000000000001,\r\n"));
        QCOMPARE(chartCsv(QStringLiteral("Load"), {{{}, {{{1000, 1}}}}}),
                 QString("time,Load\r\n1970-01-01T00:00:01.000Z,1\r\n"));
        QCOMPARE(chartCsv(QStringLiteral("Load"), {}), QString("time\r\n"));
    }

    void theExpressionIsOne()
    {
        const MetricKey key{{{PlatformId("shop"), EnvironmentId("prod")}, ServiceId("api")},
                            QStringLiteral("requests")};
        MetricDefinition definition;
        definition.check = CheckId("page");
        definition.metric = QStringLiteral("http_requests_total");
        definition.labels = {{QStringLiteral("path"), QStringLiteral("a\\b\"c\nd")}};
        definition.rate = true;
        definition.seriesLabel = QStringLiteral("status");
        QString expression = chartExpression(key, definition);
        QCOMPARE(expression, QString("sum by (status) (rate(http_requests_total{platform=\"shop\", "
                                     "environment=\"prod\", service=\"api\", check=\"page\", "
                                     "path=\"a\\\\b\\\"c\\nd\"}[5m]))"));
        QVERIFY(expressions::parse(expression));
        definition.rate = false;
        definition.seriesLabel.clear();
        expression = chartExpression(key, definition);
        QVERIFY(expression.startsWith("sum(http_requests_total{"));
        // What a sample has beside its check's labels of the same names.
        definition.labels = {{QStringLiteral("service"), QStringLiteral("x")}};
        definition.seriesLabel = QStringLiteral("instance");
        expression = chartExpression(key, definition, QStringLiteral("api-1"));
        QVERIFY2(expression.startsWith("sum by (exported_instance) ("), qPrintable(expression));
        QVERIFY2(expression.contains("exported_service=\"x\""), qPrintable(expression));
        QVERIFY(chartExpression(key, definition).startsWith("sum by (instance) ("));
        QVERIFY(expressions::parse(expression));
    }
};

QTEST_GUILESS_MAIN(TestChartCopy)
#include "tst_chartcopy.moc"
