// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/probebench.h"
#include "tests/support/realservers.h"

#include <QRegularExpression>
#include <QTest>

#include <libpq-fe.h>

using namespace opsdeck;

namespace {

/// A session of somebody else's.
class Session final
{
public:
    explicit Session(const RealPostgres &server, const QByteArray &user = "postgres")
        : m_connection(PQconnectdb(("host=" + server.path("").toLocal8Bit()
                                    + " dbname=postgres application_name=app port="
                                    + QByteArray::number(server.port()) + " user=" + user)
                                       .constData()))
    {}

    ~Session() { PQfinish(m_connection); }

    Q_DISABLE_COPY_MOVE(Session)

    bool isOpen() const { return PQstatus(m_connection) == CONNECTION_OK; }

    void run(const char *statement) { PQclear(PQexec(m_connection, statement)); }

    void send(const char *statement) { PQsendQuery(m_connection, statement); }

private:
    PGconn *m_connection;
};

std::optional<double> sampleOf(const CheckResult &result, const QString &metric,
                               const Labels &labels = {})
{
    for (const Sample &sample : result.samples) {
        if (sample.metric == metric && (labels.isEmpty() || sample.labels == labels))
            return sample.value;
    }
    return std::nullopt;
}

} // namespace

/// The kind postgres-stats against real servers: a primary with all its extensions, its standby,
/// and what goes wrong with them.
class TestPostgresStats : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void init()
    {
        m_bench = std::make_unique<ProbeBench>();
        m_bench->credentials.put("db", "right-word");
    }

    void healthy();
    void ratesNeedTwoLooks();
    void withoutRights();
    void connectionsRunOut();
    void forgottenTransaction();
    void lockWait();
    void figuresOverTheirLimits_data();
    void figuresOverTheirLimits();
    void statementsAreSummed();
    void timescaleJobsFail();
    void archiveFails();
    void standbyAndSlot();
    void deadlineAndRefusal();

private:
    CheckResult run(const RealPostgres &server, const QVariantMap &more = {}, int timeoutMs = 5000)
    {
        QVariantMap all{{"host", "127.0.0.1"},
                        {"port", server.port()},
                        {"database", "postgres"},
                        {"user", "watcher"},
                        {"credential", "db"}};
        for (const ParameterSpec &spec : kind().info.parameters) {
            if (spec.defaultValue.isValid())
                all.insert(spec.name, spec.defaultValue);
        }
        for (auto it = more.cbegin(); it != more.cend(); ++it)
            all.insert(it.key(), it.value());
        return m_bench->run("postgres-stats", all, timeoutMs);
    }

    CheckResult run(const QVariantMap &more = {}) { return run(m_server, more); }

    static ProbeKind kind()
    {
        static const ProbeRegistry registry = builtinProbes();
        return *registry.find("postgres-stats");
    }

    RealPostgres m_server;
    std::unique_ptr<ProbeBench> m_bench;
};

void TestPostgresStats::initTestCase()
{
    QVERIFY(m_server.start({"max_connections=12", "shared_preload_libraries=pg_stat_statements",
                            "allow_system_table_mods=on"}));
    QCOMPARE(m_server.sql(
                 "CREATE ROLE watcher LOGIN PASSWORD 'right-word'; GRANT pg_monitor TO watcher"),
             QByteArray());
    QCOMPARE(m_server.sql("CREATE ROLE plain LOGIN PASSWORD 'right-word'"), QByteArray());
    QCOMPARE(m_server.sql("CREATE TABLE jobs (id int)"), QByteArray());
}

