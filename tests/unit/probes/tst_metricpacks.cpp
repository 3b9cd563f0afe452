// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/englishplurals.h"
#include "services/probes/builtinprobes.h"
#include "services/probes/exposition/exposition.h"
#include "services/probes/exposition/metricpack.h"
#include "services/probes/outcome.h"
#include "services/probes/probememory.h"

#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

constexpr qint64 kStart = 1'800'000'000'000; ///< UTC, ms

/// What one look at a page found.
struct Seen
{
    ProbeOutcome outcome;
    QStringList findings;
    std::optional<Error> error;

    std::optional<double> value(const QString &metric, const Labels &labels = {}) const
    {
        for (const Sample &sample : outcome.samples) {
            if (sample.metric == metric && sample.labels == labels)
                return sample.value;
        }
        return std::nullopt;
    }
};

/// A pack with its default limits, looking at one page after the other.
class Bench
{
public:
    explicit Bench(const MetricPack &pack, const QVariantMap &more = {})
        : m_pack(pack)
    {
        for (const ParameterSpec &spec : pack.parameters()) {
            if (spec.defaultValue.isValid())
                m_check.parameters.insert(spec.name, spec.defaultValue);
        }
        m_check.parameters.insert(more);
    }

    Seen look(const QByteArray &text, std::chrono::seconds at = 0s)
    {
        ExpositionParser parser;
        if (!parser.feed(text) || !parser.finish())
            qFatal("%s", qPrintable(parser.errorText()));
        QList<Sample> read;
        for (const Sample &sample : parser.samples()) {
            if (m_pack.reads.contains(sample.metric))
                read.append(sample);
        }
        const MetricPage page(read);
        const Parameters parameters(m_check);
        ProbeContext context;
        context.memory = &m_memory;
        const Instant now{at, kStart + at.count() * 1000};
        PackView view(page, parameters, context, now, "web1:9100");
        m_pack.look(view);
        Seen seen;
        seen.outcome = answeredOutcome(1ms);
        seen.outcome.samples = view.samples;
        seen.outcome.fields = view.fields;
        seen.outcome.message = view.summary.join(", ");
        view.findings.apply(seen.outcome);
        for (const auto &finding : view.findings.all())
            seen.findings.append(finding.error.message);
        seen.error = view.error;
        return seen;
    }

private:
    const MetricPack &m_pack;
    Check m_check;
    ProbeMemory m_memory;
};

QByteArray number(double value)
{
    return QByteArray::number(value, 'g', 15);
}

struct Node
{
    double idle = 1000;
    double user = 100;
    double boot = kStart / 1000.0 - 86400;
    double time = kStart / 1000.0;
    double available = 6e9;
    double diskFree = 60e9;
    double load = 0.5;
    double killed = 0;

    QByteArray page() const
    {
        QByteArray text;
        for (const char *cpu : {"0", "1"}) {
            text += "node_cpu_seconds_total{cpu=\"" + QByteArray(cpu) + "\",mode=\"idle\"} "
                    + number(idle) + "\n";
            text += "node_cpu_seconds_total{cpu=\"" + QByteArray(cpu) + "\",mode=\"user\"} "
                    + number(user) + "\n";
        }
        text +=
            "node_boot_time_seconds " + number(boot) + "\nnode_time_seconds " + number(time) + "\n";
        text += "node_memory_MemTotal_bytes 1e10\nnode_memory_MemAvailable_bytes "
                + number(available) + "\n";
        text += "node_load5 " + number(load) + "\nnode_vmstat_oom_kill " + number(killed) + "\n";
        const auto disk = [&](const char *device, const char *type, const char *mount,
                              double free) {
            const QByteArray labels = QByteArray("{device=\"") + device + "\",fstype=\"" + type
                                      + "\",mountpoint=\"" + mount + "\"} ";
            text += "node_filesystem_size_bytes" + labels + "1e11\nnode_filesystem_free_bytes"
                    + labels + number(free) + "\nnode_filesystem_avail_bytes" + labels
                    + number(free) + "\n" + "node_filesystem_files" + labels
                    + "1000\nnode_filesystem_files_free" + labels + "900\nnode_filesystem_readonly"
                    + labels + "0\n";
        };
        disk("/dev/sda1", "ext4", "/", diskFree);
        disk("/dev/sda1", "ext4", "/srv/bound", diskFree);
        disk("tmpfs", "tmpfs", "/run", 0);
        return text;
    }
};

} // namespace

