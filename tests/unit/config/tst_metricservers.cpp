// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/credentialuses.h"
#include "services/config/workspaceloader.h"
#include "services/probes/builtinprobes.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

const QByteArray kPlatform =
    "platform: p\n"
    "parameters:\n"
    "  - { name: given }\n"
    "  - { name: missing }\n"
    "  - { name: chosen, optional: true }\n"
    "ways: [ { id: bastion, kind: ssh, hosts: [ jump ] } ]\n"
    "environments:\n"
    "  - { id: dev, tier: dev, HERE }\n"
    "  - { id: prod, tier: prod }\n"
    "services:\n"
    "  - id: web\n"
    "    checks: [ { id: up, kind: tcp, host: h, port: 1 } ]\n"
    "  - id: plan\n"
    "    presence: planned\n"
    "    checks: [ { id: server, kind: prometheus-server, url: \"http://plan:9090\" } ]\n"
    "  - id: metrics\n"
    "    title: Metrics\n"
    "    checks: [ { id: server, kind: prometheus-server, url: \"http://a:9090\", credential: tok, "
    "via: bastion } ]\n"
    "  - id: others\n"
    "    checks: [ { id: server, kind: prometheus-server, url: \"http://b:9090\" } ]\n"
    "  - id: off\n"
    "    checks: [ { id: server, kind: prometheus-server, url: \"http://${missing}:9090\" } ]\n";

/// With `here` in the environment dev.
LoadedWorkspace load(const QByteArray &here = {})
{
    QByteArray platform = kPlatform;
    platform.replace(", HERE", here.isEmpty() ? QByteArray() : ", " + here);
    QTemporaryDir dir;
    for (const auto &[name, bytes] :
         {std::pair("opsdeck.yaml",
                    QByteArray("workspace: w\nplatforms: [ { file: p.yaml, parameters: { dev: { "
                               "given: gave } } } ]\n")),
          std::pair("p.yaml", platform), std::pair("ca.pem", QByteArray("-"))}) {
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

const EnvironmentKey kDev = EnvironmentKey::fromString("p/dev");
const EnvironmentKey kProd = EnvironmentKey::fromString("p/prod");

} // namespace

/// Which Prometheus server an environment has.
class TestMetricServers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void amongTheServices();
    void namedService();
    void jobsOfServices();
    void aLocalOne();
    void ofItsOwn();
    void tenants();
    void parameters();
    void credentials();
    void shipped();
    void wrong_data();
    void wrong();
};

void TestMetricServers::amongTheServices()
{
    const LoadedWorkspace loaded = load();
    QCOMPARE(errorsOf(loaded), QString());
    QCOMPARE(loaded.metricServers.size(), 2);
    const MetricServer server = loaded.metricServers.value(kProd);
    QCOMPARE(server.url, QString("http://a:9090"));
    QCOMPARE(server.title, QString("Metrics"));
    QCOMPARE(server.service, ServiceId("metrics"));
    QCOMPARE(server.credential, CredentialId("tok"));
    QCOMPARE(server.via.id, QString("bastion"));
}

void TestMetricServers::aLocalOne()
{
    const LoadedWorkspace loaded = load("prometheus: { local: true, retention: 30d }");
    QCOMPARE(errorsOf(loaded), QString());
    const MetricServer server = loaded.metricServers.value(kDev);
    QVERIFY(server.isLocal);
    QVERIFY(server.url.isEmpty()); // of a service there would be one
    QCOMPARE(server.retention, Milliseconds(30LL * 24 * 3'600'000));
    for (const char *wrong :
         {"prometheus: { local: true, url: \"http://a:9090\" }",
          "prometheus: { local: true, service: others }",
          "prometheus: { local: true, credential: x }",
          "prometheus: { url: \"http://a:9090\", retention: 30d }",
          "prometheus: { local: true, retention: 1m }", "prometheus: { local: maybe }"})
        QVERIFY2(!errorsOf(load(wrong)).isEmpty(), wrong);
}

