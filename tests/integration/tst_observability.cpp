// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/englishplurals.h"
#include "tests/support/badhttp.h"
#include "tests/support/probebench.h"
#include "tests/support/realservers.h"

#include <QDateTime>
#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

/// Prometheus of the distribution, scraping itself and a port that nothing listens on.
class RealPrometheus final : public RealServer
{
public:
    bool start(quint16 deadPort, bool hasBrokenRule = false)
    {
        QFile config(path("prometheus.yml"));
        QFile rules(path("rules.yml"));
        if (!config.open(QIODevice::WriteOnly) || !rules.open(QIODevice::WriteOnly))
            return false;
        config.write("global: { scrape_interval: 1s, evaluation_interval: 1s }\nrule_files: "
                     "[rules.yml]\nscrape_configs:\n"
                     "  - { job_name: self, static_configs: [ { targets: ['127.0.0.1:"
                     + QByteArray::number(port()) + "'] } ] }\n");
        if (deadPort != 0)
            config.write("  - { job_name: gone, static_configs: [ { targets: ['127.0.0.1:"
                         + QByteArray::number(deadPort) + "'] } ] }\n");
        // Two series on one side, none to tell them apart: an error while it runs, not while it is
        // read.
        const QByteArray expression =
            hasBrokenRule ? "prometheus_build_info * on() prometheus_http_requests_total"
                          : "vector(1)";
        rules.write("groups:\n  - name: g\n    rules:\n      - { alert: AlwaysOn, expr: '"
                    + expression + "' }\n");
        config.close();
        rules.close();
        return launch("/usr/bin/prometheus",
                      {"--config.file=" + path("prometheus.yml"),
                       "--storage.tsdb.path=" + path("data"),
                       QStringLiteral("--web.listen-address=127.0.0.1:%1").arg(port()),
                       "--web.enable-lifecycle"})
               && waitForPort(port());
    }
};

class RealAlertmanager final : public RealServer
{
public:
    bool start()
    {
        QFile config(path("alertmanager.yml"));
        if (!config.open(QIODevice::WriteOnly))
            return false;
        config.write("route: { receiver: none }\nreceivers: [ { name: none } ]\n");
        config.close();
        return launch("/usr/bin/prometheus-alertmanager",
                      {"--config.file=" + path("alertmanager.yml"),
                       "--storage.path=" + path("data"),
                       QStringLiteral("--web.listen-address=127.0.0.1:%1").arg(port()),
                       "--cluster.listen-address="})
               && waitForPort(port());
    }
};

QString url(quint16 port)
{
    return QStringLiteral("http://127.0.0.1:%1").arg(port);
}

double sample(const CheckResult &result, const QString &metric, const Labels &labels = {})
{
    for (const Sample &each : result.samples) {
        if (each.metric == metric && each.labels == labels)
            return each.value;
    }
    return -1;
}

} // namespace

/// The kinds for what watches and stores: against the real server where the distribution has one,
/// else against its documented answers (a stand-in on loopback).
class TestObservability : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void initTestCase() { QCoreApplication::installTranslator(&m_plurals); }

    void prometheusServer();
    void prometheusWithABrokenRule();
    void prometheusThatHasNoRules();
    void alertmanager();
    void documentedAnswers_data();
    void documentedAnswers();
    void proxmoxAuthorisation();

private:
    EnglishPlurals m_plurals;
};

