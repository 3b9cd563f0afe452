// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/chartcopy.h"
#include "models/metrics/coarseboard.h"
#include "models/metrics/seriesboard.h"
#include "services/domain/share.h"
#include "services/expressions/expression.h"
#include "services/queries/chartquestion.h"

#include <QTest>

#include <cmath>

using namespace opsdeck;

namespace {

const ServiceKey kWorker{{PlatformId("shop"), EnvironmentId("prod")}, ServiceId("worker")};
const MetricKey kShare{kWorker, "success"};
constexpr qint64 kStep = 10'000;

MetricDefinition definition(const char *seriesLabel = "", bool rate = false)
{
    MetricDefinition metric;
    metric.id = "success";
    metric.check = CheckId("scrape");
    metric.metric = "done_total / tasks_total";
    metric.unit = Unit::Ratio;
    metric.seriesLabel = seriesLabel;
    metric.rate = rate;
    return metric;
}

WorkspacePtr workspace(const MetricDefinition &metric)
{
    auto made = std::make_shared<Workspace>();
    Check check;
    check.id = CheckId("scrape");
    check.interval = std::chrono::milliseconds(kStep);
    Service service;
    service.id = kWorker.service;
    service.checks = {check};
    service.metrics = {metric};
    Environment environment;
    environment.id = kWorker.environment.environment;
    environment.services = {service};
    Platform platform;
    platform.id = kWorker.environment.platform;
    platform.environments = {environment};
    made->platforms = {platform};
    return made;
}

/// Of one queue; negative: not told.
struct Counted
{
    const char *queue;
    double done;
    double tasks;
};

CheckResult result(qint64 timeMs, const QList<Counted> &queues)
{
    CheckResult made;
    made.key = {kWorker, CheckId("scrape")};
    made.observedAt = {std::chrono::milliseconds(timeMs), timeMs};
    for (const Counted &each : queues) {
        if (each.done >= 0)
            made.samples.append(
                {"done_total", {{"queue", each.queue}}, each.done, MetricType::Counter});
        if (each.tasks >= 0)
            made.samples.append(
                {"tasks_total", {{"queue", each.queue}}, each.tasks, MetricType::Counter});
    }
    return made;
}

QMap<QString, double> valuesAt(const SeriesBoard &board, qint64 timeMs)
{
    QMap<QString, double> values;
    for (const SeriesBoard::Line &line : board.lines(kShare)) {
        if (const double value = line.points.at(timeMs, 0).value; !std::isnan(value))
            values.insert(line.label, value);
    }
    return values;
}

} // namespace

/// Charts of one metric over another.
class TestShares final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesAreTwo();
    void linesAreSharesOfTheSameAnswer();
    void eachLabelHasItsShare();
    void ofRatesItIsTheShareOfWhatCameSince();
    void historyTellsTheSame();
    void longStretchesTellOfTheMeans();
    void aPartOfTheWholeIsNothingUntilItIsCounted();
    void historyTellsThePart();
    void theExpressionIsOne();
    void aServerIsAskedForBoth();
};

void TestShares::namesAreTwo()
{
    QCOMPARE(sampleName(definition()), QString("done_total"));
    QCOMPARE(divisorName(definition()), QString("tasks_total"));
    MetricDefinition one = definition();
    one.metric = "tasks_total";
    QCOMPARE(sampleName(one), QString("tasks_total"));
    QCOMPARE(divisorName(one), QString());
    for (const char *good : {"a/b", " a:rate5m / b ", "redis.hits/redis.asked", "a{x=\"1\"} / a",
                             "a{x=\"1\", y = \"\"}/b"})
        QVERIFY2(isShare(good), good);
    for (const char *bad :
         {"a", "a / b / c", "a / 2", "/ b", "a /", "rate(a) / b", "a / b{c}", "a / a", "a{} / a",
          "a{x} / a", "a{x=1} / a", "a{x!=\"1\"} / a", "a{x=\"1\" y=\"2\"} / a",
          "a{x=\"1\",x=\"2\"} / a", "a{x=\"1\"} / a{y=\"1\"}"})
        QVERIFY2(!isShare(bad), bad);
}

