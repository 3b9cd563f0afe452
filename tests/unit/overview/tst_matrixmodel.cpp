// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/overview/matrixfilter.h"
#include "models/overview/matrixmodel.h"
#include "tests/support/overviewboard.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

constexpr MatrixRoom kNoRoom{0, 32, 24, 36};

} // namespace

class TestMatrixModel final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void layersAreGroupsInTheirOrder();
    void aLayerOfLayersHasItsHead();
    void aServiceOfAnUnknownLayerIsStillThere();
    void cellsSayWhatTheBoardSays();
    void whatDoesNotRunSaysSo();
    void onlyCellsThatRunCanBeReached();
    void aChangeTouchesItsCellOnly();
    void silenceTurnsGreenIntoStaleAndUnknown();
    void headsCountWhatIsAbnormal();
    void sparksShowHalfAnHourAndGaps();
    void aYoungLineIsStretchedAndSaysItsSpan();
    void theFilterKeepsHeadsOfWhatStays();
    void theFilterFollowsTheStates();
    void textFindsNamesAndTechnology();
    void headsSumUpTheirGroup();
    void foldingHidesWhatIsWellAndNothingElse();
    void roomThatChangesMeanwhileIsTakenAfterwards();
    void silenceOpensWhatWasFolded();
    void foldedGroupsOpenByHandAndForTheChosen();
    void asManyLayersOpenAsFit();
    void whatWasFoldedByHandStaysSo();
    void whatIsNotSetUpIsSaidInOneWord();
    void columnsStandInTheOrderOfDisplay();
    void anotherPlatformIsEmpty();
    void aReloadRebuilds();

private:
    QModelIndex cell(const QString &environment, const QString &service) const
    {
        return m_model->indexOf(overviewService(environment, service));
    }

    QStringList titles(const QAbstractItemModel &model) const;

    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<SeriesBoard> m_series;
    std::unique_ptr<MatrixModel> m_model;
    std::unique_ptr<MatrixFilter> m_filter;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
    std::unique_ptr<QAbstractItemModelTester> m_filterTester;
};

