// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/probebench.h"
#include "tests/support/realservers.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <libpq-fe.h>

#include <csignal>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

constexpr qint64 kMiB = 1 << 20;

} // namespace

/// The postgres probe against a real PostgreSQL that is healthy, full, stopped, killed, locked or
/// not what it says.
class TestPostgres : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void answers();
    void oneSessionIsKept();
    void loginIsTriedAnew();
    void judgesTheFirstValue_data();
    void judgesTheFirstValue();
    void badStatements_data();
    void badStatements();
    void longAnswersAreWhole();
    void hugeAnswersAreCut_data();
    void hugeAnswersAreCut();
    void wrongPasswordIsNotHammered();
    void missingPassword();
    void unknownDatabaseAndUser();
    void tooManyConnections();
    void lockWaitEndsAndLeavesNothing();
    void stoppedBackendEndsAtTheDeadline();
    void stoppedServerEndsAtTheDeadline();
    void endedSessionIsNoticedAtOnce();
    void killedServerIsNoticedAtOnce();
    void whatTakesNoChangesIsTold();
    void aStandbyIsTold();
    void standbyWithoutHotStandby();
    void tlsIsVerified();
    void noPasswordWithoutTls();

private:
    QVariantMap parameters(const QVariantMap &more = {}) const;

    CheckResult run(const QVariantMap &more = {}, int timeoutMs = 5000)
    {
        return m_bench->run("postgres", parameters(more), timeoutMs);
    }

    int sessions() const
    {
        return m_server
            .sql("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'opsdeck'")
            .toInt();
    }

    RealPostgres m_server;
    std::unique_ptr<ProbeBench> m_bench;
};

void TestPostgres::initTestCase()
{
    // None of these may reach the sessions.
    qputenv("PGHOST", "192.0.2.1");
    qputenv("PGUSER", "nobody");
    qputenv("PGOPTIONS", "--nonsense=1");
    qputenv("PGSERVICE", "missing");
    qputenv("PGPASSWORD", "wrong");
    {
        const ProbeBench clears;
    }
    QVERIFY(m_server.start({"max_connections=8", "log_line_prefix="}));
    QCOMPARE(m_server.sql("CREATE ROLE watcher LOGIN PASSWORD 'right-word'"), QByteArray());
    QCOMPARE(m_server.sql("CREATE TABLE jobs (id int); GRANT ALL ON jobs TO watcher; CREATE TABLE "
                          "secret (id int)"),
             QByteArray());
}

void TestPostgres::init()
{
    m_bench = std::make_unique<ProbeBench>();
    m_bench->credentials.put("db", "right-word");
    QVERIFY(m_server.isRunning());
}

QVariantMap TestPostgres::parameters(const QVariantMap &more) const
{
    QVariantMap all{{"host", "127.0.0.1"},
                    {"port", m_server.port()},
                    {"database", "postgres"},
                    {"user", "watcher"},
                    {"credential", "db"}};
    for (auto it = more.cbegin(); it != more.cend(); ++it)
        all.insert(it.key(), it.value());
    return all;
}

void TestPostgres::answers()
{
    const CheckResult result = run();
    QVERIFY2(!result.error,
             qPrintable(result.message + (result.error ? result.error->detail : QString())));
    QCOMPARE(result.status, CheckStatus::Ok);
    QCOMPARE(result.message, "SELECT 1 in " + latencyText(result.latency));
    QCOMPARE(result.figure, latencyText(result.latency));
    QCOMPARE(result.address, QString("127.0.0.1:%1").arg(m_server.port()));
    QCOMPARE(result.fields.value("postgres.tls").toBool(), false);
}

void TestPostgres::oneSessionIsKept()
{
    for (int i = 0; i < 5; ++i)
        QCOMPARE(run().status, CheckStatus::Ok);
    QTRY_COMPARE(sessions(), 1);
    // Another definition of the same check is another session; the old one is dropped.
    QCOMPARE(run({{"sslmode", "disable"}}).status, CheckStatus::Ok);
    QTRY_COMPARE(sessions(), 1);
    m_bench.reset();
    QTRY_COMPARE(sessions(), 0);
}