void TestPostgresStats::healthy()
{
    const CheckResult result = run();
    QVERIFY2(result.status == CheckStatus::Ok,
             qPrintable(result.message + (result.error ? result.error->detail : QString())));
    QCOMPARE(result.message, QString("1 of 9 connections"));
    QCOMPARE(result.fields.value("postgres.role").toString(), QString("primary"));
    QCOMPARE(result.fields.value("postgres.max_connections").toInt(), 12);
    QCOMPARE(result.fields.value("postgres.reserved_connections").toInt(), 3);
    QVERIFY(result.fields.value("postgres.version").toString().startsWith("15"));
    QVERIFY(!result.fields.contains("postgres.extension.timescaledb"));
    QVERIFY(!result.fields.contains("postgres.extension.pg_stat_statements"));
    QVERIFY(sampleOf(result, "pg_database_size_bytes").value_or(0) > 1'000'000);
    QVERIFY(sampleOf(result, "pg_stat_database_xact_commit").value_or(-1) >= 0);
    QVERIFY(sampleOf(result, "pg_stat_database_xact_rollback").has_value());
    QVERIFY(sampleOf(result, "pg_cache_hit_ratio").value_or(0) > 0.1);
    QCOMPARE(sampleOf(result, "pg_stat_activity_count", {{"state", "active"}}), std::optional(1.0));
    QCOMPARE(sampleOf(result, "pg_locks_waiting"), std::optional(0.0));
    QCOMPARE(result.address, QString("127.0.0.1:%1").arg(m_server.port()));
}

void TestPostgresStats::ratesNeedTwoLooks()
{
    QVERIFY(!run().fields.contains("postgres.transactions_per_second"));
    // The server writes its counters down once a second.
    CheckResult result;
    QTRY_VERIFY((m_server.sql("SELECT 1"), result = run(),
                 result.fields.value("postgres.transactions_per_second").toDouble() > 0));
    QVERIFY2(result.message.endsWith(" transactions/s"), qPrintable(result.message));
}

void TestPostgresStats::withoutRights()
{
    const CheckResult result = run({{"user", "plain"}});
    QCOMPARE(result.status, CheckStatus::Warning);
    QCOMPARE(toWord(result.error->kind), QString("permission"));
    QCOMPARE(
        result.message,
        QString("User plain may not see the other sessions of 127.0.0.1:%1").arg(m_server.port()));
    QVERIFY2(result.error->advice.contains("GRANT pg_monitor TO plain;"),
             qPrintable(result.error->advice));
    // What everybody may see is there all the same.
    QVERIFY(sampleOf(result, "pg_database_size_bytes").value_or(0) > 1'000'000);
}

void TestPostgresStats::connectionsRunOut()
{
    QCOMPARE(run().status, CheckStatus::Ok); // its session is kept
    std::vector<std::unique_ptr<Session>> holders;
    for (int i = 0; i < 7; ++i)
        holders.push_back(std::make_unique<Session>(m_server, "plain"));
    CheckResult result = run();
    QCOMPARE(result.status, CheckStatus::Warning);
    QCOMPARE(toWord(result.error->kind), QString("condition"));
    QCOMPARE(result.message, QString("127.0.0.1:%1 has 8 of 9 connections in use, limit 80\u00a0%")
                                 .arg(m_server.port()));
    QCOMPARE(result.figure, QString("8/9"));
    holders.push_back(std::make_unique<Session>(m_server, "plain"));
    result = run();
    QCOMPARE(result.status, CheckStatus::Critical);
    QVERIFY2(result.message.endsWith("has 9 of 9 connections in use, limit 95\u00a0%"),
             qPrintable(result.message));
    holders.clear();
    QTRY_COMPARE(run().status, CheckStatus::Ok);
}

void TestPostgresStats::forgottenTransaction()
{
    {
        Session session(m_server);
        session.run("BEGIN");
        session.run("SELECT 1");
        CheckResult result;
        QTRY_VERIFY((result = run({{"idle_in_transaction_warning", 50}}),
                     result.status == CheckStatus::Warning));
        QVERIFY2(result.message.contains("is idle in a transaction for"),
                 qPrintable(result.message));
        result = run({{"transaction_warning", 1}, {"transaction_critical", 2}});
        QCOMPARE(result.status, CheckStatus::Critical);
        QCOMPARE(toWord(result.error->kind), QString("condition"));
        QVERIFY2(result.message.contains("A transaction on 127.0.0.1:"),
                 qPrintable(result.message));
        QVERIFY2(result.error->advice.contains("user postgres, idle in transaction, app"),
                 qPrintable(result.error->advice));
        QCOMPARE(run().status, CheckStatus::Ok);
        QCOMPARE(sampleOf(run(), "pg_stat_activity_count", {{"state", "idle in transaction"}}),
                 std::optional(1.0));
    }
    QTRY_COMPARE(run({{"transaction_warning", 1}}).status, CheckStatus::Ok);
}

