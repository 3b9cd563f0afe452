// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/topology/diagrammodel.h"

#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

const EnvironmentKey kProd{PlatformId(QStringLiteral("shop")),
                           EnvironmentId(QStringLiteral("prod"))};
const EnvironmentKey kDev{PlatformId(QStringLiteral("shop")), EnvironmentId(QStringLiteral("dev"))};

Instant at(int seconds)
{
    return {std::chrono::seconds(1000 + seconds), 1'700'000'000'000 + seconds * 1000LL};
}

Service service(const QString &name, const QString &layer, const QStringList &on = {})
{
    Service made;
    made.id = ServiceId(name);
    made.title = name;
    made.technology = QStringLiteral("Tech");
    made.port = QStringLiteral("80");
    made.layer = layer;
    Check check;
    check.id = CheckId(QStringLiteral("c"));
    check.interval = 10s;
    made.checks = {check};
    for (const QString &dependency : on)
        made.dependencies.append(
            {ServiceId(dependency), DependencyBasis::Stated, DependencyRole::Uses});
    return made;
}

/// nginx → api → db, redis; worker → redis; exporter scrapes db and leans on it by hearsay
std::shared_ptr<Workspace> workspace()
{
    auto made = std::make_shared<Workspace>();
    Platform platform;
    platform.id = kProd.platform;
    platform.layers = {
        {"edge", "Edge"}, {"app", "Application"}, {"data", "Data"}, {"monitoring", "Monitoring"}};
    Environment prod;
    prod.id = kProd.environment;
    prod.services = {service("nginx", "edge", {"api"}),
                     service("api", "app", {"db", "redis"}),
                     service("worker", "app", {"redis"}),
                     service("db", "data"),
                     service("redis", "data"),
                     service("exporter", "monitoring")};
    prod.services[5].dependencies = {
        {ServiceId("db"), DependencyBasis::Stated, DependencyRole::Scrapes},
        {ServiceId("db"), DependencyBasis::Disputed, DependencyRole::Uses}};
    prod.services[2].replicas = 3;
    Environment dev = prod;
    dev.id = kDev.environment;
    platform.environments = {dev, prod};
    made->platforms = {platform};
    return made;
}

CheckState state(const EnvironmentKey &environment, const QString &name, Health health,
                 int observed = 0, bool soft = false)
{
    CheckState made;
    made.key = {{environment, ServiceId(name)}, CheckId(QStringLiteral("c"))};
    made.shown = made.hard = health;
    made.soft = soft;
    made.confirmed = true;
    made.since = at(0);
    CheckResult result;
    result.key = made.key;
    result.observedAt = at(observed);
    result.figure = QStringLiteral("4 ms");
    if (health != Health::Healthy)
        result.error =
            Error{ErrorKind::Refused, QStringLiteral("Nothing listens on db:5432."), {}, {}};
    made.last = result;
    return made;
}

ChangeSet healthy(const EnvironmentKey &environment, int observed = 0)
{
    ChangeSet changes;
    for (const char *name : {"nginx", "api", "worker", "db", "redis", "exporter"})
        changes.states.append(
            state(environment, QString::fromLatin1(name), Health::Healthy, observed));
    changes.at = at(observed);
    return changes;
}

ChangeSet one(const CheckState &changed)
{
    ChangeSet changes;
    changes.states = {changed};
    return changes;
}

} // namespace

class TestDiagramModel final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void definitionHasNodesEdgesAndFrames();
    void layersThatWatchOrCarryStandBelow();
    void whatTheTitleSaysIsNotRepeated_data();
    void whatTheTitleSaysIsNotRepeated();
    void layoutIsKeptForTheSameDefinition();
    void downDatabaseColoursTheWayOfItsImpact();
    void softRootFailsNoLine();
    void onlyWhatChangedIsAnnounced();
    void anotherEnvironmentIsSilent();
    void staleShowsItsAgeAndMovesWithTheClock();
    void reachLeadsToRootsAndDependants();
    void largeGraphsArriveLater();
    void whatNobodyPreparedIsSpreadOverTheRoomLater();
    void plansAreMadeAhead();
    void framesOfAllEnvironmentsTellTheWorst();
    void whatIsNotSetUpIsKnown();
    void noEnvironmentNoNodes();