/// What packs make of pages: shares, rates, and never an alarm for a counter that began anew.
class TestMetricPacks : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void initTestCase() { QVERIFY(QCoreApplication::installTranslator(&m_plurals)); }

    void nodeShares();
    void nodeLimits_data();
    void nodeLimits();
    void nodeRestartsAreNoLoad();
    void nodeDiskFillsUp();
    void nodeMountsAreLookedFor();
    void containers();
    void containersThatBeginAnew();
    void postgres();
    void postgresServersApart();
    void redis();
    void otherPagesAreGarbage();
    void limitsAreInTheSchema();

private:
    EnglishPlurals m_plurals;
};

void TestMetricPacks::nodeShares()
{
    Bench bench(nodeExporterPack());
    Node node;
    Seen seen = bench.look(node.page());
    QVERIFY2(seen.findings.isEmpty(), qPrintable(seen.findings.join('\n')));
    QVERIFY(!seen.value("node_cpu_busy_ratio")); // nothing to compare with
    QCOMPARE(*seen.value("node_memory_available_ratio"), 0.6);
    QCOMPARE(*seen.value("node_memory_used_ratio"), 0.4);
    QCOMPARE(*seen.value("node_load_per_cpu"), 0.25);
    QCOMPARE(*seen.value("node_filesystem_used_ratio", {{"mountpoint", "/"}}), 0.4);
    QVERIFY(!seen.value("node_filesystem_used_ratio", {{"mountpoint", "/srv/bound"}}));
    QVERIFY(!seen.value("node_filesystem_used_ratio", {{"mountpoint", "/run"}}));
    QCOMPARE(*seen.value("node_clock_skew_seconds"), 0.0);
    QCOMPARE(*seen.value("node_uptime_seconds"), 86400.0);

    node.idle += 7.5;
    node.user += 2.5;
    node.time += 10;
    seen = bench.look(node.page(), 10s);
    QCOMPARE(*seen.value("node_cpu_busy_ratio"), 0.25);
    QCOMPARE(seen.outcome.message, QString("CPU 25 %, memory 40 %, disk / 40 %")
                                       .replace(" %", QChar(QChar::Nbsp) + QString("%")));
}

