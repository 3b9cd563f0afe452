// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/workspace.h"
#include "services/probes/host/sshhosts.h"
#include "tests/support/bastion.h"
#include "tests/support/probebench.h"
#include "tests/support/realservers.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <unistd.h>

using namespace opsdeck;

namespace {

Check ssh(const Bastion &bastion, QVariantMap more = {}, int timeoutMs = 15000)
{
    if (!more.contains("host"))
        more.insert("host", "bastion");
    more.insert("config_file", bastion.file("config"));
    // A test's machine may be full or busy.
    for (const char *name :
         {"disk_warning", "disk_critical", "inodes_warning", "inodes_critical", "memory_warning"}) {
        if (!more.contains(name))
            more.insert(name, 1.0);
    }
    return ProbeBench::check("ssh", more, timeoutMs);
}

double sampleOf(const CheckResult &result, const QString &metric)
{
    for (const Sample &sample : result.samples) {
        if (sample.metric == metric)
            return sample.value;
    }
    return -1e9;
}

void force(const Bastion &bastion, const QByteArray &command)
{
    QFile file(bastion.file("authorized"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray key = file.readAll();
    file.close();
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write("command=\"" + command + "\" " + key);
}

} // namespace

/// Checks of kind ssh against a real sshd.
class TestSshCheck : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void facts();
    void connectionIsKept();
    void connectionOutlivesAReload();
    void editedHostsAreNotMixedUp();
    void command();
    void farCommandEnds();
    void limit();
    void throughAWay();
    void wayLost();
    void cutAndOpenAgain();
    void hostKeyChanged();
    void hostKeyUnknown();
    void hostKeyIsNeverAccepted();
    void loginRefused();
    void nobodyListens();
    void noSuchHost();
    void silentHost();
    void speaksNoSsh();
    void shells_data();
    void shells();
    void goesByNoProxy();
};

void TestSshCheck::initTestCase()
{
    if (::geteuid() != 0)
        QSKIP("NOT TESTED: ssh needs root here, to make a network namespace");
    if (QProcess::execute("/usr/bin/unshare", {"-n", "/usr/bin/true"}) != 0)
        QSKIP("NOT TESTED: ssh needs a network namespace of its own, and this machine lets none be "
              "made");
}

void TestSshCheck::facts()
{
    Bastion bastion;
    QVERIFY(bastion.start());
    ProbeBench bench;
    const CheckResult result = bench.run(ssh(bastion));
    QCOMPARE(result.error.value_or(Error{}).message, QString());
    QCOMPARE(result.status, CheckStatus::Ok);
    qInfo().noquote() << result.message << "|" << result.figure;
    QVERIFY(sampleOf(result, "host_load1") >= 0);
    QVERIFY(sampleOf(result, "host_cpus") >= 1);
    QVERIFY(sampleOf(result, "host_uptime_seconds") > 0);
    QVERIFY(sampleOf(result, "host_memory_bytes") > 1e6);
    QVERIFY(sampleOf(result, "host_memory_used_ratio") > 0
            && sampleOf(result, "host_memory_used_ratio") < 1);
    QVERIFY(sampleOf(result, "host_disk_bytes") > 1e6);
    QVERIFY(sampleOf(result, "host_disk_used_ratio") >= 0);
    QVERIFY2(std::abs(sampleOf(result, "host_clock_offset_seconds")) < 2,
             qPrintable(result.fields.value("host.clock_offset").toString()));
    QVERIFY(result.fields.value("host.system").toString().startsWith("Linux"));
    QVERIFY(result.message.contains("load"));
}

void TestSshCheck::connectionIsKept()
{
    Bastion bastion;
    QVERIFY(bastion.start());
    ProbeBench bench;
    QCOMPARE(bench.run(ssh(bastion)).status, CheckStatus::Ok);
    // A second login would fail now: it goes over the first's connection.
    QVERIFY(QFile::remove(bastion.file("authorized")));
    QCOMPARE(bench.run(ssh(bastion)).status, CheckStatus::Ok);
}

void TestSshCheck::connectionOutlivesAReload()
{
    Bastion bastion;
    QVERIFY(bastion.start());
    ProbeBench bench;
    // Directly, and through a way.
    Check inner = ssh(bastion, {{"host", "inner"}});
    inner.via = bastion.way();
    Workspace workspace;
    Service host;
    host.checks = {ssh(bastion), inner};
    Environment environment;
    environment.services = {host};
    Platform platform;
    platform.environments = {environment};
    workspace.platforms = {platform};
    for (const Check &check : host.checks)
        QCOMPARE(bench.run(check).status, CheckStatus::Ok);
    // A second login would fail now.
    QVERIFY(QFile::remove(bastion.file("authorized")));
    bench.ways.keepOnly(waysOf(workspace), shellsOf(workspace));
    for (const Check &check : host.checks)
        QCOMPARE(bench.run(check).status, CheckStatus::Ok);
    // What is no longer asked is no longer connected.
    bench.ways.keepOnly({}, {});
    for (const Check &check : host.checks)
        QVERIFY(bench.run(check).error);
}

void TestSshCheck::editedHostsAreNotMixedUp()
{
    Bastion bastion;
    QVERIFY(bastion.start());
    ProbeBench bench;
    // Two servers behind the bastion, told apart by the port they were reached at.
    const auto portOf = [&](const QString &host) {
        Check check =
            ssh(bastion, {{"host", host},
                          {"command", QStringList{"sh", "-c", "echo ${SSH_CONNECTION##* }"}}});
        check.via = bastion.way();
        const CheckResult result = bench.run(check, ProbeBench::key(host));
        return result.error ? result.error->message
                            : result.fields.value("command.output").toString();
    };
    QCOMPARE(portOf("inner"), QString("2222"));
    QCOMPARE(portOf("second"), QString("2223"));
    const auto shell = [&](const QString &host) {
        return Ways::Shell{bastion.way(), host, bastion.file("config")};
    };
    // The first host goes, another comes.
    bench.ways.keepOnly({bastion.way()}, {shell("second"), shell("inner-again")});
    QCOMPARE(portOf("inner-again"), QString("2222"));
    QCOMPARE(portOf("second"), QString("2223"));
    QCOMPARE(portOf("inner-again"), QString("2222"));
}

void TestSshCheck::farCommandEnds()
{
    Bastion bastion;
    QVERIFY(bastion.start());
    ProbeBench bench;
    // The far end is this machine: its processes can be seen. What they start ends with them, also
    // when it does not listen.
    const QString pids = bastion.file("pids");
    const QString command = "trap '' TERM; echo $$ >>" + pids + "; sleep 1234 & echo $! >>" + pids
                            + "; while :; do sleep 0.2; done";
    const CheckResult result =
        bench.run(ssh(bastion, {{"command", QStringList{"sh", "-c", command}}}, 2000));
    QCOMPARE(toWord(result.error->kind), QString("timeout"));
    QFile file(pids);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QList<QByteArray> all = file.readAll().trimmed().split('\n');
    QCOMPARE(all.size(), 2);
    const auto areGone = [&] {
        return std::none_of(all.cbegin(), all.cend(), [](const QByteArray &pid) {
            return QFile::exists("/proc/" + QString::fromLatin1(pid));
        });
    };
    QVERIFY(!areGone());
    QTRY_VERIFY_WITH_TIMEOUT(areGone(), 10000);
}

void TestSshCheck::command()
{
    Bastion bastion;
    QVERIFY(bastion.start());
    ProbeBench bench;
    CheckResult result =
        bench.run(ssh(bastion, {{"command", QStringList{"printf", "%s %s", "a b", "$HOME"}}}));
    QCOMPARE(result.status, CheckStatus::Ok);
    QCOMPARE(result.fields.value("command.output").toString(), QString("a b $HOME"));
    QCOMPARE(sampleOf(result, "host_command_exit_code"), 0.0);
    result = bench.run(ssh(bastion, {{"command", QStringList{"sh", "-c", "echo broken; exit 4"}}}));
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(toWord(result.error->kind), QString("status"));
    QCOMPARE(result.message, QString("The command on bastion ended with exit code 4: broken"));
    result = bench.run(ssh(bastion, {{"command", QStringList{"sleep", "5"}}}, 2000));
    QCOMPARE(toWord(result.error->kind), QString("timeout"));
    QVERIFY2(result.message.endsWith(": it was asked, no answer came"), qPrintable(result.message));
}

void TestSshCheck::limit()
{
    Bastion bastion;
    QVERIFY(bastion.start());
    ProbeBench bench;
    const CheckResult result = bench.run(ssh(bastion, {{"memory_critical", 0.0001}}));
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(toWord(result.error->kind), QString("condition"));
    QVERIFY2(result.message.startsWith("bastion has"), qPrintable(result.message));
}

void TestSshCheck::throughAWay()
{
    Bastion bastion;
    QVERIFY(bastion.start());
    ProbeBench bench;
    Check check = ssh(bastion, {{"host", "inner"}});
    // Nothing leads there directly.
    QVERIFY(bench.run(check).error);
    check.via = bastion.way();
    const CheckResult result = bench.run(check);
    QCOMPARE(result.error.value_or(Error{}).message, QString());
    QCOMPARE(result.status, CheckStatus::Ok);
    QCOMPARE(result.fields.value("via").toString(), QString("bastion"));
}

void TestSshCheck::wayLost()
{
    Bastion bastion;
    QVERIFY(bastion.start());
    bastion.tell("changekey");
    ProbeBench bench;
    Check check = ssh(bastion, {{"host", "inner"}});
    check.via = bastion.way();
    const CheckResult result = bench.run(check);
    QCOMPARE(toWord(result.error->kind), QString("way"));
    QCOMPARE(result.status, CheckStatus::Unknown);
}

void TestSshCheck::cutAndOpenAgain()
{
    Bastion bastion;
    QVERIFY(bastion.start());
    ProbeBench bench;
    QCOMPARE(bench.run(ssh(bastion)).status, CheckStatus::Ok);
    bastion.tell("cut");
    const CheckResult cut = bench.run(ssh(bastion));
    QVERIFY(cut.error);
    QCOMPARE(toWord(cut.error->kind), QString("unreachable"));
    QCOMPARE(cut.status, CheckStatus::Critical);
    bastion.tell("open");
    QTRY_COMPARE_WITH_TIMEOUT(bench.run(ssh(bastion)).status, CheckStatus::Ok, 15000);
}

void TestSshCheck::hostKeyChanged()
{
    Bastion bastion;
    QVERIFY(bastion.start());
    bastion.tell("changekey");
    ProbeBench bench;
    const CheckResult result = bench.run(ssh(bastion));
    QCOMPARE(toWord(result.error->kind), QString("tls"));
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(result.figure, QString("host key"));
    QCOMPARE(result.message, QString("The host key of bastion is not the one that is known"));
}

void TestSshCheck::hostKeyUnknown()
{
    Bastion bastion;
    QVERIFY(bastion.start());
    QVERIFY(QFile::remove(bastion.file("known_hosts")));
    ProbeBench bench;
    const CheckResult result = bench.run(ssh(bastion));
    QCOMPARE(result.status, CheckStatus::Unknown);
    QCOMPARE(result.message, QString("The host key of bastion is not known here"));
    QVERIFY(!QFile::exists(bastion.file("known_hosts")));
}

void TestSshCheck::hostKeyIsNeverAccepted()
{
    Bastion bastion;
    QVERIFY(bastion.start());
    QVERIFY(QFile::remove(bastion.file("known_hosts")));
    QFile config(bastion.file("config"));
    QVERIFY(config.open(QIODevice::Append));
    config.write("  StrictHostKeyChecking no\n");
    config.close();
    ProbeBench bench;
    QCOMPARE(bench.run(ssh(bastion)).message, QString("The host key of bastion is not known here"));
    QVERIFY(!QFile::exists(bastion.file("known_hosts")));
}

void TestSshCheck::loginRefused()
{
    Bastion bastion;
    QVERIFY(bastion.start());
    QVERIFY(QFile::remove(bastion.file("authorized")));
    ProbeBench bench;
    const CheckResult result = bench.run(ssh(bastion));
    QCOMPARE(toWord(result.error->kind), QString("auth"));
    QCOMPARE(result.status, CheckStatus::Unknown);
    QCOMPARE(result.message, QString("bastion refused the login"));
}

void TestSshCheck::nobodyListens()
{
    const quint16 port = freePort();
    ProbeBench bench;
    const CheckResult result =
        bench.run("ssh", {{"host", "127.0.0.1"}, {"port", port}, {"user", "nobody"}});
    QCOMPARE(toWord(result.error->kind), QString("refused"));
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(result.message, QStringLiteral("Nothing listens on 127.0.0.1:%1").arg(port));
}

void TestSshCheck::noSuchHost()
{
    ProbeBench bench;
    const CheckResult result = bench.run("ssh", {{"host", "no-such-host.invalid"}}, 15000);
    QCOMPARE(toWord(result.error->kind), QString("resolve"));
    QCOMPARE(result.message, QString("no-such-host.invalid has no address"));
}

void TestSshCheck::silentHost()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    ProbeBench bench;
    const CheckResult result =
        bench.run("ssh", {{"host", "127.0.0.1"}, {"port", server.serverPort()}}, 700);
    QCOMPARE(toWord(result.error->kind), QString("timeout"));
    QCOMPARE(result.status, CheckStatus::Critical);
    QVERIFY2(result.message.startsWith(
                 QStringLiteral("127.0.0.1:%1 did not answer").arg(server.serverPort())),
             qPrintable(result.message));
}

