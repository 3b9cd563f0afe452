// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/chartcopy.h"
#include "models/metrics/chartkind.h"
#include "models/metrics/coarseboard.h"
#include "models/metrics/seriesboard.h"
#include "services/domain/histogram.h"
#include "services/expressions/expression.h"

#include <QTest>

#include <cmath>

using namespace opsdeck;

namespace {

const ServiceKey kApi{{PlatformId("shop"), EnvironmentId("prod")}, ServiceId("api")};
const MetricKey kTime{kApi, "time"};
const QStringList kEnds{"0.1", "0.5", "1", "+Inf"};
constexpr qint64 kStep = 10'000;

MetricDefinition definition()
{
    MetricDefinition metric;
    metric.id = "time";
    metric.check = CheckId("scrape");
    metric.metric = "http_request_duration_seconds";
    metric.unit = Unit::Seconds;
    metric.quantiles = {0.5, 0.95, 0.99};
    return metric;
}

WorkspacePtr workspace(const MetricDefinition &metric = definition())
{
    auto made = std::make_shared<Workspace>();
    Check check;
    check.id = CheckId("scrape");
    check.interval = std::chrono::milliseconds(kStep);
    Service service;
    service.id = kApi.service;
    service.checks = {check};
    service.metrics = {metric};
    Environment environment;
    environment.id = kApi.environment.environment;
    environment.services = {service};
    Platform platform;
    platform.id = kApi.environment.platform;
    platform.environments = {environment};
    made->platforms = {platform};
    return made;
}

/// Counts up to each of kEnds, of one path.
struct Counted
{
    QList<double> upTo;
    const char *path = "/";
};

CheckResult result(qint64 timeMs, const QList<Counted> &paths)
{
    CheckResult made;
    made.key = {kApi, CheckId("scrape")};
    made.observedAt = {std::chrono::milliseconds(timeMs), timeMs};
    for (const Counted &counted : paths) {
        for (int i = 0; i < counted.upTo.size(); ++i)
            made.samples.append({"http_request_duration_seconds_bucket",
                                 {{"le", kEnds.at(i)}, {"path", counted.path}},
                                 counted.upTo.at(i),
                                 MetricType::Counter});
    }
    made.samples.append({"http_request_duration_seconds_count", {}, 1, MetricType::Counter});
    return made;
}

QList<double> valuesAt(const SeriesBoard &board, qint64 timeMs)
{
    QList<double> values;
    for (const SeriesBoard::Line &line : board.lines(kTime))
        values.append(line.points.at(timeMs, 0).value);
    return values;
}

/// The same pages as the store gives them back.
QList<SeriesBoard::StoredLine> stored(const QList<CheckResult> &results)
{
    QMap<QString, SeriesBoard::StoredLine> lines;
    for (const CheckResult &each : results) {
        for (const Sample &sample : each.samples) {
            if (sample.metric != "http_request_duration_seconds_bucket")
                continue;
            auto &line = lines[sample.labels.value("path") + sample.labels.value("le")];
            line.labels = sample.labels;
            line.points.append({each.observedAt.wallMs, sample.value});
        }
    }
    return lines.values();
}

} // namespace

/// What is drawn of histograms.
class TestHistograms final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aQuantileLiesWithinItsBucket();
    void linesAreQuantilesOfWhatWasCountedSince();
    void pathsAreCountedTogether();
    void whereACounterBeganAnewNobodyKnows();
    void whereNothingWasCountedNothingIsDrawn();
    void historyTellsTheSame();
    void longStretchesTellOfAllThatWasCounted();
    void whatFellIntoEachBucketIsKept();
    void theExpressionIsOne();
};

void TestHistograms::aQuantileLiesWithinItsBucket()
{
    const double inf = std::numeric_limits<double>::infinity();
    // 10 up to 0.1, 80 more up to 0.5, 10 more up to 1.
    const std::vector<HistogramBucket> buckets{{0.1, 10}, {0.5, 90}, {1, 100}, {inf, 100}};
    QCOMPARE(quantileOf(0.05, buckets), 0.05);
    QCOMPARE(quantileOf(0.5, buckets), 0.1 + 0.4 * 40 / 80);
    QCOMPARE(quantileOf(0.95, buckets), 0.75);
    // Beyond the last end all that is known is that it is beyond.
    QCOMPARE(quantileOf(0.99, {{0.1, 10}, {0.5, 90}, {1, 95}, {inf, 100}}), 1.0);
    QVERIFY(std::isnan(quantileOf(0.5, {{0.1, 10}, {0.5, 90}})));
    QVERIFY(std::isnan(quantileOf(0.5, {{0.1, 0}, {inf, 0}})));
    QVERIFY(std::isnan(quantileOf(0.5, {})));
    QCOMPARE(quantileName(0.95), QString("p95"));
    QCOMPARE(quantileName(0.999), QString("p99.9"));
}