void TestMetricPacks::nodeLimits_data()
{
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<CheckStatus>("status");
    QTest::addColumn<QString>("message");
    const auto change = [](auto set) {
        Node node;
        set(node);
        return node.page();
    };
    QTest::newRow("memory low") << change([](Node &n) { n.available = 0.8e9; })
                                << CheckStatus::Warning << "web1:9100 has 8";
    QTest::newRow("memory out") << change([](Node &n) { n.available = 0.1e9; })
                                << CheckStatus::Critical << "of its memory of 10";
    QTest::newRow("disk filling") << change([](Node &n) { n.diskFree = 10e9; })
                                  << CheckStatus::Warning << "/ of web1:9100 is 90";
    QTest::newRow("disk full") << change([](Node &n) { n.diskFree = 1e9; }) << CheckStatus::Critical
                               << "/ of web1:9100 is 99";
    QTest::newRow("load") << change([](Node &n) { n.load = 8; }) << CheckStatus::Warning
                          << "a load of 4.0 for each of its 2 CPUs, limit 3";
    QTest::newRow("clock ahead") << change([](Node &n) { n.time += 30; }) << CheckStatus::Warning
                                 << "ahead of this machine's";
    QTest::newRow("clock behind") << change([](Node &n) { n.time -= 600; }) << CheckStatus::Critical
                                  << "behind this machine's";
    QTest::newRow("units")
        << Node().page()
               + "node_systemd_unit_state{name=\"a.service\",state=\"failed\",type=\"simple\"} "
                 "1\nnode_systemd_unit_state{name=\"b.service\",state=\"failed\",type=\"simple\"} "
                 "0\n"
        << CheckStatus::Warning << "1 unit of systemd on web1:9100 has failed: a.service";
    QTest::newRow("RAID") << Node().page() + "node_md_disks{device=\"md0\",state=\"failed\"} 1\n"
                          << CheckStatus::Critical << "A RAID of web1:9100 has 1 failed disk";
    QTest::newRow("text file") << Node().page() + "node_textfile_scrape_error 1\n"
                               << CheckStatus::Warning << "can't read one of its text files";
    QTest::newRow("open files") << Node().page()
                                       + "node_filefd_allocated 990\nnode_filefd_maximum 1000\n"
                                << CheckStatus::Critical
                                << "The table of open files of web1:9100 is 99";
}

void TestMetricPacks::nodeLimits()
{
    QFETCH(QByteArray, more);
    QFETCH(CheckStatus, status);
    QFETCH(QString, message);
    const Seen seen = Bench(nodeExporterPack()).look(more);
    QVERIFY2(seen.outcome.message.contains(message), qPrintable(seen.outcome.message));
    QCOMPARE(seen.outcome.status, status);
    QVERIFY(!seen.outcome.error->advice.isEmpty());
    QCOMPARE(seen.findings.size(), 1);
}

void TestMetricPacks::nodeRestartsAreNoLoad()
{
    Bench bench(nodeExporterPack());
    Node node;
    node.killed = 5;
    bench.look(node.page());
    // It has started anew and already counted further than before.
    Node after;
    after.boot = kStart / 1000.0 + 60;
    after.time = kStart / 1000.0 + 7200;
    after.user = 5000;
    after.idle = 1001;
    after.killed = 9;
    Seen seen = bench.look(after.page(), 7200s);
    QVERIFY(!seen.value("node_cpu_busy_ratio"));
    QVERIFY2(seen.findings.isEmpty(), qPrintable(seen.findings.join('\n')));
    // One counter that fell takes its CPU out of the reckoning, not the other way round.
    after.user += 10;
    after.idle -= 1;
    after.time += 10;
    seen = bench.look(after.page(), 7210s);
    QVERIFY(!seen.value("node_cpu_busy_ratio"));
    after.user += 10;
    after.time += 10;
    after.killed += 2;
    seen = bench.look(after.page(), 7220s);
    QCOMPARE(*seen.value("node_cpu_busy_ratio"), 1.0);
    QCOMPARE(
        seen.findings,
        (QStringList{
            QString("The CPUs of web1:9100 are 100%1% busy, limit 95%1%.").arg(QChar(QChar::Nbsp)),
            "The kernel of web1:9100 has ended 2 programs for lack of memory since the last "
            "check."}));
}

void TestMetricPacks::nodeDiskFillsUp()
{
    Bench bench(nodeExporterPack());
    Node node;
    Seen seen;
    // 30 GB are left of 100 and go at 0.2 GB a minute.
    for (int minute = 0; minute <= 60; minute += 2) {
        node.diskFree = 30e9 + (60 - minute) * 0.2e9;
        node.time = kStart / 1000.0 + minute * 60;
        seen = bench.look(node.page(), std::chrono::minutes(minute));
        if (minute < 30)
            QVERIFY2(seen.findings.isEmpty(), qPrintable(seen.findings.join('\n')));
    }
    QVERIFY(qAbs(*seen.value("node_filesystem_full_in_seconds", {{"mountpoint", "/"}}) - 9000) < 5);
    QCOMPARE(seen.outcome.status, CheckStatus::Critical);
    QVERIFY2(seen.outcome.message.contains("will be full in 2")
                 && seen.outcome.message.contains("30"),
             qPrintable(seen.outcome.message));
}

