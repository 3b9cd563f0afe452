// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/probebench.h"
#include "tests/support/realservers.h"

#include <QDir>
#include <QTcpSocket>
#include <QTest>

using namespace opsdeck;

/// What the kind redis judges of INFO, with real servers brought into each state.
class TestRedisDepth : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init() { m_bench = std::make_unique<ProbeBench>(); }

    void memoryIsFull();
    void keysAreEvicted();
    void clientsAreTurnedAway();
    void cacheMisses();
    void saves();
    void replicas();
    void clusters();

private:
    CheckResult run(const RealServer &server, const QVariantMap &more = {})
    {
        QVariantMap all{{"host", "127.0.0.1"}, {"port", server.port()}};
        static const ProbeRegistry registry = builtinProbes();
        for (const ParameterSpec &spec : registry.find("redis")->info.parameters) {
            if (spec.defaultValue.isValid())
                all.insert(spec.name, spec.defaultValue);
        }
        for (auto it = more.cbegin(); it != more.cend(); ++it)
            all.insert(it.key(), it.value());
        return m_bench->run("redis", all);
    }

    static std::optional<double> sampleOf(const CheckResult &result, const QString &metric)
    {
        for (const Sample &sample : result.samples) {
            if (sample.metric == metric)
                return sample.value;
        }
        return std::nullopt;
    }

    /// Fills the server until it is full (or evicts).
    static void fill(const RealRedis &server)
    {
        server.command({"EVAL",
                        "for i = 1, 3000 do if redis.pcall('SET', 'k' .. i, string.rep('x', "
                        "1000)).err then break end end",
                        "0"});
    }

    std::unique_ptr<ProbeBench> m_bench;
};

void TestRedisDepth::memoryIsFull()
{
    RealRedis server({"--maxmemory", "2mb", "--maxmemory-policy", "noeviction"});
    QVERIFY(server.start());
    QVERIFY(run(server).message.startsWith("PING in "));
    fill(server);
    const CheckResult result = run(server, {{"memory_critical", 0.92}});
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(toWord(result.error->kind), QString("condition"));
    QVERIFY2(result.message.contains("of its memory of 2.1\u00a0MB, limit 92\u00a0%"),
             qPrintable(result.message));
    QVERIFY(result.figure.endsWith("%"));
    QVERIFY(result.fields.value("redis.memory_used_ratio").toDouble() > 0.9);
    QVERIFY(sampleOf(result, "redis_memory_used_ratio").value_or(0) > 0.9);
}

void TestRedisDepth::keysAreEvicted()
{
    RealRedis server({"--maxmemory", "2mb", "--maxmemory-policy", "allkeys-lru"});
    QVERIFY(server.start());
    fill(server);
    // A full cache is what a cache is for.
    QCOMPARE(run(server).status, CheckStatus::Ok);
    fill(server);
    const CheckResult result = run(server, {{"evictions_warning", 0.5}});
    QCOMPARE(result.status, CheckStatus::Warning);
    QVERIFY2(result.message.contains(" keys a second, limit 0.5"), qPrintable(result.message));
    QVERIFY(result.fields.value("redis.evictions_per_second").toDouble() > 1);
}

void TestRedisDepth::clientsAreTurnedAway()
{
    RealRedis server({"--maxclients", "4"});
    QVERIFY(server.start());
    QTRY_COMPARE(run(server, {{"clients_warning", {}}, {"clients_critical", {}}}).status,
                 CheckStatus::Ok);
    QList<QTcpSocket *> holders;
    for (int i = 0; i < 5; ++i) {
        holders.append(new QTcpSocket(this));
        holders.last()->connectToHost("127.0.0.1", server.port());
        QVERIFY(holders.last()->waitForConnected(1000));
        holders.last()->write("PING\r\n");
        QVERIFY(holders.last()->waitForReadyRead(1000));
    }
    CheckResult result = run(server);
    QCOMPARE(result.status, CheckStatus::Critical);
    QVERIFY2(result.message.endsWith("has 4 of 4 client slots in use, limit 95\u00a0%"),
             qPrintable(result.message));
    QVERIFY2(result.error->detail.contains("turned away"), qPrintable(result.error->detail));
    QCOMPARE(result.figure, QString("4/4"));
    qDeleteAll(holders);
    // Told once: it is over.
    QTRY_COMPARE(run(server, {{"clients_warning", 0.9}}).status, CheckStatus::Ok);
}

