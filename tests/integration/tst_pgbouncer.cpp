// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/probebench.h"
#include "tests/support/realqueues.h"

#include <QTest>

#include <libpq-fe.h>

using namespace opsdeck;

namespace {

std::optional<double> sampleOf(const CheckResult &result, const QString &metric,
                               const QString &database)
{
    for (const Sample &sample : result.samples) {
        if (sample.metric == metric && sample.labels.value("database") == database)
            return sample.value;
    }
    return std::nullopt;
}

} // namespace

/// The kind pgbouncer against a real PgBouncer before a real PostgreSQL.
class TestPgBouncer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void healthy();
    void clientsWait();
    void poolIsFull();
    void serverIsGone();
    void databaseIsPausedOrMissing();
    void whoMayAsk();
    void postgresKindSaysWhatItMet();
    void stoppedAndKilled();

private:
    CheckResult run(const QVariantMap &more = {}, int timeoutMs = 5000,
                    const QString &kind = "pgbouncer")
    {
        QVariantMap all{{"host", "127.0.0.1"},
                        {"port", m_pool->port()},
                        {"user", "watcher"},
                        {"credential", "pool"}};
        static const ProbeRegistry registry = builtinProbes();
        for (const ParameterSpec &spec : registry.find(kind)->info.parameters) {
            if (spec.defaultValue.isValid())
                all.insert(spec.name, spec.defaultValue);
        }
        for (auto it = more.cbegin(); it != more.cend(); ++it)
            all.insert(it.key(), it.value());
        return m_bench->run(kind, all, timeoutMs);
    }

    /// A client that holds the pool's only connection, or waits for it.
    PGconn *client(const char *statement)
    {
        PGconn *connection = PQconnectdb(m_pool->login("shop", "postgres").constData());
        PQsendQuery(connection, statement);
        m_clients.append(connection);
        return connection;
    }

    RealPostgres m_server;
    std::unique_ptr<RealPgBouncer> m_pool;
    std::unique_ptr<ProbeBench> m_bench;
    QList<PGconn *> m_clients;
};

void TestPgBouncer::initTestCase()
{
    QVERIFY(m_server.start());
}

void TestPgBouncer::init()
{
    m_pool = std::make_unique<RealPgBouncer>(m_server);
    QVERIFY(m_pool->start());
    m_bench = std::make_unique<ProbeBench>();
    m_bench->credentials.put("pool", "pass-word");
}

void TestPgBouncer::cleanup()
{
    m_server.resume();
    for (PGconn *connection : std::as_const(m_clients))
        PQfinish(connection);
    m_clients.clear();
    m_bench.reset();
    m_pool.reset();
}

void TestPgBouncer::healthy()
{
    CheckResult result = run({{"databases", QStringList{"shop"}}});
    QVERIFY2(result.status == CheckStatus::Ok,
             qPrintable(result.message + (result.error ? result.error->detail : QString())));
    QCOMPARE(result.message, QString("0 clients at work, 0 waiting, 0 server connections in use"));
    QVERIFY2(result.fields.value("pgbouncer.version").toString().startsWith("PgBouncer 1."),
             qPrintable(result.fields.value("pgbouncer.version").toString()));
    QCOMPARE(sampleOf(result, "pgbouncer_databases_pool_size", "shop"), std::optional(1.0));
    client("SELECT 1");
    QTRY_VERIFY((result = run({{"use_warning", {}}}),
                 sampleOf(result, "pgbouncer_pools_server_active_connections", "shop")
                     == std::optional(1.0)));
    QVERIFY2(result.message.startsWith("1 clients at work, 0 waiting, 1 server"),
             qPrintable(result.message));
    QVERIFY(sampleOf(result, "pgbouncer_stats_queries_pooled_total", "shop").has_value());
}

void TestPgBouncer::clientsWait()
{
    client("SELECT 1");
    QTRY_COMPARE(run().fields.value("pgbouncer.servers_active").toInt(), 1);
    PGconn *waiting = PQconnectStart(m_pool->login("shop", "postgres").constData());
    m_clients.append(waiting);
    CheckResult result;
    // The second client's login needs the pool's connection only for its first statement.
    QTRY_VERIFY_WITH_TIMEOUT((PQconnectPoll(waiting) == PGRES_POLLING_OK), 5000);
    PQsendQuery(waiting, "SELECT 1");
    QTRY_VERIFY((result = run({{"use_warning", {}}, {"wait_warning", 200}, {"wait_critical", {}}}),
                 result.status == CheckStatus::Warning));
    QCOMPARE(toWord(result.error->kind), QString("condition"));
    QVERIFY2(result.message.startsWith("A client of the pool shop/postgres of 127.0.0.1:")
                 && result.message.contains("has waited"),
             qPrintable(result.message));
    result = run({{"use_warning", {}}, {"wait_warning", {}}, {"waiting_critical", 0}});
    QCOMPARE(result.status, CheckStatus::Critical);
    QVERIFY2(result.message.startsWith("1 clients wait for the pool shop/postgres"),
             qPrintable(result.message));
}

