// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/outlinemodel.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace opsdeck;

class TestOutlineModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsEverythingOnce();
};

namespace {

Service service(const QString &id, const QStringList &checks, const QStringList &needs = {})
{
    Service made;
    made.id = ServiceId(id);
    made.title = id;
    for (const QString &name : checks) {
        Check check;
        check.id = CheckId(name);
        check.title = name;
        check.kind = "tcp";
        made.checks.append(check);
        MetricDefinition metric;
        metric.id = "time-" + name;
        metric.title = metric.id;
        metric.check = check.id;
        made.metrics.append(metric);
    }
    for (const QString &name : needs)
        made.dependencies.append({ServiceId(name)});
    return made;
}

WorkspacePtr workspace()
{
    Environment dev;
    dev.id = EnvironmentId("dev");
    dev.title = "Development";
    dev.services = {service("api", {"health"}, {"db"}), service("db", {"port"})};
    Environment prod = dev;
    prod.id = EnvironmentId("prod");
    prod.title = "Production";
    prod.services = {service("api", {"health", "deep"}, {"db"}), service("db", {"port"}),
                     service("cache", {})};
    Platform shop;
    shop.id = PlatformId("shop");
    shop.title = "Shop";
    shop.environments = {dev, prod};
    auto made = std::make_shared<Workspace>();
    shop.layers = {{"app", "Application"}};
    made->platforms = {shop};
    Runbook restart;
    restart.id = RunbookId("restart");
    restart.title = "Restart it";
    restart.platform = shop.id;
    Step stop;
    stop.id = StepId("stop");
    stop.title = "Stop it";
    stop.kind = "command";
    restart.steps = {stop};
    made->runbooks = {restart};
    return made;
}

} // namespace

void TestOutlineModel::showsEverythingOnce()
{
    OutlineModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 0);
    model.setWorkspace(workspace());
    QStringList rows;
    for (int row = 0; row < model.rowCount(); ++row)
        rows << QString(model.index(row).data(OutlineModel::DepthRole).toInt() * 2, ' ')
                    + model.index(row).data(Qt::AccessibleTextRole).toString();
    QCOMPARE(rows,
             (QStringList{"Shop, platform", "  Development, environment",
                          "  Production, environment", "  Application, layer", "  api, service",
                          "    health, check, tcp", "    deep, check, tcp",
                          "    time-health, chart", "    db, needed", "    time-deep, chart",
                          "  db, service", "    port, check, tcp", "    time-port, chart",
                          "  cache, service", "Restart it, runbook", "  Stop it, step, command"}));
    EditTarget target;
    target.kind = EditKind::Check;
    target.platform = PlatformId("shop");
    target.service = ServiceId("api");
    target.item = "deep";
    target.only = EnvironmentId("prod");
    QCOMPARE(model.rowOf(target), 6);
    target.item = "nowhere";
    QCOMPARE(model.rowOf(target), -1);
    EditTarget step;
    step.kind = EditKind::Step;
    step.platform = PlatformId("shop");
    step.runbook = RunbookId("restart");
    step.item = "stop";
    QCOMPARE(model.rowOf(step), 15);
    model.setWorkspace({});
    QCOMPARE(model.rowCount(), 0);
}

QTEST_GUILESS_MAIN(TestOutlineModel)
#include "tst_outlinemodel.moc"