private:
    int node(const char *name) const
    {
        return m_model->nodeOf({kProd, ServiceId(QString::fromLatin1(name))});
    }

    int edge(const char *from, const char *to) const
    {
        const QList<DiagramEdge> &edges = m_model->definition().edges;
        for (int i = 0; i < edges.size(); ++i) {
            if (edges.at(i).from == node(from) && edges.at(i).to == node(to)
                && edges.at(i).role == DependencyRole::Uses)
                return i;
        }
        return -1;
    }

    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<DiagramModel> m_model;
};

void TestDiagramModel::init()
{
    m_model.reset();
    m_board = std::make_unique<StatusBoard>();
    m_board->setWorkspace(workspace(), at(0));
    m_model = std::make_unique<DiagramModel>(*m_board);
    m_model->setEnvironment(kProd);
    m_board->apply(healthy(kProd));
}

void TestDiagramModel::definitionHasNodesEdgesAndFrames()
{
    QCOMPARE(m_model->definition().nodes.size(), 6);
    QCOMPARE(m_model->definition().nodes.at(2).replicas, 3);
    QCOMPARE(m_model->definition().nodes.at(0).subtitle, QString("Tech · 80"));
    QCOMPARE(m_model->definition().edges.size(), 6);
    QCOMPARE(m_model->definition().groups.first(), QString("Edge"));
    QVERIFY(m_model->isReady());
    QCOMPARE(m_model->layout().nodes.size(), 6);
    QCOMPARE(m_model->layout().frames.size(), 4);
    QVERIFY(m_model->layout().frames.last().rect.top()
            > m_model->layout().frames.first().rect.bottom());
    QCOMPARE(m_model->view(node("db"))->key.service, ServiceId("db"));
    QCOMPARE(m_model->view(99), nullptr);
    QCOMPARE(m_model->edgeLabel(5), QString("disputed"));
}

void TestDiagramModel::layersThatWatchOrCarryStandBelow()
{
    Platform platform = workspace()->platforms.first();
    platform.layers = {{"machine", "Machine"}, {"edge", "Edge"},          {"app", "Application"},
                       {"data", "Data"},       {"Monitoring", "Watched"}, {"logs", ""}};
    const DiagramDefinition definition = diagramDefinition(platform, platform.environments.first());
    QCOMPARE(definition.below, QList<int>({3, 0, 0, 0, 1, 2}));
    QCOMPARE(layoutInput(definition).below, definition.below);
    QCOMPARE(rankBelow("host"), rankBelow("machine"));
    QCOMPARE(rankBelow("outside"), 0);
    QCOMPARE(rankBelow({}), 0);
}

void TestDiagramModel::whatTheTitleSaysIsNotRepeated_data()
{
    QTest::addColumn<QString>("title");
    QTest::addColumn<QString>("technology");
    QTest::addColumn<bool>("isSaid");
    QTest::newRow("the same") << "Grafana" << "Grafana" << true;
    QTest::newRow("in other letters") << "Celery beat" << "Celery Beat" << true;
    QTest::newRow("a part") << "Redis exporter" << "exporter" << true;
    QTest::newRow("a part at the front") << "Docker host" << "Docker" << true;
    QTest::newRow("with a version") << "PostgreSQL" << "PostgreSQL 15" << false;
    QTest::newRow("another") << "Backend API" << "FastAPI" << false;
    QTest::newRow("more") << "Proxmox" << "Proxmox virtualisation" << false;
    QTest::newRow("none") << "Host" << "" << true;
    QTest::newRow("no title") << "" << "Redis" << false;
}