void TestMetricServers::jobsOfServices()
{
    const LoadedWorkspace loaded = load("prometheus: { service: others, jobs: { web: front } }");
    QCOMPARE(errorsOf(loaded), QString());
    const MetricServer server = loaded.metricServers.value(kDev);
    QCOMPARE(server.service, ServiceId("others"));
    QCOMPARE(server.jobs, (QMap<ServiceId, QString>{{ServiceId("web"), "front"}}));
    QVERIFY(loaded.metricServers.value(kProd).jobs.isEmpty());
    const LoadedWorkspace wrong =
        load("prometheus: { url: \"http://a:9090\", jobs: { wep: front } }");
    QVERIFY2(errorsOf(wrong).contains("there is no service 'wep'. Did you mean 'web'"),
             qPrintable(errorsOf(wrong)));
}

void TestMetricServers::namedService()
{
    const LoadedWorkspace loaded = load("prometheus: { service: others, deadline: 7s }");
    QCOMPARE(errorsOf(loaded), QString());
    QCOMPARE(loaded.metricServers.value(kDev).url, QString("http://b:9090"));
    QCOMPARE(loaded.metricServers.value(kDev).deadline, Milliseconds(7s));
    QCOMPARE(loaded.metricServers.value(kProd).url, QString("http://a:9090"));
    // What is only not set up is no error.
    const LoadedWorkspace off = load("prometheus: { service: off }");
    QCOMPARE(errorsOf(off), QString());
    QVERIFY(!off.metricServers.contains(kDev));
}

void TestMetricServers::ofItsOwn()
{
    const LoadedWorkspace loaded = load(
        "via: bastion, prometheus: { url: \"https://m.example/prom\", credential: pw, auth: basic, "
        "username: u, ca_file: ca.pem, client_certificate: ca.pem, client_key: key, address: "
        "10.0.0.1, headers: { X-A: b } }");
    QCOMPARE(errorsOf(loaded), QString());
    const MetricServer server = loaded.metricServers.value(kDev);
    QCOMPARE(server.url, QString("https://m.example/prom"));
    QVERIFY(server.service.isEmpty());
    QCOMPARE(server.via.id, QString("bastion"));
    QVERIFY(server.isBasic);
    QCOMPARE(server.username, QString("u"));
    QCOMPARE(server.connectTo, QString("10.0.0.1"));
    QVERIFY(server.caFile.startsWith('/') && server.caFile.endsWith("/ca.pem"));
    QVERIFY(server.clientCertificate.endsWith("/ca.pem"));
    QCOMPARE(server.clientKey, CredentialId("key"));
    QCOMPARE(server.headers, (QMap<QString, QString>{{"X-A", "b"}}));
    QCOMPARE(server.deadline, Milliseconds(30s));
    const LoadedWorkspace direct =
        load("via: bastion, prometheus: { url: \"http://m\", via: direct }");
    QCOMPARE(errorsOf(direct), QString());
    QVERIFY(direct.metricServers.value(kDev).via.isDirect());
}

void TestMetricServers::tenants()
{
    const auto headersOf = [](const QByteArray &product) {
        return load("prometheus: { url: \"http://m\", tenant: shop, product: " + product + " }")
            .metricServers.value(kDev)
            .headers;
    };
    QCOMPARE(headersOf("mimir"), (QMap<QString, QString>{{"X-Scope-OrgID", "shop"}}));
    QCOMPARE(headersOf("thanos"), (QMap<QString, QString>{{"THANOS-TENANT", "shop"}}));
}

void TestMetricServers::parameters()
{
    const LoadedWorkspace given = load("prometheus: { url: \"http://${given}:9090\" }");
    QCOMPARE(errorsOf(given), QString());
    QCOMPARE(given.metricServers.value(kDev).url, QString("http://gave:9090"));
    const LoadedWorkspace missing = load("prometheus: { url: \"http://${missing}:9090\" }");
    QCOMPARE(errorsOf(missing), QString());
    QVERIFY(!missing.metricServers.contains(kDev));
    QVERIFY(missing.workspace->environment(kDev)->unset.contains("missing"));
    const LoadedWorkspace optional = load("prometheus: { url: \"http://${chosen}:9090\" }");
    QCOMPARE(errorsOf(optional), QString());
    QVERIFY(!optional.metricServers.contains(kDev));
    QVERIFY(!optional.workspace->environment(kDev)->unset.contains("chosen"));
}

