// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/postgres/pgbouncerpools.h"
#include "services/probes/postgres/postgreslimits.h"
#include "services/probes/postgres/postgresstatements.h"
#include "services/probes/probememory.h"
#include "services/probes/redis/redisdepth.h"

#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

PgTable table(const QStringList &columns, const QList<QByteArrayList> &rows)
{
    PgAnswer answer;
    answer.columns = columns;
    for (const QByteArrayList &row : rows) {
        QList<std::optional<QByteArray>> values;
        for (const QByteArray &value : row)
            values.append(value.isNull() ? std::nullopt : std::optional(value));
        answer.rows.append(values);
    }
    return PgTable(answer);
}

CheckKey key()
{
    return CheckKey::fromString("p/e/s/c");
}

Instant at(int seconds)
{
    return {std::chrono::seconds(seconds), seconds * 1000};
}

} // namespace

/// Servers' own figures, weighed: limits, findings, what rose since the last look.
class TestServerFigures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void limits();
    void worstFindingWins();
    void findingsNeverImprove();
    void limitsTheWrongWayRound();
    void countersRise();
    void tablesAreReadByName();
    void aTableOfAnotherServerIsRefused();
    void slotsThatNobodyReads();
    void replicationNeedsRights();
    void stateOfPgBouncer();
    void poolsOfPgBouncer();
    void redisCacheIsFullByDesign();
    void redisReplicas();
    void redisRoles_data();
    void redisRoles();
    void aRoleNeedsInfo();
    void redisWritesNeedReplicas();
};

void TestServerFigures::limits()
{
    const Limits above{0.8, 0.95};
    QCOMPARE(above.judge(0.8), CheckStatus::Ok);
    QCOMPARE(above.judge(0.81), CheckStatus::Warning);
    QCOMPARE(above.judge(0.96), CheckStatus::Critical);
    QCOMPARE(above.judge(qQNaN()), CheckStatus::Ok);
    QCOMPARE(above.passed(CheckStatus::Critical), 0.95);
    const Limits below{0.8, {}, Limits::Side::Below};
    QCOMPARE(below.judge(0.79), CheckStatus::Warning);
    QCOMPARE(below.judge(0.8), CheckStatus::Ok);
    QCOMPARE(Limits().judge(1e300), CheckStatus::Ok);
}

void TestServerFigures::worstFindingWins()
{
    Findings findings;
    findings.add(CheckStatus::Ok, ErrorKind::Condition, "Nothing.", {});
    QVERIFY(findings.isEmpty());
    findings.add(CheckStatus::Warning, ErrorKind::Condition, "First.", "Try.", "1");
    findings.add(CheckStatus::Critical, ErrorKind::Status, "Second.", "Try.");
    findings.add(CheckStatus::Critical, ErrorKind::NotFound, "Third.", "Try.");
    ProbeOutcome outcome;
    outcome.status = CheckStatus::Ok;
    findings.apply(outcome);
    QCOMPARE(outcome.status, CheckStatus::Critical);
    QCOMPARE(outcome.message, QString("Second"));
    QCOMPARE(outcome.error->kind, ErrorKind::Status);
    QCOMPARE(outcome.figure, QString("unhealthy"));
    QCOMPARE(outcome.error->detail, QString("First.\nSecond.\nThird."));
    QCOMPARE(outcome.fields.value("findings").toInt(), 3);
}

void TestServerFigures::findingsNeverImprove()
{
    Findings findings;
    findings.add(CheckStatus::Warning, ErrorKind::Condition, "Mild.", {});
    ProbeOutcome outcome;
    outcome.status = CheckStatus::Critical;
    outcome.message = "Grave";
    findings.apply(outcome);
    QCOMPARE(outcome.status, CheckStatus::Critical);
    QCOMPARE(outcome.message, QString("Grave"));
}

void TestServerFigures::limitsTheWrongWayRound()
{
    QVERIFY(PostgresLimits::findings({{"connections_warning", 0.8},
                                      {"connections_critical", 0.95},
                                      {"cache_hit_warning", 0.9},
                                      {"cache_hit_critical", 0.5}})
                .isEmpty());
    const QList<ParameterFinding> found = PostgresLimits::findings({{"connections_warning", 0.8},
                                                                    {"connections_critical", 0.5},
                                                                    {"cache_hit_warning", 0.5},
                                                                    {"cache_hit_critical", 0.9}});
    QCOMPARE(found.size(), 2);
    QCOMPARE(found.at(0).parameter, QString("connections_critical"));
    QCOMPARE(found.at(1).parameter, QString("cache_hit_critical"));
}