void TestDiagramModel::whatTheTitleSaysIsNotRepeated()
{
    QFETCH(QString, title);
    QFETCH(QString, technology);
    QFETCH(bool, isSaid);
    QCOMPARE(isSaidBy(title, technology), isSaid);
    Platform platform = workspace()->platforms.first();
    Service &first = platform.environments.first().services.first();
    first.title = title;
    first.technology = technology;
    const DiagramNode node =
        diagramDefinition(platform, platform.environments.first()).nodes.first();
    QCOMPARE(node.technology, isSaid ? QString() : technology);
    QCOMPARE(node.port, QString("80"));
    // All of it can still be found and heard.
    QVERIFY(node.subtitle.contains(technology));
    QVERIFY(node.subtitle.endsWith("80"));
}

void TestDiagramModel::layoutIsKeptForTheSameDefinition()
{
    const LayoutResult before = m_model->layout();
    QSignalSpy changed(m_model.get(), &DiagramModel::layoutChanged);
    m_model->setEnvironment(kDev);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(m_model->layout(), before);
    m_model->setEnvironment(kDev);
    QCOMPARE(changed.size(), 1);
    LayoutMetrics wide;
    wide.columnGap = 96;
    wide.frameGap = 64;
    m_model->setMetrics(wide);
    QVERIFY(m_model->layout().bounds.width() > before.bounds.width());
}

void TestDiagramModel::downDatabaseColoursTheWayOfItsImpact()
{
    QCOMPARE(m_model->edgeState(edge("api", "db")), EdgeState::Normal);
    m_board->apply(one(state(kProd, "db", Health::Down)));
    QCOMPARE(m_model->edgeState(edge("api", "db")), EdgeState::Failing);
    QCOMPARE(m_model->edgeLabel(edge("api", "db")), QString("refused"));
    QCOMPARE(m_model->edgeState(edge("nginx", "api")), EdgeState::Impacted);
    QCOMPARE(m_model->edgeState(edge("api", "redis")), EdgeState::Normal);
    QCOMPARE(m_model->edgeState(edge("worker", "redis")), EdgeState::Normal);
    // Neither a scrape nor what is disputed carries impact; the dispute is still told.
    QCOMPARE(m_model->edgeState(4), EdgeState::Normal);
    QCOMPARE(m_model->edgeState(5), EdgeState::Normal);
    QCOMPARE(m_model->edgeLabel(5), QString("disputed"));
    QVERIFY(m_model->statusSentence(node("api")).contains("Impacted by db."));
}

void TestDiagramModel::softRootFailsNoLine()
{
    m_board->apply(one(state(kProd, "db", Health::Down, 0, true)));
    QCOMPARE(m_model->edgeState(edge("api", "db")), EdgeState::Normal);
    m_board->apply(one(state(kProd, "db", Health::Degraded)));
    QCOMPARE(m_model->edgeState(edge("api", "db")), EdgeState::Impacted);
}

void TestDiagramModel::onlyWhatChangedIsAnnounced()
{
    QSignalSpy nodes(m_model.get(), &DiagramModel::nodesChanged);
    QSignalSpy edges(m_model.get(), &DiagramModel::edgesChanged);
    CheckState slower = state(kProd, "redis", Health::Healthy);
    slower.last->figure = "9 ms";
    m_board->apply(one(slower));
    QCOMPARE(nodes.size(), 1);
    QCOMPARE(nodes.first().first().value<QList<int>>(), QList<int>{node("redis")});
    QCOMPARE(edges.size(), 0);
    QCOMPARE(m_model->figure(node("redis")), QString("9 ms"));
    m_board->apply(one(slower));
    QCOMPARE(nodes.size(), 1);
    m_board->apply(one(state(kProd, "db", Health::Down)));
    QCOMPARE(edges.size(), 1);
    QList<int> changed = edges.first().first().value<QList<int>>();
    QCOMPARE(QSet<int>(changed.begin(), changed.end()),
             (QSet<int>{edge("api", "db"), edge("nginx", "api")}));
}

