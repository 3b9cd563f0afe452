// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/bastion.h"
#include "tests/support/probebench.h"
#include "tests/support/realservers.h"

#include <QDir>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

#include <csignal>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

Check by(const Way &way, Check check)
{
    check.via = way;
    return check;
}

Check redisCheck(quint16 port, int timeoutMs = 10000)
{
    return ProbeBench::check("redis", {{"host", "127.0.0.1"}, {"port", port}, {"info", true}},
                             timeoutMs);
}

Check httpCheck(quint16 port)
{
    return ProbeBench::check("http",
                             {{"url", QStringLiteral("http://127.0.0.1:%1/health").arg(port)},
                              {"status", QStringList{"2xx"}},
                              {"json", QVariantMap{{"status", "healthy"}}}},
                             10000);
}

Check tcpCheck(quint16 port)
{
    return ProbeBench::check("tcp", {{"host", "127.0.0.1"}, {"port", port}}, 10000);
}

} // namespace

class TestWays : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void everyKindGoesByIt();
    void postgresGoesByIt();
    void chainOfHosts();
    void behindItRefusedIsRefused();
    void silenceBehindItEndsAtTheDeadline();
    void unknownNameBehindIt();
    void cutAndOpenAgain();
    void hostKeyChanged();
    void unknownHostKey();
    void loginRefused();
    void nobodyListens();
    void strangersGetNothing();
    void aStoppedSshIsStartedAnew_data();
    void aStoppedSshIsStartedAnew();
    void anSshOfOtherWordsIsNamed();
};

void TestWays::initTestCase()
{
    if (::geteuid() != 0)
        QSKIP("NOT TESTED: ways by ssh need root here, to make a network namespace that nothing "
              "else leads to");
    if (QProcess::execute("/usr/bin/unshare", {"-n", "/usr/bin/true"}) != 0)
        QSKIP("NOT TESTED: ways by ssh need a network namespace of their own, and this machine "
              "lets none be made");
}

void TestWays::everyKindGoesByIt()
{
    Bastion bastion;
    QVERIFY(bastion.start());
    ProbeBench bench;
    // Nothing leads there directly.
    QCOMPARE(bench.run(tcpCheck(bastion.port("redis"))).error.value_or(Error{}).kind,
             ErrorKind::Refused);
    const CheckResult redis = bench.run(by(bastion.way(), redisCheck(bastion.port("redis"))));
    QCOMPARE(redis.error.value_or(Error{}).message, QString());
    QCOMPARE(redis.status, CheckStatus::Ok);
    QVERIFY(redis.fields.contains("redis.version") || redis.fields.size() > 3);
    QCOMPARE(redis.fields.value("via").toString(), "bastion");
    QCOMPARE(redis.address, "127.0.0.1:6379 by 'Bastion'");
    // The second goes over the kept connection, and is fast.
    const CheckResult http = bench.run(by(bastion.way(), httpCheck(bastion.port("web"))));
    QCOMPARE(http.status, CheckStatus::Ok);
    QCOMPARE(bench.run(by(bastion.way(), tcpCheck(bastion.port("redis")))).status, CheckStatus::Ok);
    QCOMPARE(bench.run(by(bastion.way(), redisCheck(bastion.port("redis")))).status,
             CheckStatus::Ok);
}

void TestWays::postgresGoesByIt()
{
    RealPostgres postgres;
    QVERIFY(postgres.start());
    postgres.sql("create role watcher login password 'secret-word'");
    Bastion bastion;
    const QString socket = postgres.path(QStringLiteral(".s.PGSQL.%1").arg(postgres.port()));
    if (!QFile::exists(socket))
        QFAIL(qPrintable("no socket " + socket));
    QVERIFY(bastion.start({"--forward", "15432:" + socket}));
    ProbeBench bench;
    const Check check = ProbeBench::check("postgres",
                                          {{"host", "127.0.0.1"},
                                           {"port", 15432},
                                           {"database", "postgres"},
                                           {"user", "postgres"},
                                           {"query", "SELECT 1"}},
                                          10000);
    const CheckResult result = bench.run(by(bastion.way(), check));
    QCOMPARE(result.error.value_or(Error{}).message, QString());
    QCOMPARE(result.status, CheckStatus::Ok);
}