void TestPostgres::loginIsTriedAnew()
{
    QCOMPARE(run().status, CheckStatus::Ok);
    QCOMPARE(m_server.sql("ALTER ROLE watcher NOLOGIN"), QByteArray());
    QCOMPARE(run().status, CheckStatus::Ok);
    m_bench->postgres.setLoginLasts(Milliseconds(0));
    const CheckResult result = run();
    QCOMPARE(m_server.sql("ALTER ROLE watcher LOGIN"), QByteArray());
    QCOMPARE(result.status, CheckStatus::Unknown);
    QVERIFY2(result.message.contains("does not let user watcher in"), qPrintable(result.message));
    m_bench = std::make_unique<ProbeBench>();
    m_bench->credentials.put("db", "right-word");
    QCOMPARE(run().status, CheckStatus::Ok);
    m_bench->postgres.setLoginLasts(Milliseconds(0));
    for (int i = 0; i < 3; ++i)
        QCOMPARE(run().status, CheckStatus::Ok);
    QTRY_COMPARE(sessions(), 1);
}

void TestPostgres::judgesTheFirstValue_data()
{
    QTest::addColumn<QVariantMap>("parameters");
    QTest::addColumn<CheckStatus>("status");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, const QVariantMap &parameters, CheckStatus status,
                        const QString &message) {
        QTest::newRow(name) << parameters << status << message;
    };
    row("value", {{"query", "SELECT 42 AS depth"}}, CheckStatus::Ok, "the query gives 42 in ");
    row("expected", {{"query", "SELECT 'primary' AS role"}, {"expect", "primary"}}, CheckStatus::Ok,
        "the query gives primary");
    row("unexpected", {{"query", "SELECT 'standby' AS role"}, {"expect", "primary"}},
        CheckStatus::Critical, "role is 'standby', expected 'primary'");
    row("below", {{"query", "SELECT 15 AS depth"}, {"warning_above", 15.0}}, CheckStatus::Ok,
        "the query gives 15");
    row("warning",
        {{"query", "SELECT 15.5 AS depth"}, {"warning_above", 15.0}, {"critical_above", 20.0}},
        CheckStatus::Warning, "depth is 15.5, limit 15");
    row("critical",
        {{"query", "SELECT 21 AS depth"}, {"warning_above", 15.0}, {"critical_above", 20.0}},
        CheckStatus::Critical, "depth is 21, limit 20");
    row("NULL", {{"query", "SELECT NULL::int AS lag"}, {"warning_above", 15.0}},
        CheckStatus::Unknown, "The column lag is 'NULL', a number was expected");
    row("NaN", {{"query", "SELECT 'NaN'::float8 AS lag"}, {"warning_above", 15.0}},
        CheckStatus::Unknown, "The column lag is 'NaN', a number was expected");
    row("bytea", {{"query", "SELECT '\\x00ff'::bytea AS raw"}, {"warning_above", 15.0}},
        CheckStatus::Unknown, "The column raw is '\\x00ff', a number was expected");
    row("text", {{"query", "SELECT 'many' AS lag"}, {"critical_above", 15.0}}, CheckStatus::Unknown,
        "The column lag is 'many', a number was expected");
    row("no row", {{"query", "SELECT 1 AS lag WHERE false"}, {"critical_above", 15.0}},
        CheckStatus::Unknown, "The query gives no row, a value was expected");
    row("no row, nothing asked", {{"query", "SELECT 1 AS lag WHERE false"}}, CheckStatus::Ok,
        "the query gives no row, in ");
    row("no column", {{"query", "SELECT FROM generate_series(1,1)"}, {"expect", "x"}},
        CheckStatus::Unknown, "The query gives no row");
    row("escape codes", {{"query", "SELECT E'\\x1b[31mred\\u202e' AS colour"}, {"expect", "blue"}},
        CheckStatus::Critical, "colour is 'red', expected 'blue'");
    row("more columns", {{"query", "SELECT 3 AS a, 'x' AS b, 4.5 AS c"}}, CheckStatus::Ok,
        "the query gives 3");
}

void TestPostgres::judgesTheFirstValue()
{
    QFETCH(QVariantMap, parameters);
    QFETCH(CheckStatus, status);
    QFETCH(QString, message);
    const CheckResult result = run(parameters);
    QVERIFY2(result.message.startsWith(message), qPrintable(result.message));
    QCOMPARE(result.status, status);
    QCOMPARE(result.error.has_value(), status != CheckStatus::Ok);
    if (QLatin1String(QTest::currentDataTag()) == QLatin1String("more columns")) {
        QCOMPARE(result.samples.at(0).labels.value("column"), QString("a"));
        QCOMPARE(result.samples.at(1).labels.value("column"), QString("c"));
        QCOMPARE(result.samples.at(1).value, 4.5);
        QCOMPARE(result.figure, QString("3"));
    }
}

