// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/problemsmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;

class TestProblemsModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsPlaceAndText();
};

void TestProblemsModel::showsPlaceAndText()
{
    ProblemsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    const QList<ConfigProblem> problems{
        {{"a.yaml", 3, 7}, ProblemSeverity::Error, "unknown key 'x'"},
        {{"b.yaml", 0, 0}, ProblemSeverity::Warning, "not read"}};
    model.setProblems(problems);
    model.setProblems(problems);
    QCOMPARE(reset.size(), 1);
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(0).data(ProblemsModel::PlaceRole).toString(), "a.yaml:3:7");
    QCOMPARE(model.index(0).data(ProblemsModel::IsErrorRole).toBool(), true);
    QCOMPARE(model.index(1).data(ProblemsModel::PlaceRole).toString(), "b.yaml");
    QCOMPARE(model.index(1).data(ProblemsModel::IsErrorRole).toBool(), false);
    QCOMPARE(model.copyText().split('\n').size(), 2);
    QVERIFY(model.copyText().startsWith("a.yaml:3:7: error: unknown key 'x'"));
}

QTEST_GUILESS_MAIN(TestProblemsModel)
#include "tst_problemsmodel.moc"
