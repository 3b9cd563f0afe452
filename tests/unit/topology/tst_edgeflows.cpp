// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/topology/diagrammodel.h"
#include "models/topology/edgeflows.h"

#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

const EnvironmentKey kProd{PlatformId("shop"), EnvironmentId("prod")};
const CheckKey kScrape{{kProd, ServiceId("api")}, CheckId("scrape")};
const FlowKey kEdge{kProd, ServiceId("web"), ServiceId("api")};
constexpr qint64 kBegin = 1'700'000'000'000;

Instant at(int seconds)
{
    return {std::chrono::seconds(1000 + seconds), kBegin + seconds * 1000LL};
}

MetricDefinition metric(const char *id, Unit unit, const char *sample, bool rate)
{
    MetricDefinition made;
    made.id = QString::fromLatin1(id);
    made.title = made.id;
    made.check = kScrape.check;
    made.metric = QString::fromLatin1(sample);
    made.unit = unit;
    made.rate = rate;
    return made;
}

/// web → api → db; api counts what it is asked.
WorkspacePtr workspace()
{
    auto made = std::make_shared<Workspace>();
    Platform platform;
    platform.id = kProd.platform;
    Environment prod;
    prod.id = kProd.environment;
    for (const char *id : {"web", "api", "db"}) {
        Service service;
        service.id = ServiceId(QString::fromLatin1(id));
        service.title = QString::fromLatin1(id).toUpper();
        Check check;
        check.id = kScrape.check;
        check.interval = 10s;
        service.checks = {check};
        prod.services << service;
    }
    prod.services[0].dependencies = {{ServiceId("api")}};
    prod.services[1].dependencies = {{ServiceId("db")}};
    prod.services[1].metrics = {metric("requests", Unit::PerSecond, "requests_total", true),
                                metric("failed", Unit::PerSecond, "failed_total", true),
                                metric("share", Unit::Percent, "share", false)};
    prod.services[1].metrics[0].seriesLabel = QStringLiteral("status");
    platform.environments = {prod};
    made->platforms = {platform};
    return made;
}

EdgeFlow flow(const char *rate, const char *errors)
{
    EdgeFlow made;
    made.from = kEdge.from;
    made.on = kEdge.on;
    if (qstrlen(rate) > 0)
        made.rate = {ServiceId("api"), QString::fromLatin1(rate)};
    if (qstrlen(errors) > 0)
        made.errors = {ServiceId("api"), QString::fromLatin1(errors)};
    return made;
}

CheckResult answer(int second, double good, double bad, double failed = 0)
{
    CheckResult made;
    made.key = kScrape;
    made.observedAt = at(second);
    made.samples = {{"requests_total", {{"status", "200"}}, good, MetricType::Counter},
                    {"requests_total", {{"status", "500"}}, bad, MetricType::Counter},
                    {"failed_total", {}, failed, MetricType::Counter}};
    return made;
}

CheckResult noAnswer(int second)
{
    CheckResult made;
    made.key = kScrape;
    made.observedAt = at(second);
    made.status = CheckStatus::Critical;
    made.error = Error{ErrorKind::Timeout, "No answer.", {}, {}};
    return made;
}

} // namespace

class TestEdgeFlows final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void ratesOfAllSeriesAddUp();
    void errorsPerSecondAreAShareOfTheRate();
    void aSumThatLacksOneIsStale();
    void aShareStandsByItself();
    void aCounterThatBeginsAnewIsNoBurst();
    void whatIsOldIsStaleThenNothing();
    void aFailureMakesItStaleAtOnce();
    void aClockPutBackMakesItStale();
    void staleChecksMakeStaleFigures();
    void tooManySeriesHaveNoSum();
    void widthsGoByTens_data();
    void widthsGoByTens();
    void labels_data();
    void labels();
    void sentencesTellUnitMetricAndAge();
    void theDiagramTellsWhatChanged();
    void theDiagramShowsNothingOnDemand();
    void theDiagramShowsThePastAsItWas();

private:
    void feed(const QList<CheckResult> &results)
    {
        ChangeSet changes;
        for (const CheckResult &result : results) {
            CheckState state;
            state.key = result.key;
            state.shown = state.hard = Health::Healthy;
            state.confirmed = true;
            state.last = result;
            changes.states = {state};
        }
        m_board->apply(changes);
        m_series->addResults(results);
    }

    void pass(int second) { m_board->tick(at(second)); }

    FlowReading reading() const { return m_flows->reading(kEdge); }

    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<SeriesBoard> m_series;
    std::unique_ptr<EdgeFlows> m_flows;
};