void TestMatrixModel::init()
{
    m_filterTester.reset();
    m_tester.reset();
    m_filter.reset();
    m_model.reset();
    m_board = std::make_unique<StatusBoard>();
    m_series = std::make_unique<SeriesBoard>();
    m_model = std::make_unique<MatrixModel>(*m_board, *m_series);
    m_filter = std::make_unique<MatrixFilter>();
    m_filter->setSourceModel(m_model.get());
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_filterTester = std::make_unique<QAbstractItemModelTester>(
        m_filter.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_series->setWorkspace(overviewWorkspace());
    m_board->setWorkspace(overviewWorkspace(), overviewTime());
    m_model->setPlatform(overviewEnvironment("prod").platform);
    m_board->apply(overviewHealthy());
}

QStringList TestMatrixModel::titles(const QAbstractItemModel &model) const
{
    QStringList all;
    for (int row = 0; row < model.rowCount(); ++row) {
        const QModelIndex index = model.index(row, 0);
        all << (index.data(MatrixModel::IsHeadRole).toBool() ? "[" + index.data().toString() + "]"
                                                             : index.data().toString());
    }
    return all;
}

void TestMatrixModel::layersAreGroupsInTheirOrder()
{
    QCOMPARE(titles(*m_model),
             (QStringList{"[Edge]", "nginx", "[Application]", "api", "[Data]", "postgres", "redis",
                          "minio", "[Observability]", "prometheus", "grafana", "jaeger",
                          "node-exporter", "postgres-exporter", "redis-exporter", "cadvisor"}));
    QCOMPARE(m_model->columnCount(), 4);
    QCOMPARE(m_model->headerData(0, Qt::Horizontal).toString(), QString("Service"));
    QCOMPARE(m_model->headerData(3, Qt::Horizontal).toString(), QString("prod"));
    QCOMPARE(
        m_model->headerData(3, Qt::Horizontal, MatrixModel::EnvironmentRole).value<EnvironmentId>(),
        overviewEnvironment("prod").environment);
    QCOMPARE(m_model->headerData(3, Qt::Horizontal, MatrixModel::TierRole).toInt(),
             static_cast<int>(Tier::Prod));
    QCOMPARE(m_model->index(1, 0).data(MatrixModel::CaptionRole).toString(), QString("Nginx"));
}

void TestMatrixModel::aLayerOfLayersHasItsHead()
{
    auto workspace = std::make_shared<Workspace>(*overviewWorkspace());
    QList<Layer> &layers = workspace->platforms.first().layers;
    const auto rename = [&](const QString &title, const QString &within) {
        for (Layer &layer : layers) {
            if (layer.title == title)
                layer.within = within;
        }
    };
    rename("Application", "back");
    rename("Data", "back");
    layers.prepend({"site", "Site"});
    layers.last().title = "Watching";
    Layer back{"back", "Back"};
    back.within = "site";
    back.rollUp.kind = RollUpKind::Best;
    layers.append(back);
    m_board->setWorkspace(workspace, overviewTime());
    m_board->apply(overviewHealthy());
    QCOMPARE(titles(*m_model).mid(0, 9),
             (QStringList{"[Edge]", "nginx", "[Site]", "[Back]", "[Application]", "api", "[Data]",
                          "postgres", "redis"}));
    const QModelIndex head = m_model->index(3, 3);
    QVERIFY(head.data(MatrixModel::StandingRole).isValid());
    QCOMPARE(head.data(Qt::AccessibleTextRole).toString(), QString("OK, 4 of 4 OK"));
    // There is nothing to fold; a filter keeps it over what stays.
    m_filter->setRoom(kNoRoom);
    QCOMPARE(titles(*m_filter).mid(0, 5),
             (QStringList{"[Edge]", "[Site]", "[Back]", "[Application]", "[Data]"}));
    QCOMPARE(m_filter->index(2, 0).data(MatrixModel::FoldRole).toInt(),
             static_cast<int>(MatrixModel::Fixed));
    m_filter->setText("postgres");
    QCOMPARE(titles(*m_filter).mid(0, 4), (QStringList{"[Site]", "[Back]", "[Data]", "postgres"}));
    m_filter->setText("nginx");
    QCOMPARE(titles(*m_filter), (QStringList{"[Edge]", "nginx"}));
}

void TestMatrixModel::aServiceOfAnUnknownLayerIsStillThere()
{
    auto workspace = std::make_shared<Workspace>(*overviewWorkspace());
    for (Environment &environment : workspace->platforms.first().environments) {
        for (Service &service : environment.services) {
            if (service.title == "cadvisor")
                service.layer = "nobody-defined-it";
        }
    }
    m_board->setWorkspace(workspace, overviewTime());
    QCOMPARE(titles(*m_model).mid(14), (QStringList{"redis-exporter", "[Other]", "cadvisor"}));
}

void TestMatrixModel::cellsSayWhatTheBoardSays()
{
    m_board->apply(overviewIncident());
    const QModelIndex postgres = cell("prod", "postgres");
    QCOMPARE(postgres.data().toString(), QString("Degraded"));
    QCOMPARE(postgres.data(MatrixModel::CaptionRole).toString(),
             QString("query p95 1.34 s, limit 1 s"));
    QCOMPARE(postgres.data(MatrixModel::ServiceRole).value<ServiceKey>(),
             overviewService("prod", "postgres"));
    QCOMPARE(postgres.data(MatrixModel::ViewRole).value<ServiceView>(),
             *m_board->service(overviewService("prod", "postgres")));
    QVERIFY(postgres.data(MatrixModel::IsAbnormalRole).toBool());
    QVERIFY(
        postgres.data(Qt::AccessibleTextRole).toString().startsWith("postgres is degraded for 12"));
    QCOMPARE(cell("prod", "api").data().toString(), QString("OK"));
    QCOMPARE(cell("prod", "api").data(MatrixModel::CaptionRole).toString(),
             QString("impacted by postgres"));
    QVERIFY(cell("prod", "api").data(MatrixModel::IsAbnormalRole).toBool());
    QVERIFY(!cell("prod", "redis").data(MatrixModel::IsAbnormalRole).toBool());
    // The word has the count, so the caption has the evidence.
    QCOMPARE(cell("dev", "minio").data().toString(), QString("Down, 1 of 3"));
    QCOMPARE(cell("dev", "minio").data(MatrixModel::CaptionRole).toString(),
             QString("no answer in 5 s"));
    QCOMPARE(cell("staging", "cadvisor").data(MatrixModel::CaptionRole).toString(),
             QString("no check"));
    QVERIFY(cell("staging", "cadvisor").data(MatrixModel::IsAbnormalRole).toBool());
}

void TestMatrixModel::whatDoesNotRunSaysSo()
{
    const QModelIndex nginx = cell("dev", "nginx");
    QVERIFY(nginx.isValid());
    QCOMPARE(nginx.data().toString(), QString("not run here"));
    QVERIFY(!nginx.data(MatrixModel::ViewRole).isValid());
    QVERIFY(!nginx.data(MatrixModel::IsAbnormalRole).toBool());
    QVERIFY(!m_model->indexOf(overviewService("nowhere", "nginx")).isValid());
    QVERIFY(!m_model->indexOf(overviewService("dev", "nothing")).isValid());
}

void TestMatrixModel::onlyCellsThatRunCanBeReached()
{
    QVERIFY(m_model->flags(cell("prod", "nginx")).testFlag(Qt::ItemIsSelectable));
    QVERIFY(!m_model->flags(cell("dev", "nginx")).testFlag(Qt::ItemIsEnabled));
    QVERIFY(!m_model->flags(m_model->index(0, 1)).testFlag(Qt::ItemIsEnabled));
    QVERIFY(!m_model->flags(m_model->index(1, 0)).testFlag(Qt::ItemIsEnabled));
}

void TestMatrixModel::aChangeTouchesItsCellOnly()
{
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    QSignalSpy reset(m_model.get(), &QAbstractItemModel::modelReset);
    ChangeSet changes;
    changes.states = {
        overviewState(overviewService("prod", "jaeger"), Health::Healthy, "10 ms", "HTTP 200", -1)};
    m_board->apply(changes);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed.first().at(0).toModelIndex(), cell("prod", "jaeger"));
    QCOMPARE(changed.first().at(1).toModelIndex(), cell("prod", "jaeger"));
    changed.clear();
    changes.states = {
        overviewState(overviewService("prod", "jaeger"), Health::Down, "refused", "refused", 0)};
    m_board->apply(changes);
    // The cell, the row's name and its group's head.
    QCOMPARE(changed.size(), 3);
    QCOMPARE(changed.at(1).at(0).toModelIndex(), cell("prod", "jaeger").siblingAtColumn(0));
    QCOMPARE(changed.at(2).at(0).toModelIndex(), m_model->index(8, 0));
    QCOMPARE(reset.size(), 0);
}