void TestPostgresStats::lockWait()
{
    Session holder(m_server);
    holder.run("BEGIN; LOCK TABLE jobs IN ACCESS EXCLUSIVE MODE");
    Session waiter(m_server);
    waiter.send("SELECT * FROM jobs");
    CheckResult result;
    QTRY_VERIFY(
        (result = run({{"lock_wait_warning", 100}}), result.status == CheckStatus::Warning));
    QVERIFY2(result.message.contains("wait for locks, the longest for"),
             qPrintable(result.message));
    QCOMPARE(toWord(result.error->kind), QString("condition"));
    QCOMPARE(sampleOf(result, "pg_locks_waiting"), std::optional(1.0));
    QVERIFY(result.error->advice.contains("pg_blocking_pids"));
    holder.run("COMMIT");
    QTRY_COMPARE(run({{"lock_wait_warning", 1}}).status, CheckStatus::Ok);
}

void TestPostgresStats::figuresOverTheirLimits_data()
{
    QTest::addColumn<QVariantMap>("parameters");
    QTest::addColumn<CheckStatus>("status");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, const QVariantMap &parameters, CheckStatus status,
                        const char *kind, const char *message) {
        QTest::newRow(name) << parameters << status << QString(kind) << QString(message);
    };
    row("size", {{"size_warning", 1000}}, CheckStatus::Warning, "condition",
        "The database of %1 has ");
    row("size, critical", {{"size_warning", 1000}, {"size_critical", 2000}}, CheckStatus::Critical,
        "condition", "The database of %1 has ");
    row("cache", {{"cache_hit_warning", 1.0}}, CheckStatus::Warning, "condition",
        "The cache of %1 answers ");
    row("role", {{"role", "standby"}}, CheckStatus::Critical, "condition",
        "%1 is a primary, a standby was expected");
    row("extension", {{"extensions", QStringList{"plpgsql", "age"}}}, CheckStatus::Critical,
        "not-found", "The database of %1 has no extension age");
    row("extension, warning", {{"extensions_warning", QStringList{"plpgsql", "age"}}},
        CheckStatus::Warning, "not-found", "The database of %1 has no extension age");
    row("standbys", {{"standbys", 2}}, CheckStatus::Warning, "condition",
        "%1 has 0 of 2 standbys connected");
}

void TestPostgresStats::figuresOverTheirLimits()
{
    QFETCH(QVariantMap, parameters);
    QFETCH(CheckStatus, status);
    QFETCH(QString, kind);
    QFETCH(QString, message);
    const CheckResult result = run(parameters);
    QVERIFY2(result.message.startsWith(message.arg(QString("127.0.0.1:%1").arg(m_server.port()))),
             qPrintable(result.message));
    QCOMPARE(result.status, status);
    QCOMPARE(toWord(result.error->kind), kind);
    QVERIFY(!result.error->advice.isEmpty());
}

void TestPostgresStats::statementsAreSummed()
{
    QCOMPARE(m_server.sql("CREATE SCHEMA \"odd name\"; CREATE EXTENSION pg_stat_statements SCHEMA "
                          "\"odd name\"; GRANT USAGE ON SCHEMA \"odd name\" TO public"),
             QByteArray());
    m_server.sql("SELECT count(*) FROM jobs");
    CheckResult result = run();
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(result.message));
    QCOMPARE(result.fields.value("postgres.extension.pg_stat_statements").toString(),
             QString("1.10"));
    QVERIFY(sampleOf(result, "pg_stat_statements_calls").value_or(0) >= 1);
    QVERIFY(sampleOf(result, "pg_stat_statements_seconds").value_or(0) > 0);
    // Nor does a refusal there spoil the rest.
    QCOMPARE(m_server.sql("REVOKE USAGE ON SCHEMA \"odd name\" FROM public"), QByteArray());
    result = run();
    QCOMPARE(result.status, CheckStatus::Ok);
    QVERIFY(result.fields.value("postgres.refused.statements")
                .toString()
                .contains("may not run the query"));
    QCOMPARE(m_server.sql("DROP EXTENSION pg_stat_statements"), QByteArray());
    QVERIFY(!run().fields.contains("postgres.extension.pg_stat_statements"));
}