void TestMetricPacks::nodeMountsAreLookedFor()
{
    Bench bench(nodeExporterPack(), {{"mounts", QStringList{"/", "/data"}}});
    const Seen seen = bench.look(Node().page());
    QCOMPARE(seen.outcome.status, CheckStatus::Critical);
    QCOMPARE(seen.outcome.message, QString("Nothing is mounted on /data of web1:9100"));
    QVERIFY(Bench(nodeExporterPack(), {{"mounts", QStringList{"/*"}}})
                .look(Node().page())
                .findings.isEmpty());
}

namespace {

QByteArray container(const char *name, const char *id, double cpu, double memory, double start,
                     double seen = kStart / 1000.0)
{
    const QByteArray labels =
        QByteArray("{id=\"") + id + "\",image=\"shop/api:1\",name=\"" + name + "\"} ";
    const QByteArray cpuLabels =
        QByteArray("{cpu=\"total\",id=\"") + id + "\",image=\"shop/api:1\",name=\"" + name + "\"} ";
    return "container_cpu_usage_seconds_total" + cpuLabels + number(cpu)
           + "\ncontainer_memory_working_set_bytes" + labels + number(memory)
           + "\ncontainer_spec_memory_limit_bytes" + labels + "1e9\ncontainer_spec_cpu_quota"
           + labels + "50000\ncontainer_spec_cpu_period" + labels
           + "100000\ncontainer_start_time_seconds" + labels + number(start)
           + "\ncontainer_last_seen" + labels + number(seen) + "\n";
}

} // namespace