void TestObservability::prometheusServer()
{
    RealPrometheus server;
    QVERIFY(server.start(freePort()));
    ProbeBench bench;
    const Check check = ProbeBench::check("prometheus-server", {{"url", url(server.port())}});
    // One target of two is not up as soon as both were scraped.
    CheckResult result;
    const auto wereAsked = [&] {
        result = bench.run(check);
        return result.figure == "1/2" && result.status == CheckStatus::Warning;
    };
    QTRY_VERIFY_WITH_TIMEOUT(wereAsked(), 20000);
    QCOMPARE(toWord(result.error->kind), QString("condition"));
    QVERIFY2(result.error->detail.contains("gone"), qPrintable(result.error->detail));
    QCOMPARE(sample(result, "prometheus_targets", {{"health", "up"}}), 1.0);
    QTRY_COMPARE_WITH_TIMEOUT(sample(bench.run(check), "prometheus_alerts_firing"), 1.0, 10000);

    // A reload that fails leaves it on the old configuration.
    QFile config(server.path("prometheus.yml"));
    QVERIFY(config.open(QIODevice::WriteOnly | QIODevice::Truncate));
    config.write("scrape_configs: nonsense\n");
    config.close();
    server.signal(1);
    QTRY_COMPARE_WITH_TIMEOUT(bench.run(check).fields.value("prometheus.config_reloaded"),
                              QVariant(false), 10000);

    server.pause();
    result = bench.run(ProbeBench::check("prometheus-server", {{"url", url(server.port())}}, 500));
    QCOMPARE(toWord(result.error->kind), QString("timeout"));
    server.resume();
    server.killHard();
    QCOMPARE(toWord(bench.run(check).error->kind), QString("refused"));
}

void TestObservability::prometheusWithABrokenRule()
{
    RealPrometheus server;
    QVERIFY(server.start(0, true));
    ProbeBench bench;
    const Check check = ProbeBench::check("prometheus-server", {{"url", url(server.port())}});
    const auto message = [&] { return bench.run(check).message; };
    QTRY_COMPARE_WITH_TIMEOUT(message(), QString("1 rule can't be evaluated"), 20000);
}

/// One that has no rules need not tell them.
void TestObservability::prometheusThatHasNoRules()
{
    BadHttp server;
    server.setBody("/-/ready", "ready", "text/plain");
    server.setBody(
        "/api/v1/targets?state=active",
        R"({"status":"success","data":{"activeTargets":[{"labels":{"job":"a"},"health":"up"}]}})",
        "application/json");
    ProbeBench bench;
    const QVariantMap asked{{"url", server.url("")}, {"rules", false}};
    QCOMPARE(bench.run("prometheus-server", asked).status, CheckStatus::Ok);
    for (const QByteArray &request : server.requests())
        QVERIFY(!request.contains("/api/v1/rules"));
}

void TestObservability::alertmanager()
{
    RealAlertmanager server;
    QVERIFY(server.start());
    ProbeBench bench;
    const Check check = ProbeBench::check("alertmanager", {{"url", url(server.port())}});
    const auto isGood = [&] { return bench.run(check).status == CheckStatus::Ok; };
    QTRY_VERIFY_WITH_TIMEOUT(isGood(), 10000);
    QProcess post;
    post.start("/usr/bin/curl",
               {"-s", "-X", "POST", "-H", "Content-Type: application/json", "-d",
                R"([{"labels":{"alertname":"Test"}}])", url(server.port()) + "/api/v2/alerts"});
    QVERIFY(post.waitForFinished());
    QTRY_COMPARE_WITH_TIMEOUT(
        sample(bench.run(check), "alertmanager_alerts", {{"state", "active"}}), 1.0, 10000);
    QVERIFY(!bench.run(check).fields.value("alertmanager.version").toString().isEmpty());
    server.killHard();
    QCOMPARE(toWord(bench.run(check).error->kind), QString("refused"));
}

