// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/bastion.h"
#include "tests/support/fillingauditlog.h"
#include "tests/support/realservers.h"
#include "tests/support/runbench.h"

#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <unistd.h>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

/// What a step is told to reach.
QVariantMap reach(const QString &id, const QString &host, int port, const QString &service = {})
{
    QVariantMap entry{{"id", id}, {"host", host}, {"port", QString::number(port)}};
    if (!service.isEmpty())
        entry.insert("service", service);
    return {{"reach", QVariantList{entry}}};
}

/// Dev lies behind the way.
void put(RunBench &bench, const Way &way)
{
    bench.workspace.platforms.first().environments.first().via = way;
}

QList<AuditEntry> rowsOf(RunBench &bench, const QString &action)
{
    QList<AuditEntry> all = bench.rows();
    all.removeIf([&](const AuditEntry &row) { return row.action != action; });
    return all;
}

/// The near end that the step was given; 0 before it is on the record.
quint16 nearPort(RunBench &bench)
{
    const QList<AuditEntry> rows = rowsOf(bench, "runbook.step-reach");
    if (rows.isEmpty())
        return 0;
    const QVariantMap place = rows.last().body.value("reach").toList().value(0).toMap();
    return place.value("address").toString().section(':', -1).toUShort();
}

bool listens(quint16 port)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, port);
    return socket.waitForConnected(2000);
}

/// Asks a Redis through `port`; what came back.
const QString kAsk = "import socket, sys\n"
                     "s = socket.create_connection(('127.0.0.1', int(sys.argv[1])))\n"
                     "s.settimeout(8)\n"
                     "try:\n"
                     "    s.sendall(b'PING\\r\\n')\n"
                     "    print(len(s.recv(100)))\n"
                     "except OSError:\n"
                     "    print(0)\n";

QByteArray asked(quint16 port, const QStringList &environment = {})
{
    QProcess process;
    process.setEnvironment(QProcess::systemEnvironment() + environment);
    process.start("/usr/bin/python3", {"-c", kAsk, QString::number(port)});
    if (!QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, 15000))
        return "no end";
    return process.readAllStandardOutput().trimmed();
}

/// Waits inside the step for the file "go".
const QByteArray kWait = "echo up; while [ ! -e go ]; do sleep 0.05; done\n";

} // namespace

/// Steps that go by the environment's way, against a real sshd in front of a network namespace.
class TestStepReach : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void directlyItIsWhatIsWritten();
    void addressOfAName();
    void goesByTheWay();
    void goesByTheWayOfAService();
    void dumpByName();
    void strangersAreCutOff();
    void descendantsAreAdmitted();
    void socketsOfBothFamiliesAreAdmitted();
    void lostOnTheWay();
    void cannotBeOpened();
    void farEndRefuses();
    void closedWithTheStep_data();
    void closedWithTheStep();
    void noRecordNoProgram();
    void workspaceIsLoadedAgain();
};

#define NEEDS_BASTION                                                                              \
    if (::geteuid() != 0 || QProcess::execute("/usr/bin/unshare", {"-n", "/usr/bin/true"}) != 0)   \
        QSKIP("NOT TESTED: ways of steps need root and a network namespace of their own");         \
    Bastion bastion;                                                                               \
    QVERIFY(bastion.start())