void TestMetricPacks::containers()
{
    Bench bench(cadvisorPack());
    const QByteArray root = "container_memory_working_set_bytes{id=\"/\"} "
                            "5e9\ncontainer_cpu_usage_seconds_total{cpu=\"total\",id=\"/\"} 100\n";
    Seen seen = bench.look(root + container("api", "/docker/a", 10, 5e8, 1000)
                           + container("old", "/docker/o", 10, 9.9e8, 1000, kStart / 1000.0 - 600));
    QVERIFY2(seen.findings.isEmpty(), qPrintable(seen.findings.join('\n')));
    QCOMPARE(*seen.value("container_memory_limit_ratio", {{"name", "api"}}), 0.5);
    QVERIFY(!seen.value("container_cpu_cores", {{"name", "api"}}));
    QCOMPARE(seen.outcome.message, QString("1 container")); // the root is none, the old one is gone
    seen = bench.look(root + container("api", "/docker/a", 14.9, 9.5e8, 1000), 10s);
    QCOMPARE(*seen.value("container_cpu_cores", {{"name", "api"}}), 0.49);
    QCOMPARE(seen.findings.size(), 2);
    QVERIFY2(seen.findings.first().startsWith("api uses 98"), qPrintable(seen.findings.first()));
    QVERIFY2(seen.findings.last().startsWith("api uses 95"), qPrintable(seen.findings.last()));

    Bench wanted(cadvisorPack(), {{"containers", QStringList{"api", "worker", "web-*"}}});
    seen = wanted.look(container("api", "/docker/a", 10, 5e8, 1000));
    QCOMPARE(seen.outcome.message, QString("There is no running container worker on web1:9100"));
    QCOMPARE(toWord(seen.outcome.error->kind), QString("not-found"));

    // In a cluster's form: pod and container instead of a name, pauses left out.
    const QByteArray pods =
        "container_memory_working_set_bytes{container=\"api\",id=\"/kubepods/"
        "a\",name=\"k8s_api\",namespace=\"shop\",pod=\"api-1\"} 1e8\n"
        "container_memory_working_set_bytes{container=\"POD\",id=\"/kubepods/"
        "p\",name=\"k8s_POD\",namespace=\"shop\",pod=\"api-1\"} 1e5\n"
        "container_spec_memory_limit_bytes{container=\"api\",id=\"/kubepods/"
        "a\",name=\"k8s_api\",namespace=\"shop\",pod=\"api-1\"} 1.8446744073709552e+19\n";
    seen = Bench(cadvisorPack()).look(pods);
    QCOMPARE(*seen.value("container_memory_working_set_bytes", {{"name", "shop/api-1/api"}}), 1e8);
    QVERIFY(!seen.value("container_memory_limit_ratio", {{"name", "shop/api-1/api"}}));
    QVERIFY(!seen.value("container_memory_ratio", {{"name", "shop/api-1/api"}}));
    QCOMPARE(seen.outcome.message, QString("1 container"));

    // Without a limit of its own it may use the whole machine.
    const QByteArray machine = "machine_cpu_cores{machine_id=\"m\"} 4\nmachine_memory_bytes 2e8\n";
    const QByteArray unlimited =
        "container_memory_working_set_bytes{id=\"/docker/u\",name=\"u\"} 1e8\n"
        "container_spec_memory_limit_bytes{id=\"/docker/u\",name=\"u\"} 0\n"
        "container_cpu_usage_seconds_total{id=\"/docker/u\",name=\"u\"} ";
    Bench machines(cadvisorPack());
    machines.look(machine + container("api", "/docker/a", 10, 5e8, 1000) + unlimited + "1\n");
    seen = machines.look(machine + container("api", "/docker/a", 12, 5e8, 1000) + unlimited + "9\n",
                         10s);
    QCOMPARE(*seen.value("container_cpu_ratio", {{"name", "u"}}), 0.2);
    QCOMPARE(*seen.value("container_memory_ratio", {{"name", "u"}}), 0.5);
    QVERIFY(!seen.value("container_cpu_limit_ratio", {{"name", "u"}}));
    QCOMPARE(*seen.value("container_cpu_ratio", {{"name", "api"}}), 0.4);
    QCOMPARE(*seen.value("container_memory_ratio", {{"name", "api"}}), 0.5);
    QVERIFY2(seen.findings.isEmpty(), qPrintable(seen.findings.join('\n')));
}

void TestMetricPacks::containersThatBeginAnew()
{
    Bench bench(cadvisorPack());
    bench.look(container("api", "/docker/a", 10, 5e8, 1000));
    // Another container of that name, then the same one started anew and already further on.
    Seen seen = bench.look(container("api", "/docker/b", 900, 5e8, 1005), 10s);
    QVERIFY(!seen.value("container_cpu_cores", {{"name", "api"}}));
    seen = bench.look(container("api", "/docker/b", 2000, 5e8, 1015), 20s);
    QVERIFY(!seen.value("container_cpu_cores", {{"name", "api"}}));
    QVERIFY2(seen.findings.isEmpty(), qPrintable(seen.findings.join('\n')));
}

namespace {

QByteArray postgresPage(double hit, double read, double deadlocks, const QByteArray &server = {},
                        double used = 40)
{
    const QByteArray only = server.isEmpty() ? QByteArray() : "{server=\"" + server + "\"}";
    const QByteArray with = server.isEmpty() ? QByteArray() : ",server=\"" + server + "\"";
    return "pg_settings_max_connections" + only
           + " 100\npg_stat_activity_count{datname=\"shop\",state=\"idle\"" + with + "} "
           + number(used) + "\npg_stat_database_blks_hit{datid=\"5\",datname=\"shop\"" + with + "} "
           + number(hit) + "\npg_stat_database_blks_read{datid=\"5\",datname=\"shop\"" + with + "} "
           + number(read) + "\npg_stat_database_deadlocks{datid=\"5\",datname=\"shop\"" + with
           + "} " + number(deadlocks) + "\npg_stat_archiver_last_archive_age" + only + " NaN\n";
}

} // namespace

