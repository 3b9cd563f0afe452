// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/englishplurals.h"
#include "tests/support/labstandin.h"
#include "tests/support/probebench.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace opsdeck;

/// The lab's stand-ins, asked by the kinds that are there for the products: in good times and in
/// every state of their catalogue.
class TestStandIns : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void everyState_data();
    void everyState();
    void otherPages_data();
    void otherPages();
    void saysThatItStandsIn();
    void proxmoxWantsItsToken();
    void proxmoxOverTls();
    void cadvisorSeesOtherParts();
    void promtailShipsToLoki();
    void jobsAreTakenOffRedis();
    void noStateIsForgotten();
    void dead();

private:
    StandIn *server(const QString &product);
    CheckResult ask(const QString &product, const QString &kind, const QString &path,
                    const QVariantMap &parameters, int timeoutMs = 5000);

    EnglishPlurals m_plurals;
    QJsonObject m_catalogue;
    QSet<QString> m_seen; ///< "product state"
    ProbeBench m_bench;
    std::map<QString, std::unique_ptr<StandIn>> m_servers;
};

void TestStandIns::initTestCase()
{
    QVERIFY(QCoreApplication::installTranslator(&m_plurals));
    QProcess process;
    process.setWorkingDirectory(kStandInFolder);
    process.start("/usr/bin/python3",
                  {"-B", "-c",
                   "import catalogue, json; print(json.dumps({'common': catalogue.COMMON, "
                   "'products': catalogue.STANDINS}))"});
    QVERIFY(process.waitForFinished());
    m_catalogue = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    QCOMPARE(m_catalogue.value("products").toObject().size(), standInQuestions().size());
}

StandIn *TestStandIns::server(const QString &product)
{
    std::unique_ptr<StandIn> &server = m_servers[product];
    if (!server) {
        server = std::make_unique<StandIn>();
        const QString program = m_catalogue.value("products")
                                    .toObject()
                                    .value(product)
                                    .toObject()
                                    .value("program")
                                    .toString();
        if (!server->write("api.log", "one\ntwo: error\nthree\n")
            || !server->start(program, standInQuestions().value(product).arguments))
            return nullptr;
    }
    return server.get();
}

CheckResult TestStandIns::ask(const QString &product, const QString &kind, const QString &path,
                              const QVariantMap &parameters, int timeoutMs)
{
    static const ProbeRegistry registry = builtinProbes();
    QVariantMap values{{"url", server(product)->url(path)}};
    for (const ParameterSpec &spec : registry.find(kind)->info.parameters) {
        if (spec.defaultValue.isValid())
            values.insert(spec.name, spec.defaultValue);
    }
    values.insert(parameters);
    return m_bench.run(kind, values, timeoutMs);
}