void TestShares::linesAreSharesOfTheSameAnswer()
{
    SeriesBoard board;
    board.setWorkspace(workspace(definition()));
    board.addResults({
        result(1 * kStep, {{"a", 6, 8}, {"b", 3, 4}}),
        result(2 * kStep, {{"a", 0, 0}, {"b", 0, 0}}), // nothing to divide by
        result(3 * kStep, {{"a", 5, -1}}),             // the other one is not told
        result(4 * kStep, {{"a", -1, 5}}),
        result(5 * kStep, {{"a", 0, 5}}),
    });
    QCOMPARE(valuesAt(board, 1 * kStep), (QMap<QString, double>{{"", 0.75}}));
    for (const int step : {2, 3, 4})
        QVERIFY(valuesAt(board, step * kStep).isEmpty());
    QCOMPARE(valuesAt(board, 5 * kStep), (QMap<QString, double>{{"", 0.0}}));
    QCOMPARE(board.lines(kShare).first().points.size(), 2);
}

void TestShares::eachLabelHasItsShare()
{
    SeriesBoard board;
    board.setWorkspace(workspace(definition("queue")));
    board.addResults({result(kStep, {{"a", 6, 8}, {"b", 1, 4}, {"c", 1, -1}})});
    QCOMPARE(valuesAt(board, kStep), (QMap<QString, double>{{"a", 0.75}, {"b", 0.25}}));
}

void TestShares::ofRatesItIsTheShareOfWhatCameSince()
{
    SeriesBoard board;
    board.setWorkspace(workspace(definition("", true)));
    board.addResults({result(1 * kStep, {{"a", 100, 100}}), result(2 * kStep, {{"a", 105, 110}}),
                      result(3 * kStep, {{"a", 105, 110}}),
                      result(4 * kStep, {{"a", 1, 2}}), // begun anew
                      result(5 * kStep, {{"a", 2, 3}})});
    QVERIFY(valuesAt(board, 1 * kStep).isEmpty());
    QCOMPARE(valuesAt(board, 2 * kStep), (QMap<QString, double>{{"", 0.5}}));
    QVERIFY(valuesAt(board, 3 * kStep).isEmpty());
    QVERIFY(valuesAt(board, 4 * kStep).isEmpty());
    QCOMPARE(valuesAt(board, 5 * kStep), (QMap<QString, double>{{"", 1.0}}));
}

void TestShares::historyTellsTheSame()
{
    for (const bool rate : {false, true}) {
        SeriesBoard board;
        board.setWorkspace(workspace(definition("queue", rate)));
        board.addHistory(
            kShare,
            {{{{"queue", "a"}}, {{1 * kStep, 100}, {2 * kStep, 105}, {4 * kStep, 105}}, false},
             {{{"queue", "b"}}, {{1 * kStep, 1}}, false},
             {{{"queue", "a"}}, {{1 * kStep, 200}, {2 * kStep, 210}, {3 * kStep, 0}}, true}});
        if (!rate)
            QCOMPARE(valuesAt(board, 1 * kStep), (QMap<QString, double>{{"a", 0.5}}));
        QCOMPARE(valuesAt(board, 2 * kStep), (QMap<QString, double>{{"a", 0.5}}));
        QVERIFY(valuesAt(board, 4 * kStep).isEmpty());
        QCOMPARE(board.lines(kShare).size(), 1);
    }
}