void TestMetricPacks::postgres()
{
    Bench bench(postgresExporterPack(), {{"cache_hit_warning", 0.9}});
    Seen seen = bench.look("pg_up 1\n" + postgresPage(1000, 900, 3));
    QVERIFY2(seen.findings.isEmpty(), qPrintable(seen.findings.join('\n')));
    QCOMPARE(*seen.value("pg_connections_used_ratio"), 0.4);
    seen = bench.look("pg_up 1\n" + postgresPage(9000, 2900, 5), 10s);
    QCOMPARE(*seen.value("pg_cache_hit_ratio"), 0.8);
    QCOMPARE(seen.findings.size(), 2);
    QVERIFY2(seen.findings.last().contains("has ended 2 deadlocks since the last check"),
             qPrintable(seen.findings.last()));
    // Statistics that were reset.
    seen = bench.look("pg_up 1\n" + postgresPage(10, 5000, 0), 20s);
    QVERIFY2(seen.findings.isEmpty(), qPrintable(seen.findings.join('\n')));

    seen = Bench(postgresExporterPack()).look("pg_up 1\n" + postgresPage(0, 0, 0, {}, 96));
    QCOMPARE(seen.outcome.status, CheckStatus::Critical);
    QVERIFY(seen.outcome.message.startsWith(
        "The PostgreSQL behind web1:9100 has 96 of 100 connections in use"));
    seen = Bench(postgresExporterPack())
               .look("pg_up 1\npg_replication_is_replica 1\npg_replication_lag_seconds 90\n");
    QCOMPARE(seen.outcome.status, CheckStatus::Warning);
    seen = Bench(postgresExporterPack())
               .look("pg_up 1\npg_replication_is_replica 0\npg_replication_lag_seconds 90000\n");
    QVERIFY(seen.findings.isEmpty());
    QCOMPARE(toWord(Bench(postgresExporterPack()).look("pg_up 0\n").error->kind),
             QString("status"));
}

void TestMetricPacks::postgresServersApart()
{
    const Seen seen = Bench(postgresExporterPack())
                          .look("pg_up 1\n" + postgresPage(0, 0, 0, "a:5432", 60)
                                + postgresPage(0, 0, 0, "b:5432", 85));
    QCOMPARE(seen.findings.size(), 1);
    QVERIFY2(seen.findings.first().startsWith("PostgreSQL b:5432 has 85 of 100"),
             qPrintable(seen.findings.first()));
    QCOMPARE(*seen.value("pg_connections_used_ratio", {{"server", "a:5432"}}), 0.6);
}