void TestDiagramModel::anotherEnvironmentIsSilent()
{
    QSignalSpy nodes(m_model.get(), &DiagramModel::nodesChanged);
    m_board->apply(healthy(kDev));
    QCOMPARE(nodes.size(), 0);
}

void TestDiagramModel::staleShowsItsAgeAndMovesWithTheClock()
{
    QCOMPARE(m_model->figure(node("redis")), QString("4 ms"));
    m_board->tick(at(20));
    QCOMPARE(m_model->figure(node("redis")), QString("20%1s").arg(QChar(QChar::Nbsp)));
    QSignalSpy nodes(m_model.get(), &DiagramModel::nodesChanged);
    m_board->tick(at(21));
    QCOMPARE(nodes.size(), 1);
    QCOMPARE(nodes.first().first().value<QList<int>>().size(), 6);
    QVERIFY(m_model->statusSentence(node("redis")).contains("Not counted as healthy"));
}

void TestDiagramModel::reachLeadsToRootsAndDependants()
{
    DiagramModel::Reach reach = m_model->reachOf(node("api"));
    QCOMPARE(reach.nodes, (QSet<int>{node("nginx"), node("api"), node("db"), node("redis")}));
    m_board->apply(one(state(kProd, "db", Health::Down)));
    reach = m_model->reachOf(node("api"));
    QCOMPARE(reach.nodes, (QSet<int>{node("nginx"), node("api"), node("db")}));
    QCOMPARE(reach.edges, (QSet<int>{edge("nginx", "api"), edge("api", "db")}));
    reach = m_model->reachOf(node("db"));
    QCOMPARE(reach.nodes, (QSet<int>{node("nginx"), node("api"), node("db")}));
    reach = m_model->reachOf(node("exporter"));
    QCOMPARE(reach.edges, QSet<int>{5}); // what it may stand on is shown
    QVERIFY(m_model->reachOf(-1).nodes.isEmpty());
}

void TestDiagramModel::largeGraphsArriveLater()
{
    auto made = workspace();
    Environment &prod = made->platforms[0].environments[1];
    for (int i = 0; i < 500; ++i)
        prod.services.append(service(QString("s%1").arg(i), "app", {i % 2 == 0 ? "db" : "redis"}));
    QSignalSpy changed(m_model.get(), &DiagramModel::layoutChanged);
    m_board->setWorkspace(made, at(1));
    QVERIFY(!m_model->isReady());
    QVERIFY(m_model->layout().nodes.isEmpty());
    QTRY_VERIFY(m_model->isReady());
    QCOMPARE(m_model->layout().nodes.size(), 506);
    QCOMPARE(changed.size(), 2);
    QCOMPARE(m_model->layout(), layeredLayout(layoutInput(m_model->definition())));
    // Leaving while one is under way is no harm.
    LayoutMetrics wide;
    wide.columnGap = 80;
    m_model->setMetrics(wide);
    m_model->setEnvironment(kDev);
    QVERIFY(m_model->isReady());
    QCOMPARE(m_model->layout().nodes.size(), 6);
    m_model->setMetrics({});
    m_model->setEnvironment(kProd);
    m_model.reset();
}

void TestDiagramModel::whatNobodyPreparedIsSpreadOverTheRoomLater()
{
    auto made = workspace();
    Environment &prod = made->platforms[0].environments[1];
    for (int i = 0; i < 2 * LayoutPlans::kMostNodesAtOnce; ++i)
        prod.services.append(
            service(QString("later%1").arg(i), "app", {i % 2 == 0 ? "db" : "redis"}));
    const QSizeF room(9000, 9000);
    m_model->spreadOver(room, 1);
    m_board->setWorkspace(made, at(1));
    QTRY_VERIFY(m_model->isReady());
    const LayoutInput input = layoutInput(m_model->definition());
    const LayoutMetrics spread = spreadMetrics(layeredLayout(input), room, 1);
    QVERIFY(!(spread == LayoutMetrics()));
    QCOMPARE(m_model->layout(), layeredLayout(input, spread));
    QVERIFY(LayoutPlans::shared().atOnce(input));
}