void TestStandIns::everyState_data()
{
    QTest::addColumn<QString>("product");
    QTest::addColumn<QString>("state");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("error"); ///< kind of the error; empty: none
    QTest::addColumn<QString>("message");
    const auto row = [](const QString &product, const char *state, CheckStatus status,
                        const char *error, const char *message) {
        QTest::addRow("%s %s", qUtf8Printable(product), *state == '\0' ? "in good times" : state)
            << product << state << static_cast<int>(status) << error << message;
    };
    const auto ok = CheckStatus::Ok;
    const auto warning = CheckStatus::Warning;
    const auto critical = CheckStatus::Critical;
    row("minio", "", ok, "", "write quorum");
    row("minio", "booting", critical, "status", "not online yet");
    row("minio", "overloaded", critical, "status", "overloaded");
    row("minio", "read-only", critical, "status", "only be read");
    row("minio", "no-quorum", critical, "status", "nothing can be read");
    row("jaeger", "", ok, "", "0 services");
    row("jaeger", "unhealthy", critical, "status", "storage is away");
    row("jaeger", "booting", critical, "status", "not initialised");
    row("jaeger", "empty", ok, "", "0 services");
    row("grafana", "", ok, "", "Grafana 10.4.1, database ok");
    row("grafana", "unhealthy", critical, "status", "'failing'");
    row("grafana", "booting", critical, "status", "503");
    row("loki", "", ok, "", "Loki is ready");
    row("loki", "booting", critical, "status", "waiting for 15s");
    row("loki", "unhealthy", critical, "status", "not Running");
    row("promtail", "", ok, "", "");
    row("promtail", "unhealthy", critical, "status", "500");
    row("cadvisor", "", ok, "", "1 container");
    row("cadvisor", "empty", critical, "not-found", "no running container cadvisor");
    row("cadvisor", "full", critical, "condition", "memory it may have");
    row("proxmox", "", ok, "", "proxmox: CPU");
    row("proxmox", "node-down", critical, "status", "another one of the cluster");
    row("proxmox", "no-quorum", critical, "status", "no quorum");
    row("proxmox", "guest-stopped", critical, "status", "do not: docker");
    row("proxmox", "memory-full", warning, "condition", "97 %");
    row("proxmox", "storage-full", warning, "condition", "97 %");
    row("proxmox", "token-revoked", CheckStatus::Unknown, "auth", "");
    row("proxmox", "forbidden", CheckStatus::Unknown, "auth", "403");
    row("elasticsearch", "", ok, "", "green");
    row("elasticsearch", "yellow", warning, "condition", "1 shard without");
    row("elasticsearch", "unhealthy", critical, "status", "red");
    row("elasticsearch", "booting", critical, "status", "503");
    row("logstash", "", ok, "", "");
    row("logstash", "unhealthy", critical, "condition", "");
    row("kibana", "", ok, "", "8.11.0 is available");
    row("kibana", "degraded", warning, "condition", "degraded");
    row("kibana", "unhealthy", critical, "status", "unavailable");
    row("kibana", "booting", critical, "status", "503");
    row("jobworker", "", ok, "", "");
    row("jobworker", "unhealthy", critical, "status", "503");
    row("lmstudio", "", ok, "", "");
    row("lmstudio", "empty", critical, "condition", "");
    QStringList names = standInQuestions().keys();
    names.sort();
    for (const QString &name : names) {
        row(name, "slow", critical, "timeout", "");
        row(name, "hang", critical, "timeout", "");
        row(name, "drip", critical, "timeout", "");
        row(name, "garbage", critical, "garbage", "");
        row(name, "errors", critical, "status", "");
        row(name, "unavailable", critical, "status", "");
        row(name, "html", critical, name == "promtail" ? "condition" : "garbage", "");
        row(name, "endless", critical, "too-large", "");
    }
}

void TestStandIns::everyState()
{
    QFETCH(QString, product);
    QFETCH(QString, state);
    QFETCH(int, status);
    QFETCH(QString, error);
    QFETCH(QString, message);
    QVERIFY(server(product));
    QVERIFY(server(product)->fail(state));
    m_seen.insert(product + ' ' + state);
    const StandInQuestion asked = standInQuestions().value(product);
    const bool isLate = error == "timeout";
    const CheckResult result =
        ask(product, asked.kind, asked.path, asked.parameters, isLate ? 120 : 8000);
    // The table of what was tried, in the test's log.
    qInfo().noquote() << product << '|' << QTest::currentDataTag() << '|' << toWord(result.status)
                      << '|' << (result.error ? toWord(result.error->kind) : "-") << '|'
                      << result.message;
    QCOMPARE(result.error ? toWord(result.error->kind) : QString(), error);
    QCOMPARE(static_cast<int>(result.status), status);
    QVERIFY2(result.message.contains(message), qPrintable(result.message));
    QVERIFY(server(product)->fail({}));
}

