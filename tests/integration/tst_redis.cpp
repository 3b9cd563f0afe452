// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/probebench.h"
#include "tests/support/realservers.h"

#include <QPointer>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

constexpr qint64 kMiB = 1 << 20;

/// Answers whatever it gets with prepared bytes, and records what it got.
class FakeRedis final : public QObject
{
public:
    FakeRedis()
    {
        m_server.listen(QHostAddress::LocalHost);
        connect(&m_server, &QTcpServer::newConnection, this, &FakeRedis::serve);
    }

    quint16 port() const { return m_server.serverPort(); }

    QByteArray received() const { return m_received; }

    int connections() const { return m_connections; }

    void say(const QByteArray &bytes)
    {
        for (const QPointer<QTcpSocket> &socket : m_sockets) {
            if (socket)
                socket->write(bytes);
        }
    }

    QByteArray answer; ///< to each piece that comes
    QByteArray then;   ///< again and again after it
    bool closes = false;

private:
    void serve()
    {
        QTcpSocket *socket = m_server.nextPendingConnection();
        ++m_connections;
        m_sockets.append(socket);
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
            m_received += socket->readAll();
            socket->write(answer);
            if (!then.isEmpty()) {
                connect(socket, &QTcpSocket::bytesWritten, this, [this, socket] {
                    if (socket->bytesToWrite() < kMiB)
                        socket->write(then);
                });
                socket->write(then);
            }
            if (closes)
                socket->disconnectFromHost();
        });
    }

    QTcpServer m_server;
    QByteArray m_received;
    QList<QPointer<QTcpSocket>> m_sockets;
    int m_connections = 0;
};

} // namespace

/// The redis probe against real Redis servers in their states, and against bytes that no Redis
/// sends.
class TestRedis : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void init() { m_bench = std::make_unique<ProbeBench>(); }

    void answersWithInfo();
    void oneConnectionIsKept();
    void passwords();
    void wrongPasswordIsNotHammered();
    void passwordWhereNoneIsSet();
    void noSlotLeft();
    void replicaWithoutMaster();
    void noSuchDatabase();
    void stoppedServerEndsAtTheDeadline();
    void killedServerIsNoticedAtOnce();
    void errorReplies_data();
    void errorReplies();
    void hostileBytes_data();
    void hostileBytes();
    void unaskedReplyDropsTheConnection();
    void wordsCannotBreakOut();

private:
    CheckResult run(const RealServer &server, const QVariantMap &more = {}, int timeoutMs = 5000)
    {
        return run(server.port(), more, timeoutMs);
    }

    CheckResult run(quint16 port, const QVariantMap &more = {}, int timeoutMs = 5000)
    {
        QVariantMap all{{"host", "127.0.0.1"}, {"port", port}};
        for (auto it = more.cbegin(); it != more.cend(); ++it)
            all.insert(it.key(), it.value());
        return m_bench->run("redis", all, timeoutMs);
    }

    static double sampleOf(const CheckResult &result, const QString &metric)
    {
        for (const Sample &sample : result.samples) {
            if (sample.metric == metric)
                return sample.value;
        }
        return std::numeric_limits<double>::quiet_NaN();
    }

    RealRedis m_open;
    RealRedis m_locked{{"--requirepass", "right-word"}};
    std::unique_ptr<ProbeBench> m_bench;
};

void TestRedis::initTestCase()
{
    QVERIFY(m_open.start());
    QVERIFY(m_locked.start());
    QCOMPARE(m_locked.command({"-a", "right-word", "ACL", "SETUSER", "watcher", "on", ">her-word",
                               "+ping", "+info"}),
             QByteArray("OK"));
}

void TestRedis::answersWithInfo()
{
    m_open.command({"SET", "a", "1"});
    m_open.command({"GET", "a"});
    m_open.command({"GET", "missing"});
    const CheckResult result = run(m_open);
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(result.message));
    QCOMPARE(result.message, "PING in " + latencyText(result.latency));
    QCOMPARE(result.fields.value("redis.role").toString(), QString("master"));
    QVERIFY(result.fields.value("redis.version").toString().startsWith("7."));
    QVERIFY(sampleOf(result, "redis_memory_used_bytes") > 100'000);
    QVERIFY(sampleOf(result, "redis_connected_clients") >= 1);
    QCOMPARE(sampleOf(result, "redis_keyspace_hits_total"), 1.0);
    QCOMPARE(sampleOf(result, "redis_keyspace_misses_total"), 1.0);
    QCOMPARE(sampleOf(result, "redis_db_keys"), 1.0);
    QCOMPARE(sampleOf(result, "redis_memory_max_bytes"), 0.0);
    QCOMPARE(sampleOf(result, "probe_success"), 1.0);

    const CheckResult bare = run(m_open, {{"info", false}});
    QCOMPARE(bare.status, CheckStatus::Ok);
    QCOMPARE(bare.samples.size(), 2);
    QVERIFY(bare.fields.isEmpty());
}