void TestMatrixModel::silenceTurnsGreenIntoStaleAndUnknown()
{
    QCOMPARE(cell("prod", "redis").data().toString(), QString("OK"));
    m_board->tick(overviewTime(25));
    QCOMPARE(cell("prod", "redis").data().toString(), QString("Stale, was OK"));
    QVERIFY(cell("prod", "redis").data(MatrixModel::IsAbnormalRole).toBool());
    m_board->tick(overviewTime(60));
    QCOMPARE(cell("prod", "redis").data().toString(), QString("Unknown, was OK"));
    for (const EnvironmentKey &key : m_model->environments()) {
        for (int row = 0; row < m_model->rowCount(); ++row) {
            const QModelIndex index =
                m_model->index(row, static_cast<int>(m_model->environments().indexOf(key)) + 1);
            if (index.data(MatrixModel::ViewRole).isValid())
                QVERIFY(!index.data(MatrixModel::ViewRole).value<ServiceView>().countsAsHealthy());
        }
    }
}

void TestMatrixModel::headsCountWhatIsAbnormal()
{
    const auto counts = [this](int column) {
        return m_model->headerData(column, Qt::Horizontal, MatrixModel::CaptionRole).toString();
    };
    QCOMPARE(counts(1), QString("4 OK"));
    QCOMPARE(counts(2), QString("1 unknown"));
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::headerDataChanged);
    m_board->apply(overviewIncident());
    QVERIFY(!changed.isEmpty());
    QVERIFY2(counts(1).startsWith("1 not confirmed, 1 stale"), qPrintable(counts(1)));
    // What is degraded because of another is counted as impacted, once.
    QCOMPARE(counts(2), QString("1 down, 1 degraded, 1 unknown, 2 impacted"));
    QVERIFY2(counts(3).startsWith("1 degraded, 3 impacted"), qPrintable(counts(3)));
    QCOMPARE(m_model->headerData(3, Qt::Horizontal, Qt::AccessibleTextRole).toString(),
             QString("prod: ") + counts(3));
}