void TestStandIns::otherPages_data()
{
    QTest::addColumn<QString>("product");
    QTest::addColumn<QString>("state");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QVariantMap>("parameters");
    QTest::addColumn<QString>("error");
    const auto row = [](const char *product, const char *state, const char *kind, const char *path,
                        const QVariantMap &parameters, const char *error) {
        QTest::addRow("%s %s %s", product, state, path)
            << product << state << kind << path << parameters << error;
    };
    const auto json = [](const QVariantMap &conditions) {
        return QVariantMap{{"json", conditions}};
    };
    const auto status = [](const char *text) { return QVariantMap{{"status", QStringList{text}}}; };
    const QVariantMap hasSpace{
        {"limits", QVariantMap{{"minio_cluster_capacity_usable_free_bytes", "> 0"}}}};
    row("minio", "", "prometheus", "/minio/v2/metrics/cluster", hasSpace, "");
    row("minio", "full", "prometheus", "/minio/v2/metrics/cluster", hasSpace, "condition");
    row("minio", "", "http", "/minio/health/cluster?maintenance=true", status("412"), "");
    row("minio", "", "http", "/bucket/key", status("403"), "");
    row("jaeger", "", "http", "/api/traces?service=jaeger-all-in-one&limit=1",
        json({{"data.0.processes.p1.serviceName", "jaeger-all-in-one"}}), "");
    row("jaeger", "", "http", "/api/traces", status("400"), "");
    row("grafana", "", "http", "/login", {{"body_contains", "sign in"}}, "");
    row("grafana", "", "http", "/api/datasources", status("401"), "");
    row("loki", "", "http",
        "/loki/api/v1/query_range?query=%7Bservice%3D%22api%22%7D%20%7C%3D%20%22error%22",
        json({{"status", "success"}, {"data.result.0.values.0.1", "two: error"}}), "");
    row("loki", "", "http", "/loki/api/v1/query_range?query=rate(x)", status("400"), "");
    row("loki", "", "http", "/loki/api/v1/label/service/values", json({{"data.0", "api"}}), "");
    const QVariantMap push{{"method", "POST"},
                           {"headers", QVariantMap{{"Content-Type", "application/json"}}},
                           {"body", R"({"streams":[{"stream":{"a":"b"},"values":[["1","x"]]}]})"}};
    row("loki", "", "http", "/loki/api/v1/push", push, "");
    row("loki", "full", "http", "/loki/api/v1/push", push, "status");
    row("cadvisor", "", "http", "/healthz", {{"body_contains", "ok"}}, "");
    row("cadvisor", "unhealthy", "http", "/healthz", {}, "status");
    row("cadvisor", "", "http", "/api/v1.3/machine", json({{"num_sockets", "1"}}), "");
    row("proxmox", "", "http", "/api2/json/nodes",
        json({{"data.0.node", "proxmox"}, {"data.0.status", "online"}}), "");
    row("proxmox", "", "http", "/api2/json/nodes/proxmox/qemu", json({{"data.1.name", "backup"}}),
        "");
    row("proxmox", "", "http", "/api2/json/nodes/proxmox/storage",
        json({{"data.0.storage", "local"}}), "");
    row("proxmox", "", "http", "/api2/json/nodes/other/status", status("500"), "");
    row("proxmox", "", "http", "/api2/json/none", status("501"), "");
    row("elasticsearch", "", "http", "/",
        json({{"version.number", "8.11.0"}, {"tagline", "You Know, for Search"}}), "");
    row("elasticsearch", "", "http", "/_cat/indices?v",
        {{"body_contains", "green  open   logs-lab"}}, "");
    row("elasticsearch", "", "http", "/logs-lab/_search?q=error",
        json({{"hits.hits.0._source.message", "two: error"}}), "");
    row("elasticsearch", "", "http", "/none", status("404"), "");
    // What it has taken and not let out waits, until it lets it out.
    row("logstash", "stalled", "http", "/_node/stats/pipelines",
        json({{"pipelines.main.queue.events_count", "3"}}), "");
    row("logstash", "", "http", "/_node/stats/pipelines",
        json({{"pipelines.main.queue.events_count", "0"}}), "");
    row("kibana", "", "http", "/app/home", {{"body_contains", "stand-in"}}, "");
    row("lmstudio", "", "http", "/v1/none", {{"body_contains", "Unexpected endpoint"}}, "");
}

void TestStandIns::otherPages()
{
    QFETCH(QString, product);
    QFETCH(QString, state);
    QFETCH(QString, kind);
    QFETCH(QString, path);
    QFETCH(QVariantMap, parameters);
    QFETCH(QString, error);
    QVERIFY(server(product));
    QVERIFY(server(product)->fail(state));
    m_seen.insert(product + ' ' + state);
    const CheckResult result = ask(product, kind, path, parameters);
    const QString text = result.message + (result.error ? ' ' + result.error->detail : QString());
    QVERIFY2((result.error ? toWord(result.error->kind) : QString()) == error, qPrintable(text));
    QCOMPARE(result.status == CheckStatus::Ok, error.isEmpty());
    QVERIFY(server(product)->fail({}));
}