void TestRedis::oneConnectionIsKept()
{
    const auto clients = [this] {
        return m_open.command({"INFO", "clients"}).contains("connected_clients:2\r");
    };
    for (int i = 0; i < 5; ++i)
        QCOMPARE(run(m_open).status, CheckStatus::Ok);
    QVERIFY(clients()); // the one that is kept and redis-cli
    QCOMPARE(run(m_open, {{"database", 3}}).status, CheckStatus::Ok);
    QTRY_VERIFY(clients());
}

void TestRedis::passwords()
{
    m_bench->credentials.put("good", "right-word");
    m_bench->credentials.put("hers", "her-word");
    const QString where = QString("127.0.0.1:%1").arg(m_locked.port());
    CheckResult result = run(m_locked);
    QCOMPARE(toWord(result.error->kind), QString("auth"));
    QCOMPARE(result.message, where + " asks for a password and none is set");
    QCOMPARE(result.status, CheckStatus::Unknown);
    QCOMPARE(run(m_locked, {{"credential", "good"}}).status, CheckStatus::Ok);
    QCOMPARE(run(m_locked, {{"credential", "hers"}, {"username", "watcher"}}).status,
             CheckStatus::Ok);
    result = run(m_locked, {{"credential", "good"}, {"username", "watcher"}});
    QCOMPARE(toWord(result.error->kind), QString("auth"));
    QCOMPARE(result.message, where + " refuses the password");
    // A user that may not do what the check does.
    m_locked.command({"-a", "right-word", "ACL", "SETUSER", "narrow", "on", ">her-word", "+ping"});
    result = run(m_locked, {{"credential", "hers"}, {"username", "narrow"}});
    QCOMPARE(toWord(result.error->kind), QString("auth"));
    QVERIFY(result.message.contains("does not allow this user"));
}

void TestRedis::wrongPasswordIsNotHammered()
{
    const auto tries = [this] {
        static const QRegularExpression form("total_connections_received:(\\d+)");
        return form
            .match(QString::fromLatin1(m_locked.command({"-a", "right-word", "INFO", "stats"})))
            .captured(1)
            .toInt();
    };
    m_bench->credentials.put("c", "old-word");
    const int before = tries();
    CheckResult result;
    for (int i = 0; i < 10; ++i) {
        result = run(m_locked, {{"credential", "c"}});
        QCOMPARE(toWord(result.error->kind), QString("auth"));
        QCOMPARE(result.message, QString("127.0.0.1:%1 refuses the password").arg(m_locked.port()));
    }
    QVERIFY2(result.error->advice.contains("The next try is in "),
             qPrintable(result.error->advice));
    QCOMPARE(tries() - before, 2); // one try, and this second look
    m_bench->credentials.put("c", "right-word");
    QCOMPARE(run(m_locked, {{"credential", "c"}}).status, CheckStatus::Ok);
}

void TestRedis::passwordWhereNoneIsSet()
{
    m_bench->credentials.put("c", "right-word");
    const CheckResult result = run(m_open, {{"credential", "c"}});
    QCOMPARE(toWord(result.error->kind), QString("auth"));
    QVERIFY2(result.message.contains("has no password set, and the check sends one"),
             qPrintable(result.message));
}

void TestRedis::noSlotLeft()
{
    RealRedis full({"--maxclients", "1"});
    QVERIFY(full.start());
    // The slot that the start-up's own look took is freed a moment later.
    QTcpSocket holder;
    const auto holds = [&] {
        holder.abort();
        holder.connectToHost("127.0.0.1", full.port());
        holder.write("PING\r\n");
        return holder.waitForReadyRead(1000) && holder.readAll() == "+PONG\r\n";
    };
    QTRY_VERIFY(holds());
    const CheckResult result = run(full);
    QVERIFY(result.error.has_value());
    QCOMPARE(toWord(result.error->kind), QString("status"));
    QCOMPARE(result.message, QString("127.0.0.1:%1 has no client slot left").arg(full.port()));
    QCOMPARE(result.status, CheckStatus::Critical);
}

