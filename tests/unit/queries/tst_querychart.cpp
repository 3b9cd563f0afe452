// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queries/querychart.h"

#include <QTest>

#include <cmath>

using namespace opsdeck;
using namespace opsdeck::queries;

namespace {

MetricDefinition chart(const QString &seriesLabel = {})
{
    MetricDefinition made;
    made.id = "slow";
    made.query = "up";
    made.seriesLabel = seriesLabel;
    return made;
}

expressions::Labels labels(const QList<expressions::Label> &more)
{
    return expressions::Labels(
        QList<expressions::Label>{{"__name__", "up"}, {"platform", "shop"}, {"environment", "prod"}}
        + more);
}

} // namespace

/// What a chart of an expression draws of the answers to it.
class TestQueryChart : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void linesAreCalledByTheirLabels()
    {
        const expressions::Matrix answer{{labels({{"service", "db"}}), {{1000, 1}, {2000, 2}}},
                                         {labels({{"service", "api"}}), {{1000, 3}}}};
        const QueryLines named = queryLines(chart("service"), answer, std::nullopt);
        QCOMPARE(named.lines.size(), 2);
        QCOMPARE(named.lines.at(0).label, QString("api"));
        QCOMPARE(named.lines.at(1).parts, (QList<ServedPart>{{1000, 1, 1}, {2000, 2, 2}}));
        QVERIFY(named.warnings.isEmpty());
        // By all that may differ; of one environment its name does not.
        QCOMPARE(queryLines(chart(), answer, std::nullopt).lines.at(0).label,
                 QString("service=api"));
        const expressions::Matrix sum{{expressions::Labels(), {{1000, 1}}}};
        QCOMPARE(queryLines(chart(), sum, std::nullopt).lines.at(0).label, QString());
    }

    void whatNobodyObservedIsNotDrawn()
    {
        const expressions::Matrix answer{
            {labels({}),
             {{1000, 1}, {2000, std::nan("")}, {3000, INFINITY}, {4000, 4}, {5000, 4}}}};
        const QueryLines told = queryLines(chart(), answer, 4000);
        QCOMPARE(told.lines.at(0).parts, (QList<ServedPart>{{1000, 1, 1}, {4000, 4, 4}}));
        const expressions::Matrix nothing{{labels({}), {{2000, std::nan("")}}}};
        QVERIFY(queryLines(chart(), nothing, std::nullopt).lines.isEmpty());
    }

    void seriesOfOneNameAreNotGuessedTogether()
    {
        const expressions::Matrix answer{
            {labels({{"service", "api"}, {"instance", "a"}}), {{1000, 1}}},
            {labels({{"service", "api"}, {"instance", "b"}}), {{1000, 3}}},
            {labels({{"service", "db"}}), {{1000, 5}}}};
        const QueryLines told = queryLines(chart("service"), answer, std::nullopt);
        QCOMPARE(told.lines.size(), 1);
        QCOMPARE(told.lines.at(0).label, QString("db"));
        QCOMPARE(told.warnings.size(), 1);
        QVERIFY2(told.warnings.at(0).contains("“api”"), qPrintable(told.warnings.at(0)));
        expressions::Vector now;
        for (const expressions::Series &series : answer)
            now.push_back({series.labels, series.points.front().v});
        QCOMPARE(queryValues(chart("service"), now), (QMap<QString, double>{{"db", 5}}));
    }

    void ofAMoment()
    {
        QCOMPARE(queryValues(chart(), 4.0), (QMap<QString, double>{{"", 4}}));
        QVERIFY(queryValues(chart(), std::nan("")).isEmpty());
        QVERIFY(queryValues(chart(), QString("a text")).isEmpty());
        QVERIFY(queryValues(chart(), expressions::Vector{{labels({}), INFINITY}}).isEmpty());
    }

    void oldSamplesAreNotOfNow()
    {
        MetricDefinition asked = chart();
        QVERIFY(!isOutdated(asked, 1'000'000, std::nullopt));
        QVERIFY(!isOutdated(asked, 1'000'000, 700'000));
        QVERIFY(isOutdated(asked, 1'000'000, 699'999));
        // One that is asked seldom is of what comes seldom.
        asked.interval = std::chrono::hours(1);
        QVERIFY(!isOutdated(asked, 10'000'000, 10'000'000 - 7'200'000));
        QVERIFY(isOutdated(asked, 10'000'000, 10'000'000 - 7'200'001));
    }

    void whoIsAsked()
    {
        MetricDefinition asked = chart();
        QCOMPARE(sourceOf(asked), QuerySource::Automatic);
        asked.askedOf = AskedOf::Own;
        QCOMPARE(sourceOf(asked), QuerySource::Own);
        asked.askedOf = AskedOf::Server;
        QCOMPARE(sourceOf(asked), QuerySource::Server);
        ServedChart served;
        served.definition = asked;
        QCOMPARE(servedExpression(served, 60'000), QString("up"));
    }
};

QTEST_GUILESS_MAIN(TestQueryChart)
#include "tst_querychart.moc"