void TestServerFigures::countersRise()
{
    ProbeMemory memory;
    QVERIFY(!CounterRise(&memory, key(), "life 1", at(10), {{"a", 5}}).of("a"));
    const CounterRise second(&memory, key(), "life 1", at(20), {{"a", 25}, {"b", 1}});
    QCOMPARE(second.of("a"), std::optional(20.0));
    QCOMPARE(second.perSecond("a"), std::optional(2.0));
    QVERIFY(!second.of("b"));
    QVERIFY2(!CounterRise(&memory, key(), "life 1", at(30), {{"a", 3}}).of("a"),
             "a counter that fell says nothing");
    QVERIFY2(!CounterRise(&memory, key(), "life 2", at(40), {{"a", 30}}).of("a"),
             "nor does another server's");
    QVERIFY2(!CounterRise(&memory, key(), "life 2", at(40), {{"a", 31}}).of("a"),
             "nor does no time");
    QVERIFY(!CounterRise(nullptr, key(), "life 2", at(50), {{"a", 40}}).of("a"));
}

void TestServerFigures::tablesAreReadByName()
{
    const PgTable read = table(
        {"a", "b", "b"}, {{"1.5", "t", "x"}, {QByteArray(), "nan"}, {"12 apples", "\x1b[31mred"}});
    QCOMPARE(read.number(0, "a"), std::optional(1.5));
    QVERIFY(read.flag(0, "b"));
    QVERIFY(!read.number(1, "a"));
    QVERIFY(!read.number(1, "b"));
    QVERIFY(!read.number(2, "a"));
    QCOMPARE(read.text(2, "b"), QString("red"));
    QVERIFY(!read.number(0, "c"));
    QVERIFY(!read.number(9, "a"));
    QVERIFY(!read.number(-1, "a"));
    QCOMPARE(PgTable().size(), 0);
}

void TestServerFigures::aTableOfAnotherServerIsRefused()
{
    PostgresStats stats;
    QVERIFY(!stats.readServer(PgTable()));
    QVERIFY(!stats.readServer(table({"connections"}, {{"4"}})));
    QVERIFY(!stats.readServer(table({"connections", "max_connections"}, {})));
    QVERIFY(stats.readServer(
        table({"connections", "max_connections", "reserved"}, {{"4", "100", "3"}})));
    QCOMPARE(stats.availableConnections(), 97.0);
    QVERIFY(!stats.cacheHitRatio());
}

void TestServerFigures::slotsThatNobodyReads()
{
    PostgresStats stats;
    stats.seesAll = true;
    stats.readSlots(
        table({"name", "active", "wal_status", "retained"}, {{"used", "t", "reserved", "9e9"},
                                                             {"left", "f", "extended", "2e9"},
                                                             {"young", "f", "reserved", "10"},
                                                             {"dead", "f", "lost", QByteArray()}}));
    PostgresLimits limits;
    limits.slotRetained = {1e9, 1e10};
    const Findings findings = judgePostgres(stats, limits, {}, "db:5432", "watcher");
    QCOMPARE(findings.all().size(), 2);
    QVERIFY2(findings.all().at(0).error.message.startsWith(
                 "Nobody reads the replication slot left of db:5432; it keeps "),
             qPrintable(findings.all().at(0).error.message));
    QCOMPARE(findings.all().at(1).error.message,
             QString("The replication slot dead of db:5432 has lost its WAL."));
}

void TestServerFigures::replicationNeedsRights()
{
    PostgresStats stats;
    const Findings findings = judgePostgres(stats, {}, {}, "db:5432", "watcher");
    QCOMPARE(findings.all().size(), 1);
    QCOMPARE(findings.all().first().error.kind, ErrorKind::Permission);
    QVERIFY(postgresstats::statementsStatement("public", "1.7").contains("sum(total_time)"));
    QVERIFY(postgresstats::statementsStatement("public", "1.10").contains("sum(total_exec_time)"));
}