void TestRedis::replicaWithoutMaster()
{
    RealRedis replica({"--replicaof", "127.0.0.1", QString::number(freePort()),
                       "--replica-serve-stale-data", "no"});
    QVERIFY(replica.start());
    CheckResult result = run(replica);
    QCOMPARE(toWord(result.error->kind), QString("status"));
    QCOMPARE(
        result.message,
        QString("127.0.0.1:%1 has lost its master and serves no old data").arg(replica.port()));

    RealRedis lenient({"--replicaof", "127.0.0.1", QString::number(freePort())});
    QVERIFY(lenient.start());
    result = run(lenient);
    QCOMPARE(result.status, CheckStatus::Warning);
    QCOMPARE(result.message,
             QString("127.0.0.1:%1 is a replica that has lost its master").arg(lenient.port()));
    QCOMPARE(result.fields.value("redis.role").toString(), QString("slave"));
}

void TestRedis::noSuchDatabase()
{
    const CheckResult result = run(m_open, {{"database", 99}});
    QCOMPARE(toWord(result.error->kind), QString("status"));
    QVERIFY2(result.message.contains("DB index is out of range"), qPrintable(result.message));
}

void TestRedis::stoppedServerEndsAtTheDeadline()
{
    for (const bool isKept : {false, true}) {
        if (isKept)
            QCOMPARE(run(m_open).status, CheckStatus::Ok);
        m_open.pause();
        QElapsedTimer timer;
        timer.start();
        const CheckResult result = run(m_open, {}, 500);
        const qint64 took = timer.elapsed();
        m_open.resume();
        QVERIFY2(took >= 495 && took < 750, qPrintable(QString::number(took)));
        QCOMPARE(toWord(result.error->kind), QString("timeout"));
        QVERIFY2(result.message.endsWith(": it was asked, no answer came"),
                 qPrintable(result.message));
        QCOMPARE(run(m_open).status, CheckStatus::Ok);
    }
}

void TestRedis::killedServerIsNoticedAtOnce()
{
    RealRedis server;
    QVERIFY(server.start());
    QCOMPARE(run(server).status, CheckStatus::Ok);
    QSignalSpy lost(&m_bench->redis, &RedisConnections::peerLost);
    QElapsedTimer timer;
    timer.start();
    server.killHard();
    QTRY_COMPARE_WITH_TIMEOUT(lost.size(), 1, 1000);
    QCOMPARE(CheckKey::fromString(lost.first().first().toString()), ProbeBench::key());
    CheckResult result = run(server);
    QCOMPARE(toWord(result.error->kind), QString("refused"));
    QVERIFY(server.start());
    QCOMPARE(run(server).status, CheckStatus::Ok);
    // Killed while a check is under way: the dead connection is replaced once, and what is there
    // then is told.
    server.killHard();
    result = run(server);
    QCOMPARE(toWord(result.error->kind), QString("refused"));
}

void TestRedis::errorReplies_data()
{
    QTest::addColumn<QByteArray>("reply");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("message");
    const auto row = [](const QByteArray &reply, const char *kind, const char *message) {
        QTest::newRow(reply.left(10).constData()) << reply << kind << message;
    };
    row("LOADING Redis is loading the dataset in memory", "status",
        "is loading its data into memory");
    row("MASTERDOWN Link with MASTER is down", "status", "has lost its master");
    row("READONLY You can't write against a read only replica.", "status",
        "is a read-only replica");
    row("MISCONF Redis is configured to save RDB snapshots", "status", "can't save to its disk");
    row("BUSY Redis is busy running a script.", "status", "is busy with a script");
    row("CLUSTERDOWN The cluster is down", "status", "belongs to a cluster that is down");
    row("DENIED Redis is running in protected mode", "auth", "is in protected mode");
    row("NOPERM this user has no permissions", "auth", "does not allow this user");
    row("ERR invalid password", "auth", "refuses the password");
    row("ERR something \x1b[31melse", "status", "answered with an error: ERR something else");
}

void TestRedis::errorReplies()
{
    QFETCH(QByteArray, reply);
    QFETCH(QString, kind);
    QFETCH(QString, message);
    FakeRedis fake;
    fake.answer = "-" + reply + "\r\n-" + reply + "\r\n";
    const CheckResult result = run(fake.port());
    QCOMPARE(toWord(result.error->kind), kind);
    QVERIFY2(result.message.contains(message), qPrintable(result.message));
    QVERIFY(!result.error->detail.contains(QChar(0x1b)));
}