void TestPostgres::badStatements_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("message");
    QTest::newRow("syntax") << "SELEC 1" << "config" << "syntax error";
    QTest::newRow("unknown table")
        << "SELECT * FROM missing" << "config" << "relation \"missing\" does not exist";
    QTest::newRow("two statements")
        << "SELECT 1; DROP TABLE jobs" << "config" << "cannot insert multiple commands";
    QTest::newRow("copy out") << "COPY jobs TO STDOUT" << "config" << "not one that gives rows";
    QTest::newRow("copy in") << "COPY jobs FROM STDIN" << "config" << "read-only transaction";
    QTest::newRow("write") << "CREATE TABLE pwned AS SELECT 1" << "config"
                           << "read-only transaction";
    QTest::newRow("empty") << " -- nothing" << "config" << "The query is empty";
    QTest::newRow("division") << "SELECT 1/0" << "config" << "division by zero";
    QTest::newRow("not allowed") << "SELECT * FROM secret" << "permission"
                                 << "User watcher may not run the query";
    QTest::newRow("cancelled") << "SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(3)"
                               << "status" << "cancelled the query";
    QTest::newRow("ends itself") << "SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(3)"
                                 << "unreachable" << "ended the session";
}

void TestPostgres::badStatements()
{
    QFETCH(QString, query);
    QFETCH(QString, kind);
    QFETCH(QString, message);
    for (int turn = 0; turn < 2; ++turn) { // on a new session, then on what is left of it
        const CheckResult result = run({{"query", query}});
        QVERIFY(result.error.has_value());
        QVERIFY2(result.message.contains(message), qPrintable(result.message));
        QCOMPARE(toWord(result.error->kind), kind);
        QVERIFY(result.status != CheckStatus::Ok);
    }
    QCOMPARE(run().status, CheckStatus::Ok);
    QVERIFY(m_server.sql("SELECT count(*) FROM jobs") == "0");
}

void TestPostgres::longAnswersAreWhole()
{
    for (int turn = 0; turn < 3; ++turn) {
        const CheckResult result =
            run({{"query", "SELECT length(v), v FROM (SELECT repeat('x', 900000) AS v) q"}});
        QVERIFY2(result.message.startsWith("the query gives 900000 in"),
                 qPrintable(result.message));
        QCOMPARE(run({{"query", "SELECT i, repeat('y', 900) FROM generate_series(1, 1000) i"}})
                     .fields.value("postgres.rows")
                     .toInt(),
                 1000);
        QCOMPARE(run().status, CheckStatus::Ok);
        QCOMPARE(sessions(), 1);
    }
}

void TestPostgres::hugeAnswersAreCut_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("message");
    QTest::newRow("rows") << "SELECT generate_series(1, 100000000)"
                          << "The query gives more than 1000 rows";
    QTest::newRow("wide rows") << "SELECT repeat('x', 100000) FROM generate_series(1, 1000)"
                               << "is larger than the limit";
    QTest::newRow("one value") << "SELECT repeat('x', 300000000)" << "is larger than the limit";
}