/// TimescaleDB and AGE are no packages of this system: their rows in the catalogue and the
/// documented view stand in for them.
void TestPostgresStats::timescaleJobsFail()
{
    QCOMPARE(m_server.sql("INSERT INTO pg_extension SELECT 99991, 'timescaledb', 10, 2200, true, "
                          "'2.14.2', NULL, NULL"),
             QByteArray());
    QCOMPARE(
        m_server.sql(
            "INSERT INTO pg_extension SELECT 99992, 'age', 10, 2200, true, '1.5.0', NULL, NULL"),
        QByteArray());
    CheckResult result = run({{"extensions", QStringList{"timescaledb", "age"}}});
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(result.message));
    QCOMPARE(result.fields.value("postgres.extension.timescaledb").toString(), QString("2.14.2"));
    QCOMPARE(result.fields.value("postgres.extension.age").toString(), QString("1.5.0"));
    QVERIFY(!result.fields.value("postgres.refused.timescale").toString().isEmpty());

    QCOMPARE(
        m_server.sql(
            "CREATE SCHEMA timescaledb_information; GRANT USAGE ON SCHEMA timescaledb_information "
            "TO public; "
            "CREATE TABLE timescaledb_information.job_stats (job_id int, last_run_status text, "
            "total_runs bigint, "
            "total_failures bigint); GRANT SELECT ON timescaledb_information.job_stats TO public; "
            "INSERT INTO timescaledb_information.job_stats VALUES (1000, 'Success', 10, 0), (1001, "
            "'Failed', 5, 2)"),
        QByteArray());
    result = run();
    QCOMPARE(result.status, CheckStatus::Warning);
    QCOMPARE(toWord(result.error->kind), QString("status"));
    QVERIFY2(result.message.contains("TimescaleDB job") && result.message.endsWith("failed: 1001"),
             qPrintable(result.message));
    QCOMPARE(sampleOf(result, "timescaledb_job_failures"), std::optional(2.0));
    QCOMPARE(sampleOf(result, "timescaledb_jobs_failing"), std::optional(1.0));
    QCOMPARE(m_server.sql("DELETE FROM pg_extension WHERE oid IN (99991, 99992); DROP SCHEMA "
                          "timescaledb_information CASCADE"),
             QByteArray());
}

