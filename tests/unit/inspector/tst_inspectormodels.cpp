// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/inspector/checksmodel.h"
#include "models/inspector/resultsmodel.h"
#include "tests/support/overviewboard.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

class TestInspectorModels final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void checksTellMessageAgeAndFreshness();
    void checksFollowTheirServiceOnly();
    void checksWithoutAnAnswerSaySo();
    void checksFollowAReload();
    void resultsAreNewestFirstAndFew();
    void resultsOfOtherChecksAreKeptForLater();
    void resultsAgeWithTheBoard();
    void resultsBeforeTheModelShowTheNewest();
    void resultsOfUndefinedChecksAreForgotten();

private:
    ChangeSet result(const QString &service, CheckStatus status, const QString &message,
                     int second) const;

    static CheckKey key(const QString &service)
    {
        return {overviewService("prod", service), CheckId(QStringLiteral("answers"))};
    }

    std::unique_ptr<StatusBoard> m_board;
};

void TestInspectorModels::init()
{
    m_board = std::make_unique<StatusBoard>();
    m_board->setWorkspace(overviewWorkspace(), overviewTime());
    m_board->apply(overviewHealthy());
}

ChangeSet TestInspectorModels::result(const QString &service, CheckStatus status,
                                      const QString &message, int second) const
{
    const Health health = status == CheckStatus::Ok ? Health::Healthy : Health::Down;
    ChangeSet changes;
    changes.states = {
        overviewState(overviewService("prod", service), health, "figure", message, second)};
    changes.results = {*changes.states.first().last};
    changes.at = overviewTime(second);
    return changes;
}

void TestInspectorModels::checksTellMessageAgeAndFreshness()
{
    ChecksModel model(*m_board);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 0);
    model.setService(overviewService("prod", "postgres"));
    QCOMPARE(model.rowCount(), 1);
    const QModelIndex check = model.index(0);
    QCOMPARE(check.data().toString(), QString("answers"));
    QCOMPARE(check.data(ChecksModel::MessageRole).toString(), QString("7 of 100 conn."));
    QCOMPARE(check.data(ChecksModel::AgeRole).toString(), durationText(std::chrono::seconds(4)));
    QVERIFY(!check.data(ChecksModel::IsStaleRole).toBool());
    QCOMPARE(check.data(ChecksModel::ViewRole).value<CheckView>().health, Health::Healthy);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    m_board->tick(overviewTime(25));
    QVERIFY(!changed.isEmpty());
    QVERIFY(check.data(ChecksModel::IsStaleRole).toBool());
    QCOMPARE(check.data(ChecksModel::AgeRole).toString(), durationText(std::chrono::seconds(29)));
    QCOMPARE(
        check.data(Qt::AccessibleTextRole).toString(),
        QString("answers: 7 of 100 conn., %1 old").arg(durationText(std::chrono::seconds(29))));
}

void TestInspectorModels::checksFollowTheirServiceOnly()
{
    ChecksModel model(*m_board);
    model.setService(overviewService("prod", "postgres"));
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    m_board->apply(result("redis", CheckStatus::Critical, "refused", 1));
    QCOMPARE(changed.size(), 0);
    m_board->apply(result("postgres", CheckStatus::Critical, "refused", 1));
    QCOMPARE(changed.size(), 1);
    QCOMPARE(model.index(0).data(ChecksModel::MessageRole).toString(), QString("refused"));
}

void TestInspectorModels::checksWithoutAnAnswerSaySo()
{
    StatusBoard board;
    board.setWorkspace(overviewWorkspace(), overviewTime());
    ChecksModel model(board);
    model.setService(overviewService("prod", "postgres"));
    QCOMPARE(model.index(0).data(ChecksModel::MessageRole).toString(), QString("not asked yet"));
    QCOMPARE(model.index(0).data(ChecksModel::AgeRole).toString(), QString("never"));
    QVERIFY(model.index(0).data(ChecksModel::IsStaleRole).toBool());
    model.setService(overviewService("staging", "cadvisor"));
    QCOMPARE(model.rowCount(), 0);
}

void TestInspectorModels::checksFollowAReload()
{
    ChecksModel model(*m_board);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setService(overviewService("prod", "postgres"));
    m_board->setWorkspace(manyServicesWorkspace(3), overviewTime());
    QCOMPARE(model.rowCount(), 0);
    m_board->setWorkspace(overviewWorkspace(), overviewTime());
    QCOMPARE(model.rowCount(), 1);
}

void TestInspectorModels::resultsAreNewestFirstAndFew()
{
    ResultsModel model(*m_board);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setCheck(key("redis"));
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    for (int second = 1; second <= 8; ++second)
        m_board->apply(result("redis", second == 8 ? CheckStatus::Critical : CheckStatus::Ok,
                              QString("answer %1").arg(second), second));
    QCOMPARE(model.rowCount(), ResultsModel::kMost);
    QCOMPARE(model.index(0).data().toString(), QString("answer 8"));
    QCOMPARE(model.index(0).data(ResultsModel::StatusRole).toInt(),
             static_cast<int>(CheckStatus::Critical));
    QCOMPARE(model.index(1).data(ResultsModel::StatusRole).toInt(),
             static_cast<int>(CheckStatus::Ok));
    QCOMPARE(model.index(4).data().toString(), QString("answer 4"));
    QCOMPARE(model.index(0).data(ResultsModel::LatencyRole).toString(),
             latencyText(std::chrono::microseconds(1'100)));
    QVERIFY(model.index(0).data(Qt::AccessibleTextRole).toString().startsWith("Down: answer 8"));
    QCOMPARE(reset.size(), 0);
}

void TestInspectorModels::resultsOfOtherChecksAreKeptForLater()
{
    ResultsModel model(*m_board);
    model.setCheck(key("redis"));
    const int before = model.rowCount();
    m_board->apply(result("postgres", CheckStatus::Ok, "one", 1));
    m_board->apply(result("postgres", CheckStatus::Critical, "two", 2));
    QCOMPARE(model.rowCount(), before);
    model.setCheck(key("postgres"));
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(0).data().toString(), QString("two"));
    // The same observation told again is not a second one.
    m_board->apply(result("postgres", CheckStatus::Critical, "two", 2));
    QCOMPARE(model.rowCount(), 2);
}

void TestInspectorModels::resultsAgeWithTheBoard()
{
    ResultsModel model(*m_board);
    model.setCheck(key("redis"));
    m_board->apply(result("redis", CheckStatus::Ok, "one", 1));
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    m_board->tick(overviewTime(31));
    QCOMPARE(changed.size(), 1);
    QCOMPARE(model.index(0).data(ResultsModel::AgeRole).toString(),
             durationText(std::chrono::seconds(30)));
}

void TestInspectorModels::resultsBeforeTheModelShowTheNewest()
{
    ResultsModel model(*m_board);
    model.setCheck(key("postgres"));
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.index(0).data().toString(), QString("7 of 100 conn."));
    model.setCheck({});
    QCOMPARE(model.rowCount(), 0);
}

void TestInspectorModels::resultsOfUndefinedChecksAreForgotten()
{
    ResultsModel model(*m_board);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setCheck(key("redis"));
    m_board->apply(result("redis", CheckStatus::Ok, "one", 1));
    QVERIFY(model.rowCount() > 0);
    m_board->setWorkspace(manyServicesWorkspace(3), overviewTime(2));
    QCOMPARE(model.rowCount(), 0);
}

QTEST_GUILESS_MAIN(TestInspectorModels)
#include "tst_inspectormodels.moc"