void TestMatrixModel::sparksShowHalfAnHourAndGaps()
{
    const auto spark = [this](const QString &service) {
        return cell("prod", service).data(MatrixModel::SparkRole).value<Spark>().values;
    };
    QVERIFY(std::all_of(spark("api").cbegin(), spark("api").cend(),
                        [](double value) { return std::isnan(value); }));
    addHalfAnHour(*m_series, *overviewWorkspace());
    const QList<double> values = spark("postgres");
    QCOMPARE(values.size(), 40);
    QVERIFY(values.first() < 0.1);
    QVERIFY(values.last() > 1.0);
    // Ten minutes of silence are a gap, not a line drawn on.
    m_board->tick(overviewTime(600));
    QVERIFY(std::isnan(spark("postgres").last()));
    const Spark whole = cell("prod", "postgres").data(MatrixModel::SparkRole).value<Spark>();
    QVERIFY(whole.isWhole());
    QVERIFY(!whole.asked.last());
    QVERIFY(!std::isnan(spark("postgres").at(20)));
}

void TestMatrixModel::aYoungLineIsStretchedAndSaysItsSpan()
{
    const MetricKey metric = [this] {
        for (const MetricKey &each : m_series->metrics(overviewEnvironment("prod"))) {
            if (each.service == overviewService("prod", "api"))
                return each;
        }
        return MetricKey();
    }();
    const MetricDefinition *definition = m_series->definition(metric);
    QVERIFY(definition != nullptr);
    QList<CheckResult> results;
    for (int second = -220; second <= 0; second += 10) {
        // Two points are no line.
        if (second == -200) {
            m_series->addResults(std::exchange(results, {}));
            m_board->tick(overviewTime(-201));
            QVERIFY(
                cell("prod", "api").data(MatrixModel::SparkRole).value<Spark>().values.isEmpty());
        }
        CheckResult result;
        result.key = {metric.service, definition->check};
        result.observedAt = overviewTime(second);
        if (second < -60)
            result.samples.append({definition->metric, definition->labels, 1.0, MetricType::Gauge});
        else
            result.status = CheckStatus::Critical;
        results.append(result);
    }
    m_series->addResults(results);
    m_board->tick(overviewTime());
    const Spark spark = cell("prod", "api").data(MatrixModel::SparkRole).value<Spark>();
    QCOMPARE(spark.span, std::chrono::minutes(4));
    QVERIFY(!spark.isWhole());
    const auto known = std::count_if(spark.values.cbegin(), spark.values.cend(),
                                     [](double value) { return std::isfinite(value); });
    QVERIFY2(known > 20, qPrintable(QString::number(known)));
    QVERIFY(std::isnan(spark.values.last()));
    QVERIFY(spark.asked.last());
    QVERIFY(!spark.asked.at(20));
}

void TestMatrixModel::theFilterKeepsHeadsOfWhatStays()
{
    m_board->apply(overviewIncident());
    m_filter->setOnlyAbnormal(true);
    QCOMPARE(titles(*m_filter),
             (QStringList{"[Edge]", "nginx", "[Application]", "api", "[Data]", "postgres", "redis",
                          "minio", "[Observability]", "postgres-exporter", "cadvisor"}));
    m_filter->setText("redis");
    QCOMPARE(titles(*m_filter), (QStringList{"[Data]", "redis"}));
    m_filter->setOnlyAbnormal(false);
    QCOMPARE(titles(*m_filter),
             (QStringList{"[Data]", "redis", "[Observability]", "redis-exporter"}));
    m_filter->setText({});
    QCOMPARE(m_filter->rowCount(), m_model->rowCount());
    QVERIFY(!m_filter->isFiltering());
}

