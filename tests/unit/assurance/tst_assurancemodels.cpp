// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/assurance/assurancefilter.h"
#include "models/assurance/capacitymodel.h"
#include "models/assurance/factsmodel.h"
#include "models/assurance/questionsmodel.h"
#include "models/assurance/rulesmodel.h"
#include "tests/unit/assurance/assuranceboard.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

const ServiceKey kDatabase{assuranceEnvironment("shop", "prod"), ServiceId("db")};

Instant at(qint64 ms)
{
    return {std::chrono::milliseconds(ms), 1'795'000'000'000 + ms};
}

CheckResult connections(qint64 ms, double active, double idle)
{
    CheckResult made;
    made.key = {kDatabase, CheckId("stats")};
    made.observedAt = at(ms);
    made.samples = {{"pg_connections", {{"state", "active"}}, active, MetricType::Gauge},
                    {"pg_connections", {{"state", "idle"}}, idle, MetricType::Gauge}};
    return made;
}

QString row(const QAbstractItemModel &model, int number)
{
    QStringList cells;
    for (int column = 0; column < model.columnCount(); ++column) {
        const QModelIndex index = model.index(number, column);
        QString text = index.data().toString().replace(QChar(QChar::Nbsp), ' ');
        const QString caption = index.data(assurance::CaptionRole).toString();
        if (!caption.isEmpty())
            text += " (" + QString(caption).replace(QChar(QChar::Nbsp), ' ') + ")";
        cells << text;
    }
    return cells.join(" | ");
}

QStringList rows(const QAbstractItemModel &model)
{
    QStringList all;
    for (int number = 0; number < model.rowCount(); ++number)
        all << row(model, number);
    return all;
}

/// Fails the test on what no model may do.
class Tester
{
public:
    explicit Tester(QAbstractItemModel &model)
        : m_tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest)
    {}

private:
    QAbstractItemModelTester m_tester;
};

} // namespace

