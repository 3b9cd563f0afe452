// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/expression.h"
#include "services/queries/chartquestion.h"

#include <QTest>

using namespace opsdeck;
using namespace opsdeck::queries;

namespace {

ServedChart chart()
{
    ServedChart made;
    made.definition.metric = "http_requests";
    made.definition.seriesLabel = "status";
    made.check.kind = "prometheus";
    made.check.parameters.insert("url", "http://10.0.0.5:8000/metrics");
    made.service = ServiceId("backend");
    return made;
}

expressions::Series series(const char *job, const char *instance, const char *status, double value,
                           const char *extreme = nullptr)
{
    QList<expressions::Label> labels{{"job", job}, {"instance", instance}, {"status", status}};
    if (extreme != nullptr)
        labels.append(expressions::Label{"opsdeck_part", extreme});
    return {expressions::Labels(labels), {{1000, value}, {2000, value + 1}}};
}

} // namespace

/// What a server is asked for a chart, and which of its series are the chart's.
class TestChartQuestion : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void expressionsAreOnes()
    {
        ServedChart asked = chart();
        asked.definition.labels = {{"instance", "a\"b"}, {"path", "/"}};
        QCOMPARE(servedExpression(asked, 15'000),
                 QString("sum by (job,instance,status) "
                         "(http_requests{exported_instance=\"a\\\"b\",path=\"/\"})"));
        asked.server.jobs.insert(asked.service, "web");
        for (const qint64 step : {1000, 60'000, 86'400'000}) {
            for (const bool isRate : {false, true}) {
                asked.definition.rate = isRate;
                const QString text = servedExpression(asked, step);
                QVERIFY2(expressions::parse(text), qPrintable(text));
                QVERIFY(text.contains("job=\"web\""));
            }
        }
        QVERIFY(servedExpression(asked, 86'400'000).contains("[86400s]"));
        QVERIFY(servedExpression(asked, 15'000).contains("[300s]"));
    }

    void ofAHistogramItsBucketsAreAskedAndQuantilesDrawn()
    {
        ServedChart asked = chart();
        asked.definition.metric = "http_request_duration_seconds";
        asked.definition.seriesLabel.clear();
        asked.definition.quantiles = {0.5, 0.95};
        const QString text = servedExpression(asked, 15'000);
        QCOMPARE(text, QString("sum by (job,instance,le) "
                               "(rate(http_request_duration_seconds_bucket[300s]))"));
        QVERIFY(expressions::parse(text));
        QCOMPARE(exemplarExpression(asked), QString("http_request_duration_seconds_bucket"));
        expressions::Matrix answer;
        // Of two targets what both counted; another one's is not of this service.
        for (const char *instance : {"10.0.0.5:8000", "10.0.0.5:8000", "other:1"}) {
            const bool isOther = qstrcmp(instance, "other:1") == 0;
            for (const auto &[end, rate] : {std::pair("0.1", 1.0), std::pair("0.5", 9.0),
                                            std::pair("1", 10.0), std::pair("+Inf", 10.0)}) {
                expressions::Series each;
                each.labels = expressions::Labels(QList<expressions::Label>{
                    {"job", answer.size() < 4 ? "a" : "b"}, {"instance", instance}, {"le", end}});
                each.points = {{1000, isOther ? 1000.0 : rate}};
                answer.push_back(each);
            }
        }
        const ServedLines lines = servedLines(asked, answer, std::nullopt);
        QCOMPARE(lines.lines.size(), 2);
        QCOMPARE(lines.lines.at(0).label, QString("p50"));
        QCOMPARE(lines.lines.at(1).label, QString("p95"));
        QCOMPARE(lines.lines.at(0).parts.size(), 1);
        QVERIFY(qAbs(lines.lines.at(0).parts.first().lowest - 0.3) < 1e-9);
        QVERIFY(qAbs(lines.lines.at(1).parts.first().highest - 0.75) < 1e-9);
    }

    void theServicesTargets_data()
    {
        QTest::addColumn<QByteArray>("job");
        QTest::addColumn<QByteArray>("instance");
        QTest::addColumn<bool>("isOf");
        QTest::newRow("address") << QByteArray("x") << QByteArray("10.0.0.5:8000") << true;
        QTest::newRow("other port") << QByteArray("x") << QByteArray("10.0.0.5:8001") << false;
        QTest::newRow("job") << QByteArray("backend") << QByteArray("other:8000") << true;
        QTest::newRow("host") << QByteArray("x") << QByteArray("backend:8000") << true;
        QTest::newRow("neither") << QByteArray("x") << QByteArray("other:8000") << false;
        QTest::newRow("named alike")
            << QByteArray("backend-2") << QByteArray("backends:1") << false;
        QTest::newRow("nameless") << QByteArray("") << QByteArray("") << false;
    }

    void theServicesTargets()
    {
        QFETCH(QByteArray, job);
        QFETCH(QByteArray, instance);
        QFETCH(bool, isOf);
        const ServedLines told = servedLines(
            chart(), {series(job.constData(), instance.constData(), "200", 5)}, std::nullopt);
        QCOMPARE(told.lines.size(), isOf ? 1 : 0);
        QCOMPARE(told.remark.isEmpty(), isOf);
        if (!isOf)
            QVERIFY2(told.remark.contains("'jobs'"), qPrintable(told.remark));
    }

    void saidByJobs()
    {
        ServedChart asked = chart();
        asked.server.jobs.insert(asked.service, "web");
        const expressions::Matrix answer{series("web", "a:1", "200", 5),
                                         series("web", "b:1", "200", 7),
                                         series("backend", "b:1", "200", 100)};
        const ServedLines told = servedLines(asked, answer, std::nullopt);
        QCOMPARE(told.lines, (QList<ServedLine>{{"200", {{1000, 12, 12}, {2000, 14, 14}}}}));
        QCOMPARE(told.targets.size(), 2);
        // One of a service's instances is one of them.
        asked.check.instance = "b";
        QCOMPARE(servedLines(asked, {answer[0], answer[1]}, std::nullopt).lines,
                 (QList<ServedLine>{{"200", {{1000, 7, 7}, {2000, 8, 8}}}}));
    }

    void exemplarsOfTheServicesTargets()
    {
        ServedChart asked = chart();
        QCOMPARE(exemplarExpression(asked), QString()); // a gauge has none
        asked.definition.metric = "request_seconds_sum";
        asked.server.jobs.insert(asked.service, "web");
        QCOMPARE(exemplarExpression(asked), QString("request_seconds_bucket{job=\"web\"}"));
        const auto one = [](const char *job, const char *name) {
            return prometheus::Exemplar{
                expressions::Labels(QList<expressions::Label>{
                    {"job", job}, {"instance", "a:1"}, {"status", "500"}}),
                expressions::Labels(QList<expressions::Label>{{name, "4bf9"}, {"user", "x"}}), 0.3,
                1500};
        };
        QCOMPARE(servedExemplars(
                     asked, {one("web", "traceID"), one("other", "trace_id"), one("web", "span")}),
                 (QList<ServedExemplar>{{"500", 1500, 0.3, "4bf9"}, {"500", 1500, 0.3, ""}}));
    }

    void extremes()
    {
        const ServedLines told = servedLines(chart(),
                                             {series("backend", "a:1", "200", 1, "low"),
                                              series("backend", "a:1", "200", 9, "high"),
                                              series("backend", "a:1", "500", 3, "low")},
                                             1500);
        QCOMPARE(told.lines, (QList<ServedLine>{{"200", {{1000, 1, 9}}}, {"500", {{1000, 3, 3}}}}));
    }
};

QTEST_GUILESS_MAIN(TestChartQuestion)
#include "tst_chartquestion.moc"
