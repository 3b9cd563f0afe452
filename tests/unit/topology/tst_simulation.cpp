// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/status/rootcausemodel.h"
#include "models/topology/diagrammodel.h"
#include "models/topology/simulation.h"
#include "tests/support/referenceboard.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

class TestSimulation final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void whatIsAssumedIsSeenOnItsBoardAlone();
    void itFollowsTheLiveBoard();
    void whatIsStaleStaysSo();
    void whatIsTakenAwayIsNotAssumed();
    void whatExpectsNoStateCannotBeAssumed();
    void theModelsGoThereAndBack();
    void aNewOneIsToldThatNothingIsAssumed();
    void theFramesGoThereAndBack();

private:
    Health health(const char *service)
    {
        return m_simulation->board().service(referenceService(service))->health;
    }

    std::unique_ptr<StatusBoard> m_live;
    std::unique_ptr<Simulation> m_simulation;
};

void TestSimulation::init()
{
    m_live = std::make_unique<StatusBoard>();
    m_live->setWorkspace(referenceWorkspace(), referenceTime());
    m_live->apply(allHealthy());
    m_simulation = std::make_unique<Simulation>(*m_live);
    m_simulation->start(referenceEnvironment());
}

void TestSimulation::cleanup()
{
    m_simulation.reset();
    m_live.reset();
}

void TestSimulation::whatIsAssumedIsSeenOnItsBoardAlone()
{
    const EnvironmentView before = *m_live->environment(referenceEnvironment());
    QCOMPARE(*m_simulation->board().environment(referenceEnvironment()), before);
    QSignalSpy live(m_live.get(), &StatusBoard::servicesChanged);
    QSignalSpy told(m_simulation.get(), &Simulation::assumptionsChanged);
    m_simulation->assume(ServiceId("db"), Health::Down);
    QCOMPARE(health("db"), Health::Down);
    QVERIFY(m_simulation->board().service(referenceService("db"))->rootCause);
    QVERIFY(m_simulation->board().service(referenceService("nginx"))->isImpacted());
    QCOMPARE(m_simulation->assumedText(), QString("db down"));
    QCOMPARE(told.size(), 1);
    QCOMPARE(live.size(), 0);
    QCOMPARE(*m_live->environment(referenceEnvironment()), before);
    m_simulation->assume(ServiceId("db"), std::nullopt);
    QCOMPARE(*m_simulation->board().environment(referenceEnvironment()), before);
    QVERIFY(m_simulation->assumedText().isEmpty());
}

void TestSimulation::itFollowsTheLiveBoard()
{
    m_simulation->assume(ServiceId("redis"), Health::Degraded);
    ChangeSet changes;
    changes.states = {referenceState("grafana", Health::Down, "refused")};
    changes.at = referenceTime();
    m_live->apply(changes);
    QCOMPARE(health("grafana"), Health::Down);
    QCOMPARE(health("redis"), Health::Degraded);
    m_simulation->stop();
    QVERIFY(!m_simulation->isOn());
    QVERIFY(m_simulation->board().environment(referenceEnvironment()) == nullptr);
    m_live->apply(allHealthy());
    QVERIFY(m_simulation->board().environment(referenceEnvironment()) == nullptr);
    m_simulation->start(referenceEnvironment());
    QVERIFY(m_simulation->assumptions().isEmpty());
    QCOMPARE(health("redis"), Health::Healthy);
}

void TestSimulation::whatIsStaleStaysSo()
{
    m_simulation->assume(ServiceId("db"), Health::Healthy);
    m_live->tick(referenceTime(24));
    QVERIFY(m_simulation->board().service(referenceService("redis"))->stale);
    QVERIFY(!m_simulation->board().service(referenceService("redis"))->countsAsHealthy());
    m_live->tick(referenceTime(90));
    QCOMPARE(health("redis"), Health::Unknown);
    QCOMPARE(health("db"), Health::Healthy);
}

void TestSimulation::whatIsTakenAwayIsNotAssumed()
{
    m_simulation->assume(ServiceId("db"), Health::Down);
    m_simulation->assume(ServiceId("redis"), Health::Down);
    auto workspace = std::make_shared<Workspace>(*referenceWorkspace());
    workspace->platforms.first().environments.first().services.removeIf(
        [](const Service &service) { return service.id == ServiceId("db"); });
    m_live->setWorkspace(workspace, referenceTime());
    QCOMPARE(m_simulation->assumedText(), QString("redis down"));
    QCOMPARE(health("redis"), Health::Down);
    QVERIFY(m_simulation->board().service(referenceService("db")) == nullptr);
}