void TestSshCheck::speaksNoSsh()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    connect(&server, &QTcpServer::newConnection, &server, [&server] {
        QTcpSocket *client = server.nextPendingConnection();
        client->write("HTTP/1.1 400 Bad Request\r\n\r\n" + QByteArray(100'000, 'x') + "\r\n");
        client->disconnectFromHost();
    });
    ProbeBench bench;
    const CheckResult result =
        bench.run("ssh", {{"host", "127.0.0.1"}, {"port", server.serverPort()}}, 10000);
    QVERIFY(result.error);
    qInfo().noquote() << toWord(result.error->kind) << result.message
                      << result.error->detail.left(200);
    QVERIFY2(QStringList({"garbage", "unreachable"}).contains(toWord(result.error->kind)),
             qPrintable(result.error->detail));
    QCOMPARE(result.status, CheckStatus::Critical);
}

void TestSshCheck::shells_data()
{
    QTest::addColumn<QByteArray>("command");
    QTest::addColumn<QStringList>("kinds");
    QTest::newRow("endless") << QByteArray("yes") << QStringList{"too-large"};
    QTest::newRow("endless errors") << QByteArray("yes >&2") << QStringList{"too-large"};
    QTest::newRow("silent") << QByteArray("sleep 8") << QStringList{"timeout"};
    QTest::newRow("ends at once") << QByteArray("exit 1") << QStringList{"garbage"};
    QTest::newRow("ends well at once") << QByteArray("true") << QStringList{"garbage"};
    QTest::newRow("says something else")
        << QByteArray("echo This account is not available.") << QStringList{"garbage"};
    QTest::newRow("hostile") << QByteArray("printf '\\033[2J'; echo opsdeck:end")
                             << QStringList{"garbage"};
    QTest::newRow("talks first") << QByteArray("echo Welcome; exec sh -s") << QStringList{""};
}

void TestSshCheck::shells()
{
    QFETCH(QByteArray, command);
    QFETCH(QStringList, kinds);
    Bastion bastion;
    QVERIFY(bastion.start());
    force(bastion, command);
    ProbeBench bench;
    const qint64 before = residentBytes();
    const CheckResult result = bench.run(ssh(bastion, {}, 4000));
    const QString kind = result.error ? toWord(result.error->kind) : QString();
    QVERIFY2(kinds.contains(kind), qPrintable(kind + ": " + result.message));
    QVERIFY(residentBytes() - before < 32 << 20);
    if (result.error) {
        QCOMPARE(result.status, CheckStatus::Critical);
        QVERIFY(!result.error->detail.contains(QChar(0x1b)));
    }
}

void TestSshCheck::goesByNoProxy()
{
    Bastion bastion;
    ProbeBench bench;
    Check check = ssh(bastion);
    check.via.id = check.via.title = "proxy";
    check.via.kind = WayKind::SocksProxy;
    const CheckResult result = bench.run(check);
    QCOMPARE(toWord(result.error->kind), QString("config"));
}

QTEST_GUILESS_MAIN(TestSshCheck)
#include "tst_sshcheck.moc"