void TestPostgres::hugeAnswersAreCut()
{
    QFETCH(QString, query);
    QFETCH(QString, message);
    QCOMPARE(run().status, CheckStatus::Ok);
    const qint64 before = residentBytes();
    const CheckResult result = run({{"query", query}}, 20'000);
    const qint64 rise = residentBytes() - before;
    QCOMPARE(toWord(result.error->kind), QString("too-large"));
    QCOMPARE(result.status, CheckStatus::Critical);
    QVERIFY2(result.message.contains(message), qPrintable(result.message));
    QVERIFY2(rise < 32 * kMiB, qPrintable(QString::number(rise)));
    // The server is told to stop, too.
    QTRY_COMPARE(m_server.sql("SELECT count(*) FROM pg_stat_activity WHERE application_name = "
                              "'opsdeck' AND state = 'active'"),
                 QByteArray("0"));
}

void TestPostgres::wrongPasswordIsNotHammered()
{
    const auto tries = [this] {
        return m_server.log().count("password authentication failed for user \"watcher\"");
    };
    const auto before = tries();
    m_bench->credentials.put("db", "old-word");
    CheckResult result;
    for (int i = 0; i < 10; ++i) {
        result = run();
        QCOMPARE(toWord(result.error->kind), QString("auth"));
        QCOMPARE(result.status, CheckStatus::Unknown);
        QCOMPARE(result.message,
                 QString("127.0.0.1:%1 refuses the password of user watcher").arg(m_server.port()));
    }
    QVERIFY2(result.error->advice.contains("The next try is in "),
             qPrintable(result.error->advice));
    QVERIFY(!result.error->detail.contains("old-word"));
    // Another check of the same account does not try either.
    m_bench->run(ProbeBench::check("postgres", parameters()), ProbeBench::key("other"));
    QCOMPARE(tries() - before, 1);
    // A changed credential does, at once.
    m_bench->credentials.put("db", "right-word");
    QCOMPARE(run().status, CheckStatus::Ok);
}

void TestPostgres::missingPassword()
{
    QVariantMap without = parameters();
    without.remove("credential");
    const CheckResult result = m_bench->run("postgres", without);
    QCOMPARE(toWord(result.error->kind), QString("auth"));
    QCOMPARE(result.message,
             QString("127.0.0.1:%1 asks for a password for user watcher and none is set")
                 .arg(m_server.port()));
}

void TestPostgres::unknownDatabaseAndUser()
{
    CheckResult result = run({{"database", "missing"}});
    QCOMPARE(toWord(result.error->kind), QString("not-found"));
    QCOMPARE(result.message, QString("127.0.0.1:%1 has no database missing").arg(m_server.port()));
    QCOMPARE(result.status, CheckStatus::Critical);
    // scram does not tell an unknown user from a wrong password, on purpose.
    result = run({{"user", "nobody' OR 1=1"}});
    QCOMPARE(toWord(result.error->kind), QString("auth"));
}

void TestPostgres::tooManyConnections()
{
    QList<PGconn *> holders;
    const QByteArray target = "hostaddr=127.0.0.1 user=watcher password=right-word dbname=postgres "
                              "application_name=holder port="
                              + QByteArray::number(m_server.port());
    for (int i = 0; i < 8; ++i)
        holders.append(PQconnectdb(target.constData()));
    const CheckResult result = run();
    for (PGconn *holder : holders)
        PQfinish(holder);
    QCOMPARE(toWord(result.error->kind), QString("status"));
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(result.message,
             QString("127.0.0.1:%1 has no connection left to give").arg(m_server.port()));
    QTRY_COMPARE(run().status, CheckStatus::Ok);
}

void TestPostgres::lockWaitEndsAndLeavesNothing()
{
    const QByteArray target =
        "host=" + m_server.path("").toLocal8Bit()
        + " user=postgres dbname=postgres port=" + QByteArray::number(m_server.port());
    PGconn *holder = PQconnectdb(target.constData());
    PQclear(PQexec(holder, "BEGIN; LOCK TABLE jobs IN ACCESS EXCLUSIVE MODE"));
    const CheckResult result = run({{"query", "SELECT count(*) FROM jobs"}}, 500);
    QCOMPARE(toWord(result.error->kind), QString("timeout"));
    QVERIFY2(result.message.endsWith(": it was asked, no answer came"), qPrintable(result.message));
    // Waiting for a lock, a backend does not notice that its client has gone: it was told.
    QTRY_COMPARE(sessions(), 0);
    PQfinish(holder);
    QCOMPARE(run({{"query", "SELECT count(*) FROM jobs"}}).status, CheckStatus::Ok);
}

void TestPostgres::stoppedBackendEndsAtTheDeadline()
{
    QCOMPARE(run().status, CheckStatus::Ok);
    const auto backend = static_cast<pid_t>(
        m_server.sql("SELECT pid FROM pg_stat_activity WHERE application_name = 'opsdeck'")
            .toInt());
    QVERIFY(backend > 1);
    ::kill(backend, SIGSTOP);
    QElapsedTimer timer;
    timer.start();
    const CheckResult result = run({}, 500);
    const qint64 took = timer.elapsed();
    ::kill(backend, SIGCONT);
    QVERIFY2(took >= 495 && took < 5000, qPrintable(QString::number(took)));
    QCOMPARE(toWord(result.error->kind), QString("timeout"));
    QVERIFY(result.message.contains("did not answer in 500"));
    QCOMPARE(run().status, CheckStatus::Ok);
}

void TestPostgres::stoppedServerEndsAtTheDeadline()
{
    m_server.pause();
    const CheckResult result = run({}, 500);
    m_server.resume();
    QCOMPARE(toWord(result.error->kind), QString("timeout"));
    QVERIFY2(result.message.contains("TLS was not agreed on")
                 || result.message.contains("login was not answered"),
             qPrintable(result.message));
    QCOMPARE(run().status, CheckStatus::Ok);
}

void TestPostgres::endedSessionIsNoticedAtOnce()
{
    QCOMPARE(run().status, CheckStatus::Ok);
    QSignalSpy lost(&m_bench->postgres, &PgConnections::peerLost);
    m_server.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = "
                 "'opsdeck'");
    QTRY_COMPARE(lost.size(), 1);
    QCOMPARE(CheckKey::fromString(lost.first().first().toString()), ProbeBench::key());
    QCOMPARE(run().status, CheckStatus::Ok);
}