void TestStandIns::saysThatItStandsIn()
{
    for (const QString &product : standInQuestions().keys()) {
        QProcess process;
        process.start("/usr/bin/curl", {"-s", "-m", "5", "-D", "-", "-o", "/dev/null",
                                        server(product)->url("/none")});
        QVERIFY(process.waitForFinished());
        const QByteArray head = process.readAllStandardOutput();
        QVERIFY2(head.contains("\r\nX-Stand-In: " + product.toUtf8() + "\r\n"), head.constData());
    }
}

void TestStandIns::proxmoxWantsItsToken()
{
    StandIn server;
    QVERIFY(server.write("token", "watch@pve!opsdeck=0000-secret-1111\n"));
    QVERIFY(server.start("proxmox.py", {"--node", "pve", "--token", "FOLDER/token"}));
    const auto with = [&](const QByteArray &secret) {
        m_bench.credentials.put("pve/token", secret);
        return m_bench.run("proxmox", {{"url", server.url()},
                                       {"node", "pve"},
                                       {"memory_limit", 1.0},
                                       {"storage_limit", 1.0},
                                       {"token_id", "watch@pve!opsdeck"},
                                       {"credential", "pve/token"},
                                       {"auth", "bearer"}});
    };
    const CheckResult good = with("0000-secret-1111");
    QVERIFY2(good.status == CheckStatus::Ok, qPrintable(good.message));
    QElapsedTimer time;
    time.start();
    const CheckResult wrong = with("1111");
    QCOMPARE(toWord(wrong.error->kind), QString("auth"));
    // It lets one wait that shows a wrong token; nothing more is asked then.
    QVERIFY2(time.elapsed() >= 2900, qPrintable(wrong.message));
}

void TestStandIns::proxmoxOverTls()
{
    const TestAuthority authority;
    QVERIFY(authority.isValid());
    QVERIFY(authority.issue("pve", "DNS:pve.example.com,IP:127.0.0.1", -1, 300));
    StandIn server;
    QVERIFY(server.start("proxmox.py", {"--tls-cert", authority.file("pve.pem"), "--tls-key",
                                        authority.file("pve.key")}));
    const CheckResult result =
        m_bench.run("proxmox", {{"url", QString(server.url()).replace("http://", "https://")},
                                {"node", "proxmox"},
                                {"memory_limit", 1.0},
                                {"storage_limit", 1.0},
                                {"ca_file", authority.caFile()}});
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(result.message));
}

void TestStandIns::cadvisorSeesOtherParts()
{
    StandIn server;
    const QByteArray own = QByteArray::number(QCoreApplication::applicationPid());
    QVERIFY(
        server.write("state.json", "{\"parts\":{\"prod/api\":{\"pid\":" + own
                                       + "},\"dev/api\":{\"pid\":1},\"prod/gone\":{\"pid\":0}}}"));
    QVERIFY(server.start("cadvisor.py", {"--parts", "FOLDER/state.json", "--prefix", "prod/",
                                         "--named", "shop-", "--limit", "9000000000"}));
    const CheckResult result = m_bench.run("cadvisor", {{"url", server.url("/metrics")},
                                                        {"containers", QStringList{"shop-api"}},
                                                        {"max_bytes", 1 << 20},
                                                        {"sample_limit", 1000}});
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(result.message));
    QVERIFY2(result.message.contains("1 container"), qPrintable(result.message));
    const auto size =
        std::find_if(result.samples.cbegin(), result.samples.cend(), [](const Sample &s) {
            return s.metric == "container_memory_working_set_bytes";
        });
    QVERIFY(size != result.samples.cend());
    QVERIFY(size->value > 1e6);
}