void TestDiagramModel::plansAreMadeAhead()
{
    auto made = workspace();
    made->platforms.append(made->platforms.first());
    Platform &other = made->platforms.last();
    other.id = PlatformId(QStringLiteral("other"));
    for (Environment &environment : other.environments)
        environment.services.append(service("made-ahead", "app", {"db"}));
    const LayoutInput input =
        platformDrawing(other, diagramDefinition(other, other.environments.first())).input;
    QVERIFY(!LayoutPlans::shared().has(input));
    m_board->setWorkspace(made, at(1)); // shop is shown
    QTRY_VERIFY(LayoutPlans::shared().has(input));
    LayoutMetrics wide;
    wide.columnGap = 80;
    LayoutMetrics turned;
    turned.turned = true;
    const LayoutPlan plan = LayoutPlans::shared().planOf(input);
    for (const LayoutMetrics &metrics : {LayoutMetrics(), wide, turned})
        QCOMPARE(plan.drawn(metrics), layeredLayout(input, metrics));
}

void TestDiagramModel::framesOfAllEnvironmentsTellTheWorst()
{
    auto made = workspace();
    const int group = m_model->definition().nodes.at(node("db")).group;
    for (Layer &layer : made->platforms[0].layers)
        layer.rollUp = {RollUpKind::Percent, 100};
    m_board->setWorkspace(made, at(1));
    m_board->apply(healthy(kProd));
    m_board->apply(healthy(kDev));
    m_model->setAllEnvironments(true);
    QVERIFY(m_model->standingOf(group));
    QCOMPARE(m_model->standingOf(group)->standing->health, Health::Healthy);
    QCOMPARE(m_model->standsIn(group), QString("PROD"));
    m_board->apply(one(state(kDev, "db", Health::Down)));
    QCOMPARE(m_model->standingOf(group)->standing->health, Health::Down);
    QCOMPARE(m_model->standsIn(group), QString("DEV"));
    // A rule that lets one be gone does not hide who is.
    made = std::make_shared<Workspace>(*made);
    for (Layer &layer : made->platforms[0].layers)
        layer.rollUp = {RollUpKind::Percent, 50};
    m_board->setWorkspace(made, at(1));
    m_board->apply(healthy(kProd));
    m_board->apply(healthy(kDev));
    QCOMPARE(m_model->standsIn(group), QString("PROD"));
    m_board->apply(one(state(kDev, "db", Health::Down)));
    QCOMPARE(m_model->standingOf(group)->standing->health, Health::Healthy);
    QCOMPARE(m_model->standingOf(group)->well, 1);
    QCOMPARE(m_model->standsIn(group), QString("DEV"));
    m_model->setAllEnvironments(false);
    QCOMPARE(m_model->standingOf(group)->standing->health, Health::Healthy);
    QCOMPARE(m_model->standsIn(group), QString());
}

void TestDiagramModel::whatIsNotSetUpIsKnown()
{
    const ServiceKey db{kProd, ServiceId("db")};
    QCOMPARE(m_model->notSetUpOf(db), 0);
    auto made = workspace();
    Environment &prod = made->platforms[0].environments[1];
    for (Service &each : prod.services) {
        if (each.id == db.service) {
            DormantCheck lacking;
            lacking.presence = Presence::NotConfigured;
            each.dormantChecks = {lacking};
        }
    }
    m_board->setWorkspace(made, at(1));
    QCOMPARE(m_model->notSetUpOf(db), 1);
}

void TestDiagramModel::noEnvironmentNoNodes()
{
    m_board->setWorkspace(nullptr, at(1));
    QVERIFY(m_model->isReady());
    QVERIFY(m_model->definition().nodes.isEmpty());
    QVERIFY(m_model->layout().nodes.isEmpty());
}

QTEST_GUILESS_MAIN(TestDiagramModel)
#include "tst_diagrammodel.moc"