void TestMatrixModel::theFilterFollowsTheStates()
{
    m_filter->setOnlyAbnormal(true);
    QCOMPARE(titles(*m_filter), (QStringList{"[Observability]", "cadvisor"}));
    ChangeSet changes;
    changes.states = {
        overviewState(overviewService("prod", "redis"), Health::Down, "refused", "refused")};
    m_board->apply(changes);
    QVERIFY(titles(*m_filter).contains("[Data]"));
    QVERIFY(titles(*m_filter).contains("redis"));
    QVERIFY(!titles(*m_filter).contains("postgres"));
    m_board->apply(overviewHealthy());
    QCOMPARE(titles(*m_filter), (QStringList{"[Observability]", "cadvisor"}));
}

void TestMatrixModel::textFindsNamesAndTechnology()
{
    m_filter->setText("  TIMESCALE ");
    QCOMPARE(titles(*m_filter), (QStringList{"[Data]", "postgres"}));
    m_filter->setText("no such thing");
    QCOMPARE(m_filter->rowCount(), 0);
}

void TestMatrixModel::headsSumUpTheirGroup()
{
    const QModelIndex head = m_model->index(8, 3); // Observability in prod
    const auto summary = head.data(MatrixModel::SummaryRole).value<GroupSummary>();
    QCOMPARE(summary.healthy, 7);
    QCOMPARE(summary.others, 0);
    Milliseconds oldest{-1};
    for (int row = 9; row < m_model->rowCount(); ++row)
        oldest = std::max(
            oldest,
            m_model->index(row, 3).data(MatrixModel::ViewRole).value<ServiceView>().oldestAge);
    QVERIFY(oldest.count() > 0);
    QCOMPARE(summary.oldestAge, oldest);
    QCOMPARE(head.data().toString(), QString("7 OK"));
    QCOMPARE(m_model->index(8, 1).data().toString(), QString("not run here"));
    QVERIFY(!m_model->index(4, 0).data(MatrixModel::IsAbnormalRole).toBool());
    QVERIFY(m_model->index(8, 0)
                .data(MatrixModel::IsAbnormalRole)
                .toBool()); // cadvisor has no check in staging
    m_board->apply(overviewIncident());
    QVERIFY(m_model->index(4, 0).data(MatrixModel::IsAbnormalRole).toBool());
    // What is impacted is not among the good ones.
    QCOMPARE(m_model->index(8, 3).data(MatrixModel::SummaryRole).value<GroupSummary>().healthy, 6);
}

void TestMatrixModel::foldingHidesWhatIsWellAndNothingElse()
{
    const QStringList observability = titles(*m_model).mid(8);
    m_filter->setRoom(kNoRoom);
    QCOMPARE(titles(*m_filter), QStringList({"[Edge]", "[Application]", "[Data]"}) + observability);
    const QModelIndex data = m_filter->index(2, 0);
    QCOMPARE(data.data(MatrixModel::FoldRole).toInt(), int(MatrixModel::Folded));
    QCOMPARE(data.data(Qt::AccessibleTextRole).toString(),
             QString("Group Data, folded: all is OK"));
    QVERIFY(data.flags().testFlag(Qt::ItemIsEnabled));
    QVERIFY(!data.flags().testFlag(Qt::ItemIsSelectable));
    QVERIFY(!m_filter->index(3, 0).flags().testFlag(Qt::ItemIsEnabled)); // Observability can't fold
    m_board->apply(overviewIncident());
    QCOMPARE(titles(*m_filter), titles(*m_model)); // each has something abnormal
    m_board->apply(overviewHealthy());
    QCOMPARE(titles(*m_filter), QStringList({"[Edge]", "[Application]", "[Data]"}) + observability);
    // One soft failure of one service brings its whole group back.
    ChangeSet changes;
    changes.states = {
        overviewState(overviewService("dev", "redis"), Health::Down, "refused", "refused")};
    changes.states.first().soft = true;
    m_board->apply(changes);
    QCOMPARE(titles(*m_filter),
             QStringList({"[Edge]", "[Application]", "[Data]", "postgres", "redis", "minio"})
                 + observability);
    // A filter shows what it finds.
    m_board->apply(overviewHealthy());
    m_filter->setText("redis");
    QCOMPARE(titles(*m_filter),
             (QStringList{"[Data]", "redis", "[Observability]", "redis-exporter"}));
    m_filter->setText({});
    m_filter->setRoom({});
    QCOMPARE(titles(*m_filter), titles(*m_model));
}