void TestRedis::hostileBytes_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QByteArray>("then");
    QTest::addColumn<QString>("kind");
    const auto row = [](const char *name, const QByteArray &answer, const char *kind,
                        const QByteArray &then = {}) {
        QTest::newRow(name) << answer << then << kind;
    };
    row("nested 2000 deep", QByteArray("*1\r\n").repeated(2000) + ":1\r\n", "garbage");
    row("2^31 elements", "*2147483648\r\n", "garbage");
    row("2^31-1 elements", "*2147483647\r\n", "too-large");
    row("2^62 bytes", "$4611686018427387904\r\n", "too-large", QByteArray(65536, 'x'));
    row("a million elements", "*1000000\r\n" + QByteArray("*0\r\n").repeated(1000000), "too-large");
    row("arrays of arrays", "*90000\r\n" + QByteArray("*2\r\n:1\r\n:2\r\n").repeated(90000),
        "too-large");
    row("endless status line", "+PO", "too-large", QByteArray(65536, 'N'));
    row("endless array", "*100000\r\n", "too-large", QByteArray("$6\r\nabcdef\r\n").repeated(1000));
    row("no Redis", "HTTP/1.1 400 Bad Request\r\n\r\n", "garbage");
    row("negative length", "$-2\r\n", "garbage");
    row("letters for a length", "$abc\r\n", "garbage");
    row("wrong word", "+PANG\r\n$2\r\nab\r\n", "garbage");
    row("INFO is a number", "+PONG\r\n:7\r\n", "garbage");
    row("one reply too many", "+PONG\r\n$2\r\nab\r\n+PONG\r\n", "garbage");
    row("NUL bytes", QByteArray(64, '\0'), "garbage");
}

void TestRedis::hostileBytes()
{
    QFETCH(QByteArray, answer);
    QFETCH(QByteArray, then);
    QFETCH(QString, kind);
    FakeRedis fake;
    fake.answer = answer;
    fake.then = then;
    const qint64 before = residentBytes();
    const CheckResult result = run(fake.port());
    const qint64 rise = residentBytes() - before;
    QVERIFY(result.error.has_value());
    QCOMPARE(toWord(result.error->kind), kind);
    QCOMPARE(result.status, CheckStatus::Critical);
    QVERIFY2(rise < 32 * kMiB, qPrintable(QString::number(rise)));
    // The connection was dropped: the next check has a new one.
    run(fake.port());
    QCOMPARE(fake.connections(), 2);
}

void TestRedis::unaskedReplyDropsTheConnection()
{
    FakeRedis fake;
    fake.answer = "+PONG\r\n";
    QCOMPARE(run(fake.port(), {{"info", false}}).status, CheckStatus::Ok);
    QCOMPARE(run(fake.port(), {{"info", false}}).status, CheckStatus::Ok);
    QCOMPARE(fake.connections(), 1);
    // What comes between checks must not be taken for the next answer.
    QSignalSpy lost(&m_bench->redis, &RedisConnections::peerLost);
    fake.say("+PONG\r\n");
    QTRY_COMPARE(lost.size(), 1);
    fake.closes = true;
    fake.answer = "";
    const CheckResult result = run(fake.port(), {{"info", false}});
    QCOMPARE(toWord(result.error->kind), QString("unreachable"));
    QCOMPARE(fake.connections(),
             3); // the one that was dropped, a new one, and one that only listens
}

void TestRedis::wordsCannotBreakOut()
{
    FakeRedis fake;
    fake.answer = "+OK\r\n";
    m_bench->credentials.put("c", "pa ss\r\nFLUSHALL\r\n");
    run(fake.port(), {{"credential", "c"}, {"username", "u\r\nSHUTDOWN"}, {"database", 2}}, 300);
    QVERIFY2(fake.received().startsWith("*3\r\n$4\r\nAUTH\r\n$11\r\nu\r\nSHUTDOWN\r\n$17\r\npa "
                                        "ss\r\nFLUSHALL\r\n\r\n*2\r\n$6\r\nSELECT\r\n$1\r\n2\r\n"),
             fake.received().toPercentEncoding().constData());
}

QTEST_GUILESS_MAIN(TestRedis)
#include "tst_redis.moc"