void TestWays::chainOfHosts()
{
    Bastion bastion;
    QVERIFY(bastion.start());
    ProbeBench bench;
    const CheckResult result =
        bench.run(by(bastion.way({"bastion", "inner"}), redisCheck(bastion.port("redis"), 15000)));
    QCOMPARE(result.error.value_or(Error{}).message, QString());
    QCOMPARE(result.status, CheckStatus::Ok);
}

void TestWays::behindItRefusedIsRefused()
{
    Bastion bastion;
    QVERIFY(bastion.start());
    ProbeBench bench;
    for (const Check &check :
         {tcpCheck(7), httpCheck(7), redisCheck(7),
          ProbeBench::check("tls", {{"host", "127.0.0.1"}, {"port", 7}}, 10000),
          ProbeBench::check("postgres",
                            {{"host", "127.0.0.1"}, {"port", 7}, {"database", "d"}, {"user", "u"}},
                            10000)}) {
        const CheckResult result = bench.run(by(bastion.way(), check));
        QVERIFY2(result.error, qPrintable(check.kind));
        QCOMPARE(std::pair(check.kind, toWord(result.error->kind)),
                 std::pair(check.kind, QStringLiteral("refused")));
        QCOMPARE(result.status, CheckStatus::Critical);
    }
    // A server that goes: as refused as anywhere.
    QCOMPARE(bench.run(by(bastion.way(), httpCheck(bastion.port("web")))).status, CheckStatus::Ok);
    bastion.tell("stopweb");
    QTRY_COMPARE_WITH_TIMEOUT(toWord(bench.run(by(bastion.way(), httpCheck(bastion.port("web"))))
                                         .error.value_or(Error{})
                                         .kind),
                              QStringLiteral("refused"), 5000);
}

void TestWays::silenceBehindItEndsAtTheDeadline()
{
    Bastion bastion;
    QVERIFY(bastion.start());
    ProbeBench bench;
    for (const char *kind : {"tcp", "tls", "redis"}) {
        Check check =
            ProbeBench::check(kind, {{"host", "127.0.0.1"}, {"port", bastion.port("full")}}, 2000);
        const CheckResult result = bench.run(by(bastion.way(), check));
        QVERIFY(result.error);
        QCOMPARE(toWord(result.error->kind), QStringLiteral("timeout"));
    }
    // What was given up says nothing more, and the way is as good as before.
    QElapsedTimer since;
    since.start();
    QTRY_VERIFY(since.elapsed() > 800);
    QCOMPARE(bench.run(by(bastion.way(), httpCheck(bastion.port("web")))).status, CheckStatus::Ok);
}

void TestWays::unknownNameBehindIt()
{
    Bastion bastion;
    QVERIFY(bastion.start());
    ProbeBench bench;
    const CheckResult result =
        bench.run(by(bastion.way(), ProbeBench::check("http",
                                                      {{"url", "http://no-such-host.invalid/"},
                                                       {"status", QStringList{"2xx"}}},
                                                      15000)));
    QVERIFY(result.error);
    QCOMPARE(toWord(result.error->kind), QStringLiteral("resolve"));
    QVERIFY(result.error->message.contains("no-such-host.invalid"));
}

void TestWays::cutAndOpenAgain()
{
    Bastion bastion;
    QVERIFY(bastion.start());
    ProbeBench bench;
    const Check check = by(bastion.way(), redisCheck(bastion.port("redis")));
    QCOMPARE(bench.run(check).status, CheckStatus::Ok);
    QSignalSpy lost(&bench.redis, &RedisConnections::peerLost);
    bastion.tell("cut");
    // The kept connection is gone with the way: that is seen at once, not at the next turn.
    QTRY_COMPARE(lost.size(), 1);
    const CheckResult cut = bench.run(check);
    QVERIFY(cut.error);
    QCOMPARE(toWord(cut.error->kind), QStringLiteral("way"));
    QCOMPARE(cut.status, CheckStatus::Unknown);
    QCOMPARE(cut.fields.value("via").toString(), "bastion");
    QVERIFY2(cut.error->message.contains("bastion"), qPrintable(cut.error->message));
    bastion.tell("open");
    // After the wait before the next attempt.
    QTRY_COMPARE_WITH_TIMEOUT(bench.run(check).status, CheckStatus::Ok, 15000);
}