void TestPostgres::killedServerIsNoticedAtOnce()
{
    QCOMPARE(run().status, CheckStatus::Ok);
    QSignalSpy lost(&m_bench->postgres, &PgConnections::peerLost);
    QElapsedTimer timer;
    timer.start();
    m_server.killHard();
    QTRY_COMPARE_WITH_TIMEOUT(lost.size(), 1, 2000);
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    const CheckResult result = run();
    QCOMPARE(toWord(result.error->kind), QString("refused"));
    QCOMPARE(result.message, QString("Nothing listens on 127.0.0.1:%1").arg(m_server.port()));
    QVERIFY(m_server.start({"max_connections=8", "log_line_prefix="}));
    QCOMPARE(run().status, CheckStatus::Ok);
}

void TestPostgres::whatTakesNoChangesIsTold()
{
    QCOMPARE(run().fields.value("postgres.read_only"), QVariant(false));
    // Of our own user alone it says nothing of others.
    QCOMPARE(m_server.sql("ALTER ROLE watcher SET default_transaction_read_only = on"),
             QByteArray());
    m_bench = std::make_unique<ProbeBench>();
    m_bench->credentials.put("db", "right-word");
    QCOMPARE(run().status, CheckStatus::Ok);
    QCOMPARE(m_server.sql("ALTER ROLE watcher RESET default_transaction_read_only"), QByteArray());
    QCOMPARE(m_server.sql("ALTER DATABASE postgres SET default_transaction_read_only = on"),
             QByteArray());
    m_bench = std::make_unique<ProbeBench>();
    m_bench->credentials.put("db", "right-word");
    const CheckResult result = run();
    const CheckResult primary = run({{"role", "primary"}});
    QCOMPARE(m_server.sql("BEGIN READ WRITE; ALTER DATABASE postgres RESET "
                          "default_transaction_read_only; COMMIT"),
             QByteArray());
    QCOMPARE(result.status, CheckStatus::Warning);
    QCOMPARE(result.message,
             QString("127.0.0.1:%1 takes no changes: default_transaction_read_only is on")
                 .arg(m_server.port()));
    QCOMPARE(result.figure, QString("read-only"));
    QVERIFY(result.error->advice.contains("database"));
    QCOMPARE(primary.status, CheckStatus::Critical);
    // Mended, it is well at once.
    QCOMPARE(run().status, CheckStatus::Ok);
    QTRY_COMPARE(sessions(), 1);
}

void TestPostgres::aStandbyIsTold()
{
    RealPostgres standby;
    QVERIFY(standby.start());
    QCOMPARE(standby.sql("CREATE ROLE watcher LOGIN PASSWORD 'right-word'"), QByteArray());
    standby.stop();
    standby.makeStandby();
    QVERIFY(standby.start({"hot_standby=on"}));
    CheckResult result;
    QTRY_VERIFY((result = run({{"port", standby.port()}}), result.status == CheckStatus::Ok));
    QVERIFY2(result.message.endsWith(", a standby"), qPrintable(result.message));
    result = run({{"port", standby.port()}, {"role", "primary"}});
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(result.error->fault, QString("wrong-role"));
    QCOMPARE(run({{"role", "standby"}}).status, CheckStatus::Critical);
}

void TestPostgres::standbyWithoutHotStandby()
{
    RealPostgres standby;
    QVERIFY(standby.start());
    standby.stop();
    standby.makeStandby();
    QVERIFY(standby.start({"hot_standby=off"}));
    CheckResult result;
    // First it starts up, then it is in recovery for good: both are said, and neither is green.
    QTRY_VERIFY((result = run({{"port", standby.port()}}), result.message.contains("in recovery")));
    QCOMPARE(toWord(result.error->kind), QString("status"));
    QCOMPARE(result.status, CheckStatus::Critical);
}