void TestPostgresStats::archiveFails()
{
    RealPostgres server;
    QVERIFY(server.start({"archive_mode=on", "archive_command=test -e " + server.path("open")}));
    QCOMPARE(
        server.sql("CREATE ROLE watcher LOGIN PASSWORD 'right-word'; GRANT pg_monitor TO watcher"),
        QByteArray());
    QCOMPARE(run(server).status, CheckStatus::Ok);
    server.sql("CREATE TABLE t AS SELECT 1 AS i");
    server.sql("SELECT pg_switch_wal()");
    CheckResult result;
    QTRY_VERIFY_WITH_TIMEOUT((result = run(server), result.status == CheckStatus::Warning), 20'000);
    QVERIFY2(result.message.contains("can't archive its WAL: 0000000"), qPrintable(result.message));
    QCOMPARE(toWord(result.error->kind), QString("status"));
    QVERIFY(sampleOf(result, "pg_stat_archiver_failed_count").value_or(0) >= 1);

    QFile open(server.path("open"));
    QVERIFY(open.open(QIODevice::WriteOnly));
    QTRY_VERIFY_WITH_TIMEOUT(
        (server.sql("SELECT pg_switch_wal()"), run(server).status == CheckStatus::Ok), 90'000);
    result = run(server, {{"archive_age_warning", 1}});
    QVERIFY2(result.message.contains("archived its last WAL"), qPrintable(result.message));
}

void TestPostgresStats::standbyAndSlot()
{
    RealPostgres standby;
    QVERIFY(standby.copyFrom(m_server, "copy_1"));
    QVERIFY(standby.start({"max_connections=12"}));
    CheckResult result;
    QTRY_VERIFY((result = run(standby, {{"role", "standby"}}), result.status == CheckStatus::Ok));
    const CheckResult other = run(standby, {{"role", "primary"}});
    QCOMPARE(other.status, CheckStatus::Critical);
    QCOMPARE(other.error->fault, QString("wrong-role"));
    QVERIFY2(result.message.contains("replay ") && result.message.contains(" behind"),
             qPrintable(result.message));
    QCOMPARE(result.fields.value("postgres.role").toString(), QString("standby"));
    QVERIFY(sampleOf(result, "pg_replication_lag_seconds").has_value());
    QTRY_VERIFY((result = run({{"standbys", 1}}), result.status == CheckStatus::Ok));
    QVERIFY2(result.message.contains("1 standby"), qPrintable(result.message));
    // The slot is taken a moment after the connection.
    const auto isActive = [&] {
        return sampleOf(run({{"standbys", 1}}), "pg_replication_slots_active",
                        {{"slot_name", "copy_1"}})
            .value_or(-1);
    };
    QTRY_COMPARE(isActive(), 1.0);

    // It receives and does not replay. How old its data is, it knows by the last transaction that
    // it replayed.
    m_server.sql("INSERT INTO jobs VALUES (0)");
    QTRY_VERIFY(!standby.sql("SELECT pg_last_xact_replay_timestamp()").isEmpty());
    standby.sql("SELECT pg_wal_replay_pause()");
    m_server.sql("INSERT INTO jobs SELECT generate_series(1, 1000)");
    QTRY_VERIFY((result = run({{"replication_bytes_warning", 100}}),
                 result.status == CheckStatus::Warning));
    QVERIFY2(result.message.startsWith("The standby copy_1 of 127.0.0.1:"),
             qPrintable(result.message));
    result = run(standby);
    QCOMPARE(result.status, CheckStatus::Warning);
    QVERIFY2(result.message.startsWith("The replay of the standby ")
                 && result.message.endsWith(" is paused"),
             qPrintable(result.message));
    result = run(standby, {{"replication_lag_critical", 1}});
    QCOMPARE(result.status, CheckStatus::Critical);
    QVERIFY2(result.message.startsWith("The standby ")
                 && result.message.contains(" behind its primary, limit "),
             qPrintable(result.message));
    standby.sql("SELECT pg_wal_replay_resume()");
    QTRY_COMPARE(run(standby).status, CheckStatus::Ok);

    // It is gone; its slot keeps what it has not read.
    standby.stop();
    m_server.sql("INSERT INTO jobs SELECT generate_series(1, 1000)");
    QTRY_VERIFY(
        (result = run({{"slot_retained_warning", 100}}), result.status == CheckStatus::Warning));
    QVERIFY2(result.message.startsWith("Nobody reads the replication slot copy_1 of "),
             qPrintable(result.message));
    QVERIFY(result.error->advice.contains("pg_drop_replication_slot"));
    result = run({{"standbys", 1}});
    QVERIFY2(result.message.endsWith("has 0 of 1 standbys connected"), qPrintable(result.message));

    // It is back, and its primary gone.
    QVERIFY(standby.start({"max_connections=12"}));
    QTRY_COMPARE(run(standby).status, CheckStatus::Ok);
    m_server.stop();
    QTRY_VERIFY((result = run(standby), result.status == CheckStatus::Warning));
    QVERIFY2(result.message.endsWith("is a standby that has lost its primary"),
             qPrintable(result.message));
    QCOMPARE(toWord(result.error->kind), QString("status"));
    QVERIFY(m_server.start({"max_connections=12"}));
}

void TestPostgresStats::deadlineAndRefusal()
{
    QCOMPARE(run().status, CheckStatus::Ok);
    m_server.pause();
    m_bench = std::make_unique<ProbeBench>();
    m_bench->credentials.put("db", "right-word");
    CheckResult result = run(m_server, {}, 500);
    m_server.resume();
    QCOMPARE(toWord(result.error->kind), QString("timeout"));
    m_server.stop();
    result = run();
    QCOMPARE(toWord(result.error->kind), QString("refused"));
    QCOMPARE(result.message, QString("Nothing listens on 127.0.0.1:%1").arg(m_server.port()));
}

QTEST_GUILESS_MAIN(TestPostgresStats)
#include "tst_postgresstats.moc"