void TestMatrixModel::roomThatChangesMeanwhileIsTakenAfterwards()
{
    // A page has another height for each number of rows; three groups fold one after the other.
    connect(m_filter.get(), &QAbstractItemModel::rowsRemoved, this, [this] {
        m_filter->setRoom({});
        QVERIFY(titles(*m_filter) != titles(*m_model)); // not in the midst of it
    });
    m_filter->setRoom(kNoRoom);
    QCOMPARE(titles(*m_filter), titles(*m_model));
}

void TestMatrixModel::silenceOpensWhatWasFolded()
{
    m_filter->setRoom(kNoRoom);
    QVERIFY(!titles(*m_filter).contains("redis"));
    m_board->tick(overviewTime(25));
    for (int row = 0; row < m_model->rowCount(); ++row) {
        for (int column = 1; column < m_model->columnCount(); ++column) {
            const QModelIndex cell = m_model->index(row, column);
            if (cell.data(MatrixModel::IsAbnormalRole).toBool()
                && !m_model->index(row, 0).data(MatrixModel::IsHeadRole).toBool())
                QVERIFY2(m_filter->mapFromSource(cell).isValid(),
                         qPrintable(m_model->index(row, 0).data().toString()));
        }
    }
    QVERIFY(titles(*m_filter).contains("redis"));
}

void TestMatrixModel::foldedGroupsOpenByHandAndForTheChosen()
{
    m_filter->setRoom(kNoRoom);
    m_filter->toggle(m_filter->index(2, 2));
    QCOMPARE(titles(*m_filter).mid(0, 6),
             (QStringList{"[Edge]", "[Application]", "[Data]", "postgres", "redis", "minio"}));
    QCOMPARE(m_filter->index(2, 0).data(MatrixModel::FoldRole).toInt(), int(MatrixModel::Open));
    m_filter->toggle(m_filter->index(2, 0));
    QCOMPARE(titles(*m_filter).mid(0, 4),
             (QStringList{"[Edge]", "[Application]", "[Data]", "[Observability]"}));
    m_filter->toggle(m_filter->index(3, 0)); // nothing to fold there
    QVERIFY(titles(*m_filter).contains("grafana"));
    m_filter->keepOpen(overviewService("prod", "api"));
    QCOMPARE(titles(*m_filter).mid(0, 4),
             (QStringList{"[Edge]", "[Application]", "api", "[Data]"}));
    m_filter->keepOpen({});
    QVERIFY(!titles(*m_filter).contains("api"));
}

void TestMatrixModel::asManyLayersOpenAsFit()
{
    // Observability has a service without a check and stays open; Edge fits, Application too, Data
    // does not.
    const int fixed = 4 * 24 + 7 * 32;
    m_filter->setRoom({fixed + 2 * 32, 32, 24, 36});
    QCOMPARE(titles(*m_filter).mid(0, 6),
             (QStringList{"[Edge]", "nginx", "[Application]", "api", "[Data]", "[Observability]"}));
    QCOMPARE(m_filter->index(0, 0).data(MatrixModel::FoldRole).toInt(), int(MatrixModel::Open));
    m_filter->setRoom({fixed + 32 - 1, 32, 24, 36});
    QVERIFY(!titles(*m_filter).contains("nginx"));
    // What is opened by hand folds nothing else.
    m_filter->setRoom({fixed + 2 * 32, 32, 24, 36});
    m_filter->toggle(m_filter->index(4, 0));
    QCOMPARE(titles(*m_filter), titles(*m_model));
    m_filter->toggle(m_filter->index(4, 0));
    m_filter->toggle(m_filter->index(0, 0));
    QCOMPARE(titles(*m_filter).mid(0, 4),
             (QStringList{"[Edge]", "[Application]", "api", "[Data]"}));
    m_filter->toggle(m_filter->index(3, 0));
    m_filter->setRoom({fixed + 5 * 32, 32, 24, 36});
    QCOMPARE(titles(*m_filter).size(), m_model->rowCount() - 1); // nginx was folded by hand
}

