// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/englishplurals.h"
#include "tests/support/badhttp.h"
#include "tests/support/probebench.h"
#include "tests/support/realservers.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QTest>

using namespace opsdeck;

namespace {

/// An exporter of the distribution on a free port.
class RealExporter final : public RealServer
{
public:
    bool start(const QString &program, const QStringList &arguments,
               const QStringList &environment = {})
    {
        QProcessEnvironment all = QProcessEnvironment::systemEnvironment();
        for (const QString &each : environment)
            all.insert(each.section('=', 0, 0), each.section('=', 1));
        m_process.setProcessEnvironment(all);
        QStringList with;
        for (const QString &argument : arguments)
            with.append(QString(argument).replace("PORT", QString::number(port())));
        return launch("/usr/bin/" + program, with) && waitForPort(port());
    }

    QString url() const { return QStringLiteral("http://127.0.0.1:%1/metrics").arg(port()); }
};

std::optional<double> sample(const CheckResult &result, const QString &metric)
{
    for (const Sample &each : result.samples) {
        if (each.metric == metric)
            return each.value;
    }
    return std::nullopt;
}

Check checkOf(const QString &kind, const QString &url, const QVariantMap &more = {},
              int timeoutMs = 10000)
{
    static const ProbeRegistry registry = builtinProbes();
    QVariantMap values{{"url", url}};
    for (const ParameterSpec &spec : registry.find(kind)->info.parameters) {
        if (spec.defaultValue.isValid())
            values.insert(spec.name, spec.defaultValue);
    }
    values.insert(more);
    return ProbeBench::check(kind, values, timeoutMs);
}

QString text(const CheckResult &result)
{
    return toWord(result.status) + ": " + result.message
           + (result.error ? "\n" + result.error->detail : QString());
}

} // namespace

/// The metric packs against the distribution's exporters; cAdvisor, which it does not have, by a
/// page of its documented shape.
class TestExporters : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void initTestCase() { QVERIFY(QCoreApplication::installTranslator(&m_plurals)); }

    void node();
    void redis();
    void postgres();
    void cadvisor();

private:
    /// Stopped, then killed: a timeout, then refused.
    static void fails(ProbeBench &bench, RealExporter &exporter, const QString &kind)
    {
        exporter.pause();
        // The signal is on its way when this returns; its threads may still answer once.
        const auto isStopped = [&] {
            QFile stat(QStringLiteral("/proc/%1/stat").arg(exporter.pid()));
            return stat.open(QIODevice::ReadOnly) && stat.readAll().contains(") T ");
        };
        QTRY_VERIFY(isStopped());
        CheckResult result = bench.run(checkOf(kind, exporter.url(), {}, 400));
        QVERIFY(result.error);
        QCOMPARE(toWord(result.error->kind), QString("timeout"));
        exporter.resume();
        exporter.killHard();
        result = bench.run(checkOf(kind, exporter.url()));
        QCOMPARE(toWord(result.error->kind), QString("refused"));
    }

    EnglishPlurals m_plurals;
};

void TestExporters::node()
{
    RealExporter exporter;
    QVERIFY(exporter.start("prometheus-node-exporter", {"--web.listen-address=127.0.0.1:PORT"}));
    ProbeBench bench;
    // This machine may well be busy or full; nothing of that is a mistake of the pack's.
    const QVariantMap roomy{{"cpu_warning", {}},
                            {"load_warning", {}},
                            {"disk_warning", {}},
                            {"disk_critical", {}},
                            {"memory_available_warning", {}},
                            {"memory_available_critical", {}},
                            {"oom_kills_warning", {}},
                            {"failed_units_warning", {}},
                            {"tables_warning", {}},
                            {"tables_critical", {}}};
    const Check check = checkOf("node-exporter", exporter.url(), roomy);
    CheckResult result = bench.run(check);
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(text(result)));
    QVERIFY(!sample(result, "node_cpu_busy_ratio"));
    QVERIFY(*sample(result, "node_memory_available_ratio") > 0);
    QVERIFY(qAbs(*sample(result, "node_clock_skew_seconds")) < 5);
    QVERIFY(*sample(result, "node_load_per_cpu") >= 0);
    QVERIFY(*sample(result, "node_uptime_seconds") > 0);
    QVERIFY(!sample(result, "go_goroutines")); // not asked for
    QElapsedTimer passed;
    passed.start();
    QTRY_VERIFY(passed.elapsed() > 1000); // so much must the CPUs have counted
    result = bench.run(check);
    QVERIFY(*sample(result, "node_cpu_busy_ratio") >= 0
            && *sample(result, "node_cpu_busy_ratio") <= 1);
    QVariantMap more = roomy;
    more.insert("metrics", QStringList{"go_*"});
    more.insert("limits_warning", QVariantMap{{"go_goroutines", "< 1"}});
    result = bench.run(checkOf("node-exporter", exporter.url(), more));
    QVERIFY(sample(result, "go_goroutines"));
    QCOMPARE(result.status, CheckStatus::Warning);
    // A limit that any machine breaks.
    more = roomy;
    more.insert("memory_available_critical", 1.0);
    result = bench.run(checkOf("node-exporter", exporter.url(), more));
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(toWord(result.error->kind), QString("condition"));
    // Another exporter's page.
    QCOMPARE(toWord(bench.run(checkOf("redis-exporter", exporter.url())).error->kind),
             QString("garbage"));
    fails(bench, exporter, "node-exporter");
}