void TestEdgeFlows::init()
{
    m_flows.reset();
    m_board = std::make_unique<StatusBoard>();
    m_series = std::make_unique<SeriesBoard>();
    const WorkspacePtr shop = workspace();
    m_series->setWorkspace(shop);
    m_board->setWorkspace(shop, at(0));
    m_flows = std::make_unique<EdgeFlows>(*m_board, *m_series);
    m_flows->setBook({{kProd, {flow("requests", "failed")}}});
}

void TestEdgeFlows::ratesOfAllSeriesAddUp()
{
    QVERIFY(!reading().isKnown());
    feed({answer(0, 100, 10)});
    QVERIFY(!reading().isKnown()); // one value of a counter is no rate
    feed({answer(10, 200, 20)});
    pass(12);
    QVERIFY(reading().rate);
    QCOMPARE(reading().rate->value, 11.0);
    QCOMPARE(reading().rate->age, Milliseconds(2000));
    QVERIFY(!reading().isStale());
    // Of another edge nothing is said.
    QVERIFY(!m_flows->reading({kProd, ServiceId("api"), ServiceId("db")}).isKnown());
}

void TestEdgeFlows::errorsPerSecondAreAShareOfTheRate()
{
    feed({answer(0, 0, 0, 0), answer(10, 95, 5, 5)});
    QCOMPARE(reading().share->value, 0.05);
    // Of nothing there is no share.
    feed({answer(20, 95, 5, 5)});
    pass(20);
    QCOMPARE(reading().rate->value, 0.0);
    QVERIFY(!reading().share);
}

void TestEdgeFlows::aSumThatLacksOneIsStale()
{
    const auto withoutBad = [](int second, double good) {
        CheckResult made = answer(second, good, 0);
        made.samples.removeAt(1);
        return made;
    };
    feed({answer(0, 100, 10), answer(10, 200, 20), withoutBad(20, 300)});
    pass(20);
    QVERIFY(reading().isStale());
    // One that does not come back is none of the sum any more.
    feed({withoutBad(30, 400)});
    pass(30);
    QVERIFY(!reading().isStale());
    QCOMPARE(reading().rate->value, 10.0);
}

void TestEdgeFlows::aShareStandsByItself()
{
    m_flows->setBook({{kProd, {flow("", "share")}}});
    CheckResult result = answer(0, 0, 0);
    result.samples << Sample{"share", {}, 2.5, MetricType::Gauge};
    feed({result});
    QVERIFY(!reading().rate);
    QCOMPARE(reading().share->value, 0.025);
}