void TestPgBouncer::poolIsFull()
{
    client("SELECT 1");
    CheckResult result;
    QTRY_VERIFY((result = run(), result.status == CheckStatus::Warning));
    QCOMPARE(
        result.message,
        QString(
            "The pool shop/postgres of 127.0.0.1:%1 uses 1 of its 1 connections, limit 95\u00a0%")
            .arg(m_pool->port()));
    QCOMPARE(result.figure, QString("1/1"));
    // Other databases are not asked after.
    QCOMPARE(run({{"databases", QStringList{"lost"}}}).status, CheckStatus::Ok);
}

void TestPgBouncer::serverIsGone()
{
    m_server.pause();
    PGconn *waiting = PQconnectStart(m_pool->login("shop", "postgres").constData());
    m_clients.append(waiting);
    CheckResult result;
    QTRY_VERIFY_WITH_TIMEOUT((PQconnectPoll(waiting), result = run({{"wait_critical", {}}}),
                              result.status == CheckStatus::Critical),
                             10'000);
    QCOMPARE(toWord(result.error->kind), QString("status"));
    QCOMPARE(result.figure, QString("no server"));
    QVERIFY2(result.message.startsWith(
                 QString("PgBouncer 127.0.0.1:%1 has no connection to the server of shop/postgres")
                     .arg(m_pool->port())),
             qPrintable(result.message));
    m_server.resume();
}

void TestPgBouncer::databaseIsPausedOrMissing()
{
    CheckResult result = run({{"databases", QStringList{"shop", "stock"}}});
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(toWord(result.error->kind), QString("not-found"));
    QVERIFY2(result.message.endsWith("has no database stock"), qPrintable(result.message));
    m_pool->console("PAUSE shop");
    result = run();
    QCOMPARE(result.status, CheckStatus::Warning);
    QCOMPARE(toWord(result.error->kind), QString("status"));
    QVERIFY2(result.message.endsWith("has the database shop paused"), qPrintable(result.message));
    m_pool->console("RESUME shop");
    QCOMPARE(run().status, CheckStatus::Ok);
}

void TestPgBouncer::whoMayAsk()
{
    CheckResult result = run({{"user", "other"}});
    QCOMPARE(toWord(result.error->kind), QString("auth"));
    QCOMPARE(result.status, CheckStatus::Unknown);
    QCOMPARE(result.message,
             QString("PgBouncer 127.0.0.1:%1 does not let user other at its console")
                 .arg(m_pool->port()));
    QVERIFY(result.error->advice.contains("stats_users"));
    m_bench->credentials.put("pool", "old-word");
    result = run();
    QCOMPARE(toWord(result.error->kind), QString("auth"));
    QVERIFY2(result.message.endsWith("refuses the password of user watcher"),
             qPrintable(result.message));
    // Not a console: a PostgreSQL knows no SHOW POOLS.
    m_bench->credentials.put("pool", "pass-word");
    m_server.sql("CREATE ROLE watcher LOGIN PASSWORD 'pass-word'");
    result = run({{"port", m_server.port()}, {"database", "postgres"}});
    QCOMPARE(toWord(result.error->kind), QString("config"));
    QVERIFY2(result.message.contains("The query fails on"), qPrintable(result.message));
}

void TestPgBouncer::postgresKindSaysWhatItMet()
{
    const CheckResult result = run({{"database", "shop"}, {"user", "postgres"}}, 5000, "postgres");
    QCOMPARE(toWord(result.error->kind), QString("config"));
    QCOMPARE(result.message,
             QString("127.0.0.1:%1 is a PgBouncer that does not take the session's options")
                 .arg(m_pool->port()));
    QVERIFY(result.error->advice.contains("ignore_startup_parameters"));
}

void TestPgBouncer::stoppedAndKilled()
{
    QCOMPARE(run().status, CheckStatus::Ok);
    m_pool->pause();
    CheckResult result = run({}, 500);
    m_pool->resume();
    QCOMPARE(toWord(result.error->kind), QString("timeout"));
    QCOMPARE(run().status, CheckStatus::Ok);
    m_pool->killHard();
    result = run();
    QCOMPARE(toWord(result.error->kind), QString("refused"));
    QCOMPARE(result.message, QString("Nothing listens on 127.0.0.1:%1").arg(m_pool->port()));
}

QTEST_GUILESS_MAIN(TestPgBouncer)
#include "tst_pgbouncer.moc"