void TestExporters::redis()
{
    RealRedis server({"--maxmemory", "20mb"});
    QVERIFY(server.start());
    RealExporter exporter;
    QVERIFY(exporter.start("prometheus-redis-exporter", {"-web.listen-address", "127.0.0.1:PORT"},
                           {QStringLiteral("REDIS_ADDR=redis://127.0.0.1:%1").arg(server.port())}));
    ProbeBench bench;
    const Check check = checkOf("redis-exporter", exporter.url(), {{"hit_rate_warning", 0.5}});
    CheckResult result = bench.run(check);
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(text(result)));
    QVERIFY(*sample(result, "redis_memory_used_ratio") > 0);
    QVERIFY(*sample(result, "redis_clients_used_ratio") > 0);
    QVERIFY(!result.fields.value("redis.version").toString().isEmpty());
    QVERIFY(!sample(result, "redis_hit_ratio"));
    for (int i = 0; i < 30; ++i)
        server.command({"get", "missing"});
    result = bench.run(check);
    QCOMPARE(*sample(result, "redis_hit_ratio"), 0.0);
    QCOMPARE(result.status, CheckStatus::Warning);
    // Its statistics begin anew.
    server.command({"config", "resetstat"});
    result = bench.run(check);
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(text(result)));
    // Fuller than it should be.
    server.command({"eval", "redis.call('set', 'big', string.rep('x', 19000000))", "0"});
    result = bench.run(check);
    QVERIFY2(result.message.contains("of its memory of 21"), qPrintable(text(result)));
    server.command({"flushall"});
    // A replica of nobody.
    server.command({"replicaof", "127.0.0.1", QString::number(freePort())});
    result = bench.run(check);
    QVERIFY2(result.message.contains("is a replica that has lost its master"),
             qPrintable(text(result)));
    server.killHard();
    result = bench.run(check);
    QCOMPARE(toWord(result.error->kind), QString("status"));
    QVERIFY2(result.message.startsWith("The exporter on 127.0.0.1:")
                 && result.message.endsWith("does not reach its Redis"),
             qPrintable(text(result)));
    fails(bench, exporter, "redis-exporter");
}

void TestExporters::postgres()
{
    RealPostgres server;
    QVERIFY(server.start({"max_connections=20", "superuser_reserved_connections=3"}));
    QCOMPARE(server.sql("CREATE USER watch PASSWORD 'watch-word' IN ROLE pg_monitor"),
             QByteArray());
    RealExporter exporter;
    QVERIFY(exporter.start(
        "prometheus-postgres-exporter", {"--web.listen-address=127.0.0.1:PORT"},
        {QStringLiteral(
             "DATA_SOURCE_NAME=postgresql://watch:watch-word@127.0.0.1:%1/postgres?sslmode=disable")
             .arg(server.port())}));
    ProbeBench bench;
    const Check check = checkOf("postgres-exporter", exporter.url());
    CheckResult result = bench.run(check);
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(text(result)));
    QVERIFY(*sample(result, "pg_connections_used_ratio") > 0);
    QVERIFY(*sample(result, "pg_databases_size_bytes") > 1e6);
    QVERIFY(!sample(result, "pg_cache_hit_ratio"));
    server.sql("SELECT sum(x.n) FROM generate_series(1, 200) g, LATERAL (SELECT count(*) AS n FROM "
               "pg_attribute WHERE attnum > g) x");
    std::optional<double> hit; // told once: the next check has nothing new to compare
    const auto hasHit = [&] {
        if (!hit)
            hit = sample(bench.run(check), "pg_cache_hit_ratio");
        return hit.has_value();
    };
    QTRY_VERIFY_WITH_TIMEOUT(hasHit(), 20000);
    QVERIFY(*hit > 0.5);
    result =
        bench.run(checkOf("postgres-exporter", exporter.url(), {{"connections_warning", 0.01}}));
    QCOMPARE(result.status, CheckStatus::Warning);
    QVERIFY2(result.message.contains("of 17 connections in use, limit 1"),
             qPrintable(text(result)));
    server.sql("ALTER USER watch PASSWORD 'another'");
    server.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'watch'");
    const auto error = [&] {
        const CheckResult now = bench.run(check);
        return now.error ? toWord(now.error->kind) : QString();
    };
    QTRY_COMPARE_WITH_TIMEOUT(error(), QString("status"), 20000);
    fails(bench, exporter, "postgres-exporter");
}

