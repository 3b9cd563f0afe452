// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/find/findmodel.h"
#include "models/find/findproxy.h"
#include "tests/support/referenceboard.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

class TestFindModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listsWhatCanBeGoneTo();
    void everyWordMustFit();
    void titlesThatBeginWithItComeFirst();
};

void TestFindModel::listsWhatCanBeGoneTo()
{
    FindModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 0);
    model.setPages({{"overview", "Overview"}, {"diagram", "Diagram"}});
    model.setWorkspace(referenceWorkspace());
    const int services = static_cast<int>(
        referenceWorkspace()->platforms.first().environments.first().services.size());
    QCOMPARE(model.rowCount(), services + 1 + 2);
    const auto first = model.index(0).data(FindModel::TargetRole).value<FindModel::Target>();
    QCOMPARE(first.kind, FindModel::Kind::Service);
    QCOMPARE(first.key.environment, referenceEnvironment());
    const auto last =
        model.index(model.rowCount() - 1).data(FindModel::TargetRole).value<FindModel::Target>();
    QCOMPARE(last.kind, FindModel::Kind::Page);
    QCOMPARE(last.id, "diagram");
    model.setWorkspace({});
    QCOMPARE(model.rowCount(), 2);
}

void TestFindModel::everyWordMustFit()
{
    FindModel model;
    model.setWorkspace(referenceWorkspace());
    FindProxy proxy;
    QAbstractItemModelTester tester(&proxy, QAbstractItemModelTester::FailureReportingMode::QtTest);
    proxy.setSourceModel(&model);
    proxy.setText("redis PROD");
    QCOMPARE(proxy.rowCount(), 2); // redis and redis-exporter
    proxy.setText("redis staging");
    QCOMPARE(proxy.rowCount(), 0);
    proxy.setText("  ");
    QCOMPARE(proxy.rowCount(), model.rowCount());
}

void TestFindModel::titlesThatBeginWithItComeFirst()
{
    FindModel model;
    model.setWorkspace(referenceWorkspace());
    FindProxy proxy;
    proxy.setSourceModel(&model);
    proxy.setText("ex");
    QVERIFY(proxy.rowCount() >= 2);
    proxy.setText("redis");
    QCOMPARE(proxy.index(0, 0).data().toString(), "redis");
}

QTEST_GUILESS_MAIN(TestFindModel)
#include "tst_findmodel.moc"
