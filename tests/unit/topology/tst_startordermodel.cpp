// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/topology/startordermodel.h"
#include "tests/support/referenceboard.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

class TestStartOrderModel final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void wavesWithTheirServices();
    void aCircleIsSaid();
    void conflictsNameTheSteps();
    void anotherDefinitionIsAnotherOrder();

private:
    QStringList texts(StartOrderModel::Kind kind) const
    {
        QStringList found;
        for (int row = 0; row < m_model->rowCount(); ++row) {
            const QModelIndex index = m_model->index(row);
            if (index.data(StartOrderModel::KindRole).toInt() == static_cast<int>(kind))
                found << index.data().toString();
        }
        return found;
    }

    void give(const std::function<void(Platform &)> &change)
    {
        auto workspace = std::make_shared<Workspace>(*referenceWorkspace());
        change(workspace->platforms.first());
        m_board->setWorkspace(workspace, referenceTime());
    }

    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<StartOrderModel> m_model;
};

void TestStartOrderModel::init()
{
    m_board = std::make_unique<StatusBoard>();
    m_board->setWorkspace(referenceWorkspace(), referenceTime());
    m_model = std::make_unique<StartOrderModel>(*m_board);
    new QAbstractItemModelTester(
        m_model.get(), QAbstractItemModelTester::FailureReportingMode::Fatal, m_model.get());
    m_model->setEnvironment(referenceEnvironment());
}

void TestStartOrderModel::cleanup()
{
    m_model.reset();
    m_board.reset();
}

void TestStartOrderModel::wavesWithTheirServices()
{
    QCOMPARE(m_model->waveCount(), 5);
    QCOMPARE(texts(StartOrderModel::Kind::Wave),
             QStringList({"Wave 1: needs nothing else here", "Wave 2: after wave 1",
                          "Wave 3: after wave 2", "Wave 4: after wave 3", "Wave 5: after wave 4"}));
    QCOMPARE(m_model->waves().value(referenceService("db")), 1);
    QCOMPARE(m_model->waves().value(referenceService("celery-worker")), 2);
    QCOMPARE(m_model->waves().value(referenceService("nginx")), 5);
    // Planned: it starts never.
    QVERIFY(!m_model->waves().contains(referenceService("pgbouncer")));
    QCOMPARE(texts(StartOrderModel::Kind::Service).size(), 11);
    QCOMPARE(texts(StartOrderModel::Kind::Note),
             QStringList({"The document states no start order."}));
    QVERIFY(texts(StartOrderModel::Kind::Circle).isEmpty());
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex index = m_model->index(row);
        const bool isService =
            !index.data(StartOrderModel::KeyRole).value<ServiceKey>().service.isEmpty();
        QCOMPARE(index.flags().testFlag(Qt::ItemIsSelectable), isService);
    }
}

void TestStartOrderModel::aCircleIsSaid()
{
    give([](Platform &platform) {
        for (Service &service : platform.environments.first().services) {
            if (service.id == ServiceId("db"))
                service.dependencies = {
                    {ServiceId("celery-worker"), DependencyBasis::Stated, DependencyRole::Uses}};
        }
    });
    QCOMPARE(texts(StartOrderModel::Kind::Circle),
             QStringList({"Circular: celery-worker and db wait for each other. No order among "
                          "them can be right."}));
}

void TestStartOrderModel::conflictsNameTheSteps()
{
    give([](Platform &platform) {
        platform.startOrder = {{{ServiceId("db"), ServiceId("redis")}, {}},
                               {{ServiceId("backend"), ServiceId("frontend")}, {}},
                               {{ServiceId("celery-worker")}, {}}};
    });
    QCOMPARE(texts(StartOrderModel::Kind::Conflict),
             QStringList({"Step 2 starts frontend together with backend, which it needs.",
                          "Step 2 starts backend, which needs celery-worker: that one starts in "
                          "step 3 only."}));
    QVERIFY(texts(StartOrderModel::Kind::Note).isEmpty());
    give([](Platform &platform) {
        platform.startOrder = {{{ServiceId("db"), ServiceId("redis")}, {}},
                               {{ServiceId("celery-worker")}, {}},
                               {{ServiceId("backend")}, {}}};
    });
    QCOMPARE(texts(StartOrderModel::Kind::Note),
             QStringList({"The document's start order agrees with the dependencies."}));
}

void TestStartOrderModel::anotherDefinitionIsAnotherOrder()
{
    QSignalSpy changed(m_model.get(), &StartOrderModel::wavesChanged);
    m_board->setWorkspace(std::make_shared<Workspace>(*referenceWorkspace()), referenceTime());
    QCOMPARE(changed.size(), 0);
    m_model->setEnvironment({PlatformId("none"), EnvironmentId("none")});
    QCOMPARE(changed.size(), 1);
    QCOMPARE(m_model->rowCount(), 0);
    QCOMPARE(m_model->waveCount(), 0);
}

QTEST_GUILESS_MAIN(TestStartOrderModel)
#include "tst_startordermodel.moc"