void TestServerFigures::stateOfPgBouncer()
{
    const PgTable pools = table({"database", "user", "cl_active", "cl_waiting"}, {});
    const PgTable databases = table({"name", "pool_size"}, {{"shop", "25"}});
    const auto judged = [&](const PgTable &state) {
        return judgePgBouncer(PgBouncerPools::read(pools, databases, {}, {}, state), {}, "x");
    };
    const auto state = [](const char *active, const char *paused, const char *suspended) {
        return table({"key", "value"},
                     {{"active", active}, {"paused", paused}, {"suspended", suspended}});
    };
    QVERIFY(judged({}).isEmpty());
    QVERIFY(judged(state("yes", "no", "no")).isEmpty());
    QCOMPARE(judged(state("no", "yes", "no")).all().first().status, CheckStatus::Critical);
    QCOMPARE(judged(state("no", "yes", "no")).all().first().error.message,
             QString("PgBouncer x is paused: it serves no client."));
    QCOMPARE(judged(state("no", "no", "yes")).all().first().figure, QString("suspended"));
    const auto tells = [](const char *version) {
        return pgBouncerTellsState(table({"version"}, {{version}}));
    };
    QVERIFY(!tells("PgBouncer 1.18.0"));
    QVERIFY(tells("PgBouncer 1.19.0"));
    QVERIFY(tells("PgBouncer 2.0.1"));
    QVERIFY(!tells("unknown"));
    QVERIFY(!pgBouncerTellsState({}));
}

void TestServerFigures::poolsOfPgBouncer()
{
    const PgTable pools = table({"database", "user", "cl_active", "cl_waiting", "sv_active",
                                 "sv_idle", "maxwait", "maxwait_us"},
                                {{"pgbouncer", "pgbouncer", "1", "0", "0", "0", "0", "0"},
                                 {"shop", "app", "25", "3", "25", "0", "2", "500000"},
                                 {"lost", "app", "0", "4", "0", "0", "1", "0"}});
    const PgTable databases =
        table({"name", "pool_size", "paused", "disabled"},
              {{"pgbouncer", "2", "0", "0"}, {"shop", "25", "0", "0"}, {"lost", "25", "0", "1"}});
    const PgBouncerPools all = PgBouncerPools::read(pools, databases, {}, {});
    QCOMPARE(all.pools.size(), 2);
    QCOMPARE(all.pools.at(0).maxWait, 2.5);
    QCOMPARE(all.fields().value("pgbouncer.clients_waiting").toInt(), 7);
    PgBouncerLimits limits;
    limits.databases = QStringList{"shop"};
    limits.wait = {1000, 2000};
    limits.use = {0.9, {}};
    Findings findings = judgePgBouncer(all, limits, "pool:6432");
    QCOMPARE(findings.all().size(), 2);
    QCOMPARE(findings.all().at(0).status, CheckStatus::Critical);
    QVERIFY(findings.all().at(0).error.message.startsWith(
        "A client of the pool shop/app of pool:6432 has waited "));
    QCOMPARE(findings.all().at(1).figure, QString("25/25"));
    findings = judgePgBouncer(all, {}, "pool:6432");
    QCOMPARE(findings.all().size(), 2);
    QCOMPARE(findings.all().at(0).error.message,
             QString("PgBouncer pool:6432 has the database lost disabled."));
    QCOMPARE(findings.all().at(1).error.message,
             QString("PgBouncer pool:6432 has no connection to the server of lost/app, and clients "
                     "wait for one: 4."));
}

void TestServerFigures::redisCacheIsFullByDesign()
{
    RedisLimits limits;
    limits.memory = {0.9, 0.98};
    const auto judged = [&](const QByteArray &policy) {
        const RedisInfo info = RedisInfo::parse(
            "used_memory:99\r\nmaxmemory:100\r\nmaxmemory_policy:" + policy + "\r\n");
        return judgeRedis(info, limits, {}, "cache:6379", 0).all();
    };
    QVERIFY(judged("allkeys-lru").isEmpty());
    QCOMPARE(judged("noeviction").size(), 1);
    QCOMPARE(judged("noeviction").first().status, CheckStatus::Critical);
    QCOMPARE(judged("noeviction").first().figure, QString("99\u00a0%"));
}