void TestMetricPacks::redis()
{
    const auto page = [](double hits, double misses, double evicted, double start,
                         double rejected = 0, const char *policy = "noeviction", double used = 95) {
        return "redis_up 1\nredis_start_time_seconds " + number(start)
               + "\nredis_memory_used_bytes " + number(used)
               + "\nredis_memory_max_bytes 100\nredis_connected_clients 5\nredis_config_maxclients "
                 "100\n"
               + "redis_keyspace_hits_total " + number(hits) + "\nredis_keyspace_misses_total "
               + number(misses) + "\nredis_evicted_keys_total " + number(evicted)
               + "\nredis_rejected_connections_total " + number(rejected)
               + "\nredis_instance_info{maxmemory_policy=\"" + policy
               + "\",redis_version=\"7.0\",role=\"master\"} 1\n";
    };
    Bench bench(redisExporterPack(), {{"hit_rate_warning", 0.5}, {"evictions_warning", 5}});
    Seen seen = bench.look(page(100, 0, 0, 1000, 3, "allkeys-lru"));
    QVERIFY2(seen.findings.isEmpty(), qPrintable(seen.findings.join('\n')));
    QCOMPARE(*seen.value("redis_memory_used_ratio"), 0.95);
    seen = bench.look(page(120, 80, 100, 1000, 3, "allkeys-lru"), 10s);
    QCOMPARE(*seen.value("redis_hit_ratio"), 0.2);
    QCOMPARE(*seen.value("redis_evictions_per_second"), 10.0);
    QCOMPARE(seen.findings.size(), 2);
    // Started anew: all higher than before, nothing is compared.
    seen = bench.look(page(121, 900, 5000, 5000, 9, "allkeys-lru"), 20s);
    QVERIFY2(seen.findings.isEmpty(), qPrintable(seen.findings.join('\n')));
    seen = bench.look(page(121, 900, 5000, 5000, 10, "allkeys-lru"), 30s);
    QCOMPARE(seen.outcome.status, CheckStatus::Critical);
    QCOMPARE(
        seen.outcome.message,
        QString("The Redis behind web1:9100 has turned away 1 connections since the last check"));
    QCOMPARE(Bench(redisExporterPack()).look(page(0, 0, 0, 1)).outcome.status,
             CheckStatus::Warning);
    seen = Bench(redisExporterPack())
               .look("redis_up 0\nredis_exporter_last_scrape_error{err=\"dial tcp: refused\"} 1\n");
    QCOMPARE(toWord(seen.error->kind), QString("status"));
    QCOMPARE(seen.error->detail, QString("dial tcp: refused"));
    seen = Bench(redisExporterPack(), {{"replicas", 2}})
               .look("redis_up 1\nredis_connected_slaves 1\n");
    QCOMPARE(seen.outcome.message,
             QString("The Redis behind web1:9100 has 1 of 2 replicas connected"));
    QCOMPARE(Bench(redisExporterPack()).look("redis_up 1\nredis_master_link_up 0\n").outcome.status,
             CheckStatus::Critical);
    QCOMPARE(Bench(redisExporterPack())
                 .look("redis_up 1\nredis_rdb_last_bgsave_status 0\n")
                 .outcome.status,
             CheckStatus::Critical);
}

void TestMetricPacks::otherPagesAreGarbage()
{
    for (const MetricPack *pack :
         {&nodeExporterPack(), &cadvisorPack(), &postgresExporterPack(), &redisExporterPack()}) {
        const Seen seen = Bench(*pack).look("go_goroutines 8\n");
        QVERIFY2(seen.error, pack->id);
        QCOMPARE(toWord(seen.error->kind), QString("garbage"));
        // All it could count is no number.
        QVERIFY(Bench(*pack)
                    .look("node_load1 NaN\nredis_up NaN\npg_up "
                          "NaN\ncontainer_memory_working_set_bytes{id=\"a\"} NaN\n")
                    .error);
    }
}

void TestMetricPacks::limitsAreInTheSchema()
{
    const ProbeRegistry registry = builtinProbes();
    for (const char *id : {"node-exporter", "cadvisor", "postgres-exporter", "redis-exporter"}) {
        const ProbeKind *kind = registry.find(id);
        QVERIFY2(kind, id);
        QVariantMap defaults;
        for (const ParameterSpec &spec : kind->info.parameters) {
            if (spec.defaultValue.isValid())
                defaults.insert(spec.name, spec.defaultValue);
        }
        QVERIFY(defaults.contains(QString(id) == "postgres-exporter" ? "connections_warning"
                                  : QString(id) == "node-exporter"   ? "disk_critical"
                                                                     : "memory_warning"));
        // The kind's own defaults do not contradict each other.
        const QList<ParameterFinding> findings = kind->info.judge(defaults);
        for (const ParameterFinding &finding : findings)
            QVERIFY2(finding.parameter == "auth", qPrintable(finding.text));
    }
}

QTEST_GUILESS_MAIN(TestMetricPacks)
#include "tst_metricpacks.moc"