void TestObservability::documentedAnswers_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QStringList>("answers"); ///< path, status, headers, body, one after another
    QTest::addColumn<QString>("error");       ///< kind of the error; empty: healthy
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, const char *kind, const QStringList &answers,
                        const char *error, CheckStatus status, const char *message) {
        QTest::newRow(name) << kind << answers << error << static_cast<int>(status) << message;
    };
    row("grafana", "grafana",
        {"/api/health", "200", "", R"({"commit":"c","database":"ok","version":"10.4.1"})"}, "",
        CheckStatus::Ok, "Grafana 10.4.1, database ok");
    row("grafana without its database", "grafana",
        {"/api/health", "503", "", R"({"commit":"c","database":"failing","version":"10.4.1"})"},
        "status", CheckStatus::Critical, "'failing'");
    const QString now = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
    const QString later = QDateTime::currentDateTimeUtc().addSecs(600).toString(Qt::ISODateWithMs);
    const auto prometheus = [](const QString &targets, const QString &groups,
                               const QString &more = {}) {
        return QStringList{
            "/-/ready",
            "200",
            "",
            "ready",
            "/api/v1/targets?state=active",
            "200",
            "",
            QStringLiteral(R"({"status":"success","data":{"activeTargets":[%1]}%2})")
                .arg(targets, more),
            "/api/v1/rules",
            "200",
            "",
            QStringLiteral(R"({"status":"success","data":{"groups":[%1]}})").arg(groups)};
    };
    const auto target = [](const QString &health, const QString &scraped,
                           const QString &interval = "15s") {
        return QStringLiteral(
                   R"({"labels":{"job":"a"},"health":"%1","lastScrape":"%2","scrapeInterval":"%3"})")
            .arg(health, scraped, interval);
    };
    const auto group = [](const QString &evaluated) {
        return QStringLiteral(
                   R"({"name":"g","interval":15,"lastEvaluation":"%1","rules":[{"name":"r","health":"ok","state":"inactive"}]})")
            .arg(evaluated);
    };
    const QString old = "2020-01-01T00:00:00.123456789Z";
    const QString never = "0001-01-01T00:00:00Z";
    row("prometheus", "prometheus-server", prometheus(target("up", now), group(now)), "",
        CheckStatus::Ok, "1 of 1 targets up");
    row("prometheus that has just started", "prometheus-server",
        prometheus(target("unknown", never) + ',' + target("up", now), group(never)), "",
        CheckStatus::Ok, "1 of 2 targets up, 1 not asked yet");
    row("prometheus that asked nobody", "prometheus-server",
        prometheus(target("unknown", never), group(now)), "condition", CheckStatus::Warning,
        "None of 1 targets was asked yet");
    row("prometheus without targets", "prometheus-server", prometheus("", group(now)), "condition",
        CheckStatus::Warning, "has no target");
    row("prometheus that stands", "prometheus-server", prometheus(target("up", old), group(now)),
        "condition", CheckStatus::Critical, "1 of 1 targets that are up were not asked since 2020");
    row("prometheus that lags", "prometheus-server",
        prometheus(target("up", old) + ',' + target("up", now), group(now)), "condition",
        CheckStatus::Warning, "1 of 2 targets that are up were not asked since 2020-01-01");
    row("prometheus that asks seldom", "prometheus-server",
        prometheus(target("up", old, "20y"), group(now)), "", CheckStatus::Ok, "1 of 1");
    row("prometheus ahead", "prometheus-server", prometheus(target("up", later), group(now)),
        "condition", CheckStatus::Warning, "ahead of this machine");
    row("prometheus without evaluation", "prometheus-server",
        prometheus(target("up", now), group(old)), "condition", CheckStatus::Warning,
        "1 group of rules without an evaluation since 2020-01-01");
    row("prometheus in part", "prometheus-server",
        prometheus(target("up", now), group(now), R"(,"warnings":["store x unavailable"])"),
        "condition", CheckStatus::Warning, "answers in part only: store x unavailable");
    row("prometheus without rules", "prometheus-server",
        prometheus(target("up", now), "").mid(0, 8) + QStringList{"/api/v1/rules", "404", "", "no"},
        "condition", CheckStatus::Warning, "does not tell its rules: ");
    row("loki", "loki", {"/ready", "200", "", "ready\n"}, "", CheckStatus::Ok, "Loki is ready");
    row("loki not ready", "loki",
        {"/ready", "503", "", "Ingester not ready: waiting for 15s after being ready\n"}, "status",
        CheckStatus::Critical, "waiting for 15s");
    row("jaeger", "jaeger",
        {"/api/services", "200", "",
         R"({"data":["api","worker"],"total":2,"limit":0,"offset":0,"errors":null})"},
        "", CheckStatus::Ok, "2 services");
    row("jaeger knows none", "jaeger",
        {"/api/services", "200", "",
         R"({"data":null,"total":0,"limit":0,"offset":0,"errors":null})"},
        "", CheckStatus::Ok, "0 services");
    row("jaeger without its storage", "jaeger",
        {"/api/services", "500", "",
         R"({"data":null,"total":0,"limit":0,"offset":0,"errors":[{"code":500,"msg":"no connection to storage"}]})"},
        "status", CheckStatus::Critical, "no connection to storage");
    const QStringList quorum{"/minio/health/cluster", "200", "X-Minio-Write-Quorum: 2", ""};
    const QStringList live{"/minio/health/live", "200", "", ""};
    row("minio", "minio",
        live + quorum
            + QStringList{"/minio/health/cluster/read", "200", "X-Minio-Read-Quorum: 2", ""},
        "", CheckStatus::Ok, "write quorum");
    row("minio boots", "minio",
        QStringList{"/minio/health/live", "200", "X-Minio-Server-Status: offline", ""} + quorum,
        "status", CheckStatus::Critical, "not online yet");
    row("minio overloaded", "minio", QStringList{"/minio/health/live", "429", "", ""} + quorum,
        "status", CheckStatus::Critical, "overloaded");
    row("minio read only", "minio",
        live + QStringList{"/minio/health/cluster", "503", "", ""}
            + QStringList{"/minio/health/cluster/read", "200", "", ""},
        "status", CheckStatus::Critical, "only be read");
    row("minio without quorum", "minio", live + QStringList{"/minio/health/cluster", "503", "", ""},
        "status", CheckStatus::Critical, "nothing can be read");
    row("elasticsearch", "elasticsearch",
        {"/_cluster/health", "200", "",
         R"({"status":"green","number_of_nodes":3,"unassigned_shards":0})"},
        "", CheckStatus::Ok, "green");
    row("elasticsearch yellow", "elasticsearch",
        {"/_cluster/health", "200", "",
         R"({"status":"yellow","number_of_nodes":1,"unassigned_shards":5})"},
        "condition", CheckStatus::Warning, "5 shards without");
    row("elasticsearch red", "elasticsearch",
        {"/_cluster/health", "200", "",
         R"({"status":"red","number_of_nodes":1,"unassigned_shards":5})"},
        "status", CheckStatus::Critical, "red");
    row("kibana", "kibana",
        {"/api/status", "200", "",
         R"({"version":{"number":"8.12.0"},"status":{"overall":{"level":"available"}}})"},
        "", CheckStatus::Ok, "8.12.0");
    row("kibana 7", "kibana",
        {"/api/status", "200", "",
         R"({"version":{"number":"7.17.0"},"status":{"overall":{"state":"green"}}})"},
        "", CheckStatus::Ok, "7.17.0");
    row("kibana unavailable", "kibana",
        {"/api/status", "503", "",
         R"({"version":{"number":"8.12.0"},"status":{"overall":{"level":"unavailable"}}})"},
        "status", CheckStatus::Critical, "unavailable");
    const QString node =
        R"({"data":{"uptime":86400,"cpu":0.25,"loadavg":["0.10","0.2","0.3"],"memory":{"total":1000,"used":%1},"rootfs":{"total":1000,"used":300},"pveversion":"pve-manager/8.1"}})";
    const QStringList good{"/api2/json/nodes/pve/status", "200", "", node.arg(400)};
    const QStringList cluster{
        "/api2/json/cluster/status", "200", "",
        R"({"data":[{"type":"cluster","quorate":1},{"type":"node","name":"pve","online":1}]})"};
    const QStringList guests{
        "/api2/json/cluster/resources", "200", "",
        R"({"data":[{"type":"qemu","node":"pve","vmid":100,"name":"web","status":"running"},{"type":"lxc","node":"pve","vmid":101,"name":"db","status":"stopped"},{"type":"storage","node":"pve","storage":"local","disk":10,"maxdisk":100}]})"};
    row("proxmox", "proxmox", good + cluster + guests, "", CheckStatus::Ok,
        "pve: CPU 25 %, memory 40 %, root 30 %");
    row("proxmox alone", "proxmox", good, "", CheckStatus::Ok, "memory 40 %");
    row("proxmox full", "proxmox",
        QStringList{"/api2/json/nodes/pve/status", "200", "", node.arg(950)} + cluster, "condition",
        CheckStatus::Warning, "95 %");
    row("proxmox without quorum", "proxmox",
        good
            + QStringList{"/api2/json/cluster/status", "200", "",
                          R"({"data":[{"type":"cluster","quorate":0}]})"},
        "status", CheckStatus::Critical, "no quorum");
    row("proxmox node down", "proxmox", {"/api2/json/nodes/pve/status", "595", "", ""}, "status",
        CheckStatus::Critical, "is down");
    row("proxmox refuses", "proxmox", {"/api2/json/nodes/pve/status", "401", "", ""}, "auth",
        CheckStatus::Unknown, "401");
}