void TestWays::hostKeyChanged()
{
    Bastion bastion;
    QVERIFY(bastion.start());
    bastion.tell("changekey");
    ProbeBench bench;
    const CheckResult result = bench.run(by(bastion.way(), redisCheck(bastion.port("redis"))));
    QVERIFY(result.error);
    QCOMPARE(toWord(result.error->kind), QStringLiteral("way"));
    QCOMPARE(result.error->message,
             QStringLiteral("The host key of bastion is not the one that is known."));
}

void TestWays::unknownHostKey()
{
    Bastion bastion;
    QVERIFY(bastion.start());
    QVERIFY(QFile::remove(bastion.file("known_hosts")));
    ProbeBench bench;
    const CheckResult result = bench.run(by(bastion.way(), redisCheck(bastion.port("redis"))));
    QVERIFY(result.error);
    QCOMPARE(result.error->message, QStringLiteral("The host key of bastion is not known here."));
    QVERIFY(!QFile::exists(bastion.file("known_hosts")));
}

void TestWays::loginRefused()
{
    Bastion bastion;
    QVERIFY(bastion.start());
    QFile authorized(bastion.file("authorized"));
    QVERIFY(authorized.open(QIODevice::WriteOnly | QIODevice::Truncate));
    authorized.close();
    ProbeBench bench;
    const CheckResult result = bench.run(by(bastion.way(), redisCheck(bastion.port("redis"))));
    QVERIFY(result.error);
    QCOMPARE(result.error->message, QStringLiteral("bastion refused the login."));
    QVERIFY(result.error->advice.contains("ssh-add"));
}

void TestWays::nobodyListens()
{
    QTemporaryDir folder;
    QFile config(folder.filePath("config"));
    QVERIFY(config.open(QIODevice::WriteOnly));
    const quint16 port = freePort();
    config.write("Host bastion\n  HostName 127.0.0.1\n  Port " + QByteArray::number(port) + '\n');
    config.close();
    Way way;
    way.id = way.title = "b";
    way.kind = WayKind::Ssh;
    way.hosts = QStringList{"bastion"};
    way.configFile = config.fileName();
    ProbeBench bench;
    const CheckResult result = bench.run(by(way, tcpCheck(80)));
    QVERIFY(result.error);
    QCOMPARE(toWord(result.error->kind), QStringLiteral("way"));
    QCOMPARE(result.error->message,
             QStringLiteral("bastion refused the connection: no ssh server listens there."));
    // The wait before the next attempt: told at once, and by no new ssh.
    QTcpServer listener;
    QVERIFY(listener.listen(QHostAddress::LocalHost, port));
    QCOMPARE(bench.run(by(way, tcpCheck(80))).error.value_or(Error{}).message,
             result.error->message);
    QVERIFY(!listener.waitForNewConnection(50));
}

void TestWays::strangersGetNothing()
{
    Bastion bastion;
    QVERIFY(bastion.start());
    ProbeBench bench;
    Result<Reached> reached = failure(Error{});
    QObject context;
    bench.ways.reach(bastion.way(), {"127.0.0.1", bastion.port("web")}, &context,
                     [&](const Result<Reached> &result) { reached = result; });
    QTRY_VERIFY_WITH_TIMEOUT(reached, 10000);
    const QString ask =
        QStringLiteral("import "
                       "socket;s=socket.create_connection(('127.0.0.1',%1));s.settimeout(5);s."
                       "sendall(b'GET / HTTP/1.0\\r\\n\\r\\n');print(len(s.recv(100)))")
            .arg(reached->place.port);
    const auto answer = [&](const QStringList &command) {
        QProcess process;
        process.start(command.first(), command.mid(1) + QStringList{"/usr/bin/python3", "-c", ask});
        if (!QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, 10000))
            return QByteArray("no end");
        return process.readAllStandardOutput().trimmed();
    };
    QVERIFY(answer({"/usr/bin/env"}).toInt() > 0);
    const QByteArray stranger = answer({"/usr/bin/setpriv", "--reuid=65534", "--clear-groups"});
    QVERIFY2(stranger.isEmpty() || stranger == "0", stranger.constData());
}