void TestShares::longStretchesTellOfTheMeans()
{
    SeriesBoard series;
    series.setWorkspace(workspace(definition()));
    CoarseBoard board(series);
    const CoarseBoard::Grid grid{{0, 3 * 60'000}, 60'000};
    board.want(kShare, grid);
    using Part = CoarseBoard::Part;
    board.add(kShare, grid,
              {{{{"queue", "a"}}, {Part{0, 1, 5, 3}, Part{60'000, 1, 1, 1}}, false},
               {{{"queue", "b"}}, {Part{0, 1, 1, 1}}, false},
               {{{"queue", "a"}}, {Part{0, 4, 12, 8}, Part{60'000, 0, 0, 0}}, true},
               {{{"queue", "b"}}, {Part{120'000, 1, 1, 1}}, true}});
    QCOMPARE(board.lines(kShare).size(), 1);
    const QList<Part> parts = board.lines(kShare).first().parts;
    QCOMPARE(parts.size(), 1);
    QCOMPARE(parts.first().fromMs, 0);
    QCOMPARE(parts.first().mean, 0.5);
    QCOMPARE(parts.first().lowest, 0.5);
    QCOMPARE(parts.first().highest, 0.5);
}

namespace {

/// Requests that failed, of all.
MetricDefinition failures()
{
    MetricDefinition metric = definition("path", true);
    metric.metric = "requests_total{status=\"500\"} / requests_total";
    return metric;
}

CheckResult requests(qint64 timeMs, const QList<std::pair<Labels, double>> &counted)
{
    CheckResult made = result(timeMs, {});
    for (const auto &[labels, value] : counted)
        made.samples.append({"requests_total", labels, value, MetricType::Counter});
    return made;
}

Labels answered(const char *path, const char *status)
{
    return {{"path", path}, {"status", status}};
}

} // namespace

void TestShares::aPartOfTheWholeIsNothingUntilItIsCounted()
{
    SeriesBoard board;
    board.setWorkspace(workspace(failures()));
    board.addResults({
        requests(1 * kStep, {{answered("a", "200"), 100}, {answered("b", "200"), 5}}),
        requests(2 * kStep, {{answered("a", "200"), 110}, {answered("b", "200"), 5}}),
        requests(3 * kStep, {{answered("a", "200"), 119}, {answered("a", "500"), 1}}),
        requests(4 * kStep, {{answered("a", "200"), 122}, {answered("a", "500"), 2}}),
    });
    QVERIFY(valuesAt(board, 1 * kStep).isEmpty());
    // None failed; of b nothing was asked.
    QCOMPARE(valuesAt(board, 2 * kStep), (QMap<QString, double>{{"a", 0.0}}));
    // How many failed before it was seen first nobody knows.
    QVERIFY(valuesAt(board, 3 * kStep).isEmpty());
    QCOMPARE(valuesAt(board, 4 * kStep), (QMap<QString, double>{{"a", 0.25}}));
}

void TestShares::historyTellsThePart()
{
    using Stored = SeriesBoard::StoredLine;
    const QList<Stored> stored{
        {answered("a", "200"),
         {{1 * kStep, 100}, {2 * kStep, 110}, {3 * kStep, 119}, {4 * kStep, 122}},
         true},
        {answered("a", "500"), {{3 * kStep, 1}, {4 * kStep, 2}}, true},
        {answered("a", "200"),
         {{1 * kStep, 100}, {2 * kStep, 110}, {3 * kStep, 119}, {4 * kStep, 122}},
         false},
        {answered("a", "500"), {{3 * kStep, 1}, {4 * kStep, 2}}, false},
    };
    SeriesBoard board;
    board.setWorkspace(workspace(failures()));
    board.addHistory(kShare, stored);
    QCOMPARE(valuesAt(board, 2 * kStep), (QMap<QString, double>{{"a", 0.0}}));
    QVERIFY(valuesAt(board, 3 * kStep).isEmpty());
    QCOMPARE(valuesAt(board, 4 * kStep), (QMap<QString, double>{{"a", 0.25}}));

    CoarseBoard coarse(board);
    const CoarseBoard::Grid grid{{0, 2 * 60'000}, 60'000};
    coarse.want(kShare, grid);
    using Part = CoarseBoard::Part;
    const auto counted = [](qint64 fromMs, double increase) {
        Part part{fromMs, 0, increase, increase / 2};
        part.first = 0;
        part.last = part.increase = increase;
        return part;
    };
    coarse.add(kShare, grid,
               {{answered("a", "200"), {counted(0, 60), counted(60'000, 30)}, true},
                {answered("a", "500"), {counted(60'000, 30)}, true},
                {answered("a", "500"), {counted(60'000, 30)}, false},
                {answered("a", "200"), {counted(0, 60), counted(60'000, 30)}, false}});
    QCOMPARE(coarse.lines(kShare).size(), 1);
    const QList<Part> parts = coarse.lines(kShare).first().parts;
    QCOMPARE(parts.size(), 2);
    QCOMPARE(parts.at(0).mean, 0.0);
    QCOMPARE(parts.at(1).mean, 0.5);
}

void TestShares::theExpressionIsOne()
{
    const QString text = chartExpression(kShare, definition("queue", true), {});
    const QString selected = QStringLiteral(
        "{platform=\"shop\", environment=\"prod\", service=\"worker\", check=\"scrape\"}[5m]");
    QCOMPARE(text, QStringLiteral("sum by (queue) (rate(done_total%1)) / sum by (queue) "
                                  "(rate(tasks_total%1))")
                       .arg(selected));
    QVERIFY(expressions::parse(text));

    const QString part = chartExpression(kShare, failures(), {});
    QVERIFY2(part.startsWith("sum by (path) (rate(requests_total{")
                 && part.contains("status=\"500\"}[5m])) / "),
             qPrintable(part));
    QCOMPARE(part.count("status"), 1);
    QVERIFY(expressions::parse(part));
}

void TestShares::aServerIsAskedForBoth()
{
    queries::ServedChart asked;
    asked.definition = definition();
    asked.check.kind = "prometheus";
    asked.check.parameters.insert("url", "http://10.0.0.5:8000/metrics");
    asked.service = kWorker.service;
    for (const qint64 step : {15'000, 600'000}) {
        const QString text = servedExpression(asked, step);
        QVERIFY2(expressions::parse(text), qPrintable(text));
        QVERIFY(text.contains("done_total") && text.contains("tasks_total"));
    }
    QCOMPARE(exemplarExpression(asked), QString());
    queries::ServedChart failing = asked;
    failing.definition = failures();
    const QString failed = servedExpression(failing, 15'000);
    QVERIFY2(failed.contains("requests_total{status=\"500\"}["), qPrintable(failed));
    QVERIFY2(failed.contains("rate(requests_total["), qPrintable(failed));
    QVERIFY(expressions::parse(failed));
    // Of two targets both are added up before they are divided.
    expressions::Matrix answer;
    for (const auto &[instance, part, value] :
         {std::tuple("10.0.0.5:8000", "dividend", 1.0), std::tuple("10.0.0.5:8000", "divisor", 2.0),
          std::tuple("worker:1", "dividend", 8.0), std::tuple("worker:1", "divisor", 10.0),
          std::tuple("other:1", "dividend", 5.0), std::tuple("other:1", "divisor", 5.0)}) {
        expressions::Series each;
        each.labels = expressions::Labels(QList<expressions::Label>{
            {"instance", instance}, {"job", "j"}, {"opsdeck_part", part}});
        each.points = {{1000, value}, {2000, qstrcmp(part, "divisor") == 0 ? 0 : value}};
        answer.push_back(each);
    }
    const queries::ServedLines told = servedLines(asked, answer, std::nullopt);
    QCOMPARE(told.lines.size(), 1);
    QCOMPARE(told.lines.first().parts.size(), 1);
    QCOMPARE(told.lines.first().parts.first().timeMs, 1000);
    QCOMPARE(told.lines.first().parts.first().highest, 0.75);
}

QTEST_GUILESS_MAIN(TestShares)
#include "tst_shares.moc"
