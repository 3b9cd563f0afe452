// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/probebench.h"
#include "tests/support/realservers.h"
#include "tests/support/runbench.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace opsdeck;
using Program = RealProxy::Program;

namespace {

Way wayBy(Program program, quint16 port)
{
    Way way;
    way.id = "office";
    way.title = "Office";
    way.kind = program == Program::Tinyproxy ? WayKind::HttpProxy : WayKind::SocksProxy;
    way.proxyHost = "127.0.0.1";
    way.proxyPort = port;
    return way;
}

Way withCredential(Way way)
{
    way.username = "watcher";
    way.credential = CredentialId("office/proxy");
    return way;
}

Check by(const Way &way, Check check)
{
    check.via = way;
    return check;
}

Check redisCheck(quint16 port)
{
    return ProbeBench::check("redis", {{"host", "127.0.0.1"}, {"port", port}, {"info", true}},
                             10'000);
}

Check tcpCheck(quint16 port, const QString &host = "127.0.0.1")
{
    return ProbeBench::check("tcp", {{"host", host}, {"port", port}}, 10'000);
}

QString kindOf(const CheckResult &result)
{
    return toWord(result.error.value_or(Error{}).kind);
}

QString messageOf(const CheckResult &result)
{
    return result.error.value_or(Error{}).message;
}

/// A run bench whose dev lies behind `way`, and a step that asks the Redis at `port` there.
void putStep(RunBench &bench, const Way &way, int port, const QStringList &command)
{
    bench.workspace.platforms.first().environments.first().via = way;
    bench.addCommand(
        "ask", command,
        {{"reach", QVariantList{QVariantMap{
                       {"id", "cache"}, {"host", "127.0.0.1"}, {"port", QString::number(port)}}}}});
}

const QStringList kPing{"redis-cli", "-p", "${reach.cache.port}", "ping"};

void addPrograms()
{
    QTest::addColumn<Program>("program");
    QTest::newRow("tinyproxy (HTTP)") << Program::Tinyproxy;
    QTest::newRow("microsocks (SOCKS 5)") << Program::Microsocks;
    QTest::newRow("Dante (SOCKS 5)") << Program::Dante;
}

} // namespace

Q_DECLARE_METATYPE(opsdeck::RealProxy::Program)

/// Checks and steps that go by real proxies.
class TestProxies : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void checksGoByIt_data() { addPrograms(); }

    void checksGoByIt();
    void credential_data();
    void credential();
    void wrongPasswordIsShownOnce();
    void forbidden_data();
    void forbidden();
    void away_data();
    void away();
    void somethingElse_data();
    void somethingElse();
    void digestIsAnswered();

    void stepGoesByIt_data() { addPrograms(); }

    void stepGoesByIt();

    void stepIsCut_data() { credential_data(); }

    void stepIsCut();
    void stepIsRefused_data();
    void stepIsRefused();
};

void TestProxies::checksGoByIt()
{
    QFETCH(Program, program);
    RealRedis redis;
    QVERIFY(redis.start());
    RealProxy proxy(program);
    QVERIFY2(proxy.start(), proxy.log().constData());
    ProbeBench bench;
    const Way way = wayBy(program, proxy.port());
    const CheckResult good = bench.run(by(way, redisCheck(redis.port())));
    QCOMPARE(messageOf(good), QString());
    QCOMPARE(good.status, CheckStatus::Ok);
    QCOMPARE(good.address, QString("127.0.0.1:%1 by 'Office'").arg(redis.port()));
    // What is down behind it is down: no trouble of the way.
    const quint16 nobody = freePort();
    const CheckResult down = bench.run(by(way, tcpCheck(nobody)));
    QCOMPARE(down.status, CheckStatus::Critical);
    if (program == Program::Tinyproxy) {
        QCOMPARE(kindOf(down), "unreachable");
        QCOMPARE(messageOf(down),
                 QString("The proxy of the way 'Office' could not connect to 127.0.0.1:%1.")
                     .arg(nobody));
    } else {
        QCOMPARE(kindOf(down), "refused");
    }
    const CheckResult noName = bench.run(by(way, tcpCheck(80, "no-such-host.invalid")));
    QCOMPARE(noName.status, CheckStatus::Critical);
    QVERIFY2(messageOf(noName).contains("no-such-host.invalid"), qPrintable(messageOf(noName)));
}

void TestProxies::credential_data()
{
    QTest::addColumn<Program>("program");
    QTest::newRow("tinyproxy (HTTP)") << Program::Tinyproxy;
    QTest::newRow("microsocks (SOCKS 5)") << Program::Microsocks;
}

void TestProxies::credential()
{
    QFETCH(Program, program);
    RealRedis redis;
    QVERIFY(redis.start());
    RealProxy proxy(program);
    proxy.askFor("watcher", "a-proxy-word");
    QVERIFY2(proxy.start(), proxy.log().constData());
    ProbeBench bench;
    const QString where = QString("127.0.0.1:%1").arg(proxy.port());
    const Way plain = wayBy(program, proxy.port());
    const CheckResult asked = bench.run(by(plain, redisCheck(redis.port())));
    QCOMPARE(kindOf(asked), "way");
    QCOMPARE(asked.status, CheckStatus::Unknown);
    QCOMPARE(messageOf(asked),
             QString("The proxy %1 of the way 'Office' asks for a credential.").arg(where));
    const Way way = withCredential(plain);
    QCOMPARE(kindOf(bench.run(by(way, redisCheck(redis.port())))), "credential");
    bench.credentials.put("office/proxy", "another-word");
    const CheckResult refused = bench.run(by(way, redisCheck(redis.port())));
    QCOMPARE(kindOf(refused), "way");
    QCOMPARE(refused.status, CheckStatus::Unknown);
    QCOMPARE(messageOf(refused),
             QString("The proxy %1 of the way 'Office' refused the credential.").arg(where));
    // Another one in the keychain is tried at once.
    bench.credentials.put("office/proxy", "a-proxy-word");
    const CheckResult good = bench.run(by(way, redisCheck(redis.port())));
    QCOMPARE(messageOf(good), QString());
    QCOMPARE(good.status, CheckStatus::Ok);
}

void TestProxies::wrongPasswordIsShownOnce()
{
    RealProxy proxy(Program::Tinyproxy);
    proxy.askFor("watcher", "a-proxy-word");
    QVERIFY(proxy.start());
    ProbeBench bench;
    bench.credentials.put("office/proxy", "another-word");
    const Way way = withCredential(wayBy(Program::Tinyproxy, proxy.port()));
    QList<CheckResult> results;
    connect(&bench.runner, &ProbeRunner::finished, this,
            [&](const CheckResult &result) { results.append(result); });
    for (int at = 0; at < 8; ++at)
        bench.runner.run(ProbeBench::key(QString::number(at)), by(way, tcpCheck(7)));
    QTRY_COMPARE_WITH_TIMEOUT(results.size(), 8, 15'000);
    for (const CheckResult &result : std::as_const(results))
        QVERIFY2(messageOf(result).contains("refused the credential"),
                 qPrintable(messageOf(result)));
    QCOMPARE(kindOf(bench.run(by(way, tcpCheck(7)))), "way");
    // Once without it, to learn that it is asked for in clear; once with it.
    QTRY_COMPARE(proxy.requests(), 2);
}

void TestProxies::forbidden_data()
{
    QTest::addColumn<Program>("program");
    QTest::newRow("tinyproxy (HTTP)") << Program::Tinyproxy;
    QTest::newRow("Dante (SOCKS 5)") << Program::Dante;
}

void TestProxies::forbidden()
{
    QFETCH(Program, program);
    RealRedis redis;
    QVERIFY(redis.start());
    RealProxy proxy(program);
    proxy.setRule(program == Program::Tinyproxy ? 443 : redis.port());
    QVERIFY2(proxy.start(), proxy.log().constData());
    ProbeBench bench;
    const CheckResult result =
        bench.run(by(wayBy(program, proxy.port()), redisCheck(redis.port())));
    QCOMPARE(kindOf(result), "permission");
    QCOMPARE(result.status, CheckStatus::Unknown);
    QCOMPARE(messageOf(result),
             QString("The way 'Office' may not connect to 127.0.0.1:%1.").arg(redis.port()));
    QVERIFY2(result.error->advice.contains(QString("127.0.0.1:%1 forbids it").arg(proxy.port())),
             qPrintable(result.error->advice));
}

void TestProxies::away_data()
{
    QTest::addColumn<Program>("program");
    QTest::newRow("HTTP") << Program::Tinyproxy;
    QTest::newRow("SOCKS 5") << Program::Microsocks;
}

void TestProxies::away()
{
    QFETCH(Program, program);
    RealRedis redis;
    QVERIFY(redis.start());
    RealProxy proxy(program);
    QVERIFY2(proxy.start(), proxy.log().constData());
    ProbeBench bench;
    const Check check = by(wayBy(program, proxy.port()), redisCheck(redis.port()));
    QCOMPARE(bench.run(check).status, CheckStatus::Ok);
    proxy.killHard();
    const CheckResult result = bench.run(check);
    QCOMPARE(kindOf(result), "way");
    QCOMPARE(result.status, CheckStatus::Unknown);
    QCOMPARE(messageOf(result),
             QString("The proxy 127.0.0.1:%1 of the way 'Office' refused the connection.")
                 .arg(proxy.port()));
    QVERIFY2(proxy.start(), proxy.log().constData());
    QTRY_COMPARE_WITH_TIMEOUT(bench.run(check).status, CheckStatus::Ok, 10'000);
}

void TestProxies::somethingElse_data()
{
    away_data();
}

void TestProxies::somethingElse()
{
    // Each is told to be the other.
    QFETCH(Program, program);
    RealProxy proxy(program == Program::Tinyproxy ? Program::Microsocks : Program::Tinyproxy);
    QVERIFY2(proxy.start(), proxy.log().constData());
    ProbeBench bench;
    const CheckResult result = bench.run(by(wayBy(program, proxy.port()), tcpCheck(proxy.port())));
    QCOMPARE(kindOf(result), "way");
    QCOMPARE(result.status, CheckStatus::Unknown);
    // An HTTP proxy waits for a line where SOCKS has none.
    const char *words = program == Program::Tinyproxy
                            ? "answered with something else than a proxy's answer"
                            : "did not answer";
    QVERIFY2(messageOf(result).contains(words), qPrintable(messageOf(result)));
}

void TestProxies::digestIsAnswered()
{
    // No proxy of Debian's that is small asks for it; what counts is that no password goes out in
    // clear to one that wants none.
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    QByteArray all;
    connect(&server, &QTcpServer::newConnection, this, [&] {
        QTcpSocket *client = server.nextPendingConnection();
        connect(client, &QTcpSocket::readyRead, client, [&all, client] {
            const QByteArray request = client->readAll();
            all += request;
            client->write(request.contains("Proxy-Authorization: Digest")
                              ? "HTTP/1.1 200 OK\r\n\r\n"
                              : "HTTP/1.1 407 Proxy Authentication Required\r\n"
                                "Proxy-Authenticate: Digest realm=\"x\", nonce=\"y\"\r\n"
                                "Content-Length: 0\r\n\r\n");
        });
    });
    ProbeBench bench;
    bench.credentials.put("office/proxy", "a-proxy-word");
    const CheckResult result =
        bench.run(by(withCredential(wayBy(Program::Tinyproxy, server.serverPort())), tcpCheck(7)));
    QCOMPARE(messageOf(result), QString());
    QCOMPARE(result.status, CheckStatus::Ok);
    QVERIFY(!all.contains("Basic"));
}

void TestProxies::stepGoesByIt()
{
    QFETCH(Program, program);
    RealRedis redis;
    QVERIFY(redis.start());
    RealProxy proxy(program);
    QVERIFY2(proxy.start(), proxy.log().constData());
    RunBench bench;
    putStep(bench, wayBy(program, proxy.port()), redis.port(), kPing);
    bench.start();
    QTRY_VERIFY_WITH_TIMEOUT(bench.hasEnded(), 20'000);
    QVERIFY2(bench.progress.state == RunState::Succeeded, qPrintable(bench.text()));
    QVERIFY2(bench.text().contains("PONG"), qPrintable(bench.text()));
    const QList<AuditEntry> rows = bench.rows();
    const auto row = std::find_if(rows.cbegin(), rows.cend(), [](const AuditEntry &each) {
        return each.action == "runbook.step-reach";
    });
    QVERIFY(row != rows.cend());
    QCOMPARE(row->body.value("reach").toList().first().toMap().value("way").toString(),
             program == Program::Tinyproxy ? "by http-proxy Office" : "by socks5 Office");
}

void TestProxies::stepIsCut()
{
    QFETCH(Program, program);
    RealRedis redis;
    QVERIFY(redis.start());
    RealProxy proxy(program);
    QVERIFY2(proxy.start(), proxy.log().constData());
    RunBench bench;
    // It neither ends when its connection is cut nor says so.
    putStep(bench, wayBy(program, proxy.port()), redis.port(),
            {"/usr/bin/python3", "-uc",
             "import socket, sys, time\n"
             "s = socket.create_connection(('127.0.0.1', int(sys.argv[1])))\n"
             "s.sendall(b'PING\\r\\n')\n"
             "print(s.recv(100))\n"
             "s.recv(100)\n"
             "time.sleep(1000)\n",
             "${reach.cache.port}"});
    bench.start();
    QTRY_VERIFY_WITH_TIMEOUT(bench.text().contains("PONG"), 20'000);
    proxy.killHard();
    QTRY_VERIFY_WITH_TIMEOUT(bench.hasEnded(), 20'000);
    QCOMPARE(toWord(bench.progress.state), "failed");
    const Error error = bench.progress.error.value_or(Error{});
    QCOMPARE(toWord(error.kind), "way");
    QCOMPARE(error.message, QString("python3 lost its way while it ran: The proxy 127.0.0.1:%1 of "
                                    "the way 'Office' refused the connection.")
                                .arg(proxy.port()));
}

void TestProxies::stepIsRefused_data()
{
    QTest::addColumn<Program>("program");
    QTest::addColumn<QString>("how");
    QTest::addColumn<QString>("words");
    for (const Program program : {Program::Tinyproxy, Program::Microsocks, Program::Dante}) {
        const QByteArray name = program == Program::Tinyproxy ? "tinyproxy"
                                : program == Program::Dante   ? "Dante"
                                                              : "microsocks";
        QTest::addRow("%s: nobody listens", name.constData())
            << program << "nobody"
            << (program == Program::Tinyproxy ? "could not connect to" : "Nothing listens on");
        if (program != Program::Dante)
            QTest::addRow("%s: wrong password", name.constData())
                << program << "password" << "refused the credential";
        if (program != Program::Microsocks)
            QTest::addRow("%s: forbidden", name.constData())
                << program << "rule" << "The way 'Office' may not connect to";
        QTest::addRow("%s: away", name.constData())
            << program << "away" << "refused the connection";
    }
}

void TestProxies::stepIsRefused()
{
    QFETCH(Program, program);
    QFETCH(QString, how);
    QFETCH(QString, words);
    RealRedis redis;
    QVERIFY(redis.start());
    RealProxy proxy(program);
    if (how == "password")
        proxy.askFor("watcher", "a-proxy-word");
    if (how == "rule")
        proxy.setRule(program == Program::Tinyproxy ? 443 : redis.port());
    QVERIFY2(how == "away" || proxy.start(), proxy.log().constData());
    RunBench bench;
    bench.credentials().put("office/proxy", "another-word");
    const Way plain = wayBy(program, proxy.port());
    putStep(bench, how == "password" ? withCredential(plain) : plain,
            how == "nobody" ? freePort() : redis.port(), kPing);
    bench.start();
    QTRY_VERIFY_WITH_TIMEOUT(bench.hasEnded(), 20'000);
    QCOMPARE(toWord(bench.progress.state), "failed");
    const Error error = bench.progress.error.value_or(Error{});
    QVERIFY2(error.message.contains(words) || error.advice.contains(words),
             qPrintable(error.message + " | " + error.advice));
    QVERIFY2(bench.text().contains(words) || how == "away", qPrintable(bench.text()));
    QVERIFY(!bench.text().contains("another-word"));
}

QTEST_GUILESS_MAIN(TestProxies)
#include "tst_proxies.moc"