void TestWays::aStoppedSshIsStartedAnew_data()
{
    QTest::addColumn<QString>("then");
    // The master is asked for a further forward, or a connection to a known one is not taken up.
    QTest::newRow("another target") << "redis";
    QTest::newRow("the same target") << "web";
}

void TestWays::aStoppedSshIsStartedAnew()
{
    QFETCH(QString, then);
    Bastion bastion;
    QVERIFY(bastion.start());
    ProbeBench bench;
    QCOMPARE(bench.run(by(bastion.way(), httpCheck(bastion.port("web")))).status, CheckStatus::Ok);
    QProcess ps;
    ps.start("ps", {"--ppid", QString::number(::getpid()), "-C", "ssh", "-o", "pid=,ppid=,comm="});
    QVERIFY(ps.waitForFinished());
    pid_t master = 0;
    for (const QByteArray &line : ps.readAllStandardOutput().split('\n')) {
        const QList<QByteArray> words = line.simplified().split(' ');
        if (words.value(1).toInt() == ::getpid() && words.value(2) == "ssh")
            master = words.value(0).toInt();
    }
    QVERIFY(master > 0);
    QCOMPARE(::kill(master, SIGSTOP), 0);
    const Check check =
        then == "redis" ? redisCheck(bastion.port("redis"), 15'000) : tcpCheck(bastion.port("web"));
    const CheckResult stopped = bench.run(by(bastion.way(), check));
    QVERIFY(stopped.error);
    QCOMPARE(stopped.error->message,
             QStringLiteral("The ssh of this machine that leads to bastion stands still."));
    QCOMPARE(toWord(stopped.error->kind), QStringLiteral("way"));
    QCOMPARE(stopped.status, CheckStatus::Unknown);
    QTRY_COMPARE_WITH_TIMEOUT(bench.run(by(bastion.way(), check)).status, CheckStatus::Ok, 15'000);
}

void TestWays::anSshOfOtherWordsIsNamed()
{
    Bastion bastion;
    QVERIFY(bastion.start());
    // The real one, but for the words of its log.
    QTemporaryDir folder;
    QFile script(folder.filePath("ssh"));
    QVERIFY(script.open(QIODevice::WriteOnly));
    script.write(
        "#!/bin/bash\nexec /usr/bin/ssh \"$@\" 2> >(exec sed -u 's/Connection to port/Link "
        "at/' >&2)\n");
    script.close();
    QVERIFY(script.setPermissions(QFile::ReadOwner | QFile::ExeOwner));
    const QByteArray path = qgetenv("PATH");
    const auto restore = qScopeGuard([&] { qputenv("PATH", path); });
    qputenv("PATH", QFile::encodeName(folder.path()) + ':' + path);
    ProbeBench bench;
    const Check check = by(bastion.way(), httpCheck(bastion.port("web")));
    const CheckResult result = bench.run(check);
    QVERIFY(result.error);
    QCOMPARE(toWord(result.error->kind), QStringLiteral("way"));
    QVERIFY2(result.error->message.startsWith("What the ssh of this machine tells of its "
                                              "connections is not understood: OpenSSH_"),
             qPrintable(result.error->message));
    // It is not waited for again.
    Check hasty = check;
    hasty.timeout = 2000ms;
    QCOMPARE(bench.run(hasty).error.value_or(Error{}).message, result.error->message);
}

QTEST_GUILESS_MAIN(TestWays)
#include "tst_ways.moc"