void TestHistograms::linesAreQuantilesOfWhatWasCountedSince()
{
    SeriesBoard board;
    board.setWorkspace(workspace());
    board.addResults({result(kStep, {{{1000, 1000, 1000, 1000}}}),
                      result(2 * kStep, {{{1010, 1090, 1100, 1100}}})});
    QCOMPARE(board.lines(kTime).size(), 3);
    QCOMPARE(board.lines(kTime).at(0).label, QString("p50"));
    QCOMPARE(board.lines(kTime).at(2).label, QString("p99"));
    // What was there before counts no more: it was all quick.
    QCOMPARE(board.lines(kTime).at(0).points.size(), 1);
    const QList<double> values = valuesAt(board, 2 * kStep);
    QVERIFY(qAbs(values.at(0) - 0.3) < 1e-9);
    QVERIFY(qAbs(values.at(1) - 0.75) < 1e-9);
    QVERIFY(qAbs(values.at(2) - 0.95) < 1e-9);
}

void TestHistograms::pathsAreCountedTogether()
{
    SeriesBoard board;
    board.setWorkspace(workspace());
    board.addResults({result(kStep, {{{0, 0, 0, 0}, "/"}, {{0, 0, 0, 0}, "/slow"}}),
                      result(2 * kStep, {{{90, 90, 90, 90}, "/"}, {{0, 0, 10, 10}, "/slow"}})});
    QVERIFY(qAbs(valuesAt(board, 2 * kStep).at(1) - 0.75) < 1e-9);
    MetricDefinition one = definition();
    one.labels = {{"path", "/slow"}};
    SeriesBoard slow;
    slow.setWorkspace(workspace(one));
    slow.addResults({result(kStep, {{{0, 0, 0, 0}, "/"}, {{0, 0, 0, 0}, "/slow"}}),
                     result(2 * kStep, {{{90, 90, 90, 90}, "/"}, {{0, 0, 10, 10}, "/slow"}})});
    QVERIFY(qAbs(valuesAt(slow, 2 * kStep).at(0) - 0.75) < 1e-9);
}

void TestHistograms::whereACounterBeganAnewNobodyKnows()
{
    SeriesBoard board;
    board.setWorkspace(workspace());
    board.addResults({result(kStep, {{{10, 90, 100, 100}}}), result(2 * kStep, {{{0, 0, 5, 5}}}),
                      result(3 * kStep, {{{0, 0, 15, 15}}})});
    QVERIFY(std::isnan(valuesAt(board, 2 * kStep).at(0)));
    QVERIFY(qAbs(valuesAt(board, 3 * kStep).at(0) - 0.75) < 1e-9);
}

void TestHistograms::whereNothingWasCountedNothingIsDrawn()
{
    SeriesBoard board;
    board.setWorkspace(workspace());
    const Counted same{{10, 90, 100, 100}};
    board.addResults({result(kStep, {same}), result(2 * kStep, {same})});
    QVERIFY(std::isnan(valuesAt(board, 2 * kStep).at(0)));
    // A page without its last bucket tells no quantile.
    SeriesBoard cut;
    cut.setWorkspace(workspace());
    cut.addResults({result(kStep, {{{0, 0, 0}}}), result(2 * kStep, {{{1, 2, 3}}})});
    QVERIFY(std::isnan(valuesAt(cut, 2 * kStep).at(0)));
}

void TestHistograms::historyTellsTheSame()
{
    const QList<CheckResult> results{
        result(kStep, {{{10, 90, 100, 100}}}), result(2 * kStep, {{{20, 180, 200, 210}}}),
        result(3 * kStep, {{{20, 180, 200, 210}}}), result(4 * kStep, {{{5, 5, 5, 5}}}),
        result(5 * kStep, {{{8, 15, 25, 26}}})};
    SeriesBoard live;
    live.setWorkspace(workspace());
    live.addResults(results);
    SeriesBoard past;
    past.setWorkspace(workspace());
    past.addHistory(kTime, stored(results));
    for (const qint64 time : {2 * kStep, 3 * kStep, 4 * kStep, 5 * kStep}) {
        const QList<double> now = valuesAt(live, time);
        const QList<double> then = valuesAt(past, time);
        QCOMPARE(now.size(), 3);
        QCOMPARE(then.size(), 3);
        for (int line = 0; line < 3; ++line)
            QVERIFY(std::isnan(now.at(line)) ? std::isnan(then.at(line))
                                             : qAbs(now.at(line) - then.at(line)) < 1e-9);
    }
    QVERIFY(!std::isnan(valuesAt(live, 5 * kStep).at(0)));
}