void TestObservability::documentedAnswers()
{
    QFETCH(QString, kind);
    QFETCH(QStringList, answers);
    QFETCH(QString, error);
    QFETCH(int, status);
    QFETCH(QString, message);
    BadHttp server;
    for (qsizetype i = 0; i + 3 < answers.size(); i += 4) {
        const QByteArray body = answers.at(i + 3).toUtf8();
        const QByteArray headers =
            answers.at(i + 2).isEmpty() ? QByteArray() : answers.at(i + 2).toUtf8() + "\r\n";
        server.setAnswer(answers.at(i).toUtf8(),
                         "HTTP/1.1 " + answers.at(i + 1).toUtf8() + " Stated\r\n" + headers
                             + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n"
                             + body,
                         true);
    }
    ProbeBench bench;
    QVariantMap parameters{{"url", server.url("")}};
    if (kind == "proxmox")
        parameters.insert({{"node", "pve"}, {"memory_limit", 0.9}, {"storage_limit", 0.9}});
    const CheckResult result = bench.run(kind, parameters);
    QCOMPARE(result.error ? toWord(result.error->kind) : QString(), error);
    QCOMPARE(static_cast<int>(result.status), status);
    QVERIFY2(result.message.contains(message), qPrintable(result.message));
    // The table of what was tried, in the test's log.
    qInfo().noquote() << kind << '|' << QTest::currentDataTag() << '|' << toWord(result.status)
                      << '|' << (error.isEmpty() ? QStringLiteral("-") : error) << '|'
                      << result.message;
}