void TestSimulation::whatExpectsNoStateCannotBeAssumed()
{
    QVERIFY(!m_simulation->isAssumable(ServiceId("pgbouncer")));
    QVERIFY(!m_simulation->isAssumable(ServiceId("nobody")));
    m_simulation->assume(ServiceId("pgbouncer"), Health::Down);
    QVERIFY(m_simulation->assumptions().isEmpty());
}

void TestSimulation::theModelsGoThereAndBack()
{
    DiagramModel diagram(*m_live);
    diagram.setEnvironment(referenceEnvironment());
    RootCauseModel causes(*m_live);
    causes.setEnvironments({referenceEnvironment()});
    QAbstractItemModelTester tester(&causes, QAbstractItemModelTester::FailureReportingMode::Fatal);
    m_simulation->assume(ServiceId("db"), Health::Down);
    QCOMPARE(causes.rowCount(), 0);
    const LayoutResult layout = diagram.layout();
    QSignalSpy laidOut(&diagram, &DiagramModel::layoutChanged);
    QSignalSpy nodes(&diagram, &DiagramModel::nodesChanged);
    diagram.setBoard(m_simulation->board());
    causes.setBoard(m_simulation->board());
    QCOMPARE(laidOut.size(), 0);
    QCOMPARE(nodes.size(), 1);
    QCOMPARE(diagram.layout(), layout);
    const int db = diagram.nodeOf(referenceService("db"));
    QCOMPARE(diagram.view(db)->health, Health::Down);
    QCOMPARE(diagram.figure(db), QString("assumed"));
    QCOMPARE(causes.rowCount(), 1);
    // It began at no time.
    QCOMPARE(causes.index(0).data(RootCauseModel::OperativeRole).toString(),
             QString("db is down:"));
    QCOMPARE(causes.index(0).data(RootCauseModel::RestRole).toString(),
             QString("assumed to be down."));
    QVERIFY(causes.index(0).data(RootCauseModel::ImpactRole).toString().startsWith("Impact: 6"));
    m_simulation->assume(ServiceId("db"), Health::Healthy);
    QCOMPARE(diagram.view(db)->health, Health::Healthy);
    QCOMPARE(causes.rowCount(), 0);
    // Back again: what happens there is not seen any more.
    diagram.setBoard(*m_live);
    causes.setBoard(*m_live);
    m_simulation->assume(ServiceId("db"), Health::Down);
    QCOMPARE(diagram.view(db)->health, Health::Healthy);
    QCOMPARE(causes.rowCount(), 0);
    m_live->apply(databaseDown());
    QCOMPARE(causes.rowCount(), 1);
}

void TestSimulation::aNewOneIsToldThatNothingIsAssumed()
{
    m_simulation->start(referenceEnvironment());
    m_simulation->assume(ServiceId("db"), Health::Down);
    m_simulation->stop();
    QString told = QStringLiteral("as before");
    connect(m_simulation.get(), &Simulation::assumptionsChanged, this,
            [&] { told = m_simulation->assumedText(); });
    m_simulation->start(referenceEnvironment());
    QCOMPARE(told, QString());
}

void TestSimulation::theFramesGoThereAndBack()
{
    auto workspace = std::make_shared<Workspace>(*referenceWorkspace());
    const QString layer = workspace->service(referenceService("db"))->layer;
    for (Layer &each : workspace->platforms.first().layers) {
        if (each.id == layer)
            each.rollUp = RollUp{RollUpKind::Best, 0};
    }
    m_live->setWorkspace(workspace, referenceTime());
    m_live->apply(allHealthy());
    DiagramModel diagram(*m_live);
    diagram.setEnvironment(referenceEnvironment());
    const int group = diagram.definition().nodes.at(diagram.nodeOf(referenceService("db"))).group;
    QVERIFY(diagram.standingOf(group) != nullptr);
    const GroupView live = *diagram.standingOf(group);
    m_simulation->start(referenceEnvironment());
    m_simulation->assume(ServiceId("db"), Health::Down);
    QSignalSpy groups(&diagram, &DiagramModel::groupsChanged);
    diagram.setBoard(m_simulation->board());
    QCOMPARE(groups.size(), 1);
    QCOMPARE(diagram.standingOf(group)->well, live.well - 1);
    diagram.setBoard(*m_live);
    QCOMPARE(groups.size(), 2);
    QCOMPARE(*diagram.standingOf(group), live);
}

QTEST_GUILESS_MAIN(TestSimulation)
#include "tst_simulation.moc"