void TestRedisDepth::cacheMisses()
{
    RealRedis server;
    QVERIFY(server.start());
    server.command({"EVAL",
                    "redis.call('SET', 'a', 1) for i = 1, 90 do redis.call('GET', 'a') end for i = "
                    "1, 10 do redis.call('GET', 'b') end",
                    "0"});
    CheckResult result = run(server, {{"hit_rate_warning", 0.8}});
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(result.message));
    QCOMPARE(result.fields.value("redis.hit_rate").toDouble(), 0.9);
    QCOMPARE(sampleOf(result, "redis_hit_ratio").value_or(0), 0.9);
    // Since then nothing was found: the past does not hide it.
    server.command({"EVAL", "for i = 1, 30 do redis.call('GET', 'b') end", "0"});
    result = run(server, {{"hit_rate_warning", 0.8}});
    QCOMPARE(result.status, CheckStatus::Warning);
    QVERIFY2(result.message.endsWith("finds 0\u00a0% of the keys it is asked for, limit 80\u00a0%"),
             qPrintable(result.message));
}

void TestRedisDepth::saves()
{
    RealRedis server;
    QVERIFY(server.start());
    server.command({"SET", "a", "1"});
    CheckResult result;
    QTRY_VERIFY(
        (result = run(server, {{"save_age_warning", 500}}), result.status == CheckStatus::Warning));
    QVERIFY2(result.message.contains("saved its data")
                 && result.message.endsWith("changes since then: 1"),
             qPrintable(result.message));
    QCOMPARE(sampleOf(result, "redis_rdb_last_bgsave_status"), std::optional(1.0));
    QCOMPARE(sampleOf(result, "redis_aof_enabled"), std::optional(0.0));
    // Its folder is gone.
    QVERIFY(QDir(server.path(QString())).removeRecursively());
    server.command({"BGSAVE"});
    QTRY_VERIFY((result = run(server), result.status == CheckStatus::Warning));
    QVERIFY2(result.message.endsWith("can't save to its disk"), qPrintable(result.message));
    QCOMPARE(toWord(result.error->kind), QString("status"));
    QCOMPARE(sampleOf(result, "redis_rdb_last_bgsave_status"), std::optional(0.0));
}