class TestAssuranceModels final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_board = std::make_unique<StatusBoard>();
        m_series = std::make_unique<SeriesBoard>();
    }

    void cleanup()
    {
        m_board.reset();
        m_series.reset();
    }

    void questionsAreOpenUntilAnswered()
    {
        QuestionsModel model(*m_board);
        const Tester tester(model);
        QCOMPARE(model.rowCount(), 0);
        m_board->setWorkspace(assuranceWorkspace(), at(0));
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.openCount(PlatformId("shop")), 2);
        QCOMPARE(model.openCount({}), 3);
        QCOMPARE(model.index(0, 0).data(Qt::AccessibleTextRole).toString(),
                 QString("Shop, contradiction 1, open: Is the database reachable from outside?"));
        QCOMPARE(model.index(0, 0).data(assurance::CaptionRole).toString(), QString("PostgreSQL"));
        QCOMPARE(model.index(1, 0).data(QuestionsModel::KindRole).toString(), QString("gap"));
        QCOMPARE(model.index(1, 0).data(QuestionsModel::SourceRole).toString(),
                 QString("not stated"));
        m_board->setWorkspace(assuranceWorkspace("only inside"), at(0));
        QCOMPARE(model.openCount(PlatformId("shop")), 1);
        QCOMPARE(model.count(PlatformId("shop")), 2);
        QCOMPARE(model.index(0, 0).data(QuestionsModel::StateRole).toString(), QString("settled"));
        QCOMPARE(model.index(0, 0).data(assurance::CaptionRole).toString(), QString("only inside"));
        QCOMPARE(model.rowOf(PlatformId("bare"), "9"), 2);
        QCOMPARE(model.rowOf(PlatformId("bare"), "1"), -1);
    }

    void leadsToTheServiceWhereOneIs()
    {
        QuestionsModel model(*m_board);
        m_board->setWorkspace(assuranceWorkspace(), at(0));
        const ServiceId db("db");
        QCOMPARE(model.serviceOf(0, db, EnvironmentId("prod")), kDatabase);
        QCOMPARE(model.serviceOf(0, db, EnvironmentId("nowhere")).environment,
                 assuranceEnvironment("shop", "dev"));
        QCOMPARE(model.serviceOf(0, ServiceId("none"), {}), ServiceKey());
        QCOMPARE(model.serviceOf(7, db, {}), ServiceKey());
    }

    void aLoadIsOfNowOrSaysThatItIsNot()
    {
        m_series->setWorkspace(assuranceWorkspace());
        m_board->setWorkspace(assuranceWorkspace(), at(0));
        CapacityModel model(*m_board, *m_series);
        const Tester tester(model);
        // Of environments that are not watched nothing is told.
        QCOMPARE(rows(model),
                 QStringList({"Shop | PostgreSQL | max_connections | 100 | dev | no value |  | "
                              "stated, line 329",
                              "Shop | PostgreSQL | max_connections | 200 | prod | no value |  | "
                              "stated, line 329",
                              "Shop | PostgreSQL | Disk | 50 GB | dev | not observed |  | stated, "
                              "line 477",
                              "Shop | PostgreSQL | Disk | 50 GB | prod | not observed |  | stated, "
                              "line 477"}));
        const QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        m_series->addResults({connections(1000, 40, 12)});
        QCOMPARE(changed.size(), 1);
        m_board->tick(at(3000));
        QCOMPARE(model.load(1).state, CapacityLoad::State::Fresh);
        QCOMPARE(model.load(1).share.value_or(0), 0.26);
        QCOMPARE(row(model, 1), QString("Shop | PostgreSQL | max_connections | 200 | prod | 52 "
                                        "(fresh, 2 s old) | 26 % | stated, line 329"));
        // One and a half intervals are still of now.
        m_board->tick(at(16'000));
        QCOMPARE(model.load(1).state, CapacityLoad::State::Fresh);
        m_board->tick(at(16'001));
        QCOMPARE(model.load(1).state, CapacityLoad::State::Stale);
        QVERIFY(!model.load(1).share);
        const QModelIndex load = model.index(1, CapacityModel::LoadColumn);
        QCOMPARE(load.data().toString(), QString("was 52"));
        QVERIFY(load.data(assurance::CaptionRole).toString().startsWith("stale, last at "));
        QVERIFY(!model.index(1, CapacityModel::ShareColumn).data(assurance::ShareRole).isValid());
        QCOMPARE(model.index(1, CapacityModel::ShareColumn).data().toString(), QString());
    }

    void aFailureIsNoLoad()
    {
        m_series->setWorkspace(assuranceWorkspace());
        m_board->setWorkspace(assuranceWorkspace(), at(0));
        const CapacityModel model(*m_board, *m_series);
        m_series->addResults({connections(1000, 40, 12)});
        CheckResult failed = connections(2000, 0, 0);
        failed.samples.clear();
        failed.status = CheckStatus::Critical;
        m_series->addResults({failed});
        m_board->tick(at(3000));
        QCOMPARE(model.load(1).state, CapacityLoad::State::NoAnswer);
        QVERIFY(!model.load(1).share);
        QVERIFY(model.index(1, CapacityModel::LoadColumn)
                    .data(assurance::CaptionRole)
                    .toString()
                    .startsWith("no answer since "));
    }

    void aLineThatEndedIsNoLoad()
    {
        m_series->setWorkspace(assuranceWorkspace());
        m_board->setWorkspace(assuranceWorkspace(), at(0));
        const CapacityModel model(*m_board, *m_series);
        m_series->addResults({connections(1000, 40, 12)});
        CheckResult later = connections(60'000, 40, 0);
        later.samples.removeLast();
        m_series->addResults({later});
        m_board->tick(at(61'000));
        QCOMPARE(model.load(1).value, 40.0);
    }

    void sharesOnlyOfTheSameKind()
    {
        Capacity figure;
        figure.value = 80;
        figure.unit = "percent";
        QCOMPARE(unitOf(figure.unit), Unit::Percent);
        figure.unit = "parrots";
        QCOMPARE(unitOf(figure.unit), Unit::None);
        Workspace changed = *assuranceWorkspace();
        Service &db = changed.platforms[0].environments[1].services[0];
        db.metrics[0].unit = Unit::Ratio;
        db.metrics[0].seriesLabel.clear();
        db.capacity[0].unit = "percent";
        db.capacity[0].value = 80;
        const auto workspace = std::make_shared<const Workspace>(changed);
        m_series->setWorkspace(workspace);
        m_board->setWorkspace(workspace, at(0));
        const CapacityModel model(*m_board, *m_series);
        CheckResult result = connections(1000, 0.6, 0);
        result.samples = {{"pg_connections", {}, 0.6, MetricType::Gauge}};
        m_series->addResults({result});
        m_board->tick(at(2000));
        QCOMPARE(model.load(1).share.value_or(0), 0.75);
        changed.platforms[0].environments[1].services[0].capacity[0].unit = "bytes";
        const auto other = std::make_shared<const Workspace>(changed);
        m_series->setWorkspace(other);
        m_board->setWorkspace(other, at(2000));
        m_series->addResults({result});
        QVERIFY(model.load(1).hasValue());
        QVERIFY(!model.load(1).share);
    }

    void rulesSayWhatIsNotStated()
    {
        RulesModel model(*m_board);
        const Tester tester(model);
        m_board->setWorkspace(assuranceWorkspace(), at(0));
        QCOMPARE(
            rows(model),
            QStringList(
                {"Shop | Memory usage (A1, alert) | PostgreSQL (memory) | not watched (nothing "
                 "supplies “memory”) | > 80 % | 5 "
                 "min | warning | alert | below 70 % | stated, line 200",
                 "Shop | CPU (S1, scale trigger) | no single one | not watched (no limit "
                 "stands for it) | > 70 % | not stated "
                 "| not stated | not stated | in: < 30 % for 1 min | stated, lines "
                 "384–393"}));
        QVERIFY(!model.index(0, 0).data(assurance::OpenRole).toBool());
        QVERIFY(model.index(1, 0).data(assurance::OpenRole).toBool());
        QVERIFY(model.index(1, RulesModel::ForColumn).data(assurance::QuietRole).toBool());
        QVERIFY(model.index(1, 0)
                    .data(assurance::DetailRole)
                    .toString()
                    .contains("lines 384–393 of “Guide”"));
        QVERIFY(!model.index(0, 0).data(RulesModel::WatchedRole).toBool());
    }

    void rulesSayWhatWatchesThemAndWhereEachPartComesFrom()
    {
        Workspace workspace = *assuranceWorkspace();
        Platform &shop = workspace.platforms[0];
        for (Environment &environment : shop.environments) {
            Threshold limit;
            limit.rule = "A1";
            environment.services[0].metrics[0].thresholds = {limit};
        }
        shop.rules[0].fieldSources = {{"for", stated("202")},
                                      {"severity", source(FactBasis::Ours)}};
        RulesModel model(*m_board);
        m_board->setWorkspace(std::make_shared<const Workspace>(workspace), at(0));
        const auto caption = [&](int column) {
            return model.index(0, column).data(assurance::CaptionRole).toString();
        };
        QCOMPARE(model.index(0, RulesModel::WatchedColumn).data().toString(), QString("watched"));
        QCOMPARE(caption(RulesModel::WatchedColumn),
                 QString("limit of “Connections” (PostgreSQL)"));
        QVERIFY(!model.index(0, RulesModel::WatchedColumn).data(assurance::StrongRole).toBool());
        QVERIFY(model.index(0, 0).data(RulesModel::WatchedRole).toBool());
        QCOMPARE(caption(RulesModel::ForColumn), QString("stated, line 202"));
        QCOMPARE(caption(RulesModel::SeverityColumn), QString("ours"));
        QCOMPARE(caption(RulesModel::ActionColumn), QString());
        QVERIFY(model.index(0, 0)
                    .data(assurance::DetailRole)
                    .toString()
                    .contains("for: stated, line 202 of “Guide”. severity: ours"));
        // In one environment alone.
        workspace.platforms[0].environments[0].services[0].metrics[0].thresholds.clear();
        m_board->setWorkspace(std::make_shared<const Workspace>(workspace), at(0));
        QCOMPARE(model.index(0, RulesModel::WatchedColumn).data().toString(),
                 QString("watched in part"));
        QCOMPARE(caption(RulesModel::WatchedColumn),
                 QString("dev: nothing supplies “memory”; prod: limit of “Connections” "
                         "(PostgreSQL)"));
        QVERIFY(model.index(0, RulesModel::WatchedColumn).data(assurance::StrongRole).toBool());
    }

    void factsByTopic()
    {
        FactsModel model(*m_board);
        const Tester tester(model);
        m_board->setWorkspace(assuranceWorkspace(), at(0));
        QCOMPARE(
            rows(model),
            QStringList(
                {"Shop | Identity | the platform | Alias | The shop | implied",
                 "Shop | Services | PostgreSQL | Image | postgres:15 | stated, line 58",
                 "Shop | Services | PostgreSQL | Reachable from outside | disputed | disputed, see "
                 "1",
                 "Shop | Deployment | Development | Domain | not stated | not stated",
                 "Shop | Deployment | Production | Domain | shop.example.com | stated, line 12",
                 "Shop | Start order | the platform | Step 1 | PostgreSQL | stated, line 69",
                 "Shop | Credentials | PostgreSQL (dev, staging) | User | postgres | stated, lines "
                 "60–62",
                 "Shop | Credentials | PostgreSQL (prod) | User | prod_user | stated, lines 60–62",
                 "Shop | Paint | the platform | Colour | grey | ours"}));
        QVERIFY(model.index(2, 0).data(assurance::OpenRole).toBool());
        QVERIFY(model.index(3, 0).data(assurance::OpenRole).toBool());
        QVERIFY(!model.index(4, 0).data(assurance::OpenRole).toBool());
        m_board->setWorkspace(assuranceWorkspace("only inside"), at(0));
        QVERIFY(!model.index(2, 0).data(assurance::OpenRole).toBool());
    }

    void aFactThatTheDocumentSaysThereIsNoneOf()
    {
        Workspace changed = *assuranceWorkspace();
        changed.platforms.first().facts = {{"volumes", "storage", "Volumes", {}, stated("24")}};
        m_board->setWorkspace(std::make_shared<const Workspace>(changed), at(0));
        const FactsModel model(*m_board);
        const QModelIndex found =
            model.match(model.index(0, FactsModel::FactColumn), Qt::DisplayRole, "Volumes")
                .value(0);
        QVERIFY(found.isValid());
        const QModelIndex value = found.siblingAtColumn(FactsModel::ValueColumn);
        QCOMPARE(value.data().toString(), QString("none"));
        QVERIFY(value.data(assurance::QuietRole).toBool());
        QVERIFY(!value.data(assurance::OpenRole).toBool());
    }

    void filtersByPlatformWordsAndWhatIsOpen()
    {
        QuestionsModel model(*m_board);
        AssuranceFilter filter;
        filter.setSourceModel(&model);
        const Tester tester(filter);
        m_board->setWorkspace(assuranceWorkspace("only inside"), at(0));
        QCOMPARE(filter.rowCount(), 3);
        filter.setPlatform(PlatformId("shop"));
        QCOMPARE(filter.rowCount(), 2);
        filter.setOnlyOpen(true);
        QCOMPARE(filter.rowCount(), 1);
        filter.setOnlyOpen(false);
        filter.setText("  INSIDE  database ");
        QCOMPARE(filter.rowCount(), 1);
        QCOMPARE(filter.index(0, 0).data(QuestionsModel::RefRole).toString(), QString("1"));
        filter.setText("inside parrot");
        QCOMPARE(filter.rowCount(), 0);
        filter.setText({});
        filter.setPlatform({});
        QCOMPARE(filter.rowCount(), 3);
    }

private:
    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<SeriesBoard> m_series;
};

QTEST_GUILESS_MAIN(TestAssuranceModels)
#include "tst_assurancemodels.moc"