void TestObservability::proxmoxAuthorisation()
{
    BadHttp server;
    ProbeBench bench;
    bench.credentials.put("pve/token", "0000-secret-1111");
    const CheckResult result = bench.run("proxmox", {{"url", server.url("")},
                                                     {"node", "pve"},
                                                     {"token_id", "watch@pve!opsdeck"},
                                                     {"credential", "pve/token"},
                                                     {"auth", "bearer"}});
    QVERIFY(result.error);
    QVERIFY(!server.requests().isEmpty());
    QVERIFY2(server.requests().first().contains(
                 "Authorization: PVEAPIToken=watch@pve!opsdeck=0000-secret-1111\r\n"),
             server.requests().first().constData());
    QVERIFY(!result.message.contains("secret"));

    // Guests that must run are looked for by name and by number.
    server.setBody(
        "/api2/json/nodes/pve/status",
        R"({"data":{"uptime":1,"memory":{"total":10,"used":1},"rootfs":{"total":10,"used":1}}})",
        "application/json");
    server.setBody(
        "/api2/json/cluster/resources",
        R"({"data":[{"type":"qemu","node":"pve","vmid":100,"name":"web","status":"running"},{"type":"lxc","node":"pve","vmid":101,"name":"db","status":"stopped"}]})",
        "application/json");
    const CheckResult guests =
        bench.run("proxmox",
                  {{"url", server.url("")}, {"node", "pve"}, {"guests", QStringList{"100", "db"}}});
    QCOMPARE(guests.status, CheckStatus::Critical);
    QVERIFY2(guests.message.endsWith("do not: db"), qPrintable(guests.message));
}

QTEST_GUILESS_MAIN(TestObservability)
#include "tst_observability.moc"