void TestRedisDepth::replicas()
{
    RealRedis master({"--repl-diskless-sync-delay", "0", "--repl-ping-replica-period", "1"});
    QVERIFY(master.start());
    CheckResult result = run(master, {{"replicas", 1}});
    QCOMPARE(result.status, CheckStatus::Warning);
    QVERIFY2(result.message.endsWith("has 0 of 1 replicas online"), qPrintable(result.message));
    RealRedis replica({"--replicaof", "127.0.0.1", QString::number(master.port())});
    QVERIFY(replica.start());
    QTRY_VERIFY_WITH_TIMEOUT(
        (result = run(master, {{"replicas", 1}}), result.status == CheckStatus::Ok), 20'000);
    QVERIFY2(result.fields.value("redis.replicas").toString().endsWith(" online"),
             qPrintable(result.fields.value("redis.replicas").toString()));
    QVERIFY(sampleOf(result, "redis_connected_slave_lag_seconds").has_value());
    QTRY_COMPARE(run(replica).status, CheckStatus::Ok);
    QCOMPARE(sampleOf(run(replica), "redis_master_link_up"), std::optional(1.0));
    QCOMPARE(run(replica, {{"role", "replica"}}).status, CheckStatus::Ok);
    QCOMPARE(run(master, {{"role", "master"}}).status, CheckStatus::Ok);
    result = run(replica, {{"role", "master"}});
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(result.error->fault, QString("wrong-role"));
    QVERIFY2(result.message.endsWith(QStringLiteral("is a replica of 127.0.0.1:%1 and takes no "
                                                    "writes; a master is expected")
                                         .arg(master.port())),
             qPrintable(result.message));
    QCOMPARE(result.figure, QString("replica"));
    master.command({"CONFIG", "SET", "min-replicas-to-write", "1"});
    QTRY_COMPARE(run(master).status, CheckStatus::Ok);

    // A master that wants a replica and has none takes no writes.
    RealRedis alone({"--min-replicas-to-write", "1"});
    QVERIFY(alone.start());
    result = run(alone);
    QCOMPARE(result.status, CheckStatus::Warning);
    QVERIFY2(result.message.contains("takes no writes: no replica follows it"),
             qPrintable(result.message));

    // A replica that is there and does not listen falls behind.
    replica.pause();
    QTRY_VERIFY_WITH_TIMEOUT((result = run(master, {{"replica_lag_warning", 1000}}),
                              result.status == CheckStatus::Warning),
                             10'000);
    QVERIFY2(result.message.startsWith("The replica 127.0.0.1:")
                 && result.message.contains("behind, limit"),
             qPrintable(result.message));
    replica.resume();
    QTRY_COMPARE(run(master).status, CheckStatus::Ok);

    // The master is there and says nothing.
    master.pause();
    QTRY_VERIFY_WITH_TIMEOUT((result = run(replica, {{"replica_lag_warning", 1000}}),
                              result.status == CheckStatus::Warning),
                             10'000);
    QVERIFY2(result.message.contains("has heard nothing of its master for"),
             qPrintable(result.message));
    master.resume();
}

void TestRedisDepth::clusters()
{
    // The port of its bus is 10 000 above its own unless told: there may be none so high.
    RealRedis node({"--cluster-enabled", "yes", "--cluster-port", QString::number(freePort())});
    QVERIFY(node.start());
    CheckResult result = run(node);
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(toWord(result.error->kind), QString("condition"));
    QVERIFY2(result.message.endsWith("is down, its state is 'fail'"), qPrintable(result.message));
    QVERIFY2(result.error->advice.contains("16384 of 16384 slots have no node"),
             qPrintable(result.error->advice));
    QCOMPARE(result.fields.value("redis.cluster_state").toString(), QString("fail"));
    QCOMPARE(sampleOf(result, "redis_cluster_state"), std::optional(0.0));

    node.command({"CLUSTER", "ADDSLOTSRANGE", "0", "16383"});
    QTRY_COMPARE_WITH_TIMEOUT(run(node).status, CheckStatus::Ok, 20000);
    QCOMPARE(sampleOf(run(node), "redis_cluster_slots_ok"), std::optional(16384.0));

    // A part of the keys, where the cluster is told to serve what it has.
    node.command({"CONFIG", "SET", "cluster-require-full-coverage", "no"});
    node.command({"CLUSTER", "DELSLOTS", "5", "6"});
    QTRY_COMPARE_WITH_TIMEOUT(run(node).status, CheckStatus::Warning, 20000);
    QVERIFY(run(node).message.endsWith("serves a part of its keys"));

    // A user who may not ask is no proof that it serves.
    node.command({"ACL", "SETUSER", "default", "-cluster"});
    result = run(node);
    QCOMPARE(result.status, CheckStatus::Warning);
    QVERIFY2(result.message.endsWith("does not tell whether that serves"),
             qPrintable(result.message));
}

QTEST_GUILESS_MAIN(TestRedisDepth)
#include "tst_redisdepth.moc"