void TestMatrixModel::whatWasFoldedByHandStaysSo()
{
    m_filter->setRoom({400, 32, 24, 36});
    QCOMPARE(m_filter->index(0, 0).data(MatrixModel::FoldRole).toInt(), int(MatrixModel::Open));
    m_filter->toggle(m_filter->index(0, 0));
    for (const int height : {0, 400, 500, 5000, -1}) {
        m_filter->setRoom({height, 32, 24, 36});
        QVERIFY2(!titles(*m_filter).contains("nginx"), qPrintable(QString::number(height)));
        QCOMPARE(m_filter->index(0, 0).data(MatrixModel::FoldRole).toInt(),
                 int(MatrixModel::Folded));
    }
    // Trouble is never folded away.
    ChangeSet changes;
    changes.states = {
        overviewState(overviewService("prod", "nginx"), Health::Down, "refused", "refused")};
    m_board->apply(changes);
    QVERIFY(titles(*m_filter).contains("nginx"));
    m_board->apply(overviewHealthy());
    QVERIFY(!titles(*m_filter).contains("nginx"));
    m_filter->toggle(m_filter->index(0, 0));
    m_filter->setRoom(kNoRoom);
    QVERIFY(titles(*m_filter).contains("nginx"));
}

void TestMatrixModel::whatIsNotSetUpIsSaidInOneWord()
{
    auto workspace = std::make_shared<Workspace>(*overviewWorkspace());
    for (Service &service : workspace->platforms.first().environments.first().services) {
        service.presence = Presence::NotConfigured;
        service.checks.clear();
    }
    m_board->setWorkspace(workspace, overviewTime());
    QCOMPARE(cell("dev", "redis").data().toString(), QString("Not set up"));
    QCOMPARE(m_model->index(4, 1).data().toString(), QString("not set up")); // Data in dev
    QCOMPARE(m_model->headerData(1, Qt::Horizontal, MatrixModel::CaptionRole).toString(),
             QString("not set up"));
}

void TestMatrixModel::columnsStandInTheOrderOfDisplay()
{
    auto workspace = std::make_shared<Workspace>(*overviewWorkspace());
    QList<Environment> &environments = workspace->platforms.first().environments;
    Environment test = environments.first();
    test.id = EnvironmentId(QStringLiteral("test"));
    test.tier = Tier::Other;
    environments = {environments.at(2), test, environments.at(1), environments.at(0)};
    m_board->setWorkspace(workspace, overviewTime());
    QStringList names;
    for (int column = 1; column < m_model->columnCount(); ++column)
        names << m_model->headerData(column, Qt::Horizontal).toString();
    QCOMPARE(names, QStringList({"dev", "staging", "test", "prod"}));
    QCOMPARE(m_model->indexOf(overviewService("prod", "redis")).column(), 4);
}

void TestMatrixModel::anotherPlatformIsEmpty()
{
    QSignalSpy reset(m_model.get(), &QAbstractItemModel::modelReset);
    m_model->setPlatform(PlatformId(QStringLiteral("other")));
    QCOMPARE(reset.size(), 1);
    QCOMPARE(m_model->rowCount(), 0);
    QCOMPARE(m_model->columnCount(), 1);
    m_model->setPlatform(PlatformId(QStringLiteral("other")));
    QCOMPARE(reset.size(), 1);
}

void TestMatrixModel::aReloadRebuilds()
{
    m_board->setWorkspace(manyServicesWorkspace(40), overviewTime());
    QCOMPARE(m_model->rowCount(), 41);
    QCOMPARE(m_model->index(1, 1).data().toString(), QString("Unknown"));
    QCOMPARE(m_model->index(1, 1).data(MatrixModel::CaptionRole).toString(),
             QString("not observed"));
    m_board->setWorkspace({}, overviewTime());
    QCOMPARE(m_model->rowCount(), 0);
}

QTEST_GUILESS_MAIN(TestMatrixModel)
#include "tst_matrixmodel.moc"