void TestExporters::cadvisor()
{
    // As https://github.com/google/cadvisor/blob/master/docs/storage/prometheus.md names them.
    BadHttp server;
    const auto page = [](double memory, double cpu) {
        const QByteArray labels =
            "{container_label_com_docker_compose_service=\"api\",id=\"/system.slice/"
            "docker-1f2e.scope\",image=\"shop/api:1.4\",name=\"shop-api-1\"}";
        const QByteArray total =
            "{container_label_com_docker_compose_service=\"api\",cpu=\"total\",id=\"/system.slice/"
            "docker-1f2e.scope\",image=\"shop/api:1.4\",name=\"shop-api-1\"}";
        const QByteArray now = QByteArray::number(QDateTime::currentMSecsSinceEpoch());
        QByteArray text =
            "# HELP cadvisor_version_info A metric with a constant '1' value.\n# TYPE "
            "cadvisor_version_info gauge\n"
            "cadvisor_version_info{cadvisorRevision=\"6c7dcf0\",cadvisorVersion=\"v0.49.1\","
            "dockerVersion=\"24.0\",kernelVersion=\"6.1\",osVersion=\"Alpine\"} 1\n";
        const auto row = [&](const char *name, const char *type, const QByteArray &with,
                             double value) {
            text += QByteArray("# TYPE ") + name + " " + type + "\n" + name
                    + "{id=\"/\",image=\"\",name=\"\""
                    + (with.contains("cpu=") ? ",cpu=\"total\"} " : "} ")
                    + QByteArray::number(value, 'g', 15) + " " + now + "\n" + name + with + " "
                    + QByteArray::number(value, 'g', 15) + " " + now + "\n";
        };
        row("container_cpu_usage_seconds_total", "counter", total, cpu);
        row("container_last_seen", "gauge", labels,
            static_cast<double>(QDateTime::currentSecsSinceEpoch()));
        row("container_memory_working_set_bytes", "gauge", labels, memory);
        row("container_oom_events_total", "counter", labels, 0);
        row("container_spec_memory_limit_bytes", "gauge", labels, 2.68435456e+08);
        row("container_start_time_seconds", "gauge", labels, 1.7e9);
        return text;
    };
    server.setBody("/metrics", page(1e8, 10), "text/plain; version=0.0.4; charset=utf-8");
    ProbeBench bench;
    const Check check =
        checkOf("cadvisor", server.url("/metrics"), {{"containers", QStringList{"shop-api-1"}}});
    CheckResult result = bench.run(check);
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(text(result)));
    QVERIFY2(result.message.startsWith("1 container, in "), qPrintable(result.message));
    server.setBody("/metrics", page(2.6e8, 10.1), "text/plain; version=0.0.4; charset=utf-8");
    result = bench.run(check);
    QCOMPARE(result.status, CheckStatus::Warning);
    QVERIFY2(result.message.startsWith("shop-api-1 uses 97"), qPrintable(result.message));
    QVERIFY(sample(result, "container_cpu_cores"));
    result = bench.run(
        checkOf("cadvisor", server.url("/metrics"), {{"containers", QStringList{"gone"}}}));
    QCOMPARE(toWord(result.error->kind), QString("not-found"));
    server.setBody("/metrics", "", "text/plain", 500);
    QCOMPARE(toWord(bench.run(check).error->kind), QString("status"));
    server.setBody("/metrics", "", "text/plain", 401);
    QCOMPARE(toWord(bench.run(check).error->kind), QString("auth"));
}

QTEST_GUILESS_MAIN(TestExporters)
#include "tst_exporters.moc"
