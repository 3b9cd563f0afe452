// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/workspaceloader.h"
#include "services/probes/builtinprobes.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

namespace {

const QByteArray kPlatform =
    "platform: p\n"
    "parameters: [ { name: socket, optional: false } ]\n"
    "environments: [ { id: dev, tier: dev }, { id: prod, tier: prod } ]\n"
    "services:\n"
    "  - id: web\n"
    "    depends_on:\n"
    "      - { service: api, flow: { rate: requests, errors: api/failed, source: { basis: ours, "
    "note: all of it } } }\n"
    "    checks: [ { id: up, kind: tcp, host: h, port: 1 } ]\n"
    "  - id: api\n"
    "    depends_on: [ { service: db, flow: { rate: commits, at_most: true } } ]\n"
    "    checks:\n"
    "      - { id: page, kind: tcp, host: h, port: 2 }\n"
    "      - { id: box, kind: docker, socket: \"${socket}\", container: c }\n"
    "    metrics:\n"
    "      - { id: requests, unit: per-second, check: page, metric: r, rate: true }\n"
    "      - { id: failed, unit: percent, check: page, metric: f }\n"
    "      - { id: failing, unit: per-second, check: page, metric: g }\n"
    "      - { id: load, unit: ratio, check: page, metric: l, series_label: cpu }\n"
    "      - { id: time, unit: seconds, check: page, metric: t }\n"
    "      - { id: moved, unit: bytes-per-second, check: page, metric: b }\n"
    "      - { id: counted, unit: count, check: page, metric: n, rate: true }\n"
    "      - { id: boxed, unit: per-second, check: box, metric: x }\n"
    "      - { id: told, unit: per-second, source: \"5\" }\n"
    "      - { id: both, unit: per-second, check: page, metric: y }\n"
    "  - id: db\n"
    "    checks: [ { id: up, kind: tcp, host: h, port: 3 } ]\n"
    "    metrics:\n"
    "      - { id: commits, unit: per-second, check: up, metric: c, rate: true }\n"
    "      - { id: both, unit: per-second, check: up, metric: y }\n";

LoadedWorkspace load(const QByteArray &from = {}, const QByteArray &to = {})
{
    QByteArray platform = kPlatform;
    if (!from.isEmpty() && !platform.contains(from))
        qFatal("nothing to replace");
    if (!from.isEmpty())
        platform.replace(from, to);
    QTemporaryDir dir;
    for (const auto &[name, bytes] :
         {std::pair("opsdeck.yaml", QByteArray("workspace: w\nplatforms: [ { file: p.yaml } ]\n")),
          std::pair("p.yaml", platform)}) {
        QFile file(dir.filePath(name));
        if (file.open(QIODevice::WriteOnly))
            file.write(bytes);
    }
    return WorkspaceLoader(KindCatalog{builtinProbes().infos(), {}}).load(dir.path());
}

QString errorsOf(const LoadedWorkspace &loaded)
{
    QString told;
    for (const ConfigProblem &problem : loaded.problems) {
        if (problem.severity == ProblemSeverity::Error)
            told += problem.toString() + QLatin1Char('\n');
    }
    return told;
}

const EnvironmentKey kProd{PlatformId("p"), EnvironmentId("prod")};

} // namespace

/// What a definition says of the flow over its dependencies.
class TestFlows : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void flowsNameTheirMetrics();
    void whatIsNotSetUpDoesNotFlow();
    void aCounterDrawnAsARateIsARate();
    void aNameThatBothHaveIsRefused();
    void mistakesAreTold_data();
    void mistakesAreTold();
};

void TestFlows::flowsNameTheirMetrics()
{
    const LoadedWorkspace loaded = load();
    QVERIFY2(errorsOf(loaded).isEmpty(), qPrintable(errorsOf(loaded)));
    QCOMPARE(loaded.flows.size(), 2); // both environments
    const QList<EdgeFlow> flows = loaded.flows.value(kProd);
    QCOMPARE(flows.size(), 2);
    const EdgeFlow &web = flows.at(0);
    QCOMPARE(web.from, ServiceId("web"));
    QCOMPARE(web.on, ServiceId("api"));
    QCOMPARE(web.rate, (MetricRef{ServiceId("api"), "requests"}));
    QCOMPARE(web.errors, (MetricRef{ServiceId("api"), "failed"}));
    QVERIFY(!web.isAtMost);
    QCOMPARE(web.source.basis, FactBasis::Ours);
    QCOMPARE(web.source.note, QString("all of it"));
    QCOMPARE(flows.at(1).rate, (MetricRef{ServiceId("db"), "commits"}));
    QVERIFY(flows.at(1).errors.isEmpty());
    QVERIFY(flows.at(1).isAtMost);
}

