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
    void thePastIsAskedForAndGoesBelow();
    void theStripKnowsWhereNothingWasObserved();

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
    // The sentence about the service has the message already.
    const QString told = model.index(0).data(ChecksModel::MessageRole).toString();
    QVERIFY2(told.startsWith("down "), qPrintable(told));
    QVERIFY(model.index(0).data(Qt::AccessibleTextRole).toString().startsWith("answers: refused"));
}

void TestInspectorModels::checksWithoutAnAnswerSaySo()
{
    StatusBoard board;
    board.setWorkspace(overviewWorkspace(), overviewTime());
    ChecksModel model(board);
    model.setService(overviewService("prod", "postgres"));
    QCOMPARE(model.index(0).data(ChecksModel::MessageRole).toString(), QString("not observed"));
    QCOMPARE(model.index(0).data(ChecksModel::AgeRole).toString(), QString());
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

/// Results of redis at these seconds, newest first, of which those before second -60 are bad.
static QList<CheckResult> past(const CheckKey &check, const QList<int> &seconds)
{
    QList<CheckResult> results;
    for (const int second : seconds) {
        CheckResult result;
        result.key = check;
        result.status = second < -60 ? CheckStatus::Critical : CheckStatus::Ok;
        result.observedAt = overviewTime(second);
        result.message = QString("at %1").arg(second);
        results.append(result);
    }
    return results;
}

void TestInspectorModels::thePastIsAskedForAndGoesBelow()
{
    ResultsModel model(*m_board);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy wanted(&model, &ResultsModel::pastWanted);
    model.setCheck(key("redis"));
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted.first().first().value<CheckKey>(), key("redis"));
    QCOMPARE(wanted.first().at(1).toInt(), ResultsModel::kMostStrip);
    m_board->apply(result("redis", CheckStatus::Ok, "now", 1));
    const int own = model.rowCount();
    QList<int> seconds{1}; // the newest is here already
    for (int second = -15; second > -15 * 60; second -= 15)
        seconds << second;
    model.addPast(key("redis"), past(key("redis"), seconds));
    QCOMPARE(model.rowCount(), ResultsModel::kMost);
    QCOMPARE(model.index(0).data().toString(), QString("now"));
    QCOMPARE(model.index(own).data().toString(), QString("at -15"));
    const QList<ResultsModel::Bar> strip = model.strip();
    QCOMPARE(strip.size(), ResultsModel::kMostStrip);
    QCOMPARE(strip.first().status, CheckStatus::Critical);
    QCOMPARE(strip.last().status, CheckStatus::Ok);
    QVERIFY(model.stripSpan() > std::chrono::minutes(6));
    // What comes goes on top, the oldest goes.
    m_board->apply(result("redis", CheckStatus::Critical, "next", 16));
    QCOMPARE(model.strip().size(), ResultsModel::kMostStrip);
    QCOMPARE(model.strip().last().status, CheckStatus::Critical);
    QCOMPARE(model.index(0).data().toString(), QString("next"));
    // Of one that is not looked at any more a few are enough.
    model.setCheck(key("postgres"));
    model.setCheck(key("redis"));
    QCOMPARE(model.rowCount(), ResultsModel::kMost);
}

void TestInspectorModels::theStripKnowsWhereNothingWasObserved()
{
    ResultsModel model(*m_board);
    const CheckKey check = key("redis");
    const qint64 interval = m_board->workspace()->check(check)->interval.count() / 1000;
    QCOMPARE(interval, 15);
    model.setCheck(check);
    model.addPast(check, past(check, {-20, -35, -50, -600, -615, -630, -645}));
    // Without one the state's own memory is longer.
    CheckState state = m_board->states().value(check);
    QVERIFY(state.recent.size() > model.rowCount());
    QList<int> seconds;
    for (int i = 0; i < 20; ++i)
        seconds << -20 - 15 * i;
    for (int i = 0; i < 20; ++i)
        seconds << -2000 - 15 * i;
    model.addPast(check, past(check, seconds));
    const QList<ResultsModel::Bar> strip = model.strip();
    QCOMPARE(strip.size(), ResultsModel::kMostStrip);
    int holes = 0;
    for (const ResultsModel::Bar &bar : strip)
        holes += bar.afterHole ? 1 : 0;
    QCOMPARE(holes, 2); // before -20 - 15 * 19, and between it and -600
}

QTEST_GUILESS_MAIN(TestInspectorModels)
#include "tst_inspectormodels.moc"