void TestPostgres::tlsIsVerified()
{
    const TestAuthority authority;
    const TestAuthority other;
    QVERIFY(authority.issue("good", "DNS:localhost,IP:127.0.0.1", -1, 90));
    QVERIFY(authority.issue("wrong", "DNS:db.example.com", -1, 90));
    QVERIFY(authority.issue("late", "DNS:localhost,IP:127.0.0.1", -30, -2));
    RealPostgres server;
    server.useTls(authority.file("good.pem"), authority.file("good.key"));
    const QStringList settings{"ssl=on", "ssl_cert_file=" + server.path("server.pem"),
                               "ssl_key_file=" + server.path("server.key")};
    QVERIFY(server.start(settings));
    QCOMPARE(server.sql("CREATE ROLE watcher LOGIN PASSWORD 'right-word'"), QByteArray());
    const auto ask = [&](const QString &mode, const QString &caFile,
                         const QString &host = "127.0.0.1") {
        return run(
            {{"host", host}, {"port", server.port()}, {"sslmode", mode}, {"ca_file", caFile}});
    };
    CheckResult result = ask("verify-full", authority.caFile());
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(result.message));
    QCOMPARE(result.fields.value("postgres.tls").toBool(), true);
    QCOMPARE(ask("verify-full", authority.caFile(), "localhost").status, CheckStatus::Ok);
    // Long enough to come in many TLS records.
    result = run({{"port", server.port()},
                  {"sslmode", "require"},
                  {"query", "SELECT length(v), v FROM (SELECT repeat('x', 500000) AS v) q"}});
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(result.message));
    QVERIFY2(result.message.startsWith("the query gives 500000"), qPrintable(result.message));
    QCOMPARE(ask("disable", {}).fields.value("postgres.tls").toBool(), false);

    result = ask("verify-full", other.caFile());
    QCOMPARE(toWord(result.error->kind), QString("tls"));
    QVERIFY2(result.message.contains("can't be verified"), qPrintable(result.message));
    result = ask("verify-full", authority.file("absent.pem"));
    QCOMPARE(toWord(result.error->kind), QString("config"));

    for (const char *name : {"wrong", "late"}) {
        server.stop();
        server.useTls(authority.file(QString(name) + ".pem"),
                      authority.file(QString(name) + ".key"));
        QVERIFY(server.start(settings));
        result = ask("verify-full", authority.caFile());
        QCOMPARE(toWord(result.error->kind), QString("tls"));
        QCOMPARE(result.status, CheckStatus::Critical);
        if (QLatin1String(name) == QLatin1String("wrong"))
            QVERIFY2(result.message.contains("for another name; 127.0.0.1 was asked for"),
                     qPrintable(result.message));
    }
    QVERIFY(!server.log().contains("connection authorized: user=watcher database=postgres "
                                   "application_name=opsdeck SSL enabled (late"));
}

void TestPostgres::noPasswordWithoutTls()
{
    // The server has no TLS: under verify-full it must learn nothing, not even the user's name.
    const CheckResult result = run({{"sslmode", "verify-full"}});
    QCOMPARE(toWord(result.error->kind), QString("tls"));
    QVERIFY2(result.message.contains("offers no TLS, and sslmode verify-full asks for it"),
             qPrintable(result.message));

    QTcpServer fake;
    QVERIFY(fake.listen(QHostAddress::LocalHost));
    QByteArray received;
    connect(&fake, &QTcpServer::newConnection, this, [&] {
        QTcpSocket *socket = fake.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, this, [&received, socket] {
            received += socket->readAll();
            socket->write("N");
        });
    });
    const CheckResult refused = run({{"port", fake.serverPort()}, {"sslmode", "verify-full"}});
    QCOMPARE(toWord(refused.error->kind), QString("tls"));
    QCOMPARE(received.toHex(), QByteArray("0000000804d2162f"));

    // Something that is no PostgreSQL at all.
    QTcpServer web;
    QVERIFY(web.listen(QHostAddress::LocalHost));
    connect(&web, &QTcpServer::newConnection, this,
            [&] { web.nextPendingConnection()->write("HTTP/1.1 400 Bad Request\r\n\r\n"); });
    const CheckResult garbage = run({{"port", web.serverPort()}, {"sslmode", "disable"}});
    QCOMPARE(toWord(garbage.error->kind), QString("garbage"));
}

QTEST_GUILESS_MAIN(TestPostgres)
#include "tst_postgres.moc"