void TestStandIns::promtailShipsToLoki()
{
    StandIn loki;
    StandIn promtail;
    QVERIFY(loki.start("loki.py"));
    QVERIFY(promtail.write("worker.log", "from the worker\n"));
    QVERIFY(promtail.start("promtail.py", {"--logs", "FOLDER", "--loki", loki.url()}));
    const auto found = [&](const char *line) {
        return m_bench
                   .run("http", {{"url", loki.url("/loki/api/v1/query?limit=1&query="
                                                  "%7Bservice%3D%22worker%22%7D")},
                                 {"json", QVariantMap{{"data.result.0.values.0.1", line}}},
                                 {"max_bytes", 1 << 20}})
                   .status
               == CheckStatus::Ok;
    };
    QTRY_VERIFY_WITH_TIMEOUT(found("from the worker"), 20000);
    // One that stalls says that it is ready, and ships nothing until that ends.
    QVERIFY(promtail.fail("stalled"));
    m_seen.insert("promtail stalled");
    QVERIFY(promtail.write("worker.log", "from the worker\nand one more\n"));
    const auto read = [&] {
        return m_bench.run("prometheus",
                           {{"url", promtail.url("/metrics")},
                            {"max_bytes", 1 << 20},
                            {"sample_limit", 1000},
                            {"limits", QVariantMap{{"promtail_read_lines_total", ">= 2"},
                                                   {"promtail_sent_entries_total", "< 2"}}}});
    };
    QTRY_VERIFY_WITH_TIMEOUT(read().status == CheckStatus::Ok, 20000);
    QVERIFY(found("from the worker"));
    QVERIFY(promtail.fail({}));
    QTRY_VERIFY_WITH_TIMEOUT(found("and one more"), 20000);
}

void TestStandIns::jobsAreTakenOffRedis()
{
    RealRedis redis({"--requirepass", "pass-word"});
    QVERIFY(redis.start());
    StandIn worker;
    QVERIFY(worker.write("password", "pass-word"));
    QVERIFY(worker.start("jobworker.py",
                         {"--name", "ai-processor", "--redis", QString::number(redis.port()),
                          "--password", "FOLDER/password", "--feed", "50"}));
    const auto health = [&](const char *name, const char *value) {
        return m_bench
                   .run("http", {{"url", worker.url("/healthz")},
                                 {"json", QVariantMap{{name, value}}},
                                 {"max_bytes", 1 << 20}})
                   .status
               == CheckStatus::Ok;
    };
    QTRY_VERIFY_WITH_TIMEOUT(health("status", "healthy"), 20000);
    const auto done = [&](const char *limit) {
        return m_bench
                   .run("prometheus", {{"url", worker.url("/metrics")},
                                       {"max_bytes", 1 << 20},
                                       {"sample_limit", 1000},
                                       {"limits", QVariantMap{{"worker_jobs_done_total", limit}}}})
                   .status
               == CheckStatus::Ok;
    };
    QTRY_VERIFY_WITH_TIMEOUT(done("> 10"), 20000);
    QVERIFY(worker.fail("stalled"));
    m_seen.insert("jobworker stalled");
    const auto waiting = [&] {
        return redis.command({"-a", "pass-word", "--no-auth-warning", "LLEN", "jobs:ai-processor"})
            .trimmed()
            .toInt();
    };
    QTRY_VERIFY_WITH_TIMEOUT(waiting() > 60, 20000);
    QVERIFY(worker.fail({}));
    redis.killHard();
    QTRY_VERIFY_WITH_TIMEOUT(health("status", "degraded"), 20000);
}

/// A stand-in that is gone is refused like anything else.
void TestStandIns::dead()
{
    for (auto &[product, server] : m_servers) {
        server->killHard();
        const StandInQuestion asked = standInQuestions().value(product);
        const CheckResult result = ask(product, asked.kind, asked.path, asked.parameters);
        QCOMPARE(toWord(result.error->kind), QString("refused"));
    }
}

/// A state that is added to the catalogue is added here too.
void TestStandIns::noStateIsForgotten()
{
    if (!m_seen.contains("minio "))
        QSKIP("the states were not asked for in this run");
    const QJsonObject all = m_catalogue.value("products").toObject();
    for (const QString &product : all.keys()) {
        const QStringList states =
            m_catalogue.value("common").toObject().keys()
            + all.value(product).toObject().value("faults").toObject().keys();
        for (const QString &state : states)
            QVERIFY2(m_seen.contains(product + ' ' + state), qPrintable(product + ' ' + state));
    }
}

QTEST_GUILESS_MAIN(TestStandIns)
#include "tst_standins.moc"