void TestMetricServers::credentials()
{
    const LoadedWorkspace loaded =
        load("prometheus: { url: \"https://m\", credential: own, client_certificate: ca.pem, "
             "client_key: key }");
    const auto uses =
        credentialUses(*loaded.workspace, {builtinProbes().infos(), {}}, loaded.metricServers);
    QCOMPARE(uses.value(CredentialId("own")), QStringList("Prometheus of p/dev"));
    QCOMPARE(uses.value(CredentialId("key")), QStringList("Prometheus of p/dev"));
    QCOMPARE(uses.value(CredentialId("tok")),
             QStringList({"p/dev/metrics/server", "p/prod/metrics/server"}));
}

/// The residency platform has a Prometheus: nobody types it twice.
void TestMetricServers::shipped()
{
    QTemporaryDir dir;
    QVERIFY(QFile::copy(OPSDECK_SOURCE_DIR "/resources/platforms/residency.yaml",
                        dir.filePath("residency.yaml")));
    QFile file(dir.filePath("opsdeck.yaml"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("workspace: w\nplatforms: [ { file: residency.yaml, parameters: { prod: { host: "
               "10.0.0.7 } } } ]\n");
    file.close();
    const LoadedWorkspace loaded =
        WorkspaceLoader(KindCatalog{builtinProbes().infos(), {}}).load(dir.path());
    QVERIFY(loaded.workspace);
    const EnvironmentKey prod{loaded.workspace->platforms.first().id, EnvironmentId("prod")};
    QVERIFY(loaded.workspace->environment(prod));
    const MetricServer server = loaded.metricServers.value(prod);
    QCOMPARE(server.url, QString("http://10.0.0.7:9090"));
    QCOMPARE(server.service, ServiceId("prometheus"));
}

void TestMetricServers::wrong_data()
{
    QTest::addColumn<QByteArray>("written");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *written, const char *words) {
        QTest::newRow(written) << QByteArray(written) << QString(words);
    };
    row("{ deadline: 5s }", "needs the address of the server as 'url', or the 'service'");
    row("{ url: \"prometheus:9090\" }", "url");
    row("{ url: \"http://m\", service: metrics }", "'url' is that of the check of the service");
    row("{ service: metrics, via: bastion }", "'via' is that of the check of the service");
    row("{ service: metric }", "there is no service 'metric'. Did you mean 'metrics'?");
    row("{ service: web }", "service 'web' has no check of kind 'prometheus-server'");
    row("{ url: \"http://m\", tenant: a }", "'tenant' is sent to mimir and thanos");
    row("{ url: \"http://m\", uri: a }", "uri");
    row("{ url: \"https://m\", client_key: a }", "belong together");
    row("{ url: \"http://m\", ca_file: ca.pem }", "counts over https only");
    row("{ url: \"http://m\", via: bastions }", "bastions");
    row("{ url: \"http://m\", deadline: 1ms }", "deadline");
    row("{ url: \"http://m\", product: cortex }", "product");
    row("http://m", "prometheus");
}

void TestMetricServers::wrong()
{
    QFETCH(QByteArray, written);
    QFETCH(QString, words);
    const LoadedWorkspace loaded = load("prometheus: " + written);
    const QString errors = errorsOf(loaded);
    QVERIFY2(errors.contains(words), qPrintable(errors));
    QVERIFY2(errors.startsWith("p.yaml:8:"), qPrintable(errors));
    QCOMPARE(errors.count('\n'), 1);
    QVERIFY(!loaded.metricServers.contains(kDev));
}

QTEST_GUILESS_MAIN(TestMetricServers)
#include "tst_metricservers.moc"