void TestServerFigures::redisReplicas()
{
    RedisLimits limits;
    limits.replicas = 2;
    limits.replicaLag = {10'000, {}};
    const RedisInfo info = RedisInfo::parse(
        "role:master\r\nslave0:ip=10.0.0.2,port=6379,state=online,offset=1,lag=30\r\n"
        "slave1:ip=10.0.0.3,port=6379,state=wait_bgsave,lag=x\r\nslave3:ip=,state=online\r\n");
    const Findings findings = judgeRedis(info, limits, {}, "cache:6379", 0);
    QCOMPARE(findings.all().size(), 2);
    QVERIFY(findings.all().at(0).error.message.startsWith(
        "The replica 10.0.0.2:6379 of cache:6379 is "));
    QCOMPARE(findings.all().at(1).error.message, QString("cache:6379 has 1 of 2 replicas online."));
}

void TestServerFigures::redisRoles_data()
{
    QTest::addColumn<QByteArray>("info");
    QTest::addColumn<QString>("wanted");
    QTest::addColumn<QString>("message"); // empty: no finding
    QTest::addColumn<QString>("fault");
    const QByteArray replica = "role:slave\r\nmaster_host:10.0.0.1\r\nmaster_port:6379\r\n"
                               "master_link_status:up\r\nmaster_last_io_seconds_ago:1\r\n";
    QTest::newRow("nothing is wanted") << replica << "any" << "" << "";
    QTest::newRow("a replica") << replica + "slave_read_only:1\r\n" << "replica" << "" << "";
    QTest::newRow("a master") << QByteArray("role:master\r\n") << "master" << "" << "";
    QTest::newRow("a replica for the master")
        << replica + "slave_read_only:1\r\n"
        << "master"
        << "cache:6379 is a replica of 10.0.0.1:6379 and takes no writes; a master is expected."
        << "wrong-role";
    QTest::newRow("a replica that takes writes")
        << replica + "slave_read_only:0\r\n"
        << "master" << "cache:6379 is a replica of 10.0.0.1:6379; a master is expected."
        << "wrong-role";
    QTest::newRow("a master for a replica")
        << QByteArray("role:master\r\n") << "replica"
        << "cache:6379 has the role 'master'; a replica is expected." << "wrong-role";
    QTest::newRow("a sentinel") << QByteArray("role:sentinel\r\n") << "master"
                                << "cache:6379 has the role 'sentinel'; a master is expected."
                                << "wrong-role";
    QTest::newRow("not told") << QByteArray("redis_version:7.0.15\r\n") << "master"
                              << "cache:6379 does not tell whether it is a master or a replica."
                              << "";
}

void TestServerFigures::redisRoles()
{
    QFETCH(QByteArray, info);
    QFETCH(QString, wanted);
    QFETCH(QString, message);
    QFETCH(QString, fault);
    RedisLimits limits;
    limits.role = wanted;
    const Findings findings = judgeRedis(RedisInfo::parse(info), limits, {}, "cache:6379", 0);
    QCOMPARE(findings.isEmpty(), message.isEmpty());
    if (findings.isEmpty())
        return;
    QCOMPARE(findings.all().first().error.message, message);
    QCOMPARE(findings.all().first().error.fault, fault);
    QCOMPARE(findings.all().first().status,
             info.contains("role:") ? CheckStatus::Critical : CheckStatus::Warning);
    ProbeOutcome outcome;
    outcome.status = CheckStatus::Ok;
    findings.apply(outcome);
    QCOMPARE(outcome.error->fault, fault);
}

void TestServerFigures::aRoleNeedsInfo()
{
    QVERIFY(RedisLimits::findings({{"role", "master"}, {"info", true}}).isEmpty());
    QVERIFY(RedisLimits::findings({{"role", "any"}, {"info", false}}).isEmpty());
    const QList<ParameterFinding> found =
        RedisLimits::findings({{"role", "master"}, {"info", false}});
    QCOMPARE(found.size(), 1);
    QCOMPARE(found.first().parameter, QString("role"));
    QCOMPARE(found.first().severity, ProblemSeverity::Error);
}

void TestServerFigures::redisWritesNeedReplicas()
{
    const auto judged = [](const QByteArray &more) {
        return judgeRedis(RedisInfo::parse("role:master\r\n" + more), {}, {}, "cache:6379", 0)
            .all();
    };
    QVERIFY(judged("connected_slaves:0\r\n").isEmpty());
    QVERIFY(judged("connected_slaves:1\r\nmin_slaves_good_slaves:1\r\n").isEmpty());
    const auto found = judged("connected_slaves:1\r\nmin_slaves_good_slaves:0\r\n");
    QCOMPARE(found.size(), 1);
    QCOMPARE(found.first().status, CheckStatus::Warning);
    QVERIFY(found.first().error.message.startsWith("cache:6379 takes no writes: "));
}

QTEST_GUILESS_MAIN(TestServerFigures)
#include "tst_serverfigures.moc"