void TestHistograms::longStretchesTellOfAllThatWasCounted()
{
    SeriesBoard series;
    series.setWorkspace(workspace());
    CoarseBoard board(series);
    constexpr qint64 kHour = 3'600'000;
    const CoarseBoard::Grid grid{{0, 2 * kHour}, kHour};
    board.want(kTime, grid);
    QList<CoarseBoard::StoredLine> lines;
    const QList<double> first{10, 90, 100, 100};
    const QList<double> second{0, 0, 50, 100};
    for (int i = 0; i < kEnds.size(); ++i) {
        CoarseBoard::StoredLine line{{{"le", kEnds.at(i)}}, {}};
        CoarseBoard::Part part;
        part.fromMs = 0;
        part.last = part.increase = first.at(i);
        line.parts.append(part);
        part.fromMs = kHour;
        part.first = first.at(i);
        part.last = first.at(i) + second.at(i);
        part.increase = second.at(i);
        line.parts.append(part);
        lines.append(line);
    }
    board.add(kTime, grid, lines);
    QCOMPARE(board.lines(kTime).size(), 3);
    const CoarseBoard::Line &median = board.lines(kTime).first();
    QCOMPARE(median.label, QString("p50"));
    QCOMPARE(median.parts.size(), 2);
    QVERIFY(qAbs(median.parts.at(0).mean - 0.3) < 1e-9);
    QVERIFY(qAbs(median.parts.at(1).highest - 1.0) < 1e-9);
    QCOMPARE(board.lines(kTime).at(1).parts.at(1).mean, 1.0);
    const Heat heat = board.heat(kTime);
    QCOMPARE(heat.columns.size(), 2);
    QCOMPARE(heat.columns.at(1).fromMs, kHour);
    QVERIFY(qAbs(heat.columns.at(1).buckets.at(2).perSecond - 50.0 / 3600) < 1e-9);
}

void TestHistograms::whatFellIntoEachBucketIsKept()
{
    const QList<CheckResult> results{
        result(kStep, {{{10, 90, 100, 100}}}), result(2 * kStep, {{{20, 180, 200, 210}}}),
        result(3 * kStep, {{{20, 180, 200, 210}}}), result(4 * kStep, {{{5, 5, 5, 5}}}),
        result(9 * kStep, {{{8, 15, 25, 26}}})};
    SeriesBoard live;
    live.setWorkspace(workspace());
    live.addResults(results);
    const Heat heat = live.heat(kTime, {0, 10 * kStep});
    // Of the first and of the one that began anew nobody knows.
    QCOMPARE(heat.columns.size(), 3);
    const Heat::Column &first = heat.columns.first();
    QCOMPARE(first.toMs, 2 * kStep);
    QCOMPARE(first.buckets.size(), 4);
    QCOMPARE(first.buckets.at(0), (BucketRate{0.1, 1}));
    QCOMPARE(first.buckets.at(1), (BucketRate{0.5, 8}));
    QCOMPARE(first.buckets.at(2), (BucketRate{1, 1}));
    QVERIFY(std::isinf(first.buckets.at(3).bound));
    QCOMPARE(first.buckets.at(3).perSecond, 1.0);
    // Nothing was counted, and that is known.
    QCOMPARE(heat.columns.at(1).buckets.at(1).perSecond, 0.0);
    // A hole stays one.
    QVERIFY(heat.columns.at(2).fromMs > heat.columns.at(1).toMs);
    QCOMPARE(live.heat(kTime, {0, 2 * kStep}).columns.size(), 1);
    QVERIFY(live.heat(kTime, {20 * kStep, 30 * kStep}).columns.isEmpty());
    SeriesBoard past;
    past.setWorkspace(workspace());
    past.addHistory(kTime, stored({results.begin(), results.begin() + 3}));
    QCOMPARE(past.heat(kTime, {0, 3 * kStep}).columns, live.heat(kTime, {0, 3 * kStep}).columns);
    QVERIFY(canShow(ChartKind::HeatMap, 3, true));
    QVERIFY(!canShow(ChartKind::HeatMap, 3, false));
    QVERIFY(!canShow(ChartKind::Stacked, 3, true));
}

void TestHistograms::theExpressionIsOne()
{
    MetricDefinition metric = definition();
    QString text = chartExpression(kTime, metric);
    QVERIFY2(expressions::parse(text), qPrintable(text));
    QCOMPARE(text.count("histogram_quantile("), 3);
    QVERIFY(text.contains("\"p95\""));
    metric.quantiles = {0.95};
    text = chartExpression(kTime, metric);
    QVERIFY2(text.startsWith("histogram_quantile(0.95, sum by (le) "
                             "(rate(http_request_duration_seconds_bucket{"),
             qPrintable(text));
    QVERIFY(expressions::parse(text));
}

QTEST_GUILESS_MAIN(TestHistograms)
#include "tst_histograms.moc"