void TestStepReach::directlyItIsWhatIsWritten()
{
    RealRedis redis;
    QVERIFY(redis.start());
    RunBench bench;
    bench.addCommand(
        "set",
        {"redis-cli", "-h", "${reach.cache.host}", "-p", "${reach.cache.port}", "set", "a", "b"},
        reach("cache", "127.0.0.1", redis.port()));
    const auto plan = bench.plan(bench.dev());
    QVERIFY(plan);
    QCOMPARE(plan->steps.first().argumentVector.mid(1, 4),
             (QStringList{"-h", "127.0.0.1", "-p", QString::number(redis.port())}));
    bench.start(*plan);
    QTRY_VERIFY_WITH_TIMEOUT(bench.hasEnded(), 20'000);
    QVERIFY2(bench.progress.state == RunState::Succeeded, qPrintable(bench.text()));
    QCOMPARE(redis.command({"get", "a"}).trimmed(), QByteArray("b"));
    QVERIFY(!bench.actions().contains("runbook.step-reach")); // all of it was in the plan
}

void TestStepReach::addressOfAName()
{
    RunBench bench;
    bench.addCommand("say", {bench.script("say", "echo \"<$1>\""), "${reach.db.address}"},
                     reach("db", "localhost", 5432));
    const auto plan = bench.plan(bench.dev());
    QVERIFY(plan);
    QCOMPARE(plan->steps.first().argumentVector.last(), "${reach.db.address}");
    bench.start(*plan);
    QTRY_VERIFY_WITH_TIMEOUT(bench.hasEnded(), 20'000);
    QVERIFY2(bench.text().contains("<127.0.0.1>") || bench.text().contains("<::1>"),
             qPrintable(bench.text()));
    QCOMPARE(rowsOf(bench, "runbook.step-reach").size(), 1);
}

void TestStepReach::goesByTheWay()
{
    NEEDS_BASTION;
    RunBench bench;
    put(bench, bastion.way());
    bench.addCommand(
        "set",
        {"redis-cli", "-h", "${reach.cache.host}", "-p", "${reach.cache.port}", "set", "a", "b"},
        reach("cache", "127.0.0.1", bastion.port("redis")));
    const auto plan = bench.plan(bench.dev());
    QVERIFY(plan);
    QCOMPARE(plan->steps.first().argumentVector.mid(1, 4),
             (QStringList{"-h", "127.0.0.1", "-p", "${reach.cache.port}"}));
    bench.start(*plan);
    QTRY_VERIFY_WITH_TIMEOUT(bench.hasEnded(), 20'000);
    QVERIFY2(bench.progress.state == RunState::Succeeded, qPrintable(bench.text()));
    QVERIFY2(bench.text().contains("OK"), qPrintable(bench.text()));
    QCOMPARE(bench.actions(),
             (QStringList{"runbook.intent", "runbook.step-start", "runbook.step-reach",
                          "runbook.step-end", "runbook.result"}));
    const AuditEntry row = rowsOf(bench, "runbook.step-reach").first();
    const quint16 port = nearPort(bench);
    QVERIFY(port > 0);
    QCOMPARE(row.body.value("step").toString(), "set");
    QCOMPARE(row.body.value("argv").toStringList().mid(1, 4),
             (QStringList{"-h", "127.0.0.1", "-p", QString::number(port)}));
    const QVariantMap place = row.body.value("reach").toList().first().toMap();
    QCOMPARE(place.value("way").toString(), "by ssh Bastion");
    QCOMPARE(place.value("target").toString(), "127.0.0.1:6379");
    QVERIFY(!listens(port));
}

void TestStepReach::goesByTheWayOfAService()
{
    NEEDS_BASTION;
    RunBench bench;
    bench.workspace.platforms.first().environments.first().services.first().via = bastion.way();
    bench.addCommand("ping", {"redis-cli", "-p", "${reach.cache.port}", "ping"},
                     reach("cache", "127.0.0.1", bastion.port("redis"), "api"));
    bench.start();
    QTRY_VERIFY_WITH_TIMEOUT(bench.hasEnded(), 20'000);
    QVERIFY2(bench.progress.state == RunState::Succeeded, qPrintable(bench.text()));
    QVERIFY2(bench.text().contains("PONG"), qPrintable(bench.text()));
}

void TestStepReach::dumpByName()
{
    // The certificate is good for the name alone, and the server asks for a password.
    const TestAuthority authority;
    QVERIFY(authority.isValid());
    QVERIFY(authority.issue("db", "DNS:localhost", -1, 30));
    RealPostgres postgres;
    postgres.useTls(authority.file("db.pem"), authority.file("db.key"));
    QVERIFY(postgres.start({"ssl=on", "ssl_cert_file=" + postgres.path("server.pem"),
                            "ssl_key_file=" + postgres.path("server.key")}));
    postgres.sql("CREATE ROLE dump LOGIN SUPERUSER PASSWORD 'secret-word'");
    postgres.sql("CREATE DATABASE shop OWNER dump");
    if (::geteuid() != 0)
        QSKIP("NOT TESTED: ways of steps need root");
    Bastion bastion;
    QVERIFY(bastion.start({"--lead", QStringLiteral("5432:%1").arg(postgres.port())}));
    const QVariantMap pass{{"credential", "shop/dev/db"},
                           {"host", "${reach.db.name}"},
                           {"port", "${reach.db.port}"},
                           {"database", "shop"},
                           {"user", "dump"}};
    // By its far name and port it is the same place.
    QVariantMap farPass = pass;
    farPass.insert("host", "localhost");
    farPass.insert("port", "5432");

    struct Case
    {
        QStringList command;
        QVariantMap pass;
        QVariantMap environment;
        bool isGood;
    };

    const QString root = "sslmode=verify-full sslrootcert=" + authority.caFile();
    const QList<Case> cases{
        {{"pg_dump", "--no-password", "--format=custom",
          "--dbname=host=${reach.db.name} hostaddr=${reach.db.address} port=${reach.db.port} "
          "dbname=shop user=dump "
              + root},
         pass,
         {},
         true},
        {{"pg_dump", "--no-password", "--format=custom", "--host=${reach.db.name}",
          "--port=${reach.db.port}", "--username=dump", "shop"},
         farPass,
         {{"PGHOSTADDR", "${reach.db.address}"},
          {"PGSSLMODE", "verify-full"},
          {"PGSSLROOTCERT", authority.caFile()}},
         true},
        {{"pg_dump", "--no-password", "--format=custom", "--host=${reach.db.host}",
          "--port=${reach.db.port}", "--username=dump", "shop"},
         pass,
         {},
         true},
        // The near end is not who the certificate is made out to.
        {{"pg_dump", "--no-password", "--format=custom",
          "--dbname=host=${reach.db.host} port=${reach.db.port} dbname=shop user=dump " + root},
         pass,
         {},
         false}};
    for (const Case &each : cases) {
        RunBench bench;
        bench.credentials().put("shop/dev/db", "secret-word");
        put(bench, bastion.way());
        QVariantMap more = reach("db", "localhost", 5432);
        more.insert({{"pgpass", each.pass},
                     {"environment", each.environment},
                     {"artifact", "shop.dump"},
                     {"artifact_verify", QStringList{"pg_restore", "--list", "${artifact}"}}});
        bench.addCommand("dump", each.command, more);
        bench.start();
        QTRY_VERIFY_WITH_TIMEOUT(bench.hasEnded(), 30'000);
        QVERIFY2((bench.progress.state == RunState::Succeeded) == each.isGood,
                 qPrintable(bench.text()));
        QCOMPARE(QFile::exists(bench.dataPath("artifacts/test/shop.dump")), each.isGood);
        QVERIFY(each.isGood || bench.text().contains("certificate"));
    }
}

void TestStepReach::strangersAreCutOff()
{
    NEEDS_BASTION;
    RunBench bench;
    put(bench, bastion.way());
    bench.addCommand("ping",
                     {bench.script("ping", "echo \"$OPSDECK_STEP\" >mark\n" + kWait
                                               + "redis-cli -p \"$1\" ping"),
                      "${reach.cache.port}"},
                     reach("cache", "127.0.0.1", bastion.port("redis")));
    bench.start();
    QTRY_VERIFY_WITH_TIMEOUT(bench.text().contains("up\n"), 20'000);
    const quint16 port = nearPort(bench);
    QVERIFY(port > 0);
    // Of this user, and even with the environment of the step's programs.
    QCOMPARE(asked(port), QByteArray("0"));
    QCOMPARE(asked(port, {"OPSDECK_STEP=" + bench.content("mark").trimmed()}), QByteArray("0"));
    // Of this program itself: its checks have relays of their own.
    QTcpSocket own;
    own.connectToHost(QHostAddress::LocalHost, port);
    QTRY_COMPARE(own.state(), QAbstractSocket::UnconnectedState);
    QTRY_COMPARE(rowsOf(bench, "runbook.step-stranger").size(), 3);
    const QList<AuditEntry> rows = rowsOf(bench, "runbook.step-stranger");
    for (const AuditEntry &row : rows) {
        QCOMPARE(row.outcome, "refused");
        QCOMPARE(row.runId, bench.progress.runId);
        QCOMPARE(row.body.value("reach").toString(), "cache");
        QCOMPARE(row.body.value("step").toString(), "ping");
    }
    QVERIFY2(rows.first().body.value("who").toString().contains("(python3)"),
             qPrintable(rows.first().body.value("who").toString()));
    // The step itself is not disturbed.
    QVERIFY(!bench.script("go", "").isEmpty());
    QTRY_VERIFY_WITH_TIMEOUT(bench.hasEnded(), 20'000);
    QVERIFY2(bench.progress.state == RunState::Succeeded, qPrintable(bench.text()));
    QVERIFY(bench.text().contains("PONG"));
    QVERIFY(bench.text().contains("is not of this step"));
}

void TestStepReach::descendantsAreAdmitted()
{
    NEEDS_BASTION;
    RunBench bench;
    put(bench, bastion.way());
    // In a session of its own, without its environment, its parent gone.
    bench.addCommand(
        "ping",
        {bench.script("ping", "setsid env -i sh -c 'sleep 0.3; redis-cli -p \"$1\" ping >out; "
                              "touch done' sh \"$1\" &\n"
                              "while [ ! -e done ]; do sleep 0.05; done; cat out"),
         "${reach.cache.port}"},
        reach("cache", "127.0.0.1", bastion.port("redis")));
    bench.start();
    QTRY_VERIFY_WITH_TIMEOUT(bench.hasEnded(), 20'000);
    QVERIFY2(bench.text().contains("PONG"), qPrintable(bench.text()));
    QVERIFY(rowsOf(bench, "runbook.step-stranger").isEmpty());
}

void TestStepReach::socketsOfBothFamiliesAreAdmitted()
{
    NEEDS_BASTION;
    RunBench bench;
    put(bench, bastion.way());
    bench.addCommand("ping",
                     {"/usr/bin/python3", "-c",
                      "import socket, sys\n"
                      "s = socket.socket(socket.AF_INET6)\n"
                      "s.connect(('::ffff:127.0.0.1', int(sys.argv[1])))\n"
                      "s.sendall(b'PING\\r\\n')\n"
                      "print(s.recv(100))\n",
                      "${reach.cache.port}"},
                     reach("cache", "127.0.0.1", bastion.port("redis")));
    bench.start();
    QTRY_VERIFY_WITH_TIMEOUT(bench.hasEnded(), 20'000);
    QVERIFY2(bench.text().contains("PONG"), qPrintable(bench.text()));
}

void TestStepReach::lostOnTheWay()
{
    NEEDS_BASTION;
    RunBench bench;
    put(bench, bastion.way());
    // It neither ends when its connection is cut nor says so.
    bench.addCommand("hold",
                     {"/usr/bin/python3", "-uc",
                      "import socket, sys, time\n"
                      "s = socket.create_connection(('127.0.0.1', int(sys.argv[1])))\n"
                      "s.sendall(b'PING\\r\\n')\n"
                      "print(s.recv(100))\n"
                      "s.recv(100)\n"
                      "time.sleep(1000)\n",
                      "${reach.cache.port}"},
                     reach("cache", "127.0.0.1", bastion.port("redis")));
    bench.start();
    QTRY_VERIFY_WITH_TIMEOUT(bench.text().contains("PONG"), 20'000);
    bastion.tell("cut");
    QTRY_VERIFY_WITH_TIMEOUT(bench.hasEnded(), 20'000);
    QCOMPARE(toWord(bench.progress.state), "failed");
    QCOMPARE(toWord(bench.progress.error.value_or(Error{}).kind), "way");
    QVERIFY2(bench.progress.error->message.startsWith("python3 lost its way while it ran:")
                 && bench.progress.error->message.contains("bastion"),
             qPrintable(bench.progress.error->message));
    QVERIFY(bench.rows().last().body.value("error").toString().contains("bastion"));
}

void TestStepReach::cannotBeOpened()
{
    NEEDS_BASTION;
    bastion.tell("cut");
    RunBench bench;
    put(bench, bastion.way());
    bench.addCommand("mark", {bench.script("mark", "touch marked"), "${reach.cache.port}"},
                     reach("cache", "127.0.0.1", bastion.port("redis")));
    bench.start();
    QTRY_VERIFY_WITH_TIMEOUT(bench.hasEnded(), 30'000);
    QCOMPARE(toWord(bench.progress.state), "failed");
    QCOMPARE(toWord(bench.progress.error.value_or(Error{}).kind), "way");
    QVERIFY(bench.text().contains("nothing was started"));
    QVERIFY(!QFile::exists(bench.path("marked")));
}

void TestStepReach::farEndRefuses()
{
    NEEDS_BASTION;
    RunBench bench;
    put(bench, bastion.way());
    bench.addCommand("ping", {"redis-cli", "-p", "${reach.cache.port}", "ping"},
                     reach("cache", "127.0.0.1", 7));
    bench.start();
    QTRY_VERIFY_WITH_TIMEOUT(bench.hasEnded(), 20'000);
    QCOMPARE(toWord(bench.progress.state), "failed");
    QVERIFY2(bench.progress.error->advice.contains("127.0.0.1:7"),
             qPrintable(bench.progress.error->advice));
    QVERIFY2(bench.text().contains("Nothing listens on 127.0.0.1:7."), qPrintable(bench.text()));
}

void TestStepReach::closedWithTheStep_data()
{
    QTest::addColumn<QString>("end");
    QTest::newRow("cancelled") << "cancel";
    QTest::newRow("at its limit") << "limit";
    QTest::newRow("the engine goes") << "engine";
    QTest::newRow("it leaves something behind") << "leave";
}

void TestStepReach::closedWithTheStep()
{
    QFETCH(QString, end);
    NEEDS_BASTION;
    RunBench bench;
    put(bench, bastion.way());
    const QByteArray body = end == "leave" ? "echo up; setsid sleep 5 >/dev/null 2>&1 &\nsleep 1"
                                           : "echo up; exec sleep 1000";
    bench
        .addCommand("wait", {bench.script("wait", body), "${reach.cache.port}"},
                    reach("cache", "127.0.0.1", bastion.port("redis")))
        .timeout = end == "limit" ? 4s : 60s;
    bench.start();
    QTRY_VERIFY_WITH_TIMEOUT(bench.text().contains("up\n"), 20'000);
    const quint16 port = nearPort(bench);
    QVERIFY(listens(port));
    if (end == "cancel")
        bench.engine().cancel(bench.progress.runId);
    if (end == "engine")
        bench.destroyEngine();
    else
        QTRY_VERIFY_WITH_TIMEOUT(bench.hasEnded(), 20'000);
    QVERIFY(!listens(port));
}

void TestStepReach::noRecordNoProgram()
{
    NEEDS_BASTION;
    FillingAuditLog record(2); // the intent and the step's start
    RunBench bench(&record);
    put(bench, bastion.way());
    bench.addCommand("mark", {bench.script("mark", "touch marked"), "${reach.cache.port}"},
                     reach("cache", "127.0.0.1", bastion.port("redis")));
    bench.start();
    QTRY_VERIFY_WITH_TIMEOUT(bench.hasEnded(), 20'000);
    QCOMPARE(toWord(bench.progress.state), "failed");
    QVERIFY(bench.progress.error->message.contains("disk full"));
    QVERIFY(!QFile::exists(bench.path("marked")));
}

void TestStepReach::workspaceIsLoadedAgain()
{
    NEEDS_BASTION;
    RunBench bench;
    put(bench, bastion.way());
    bench.addCommand(
        "ping", {bench.script("ping", kWait + "redis-cli -p \"$1\" ping"), "${reach.cache.port}"},
        reach("cache", "127.0.0.1", bastion.port("redis")));
    bench.start();
    QTRY_VERIFY_WITH_TIMEOUT(bench.text().contains("up\n"), 20'000);
    // The way is no longer in the workspace; who goes by it comes to its end.
    bench.ways().keepOnly({}, {});
    QVERIFY(!bench.script("go", "").isEmpty());
    QTRY_VERIFY_WITH_TIMEOUT(bench.hasEnded(), 20'000);
    QVERIFY2(bench.progress.state == RunState::Succeeded, qPrintable(bench.text()));
    // Then the connection ends: a new one would have to log in, which is refused now.
    QVERIFY(QFile::remove(bastion.file("authorized")));
    std::optional<bool> isOpen;
    bench.ways().openChain(bastion.way(), this,
                           [&](const std::optional<Error> &error) { isOpen = !error; });
    QTRY_VERIFY_WITH_TIMEOUT(isOpen, 20'000);
    QVERIFY(!*isOpen);
}

QTEST_GUILESS_MAIN(TestStepReach)
#include "tst_stepreach.moc"