void TestFlows::whatIsNotSetUpDoesNotFlow()
{
    const LoadedWorkspace loaded = load("rate: requests, errors: api/failed", "rate: boxed");
    QVERIFY2(errorsOf(loaded).isEmpty(), qPrintable(errorsOf(loaded)));
    QCOMPARE(loaded.flows.value(kProd).size(), 1);
    QCOMPARE(loaded.flows.value(kProd).constFirst().on, ServiceId("db"));
    // The share is known without it; errors per second are not.
    QCOMPARE(load("rate: requests, errors: api/failed", "rate: boxed, errors: failed")
                 .flows.value(kProd)
                 .size(),
             2);
    QCOMPARE(load("rate: requests, errors: api/failed", "rate: boxed, errors: failing")
                 .flows.value(kProd)
                 .size(),
             1);
}

void TestFlows::aCounterDrawnAsARateIsARate()
{
    const LoadedWorkspace loaded =
        load("rate: requests, errors: api/failed", "rate: counted, errors: failing");
    QVERIFY2(errorsOf(loaded).isEmpty(), qPrintable(errorsOf(loaded)));
    QCOMPARE(loaded.flows.value(kProd).constFirst().errors.metric, QString("failing"));
}

void TestFlows::aNameThatBothHaveIsRefused()
{
    const QString errors = errorsOf(load("rate: commits", "rate: both"));
    QVERIFY2(errors.contains("'api' and 'db' both have a metric 'both'; write 'db/both' or "
                             "'api/both'"),
             qPrintable(errors));
    QVERIFY(errorsOf(load("rate: commits", "rate: db/both")).isEmpty());
}

void TestFlows::mistakesAreTold_data()
{
    QTest::addColumn<QByteArray>("flow");
    QTest::addColumn<QString>("told");
    QTest::newRow("unknown metric") << QByteArray("rate: reqests")
                                    << "7:39: error: neither 'web' nor 'api' has a metric "
                                       "'reqests'; another service's is named as SERVICE/METRIC. "
                                       "Did you mean 'requests'?";
    QTest::newRow("unknown service")
        << QByteArray("rate: apy/requests")
        << "7:39: error: there is no service 'apy'. Did you mean 'api'?";
    QTest::newRow("unknown metric of a service")
        << QByteArray("rate: db/comits")
        << "7:39: error: service 'db' has no metric 'comits'. Did you mean 'commits'?";
    QTest::newRow("seconds") << QByteArray("rate: time")
                             << "the rate of a flow must be per second, and 'time' is seconds";
    QTest::newRow("bytes") << QByteArray("rate: moved") << "and 'moved' is bytes-per-second";
    QTest::newRow("share as rate") << QByteArray("rate: failed") << "and 'failed' is percent";
    QTest::newRow("share of several")
        << QByteArray("rate: requests, errors: load") << "'load' is ratio, by series";
    QTest::newRow("errors of nothing")
        << QByteArray("errors: failing") << "errors per second need the 'rate'";
    QTest::newRow("documented only")
        << QByteArray("rate: told") << "metric 'told' is documented only";
    QTest::newRow("empty") << QByteArray("at_most: true")
                           << "a flow needs a 'rate', 'errors' or both";
    QTest::newRow("unknown key") << QByteArray("rate: requests, erors: failed")
                                 << "Did you mean 'errors'?";
}

void TestFlows::mistakesAreTold()
{
    QFETCH(QByteArray, flow);
    QFETCH(QString, told);
    const LoadedWorkspace loaded = load("rate: requests, errors: api/failed", flow);
    const QString errors = errorsOf(loaded);
    QVERIFY2(errors.contains(told), qPrintable(errors));
    // Once, not once an environment.
    QCOMPARE(errors.count(QLatin1String("error: ")), 1);
    QVERIFY(loaded.workspace);
}

QTEST_GUILESS_MAIN(TestFlows)
#include "tst_flows.moc"
