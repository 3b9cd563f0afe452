// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/runbooks/outputmodel.h"
#include "models/runbooks/runbooklistmodel.h"
#include "models/runbooks/runstepsmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;

namespace {

const EnvironmentKey kProd{PlatformId("shop"), EnvironmentId("prod")};
const EnvironmentKey kDev{PlatformId("shop"), EnvironmentId("dev")};

Runbook runbook(const char *id, const char *service, const QList<EnvironmentId> &environments,
                const QStringList &triggers = {})
{
    Runbook made;
    made.id = RunbookId(id);
    made.title = QString(id).toUpper();
    made.platform = kProd.platform;
    made.service = ServiceId(service);
    made.environments = environments;
    made.triggers = triggers;
    made.danger = Danger::Disruptive;
    made.steps.resize(2);
    return made;
}

QStringList printed(const QAbstractItemModel &model, const QList<int> &roles)
{
    QStringList rows;
    for (int row = 0; row < model.rowCount(); ++row) {
        QStringList cells;
        for (const int role : roles)
            cells << model.index(row, 0).data(role).toString();
        rows << cells.join(" | ");
    }
    return rows;
}

RunPlan plan()
{
    RunPlan made;
    made.hash = "abc";
    made.steps.resize(2);
    made.steps[0].title = "Restart";
    made.steps[0].kind = "command";
    made.steps[0].argumentVector = QStringList{"/usr/bin/lab", "restart"};
    made.steps[1].title = "Verify";
    made.steps[1].kind = "check";
    made.steps[1].facts = QStringList{"wait until worker is OK"};
    return made;
}

} // namespace

class TestRunbookModels final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void listFollowsEnvironmentAndService()
    {
        auto workspace = std::make_shared<Workspace>();
        workspace->runbooks = {runbook("backup", "db", {}),
                               runbook("restart", "worker", {kProd.environment}, {"timeout"})};
        RunbookListModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setWorkspace(workspace);
        model.setEnvironment(kProd);
        QCOMPARE(printed(model, {Qt::DisplayRole, RunbookListModel::SubtitleRole}),
                 QStringList({"BACKUP | db, 2 steps", "RESTART | worker, 2 steps"}));
        model.setService({kProd, ServiceId("worker")}, "timeout");
        QCOMPARE(printed(model, {Qt::DisplayRole, RunbookListModel::SuggestedRole}),
                 QStringList({"RESTART | true", "BACKUP | false"}));
        model.setService({kProd, ServiceId("worker")}, "auth");
        QCOMPARE(printed(model, {Qt::DisplayRole}), QStringList({"BACKUP", "RESTART"}));
        model.setEnvironment(kDev);
        QCOMPARE(printed(model, {RunbookListModel::IdRole}), QStringList({"backup"}));
        QCOMPARE(model.rowOf(RunbookId("restart")), -1);
        model.setWorkspace({});
        QCOMPARE(model.rowCount(), 0);
    }

    void stepsFollowTheRun()
    {
        RunStepsModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setPlan(plan());
        QCOMPARE(printed(model, {Qt::DisplayRole, RunStepsModel::FactRole}),
                 QStringList({"Restart | lab", "Verify | wait until worker is OK"}));
        RunProgress progress;
        progress.runId = "1";
        progress.plan = plan();
        progress.state = RunState::Running;
        progress.steps = {StepState::Succeeded, StepState::Running};
        progress.stepMessages = QStringList{"exit 0 after 2 s", ""};
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.setProgress(progress);
        QCOMPARE(reset.size(), 0);
        QCOMPARE(changed.size(), 2);
        QCOMPARE(printed(model, {RunStepsModel::FactRole, RunStepsModel::StateRole}),
                 QStringList({"exit 0 after 2 s | 2", "wait until worker is OK | 1"}));
        QVERIFY(model.hasRun());
        model.clear();
        QCOMPARE(model.rowCount(), 0);
    }

    void outputKeepsTheNewest()
    {
        OutputModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        QList<OutputLine> lines;
        for (int i = 0; i < 6000; ++i)
            lines.append({{}, 0, false, QString::number(i)});
        model.append(lines);
        model.append(lines);
        QCOMPARE(model.rowCount(), OutputModel::kMostLines);
        QCOMPARE(model.dropped(), 2000);
        QCOMPARE(model.index(0).data().toString(), "2000");
        QCOMPARE(model.index(model.rowCount() - 1).data().toString(), "5999");
        QList<OutputLine> flood;
        for (int i = 0; i < 25'000; ++i)
            flood.append({{}, -1, true, "x"});
        model.append(flood);
        QCOMPARE(model.rowCount(), OutputModel::kMostLines);
        QVERIFY(model.index(5).data(OutputModel::IsErrorRole).toBool());
        QCOMPARE(model.index(5).data(OutputModel::StepNumberRole).toInt(), 0);
        model.clear();
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(model.dropped(), 0);
    }
};

QTEST_GUILESS_MAIN(TestRunbookModels)
#include "tst_runbookmodels.moc"