void TestEdgeFlows::aCounterThatBeginsAnewIsNoBurst()
{
    feed({answer(0, 1'000'000, 0), answer(10, 1'000'100, 0)});
    QCOMPARE(reading().rate->value, 10.0);
    // What it did meanwhile nobody knows: the last that is known stays, as old.
    feed({answer(20, 30, 0)});
    pass(20);
    QCOMPARE(reading().rate->value, 10.0);
    QCOMPARE(reading().rate->age, Milliseconds(10'000));
    QVERIFY(reading().isStale());
    feed({answer(30, 130, 0)});
    pass(30);
    QCOMPARE(reading().rate->value, 10.0);
    QVERIFY(!reading().isStale());
}

void TestEdgeFlows::whatIsOldIsStaleThenNothing()
{
    feed({answer(0, 0, 0), answer(10, 100, 0)});
    pass(25);
    QVERIFY(!reading().isStale());
    pass(26);
    QVERIFY(reading().isStale());
    QVERIFY(reading().rate);
    pass(40);
    QVERIFY(reading().rate);
    pass(41);
    QVERIFY(!reading().isKnown());
}

void TestEdgeFlows::aFailureMakesItStaleAtOnce()
{
    feed({answer(0, 0, 0), answer(10, 100, 0)});
    pass(11);
    QVERIFY(!reading().isStale());
    feed({noAnswer(12)});
    QVERIFY(reading().isStale());
}

void TestEdgeFlows::aClockPutBackMakesItStale()
{
    feed({answer(0, 0, 0), answer(100, 100, 0)});
    Instant back = at(101);
    back.wallMs -= 60'000;
    m_board->tick(back);
    QVERIFY(reading().isStale());
}

void TestEdgeFlows::staleChecksMakeStaleFigures()
{
    feed({answer(0, 0, 0), answer(10, 100, 0)});
    // The machine slept: the wall clock stood, as it were, the other one ran on.
    Instant later = at(11);
    later.boot += std::chrono::seconds(20);
    m_board->tick(later);
    QVERIFY(reading().isStale());
}

void TestEdgeFlows::tooManySeriesHaveNoSum()
{
    QList<CheckResult> results{answer(0, 0, 0), answer(10, 0, 0)};
    for (CheckResult &result : results) {
        result.samples.clear();
        for (int i = 0; i < SeriesBoard::kMostLines + 1; ++i)
            result.samples << Sample{"requests_total",
                                     {{"status", QString::number(100 + i)}},
                                     double(result.observedAt.wallMs - kBegin),
                                     MetricType::Counter};
    }
    feed(results);
    QVERIFY(!m_series->lines({kScrape.service, "requests"}).isEmpty());
    QVERIFY(!reading().isKnown());
}

void TestEdgeFlows::widthsGoByTens_data()
{
    QTest::addColumn<QList<double>>("rates"); ///< negative: not known
    QTest::addColumn<QList<int>>("widths");
    QTest::newRow("none") << QList<double>{-1, -1} << QList<int>{0, 0};
    QTest::newRow("alone") << QList<double>{0.02} << QList<int>{3};
    QTest::newRow("tens") << QList<double>{500, 50, 5, 0.5, 0.005} << QList<int>{3, 2, 1, 1, 1};
    QTest::newRow("nearest") << QList<double>{100, 32, 31, 3.2, 3.1} << QList<int>{3, 3, 2, 2, 1};
    QTest::newRow("nothing flows") << QList<double>{0, 0} << QList<int>{1, 1};
    QTest::newRow("some") << QList<double>{0, -1, 7} << QList<int>{1, 0, 3};
}

void TestEdgeFlows::widthsGoByTens()
{
    QFETCH(QList<double>, rates);
    QList<std::optional<double>> given;
    for (const double rate : rates)
        given << (rate < 0 ? std::nullopt : std::optional(rate));
    QTEST(flowWidths(given), "widths");
}

void TestEdgeFlows::labels_data()
{
    QTest::addColumn<double>("rate");  ///< negative: not known
    QTest::addColumn<double>("share"); ///< negative: not known
    QTest::addColumn<bool>("isStale");
    QTest::addColumn<bool>("isAtMost");
    QTest::addColumn<QString>("text"); ///< with plain spaces
    QTest::addColumn<bool>("isBad");
    QTest::newRow("nothing") << -1.0 << -1.0 << false << false << "" << false;
    QTest::newRow("rate") << 12.34 << -1.0 << false << false << "12 /s" << false;
    QTest::newRow("small") << 0.0234 << -1.0 << false << false << "0.023 /s" << false;
    QTest::newRow("large") << 1234.5 << -1.0 << false << false << "1235 /s" << false;
    QTest::newRow("bound") << 12.0 << -1.0 << false << true << "≤ 12 /s" << false;
    QTest::newRow("no errors") << 12.0 << 0.0 << false << false << "12 /s" << false;
    QTest::newRow("few errors") << 12.0 << 0.004 << false << false << "12 /s, 0.4 % errors"
                                << false;
    QTest::newRow("fewest errors")
        << 12.0 << 0.0004 << false << false << "12 /s, below 0.1 % errors" << false;
    QTest::newRow("errors") << 12.0 << 0.031 << false << false << "12 /s, 3.1 % errors" << true;
    QTest::newRow("share alone") << -1.0 << 0.0 << false << false << "0 % errors" << false;
    QTest::newRow("stale") << 12.0 << 0.031 << true << false << "12 /s, 3.1 % errors, stale"
                           << false;
}

void TestEdgeFlows::labels()
{
    QFETCH(double, rate);
    QFETCH(double, share);
    QFETCH(bool, isStale);
    QFETCH(bool, isAtMost);
    FlowReading reading;
    if (rate >= 0)
        reading.rate = FlowFigure{rate, {}, isStale};
    if (share >= 0)
        reading.share = FlowFigure{share, {}, isStale};
    reading.isAtMost = isAtMost;
    const FlowLabel label = flowLabel(reading);
    QTEST(QString(label.text).replace(QChar::Nbsp, QLatin1Char(' ')), "text");
    QTEST(label.isBad, "isBad");
    QVERIFY(label.text.contains(label.shortText));
    QCOMPARE(label.shortText.contains(QLatin1String("errors")),
             label.isBad || (rate < 0 && share >= 0));
    QCOMPARE(label.isStale, isStale);
}

void TestEdgeFlows::sentencesTellUnitMetricAndAge()
{
    const auto told = [this] {
        return m_flows->sentences(kEdge, reading()).replace(QChar::Nbsp, QLatin1Char(' '));
    };
    EdgeFlow full = flow("requests", "failed");
    full.isAtMost = true;
    full.source.isGiven = true;
    full.source.basis = FactBasis::Ours;
    m_flows->setBook({{kProd, {full}}});
    QVERIFY(told().contains("requests of API: not observed"));
    feed({answer(0, 0, 0, 0), answer(10, 99, 1, 1)});
    pass(13);
    QVERIFY2(told().contains("≤ 10 /s: requests of API, 3 s ago"), qPrintable(told()));
    QVERIFY2(told().contains("1 % errors: failed of API, 3 s ago"), qPrintable(told()));
    QVERIFY2(told().contains("others send there, too"), qPrintable(told()));
    QVERIFY2(told().contains("ours"), qPrintable(told()));
    pass(30);
    QVERIFY2(told().contains("≤ 10 /s, stale: requests of API, 20 s ago"), qPrintable(told()));
    QVERIFY(m_flows->sentences({kProd, ServiceId("api"), ServiceId("db")}, {}).isEmpty());
}

void TestEdgeFlows::theDiagramTellsWhatChanged()
{
    DiagramModel model(*m_board);
    model.setEnvironment(kProd);
    model.setFlows(*m_flows);
    QSignalSpy spy(&model, &DiagramModel::edgesChanged);
    feed({answer(0, 0, 0), answer(10, 100, 0)});
    QCOMPARE(model.flowWidth(0), 3);
    QCOMPARE(model.flowWidth(1), 0);
    QCOMPARE(model.flowLabelOf(0).text, QString("10") + QChar(QChar::Nbsp) + "/s");
    QVERIFY(model.flowLabelOf(1).text.isEmpty());
    QCOMPARE(spy.count(), 1);
    QCOMPARE(spy.takeFirst().first().value<QList<int>>(), QList<int>{0});
    pass(15);
    QCOMPARE(spy.count(), 0); // its age is not drawn
    pass(30);
    QCOMPARE(spy.count(), 1);
    QCOMPARE(model.flowWidth(0), 0);
    QVERIFY(model.flowLabelOf(0).isStale);
    QVERIFY(model.flowLabelOf(0).text.contains("stale"));
    pass(60);
    QVERIFY(model.flowLabelOf(0).text.isEmpty());
    QCOMPARE(model.flowWidth(0), 0);
}

void TestEdgeFlows::theDiagramShowsNothingOnDemand()
{
    DiagramModel model(*m_board);
    model.setEnvironment(kProd);
    model.setFlows(*m_flows);
    feed({answer(0, 0, 0), answer(10, 100, 0)});
    model.showFlows(FlowsOf::Nothing);
    QCOMPARE(model.flowWidth(0), 0);
    QVERIFY(model.flowLabelOf(0).text.isEmpty());
    QVERIFY(model.flowSentences(0).isEmpty());
    model.showFlows(FlowsOf::Present);
    QCOMPARE(model.flowWidth(0), 3);
    // All environments together have no flow of their own; each is told.
    model.setAllEnvironments(true);
    QCOMPARE(model.flowWidth(0), 0);
    QVERIFY2(model.flowSentences(0).startsWith("prod: 10"), qPrintable(model.flowSentences(0)));
}

void TestEdgeFlows::theDiagramShowsThePastAsItWas()
{
    feed({answer(0, 0, 0), answer(10, 100, 0), answer(20, 300, 0), answer(100, 300, 0),
          answer(110, 5300, 0)});
    pass(111);
    StatusBoard past;
    past.setWorkspace(m_board->workspace(), at(21));
    DiagramModel model(*m_board);
    model.setEnvironment(kProd);
    model.setFlows(*m_flows);
    QSignalSpy wanted(m_flows.get(), &EdgeFlows::historyWanted);
    model.showFlows(FlowsOf::Moment);
    model.setBoard(past);
    const auto text = [&] {
        return QString(model.flowLabelOf(0).text).replace(QChar::Nbsp, QLatin1Char(' '));
    };
    QCOMPARE(text(), QString("20 /s"));
    QVERIFY(!wanted.isEmpty());
    QVERIFY(wanted.last().at(1).toLongLong() <= at(0).wallMs);
    EnvironmentView view;
    view.key = kProd;
    past.show(view, at(12));
    QCOMPARE(text(), QString("10 /s"));
    // Nothing was recorded for long: not the value before, not today's.
    past.show(view, at(60));
    QVERIFY(text().isEmpty());
    QCOMPARE(model.flowWidth(0), 0);
    past.show(view, at(-60));
    QVERIFY(text().isEmpty());
}

QTEST_GUILESS_MAIN(TestEdgeFlows)
#include "tst_edgeflows.moc"
