// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ways/sshlog.h"

#include <QTest>

#include <cerrno>

using namespace opsdeck;

class TestSshLog : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aChannelOpens();
    void aChannelFails();
    void everyVersion_data();
    void everyVersion();
    void piecesAndRubbish();
    void lastWords_data();
    void lastWords();
    void failuresAsErrno();
};

void TestSshLog::aChannelOpens()
{
    SshLog log;
    const QList<SshLog::Event> events =
        log.feed("debug1: Connection to port -2 forwarding to db.internal port 5432 requested.\n"
                 "debug2: fd 5 setting O_NONBLOCK\n"
                 "debug1: channel 1: new direct-tcpip [direct-tcpip] (inactive timeout: 0)\r\n"
                 "debug2: channel 1: open confirm rwindow 2097152 rmax 32768\n");
    QCOMPARE(events.size(), 2);
    const auto *requested = std::get_if<SshLog::Requested>(&events.at(0));
    QVERIFY(requested);
    QCOMPARE(requested->target, SshLog::targetText({"db.internal", 5432}));
    QCOMPARE(requested->channel, 1);
    const auto *opened = std::get_if<SshLog::Opened>(&events.at(1));
    QVERIFY(opened);
    QCOMPARE(opened->channel, 1);
    QVERIFY(log.notices().isEmpty());
}

void TestSshLog::aChannelFails()
{
    SshLog log;
    // As older ones and sockets have it.
    const QList<SshLog::Event> events = log.feed(
        "debug1: Connection to port -2 forwarding to /var/run/docker.sock port -2 requested.\n"
        "debug1: channel 12: new [direct-streamlocal@openssh.com]\n"
        "channel 12: open failed: connect failed: open failed\n");
    QCOMPARE(events.size(), 2);
    const auto *requested = std::get_if<SshLog::Requested>(&events.at(0));
    QVERIFY(requested);
    QCOMPARE(requested->target, SshLog::targetText({"/var/run/docker.sock", 0}));
    const auto *failed = std::get_if<SshLog::Failed>(&events.at(1));
    QVERIFY(failed);
    QCOMPARE(failed->channel, 12);
    QCOMPARE(failed->reason, "connect failed: open failed");
}

void TestSshLog::everyVersion_data()
{
    QTest::addColumn<QByteArray>("first");
    QTest::addColumn<QByteArray>("made");
    QTest::addColumn<QString>("version");
    // As the sources of these releases print it: ssh.c says who it is, channels.c what it does.
    const QByteArray before = "debug1: channel 3: new [direct-tcpip]\r\n";
    const QByteArray since =
        "debug1: channel 3: new direct-tcpip [direct-tcpip] (inactive timeout: 0)\r\n";
    for (const char *version : {"7.9p1", "8.4p1", "8.9p1", "9.0p1"})
        QTest::newRow(version) << QByteArray("OpenSSH_") + version + ", OpenSSL 1.1.1n  15 Mar 2022"
                               << before << QStringLiteral("OpenSSH_") + version;
    for (const char *version : {"9.2p1 Debian-2+deb12u3", "9.6p1", "9.9p1", "10.0p1", "10.5p1"})
        QTest::newRow(version) << QByteArray("OpenSSH_") + version + ", OpenSSL 3.0.15 3 Sep 2024"
                               << since << QStringLiteral("OpenSSH_") + version;
}

void TestSshLog::everyVersion()
{
    QFETCH(QByteArray, first);
    QFETCH(QByteArray, made);
    QFETCH(QString, version);
    SshLog log;
    QCOMPARE(log.version(), QString());
    const QList<SshLog::Event> events = log.feed(
        first + "\r\ndebug1: Connection to port -2 forwarding to db port 5432 requested.\r\n" + made
        + "debug2: channel 3: open confirm rwindow 2097152 rmax 32768\r\n" + made
        + "channel 3: open failed: connect failed: Connection refused\r\n");
    QCOMPARE(log.version(), version);
    QCOMPARE(log.lines(), 6);
    QCOMPARE(events.size(), 3);
    QVERIFY(std::get_if<SshLog::Requested>(&events.at(0)));
    QVERIFY(std::get_if<SshLog::Opened>(&events.at(1)));
    QVERIFY(std::get_if<SshLog::Failed>(&events.at(2)));
}

void TestSshLog::piecesAndRubbish()
{
    SshLog log;
    const QByteArray text = "debug1: Connection to port -2 forwarding to h port 1 "
                            "requested.\ndebug1: channel 3: new direct-tcpip [direct-tcpip]\n";
    QList<SshLog::Event> events;
    for (const char each : text)
        events += log.feed(QByteArray(1, each));
    QCOMPARE(events.size(), 1);
    // A line without an end costs no memory, and what follows it is read again.
    for (int i = 0; i < 100; ++i)
        QVERIFY(log.feed(QByteArray(10'000, 'x')).isEmpty());
    QCOMPARE(log.feed("\nchannel 3: open failed: no\n").size(), 1);
    QVERIFY(
        log.feed(
               "channel 99999999999999: open failed: no\ndebug1: channel -1: new [direct-\n\n\r\n")
            .isEmpty());
    for (int i = 0; i < 100; ++i)
        log.feed("notice \x1b[31m\n");
    QCOMPARE(log.notices().size(), 20);
    QVERIFY(!log.notices().last().contains(QChar(0x1b)));
}

void TestSshLog::lastWords_data()
{
    QTest::addColumn<QStringList>("notices");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, const QStringList &notices, const char *message) {
        QTest::newRow(name) << notices << QString(message);
    };
    row("changed key",
        {"@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @",
         "Host key verification failed."},
        "The host key of gate is not the one that is known.");
    row("unknown key",
        {"No ED25519 host key is known for gate and you have requested strict checking.",
         "Host key verification failed."},
        "The host key of gate is not known here.");
    row("login", {"root@gate: Permission denied (publickey)."}, "gate refused the login.");
    row("no address", {"ssh: Could not resolve hostname gate: Name or service not known"},
        "gate has no address.");
    row("refused", {"ssh: connect to host gate port 22: Connection refused"},
        "gate refused the connection: no ssh server listens there.");
    row("silent", {"Timeout, server gate not responding."}, "gate went silent.");
    row("timed out", {"ssh: connect to host gate port 22: Connection timed out"},
        "gate did not answer.");
    row("nothing", {}, "ssh to gate ended.");
}

void TestSshLog::lastWords()
{
    QFETCH(QStringList, notices);
    QFETCH(QString, message);
    const Error error = sshError(notices, "gate");
    QCOMPARE(error.message, message);
    QCOMPARE(error.kind, ErrorKind::Way);
    QVERIFY(!error.advice.isEmpty());
}

void TestSshLog::failuresAsErrno()
{
    QCOMPARE(sshFailureErrno("connect failed: Connection refused"), ECONNREFUSED);
    QCOMPARE(sshFailureErrno("connect failed: Connection timed out"), ETIMEDOUT);
    QCOMPARE(sshFailureErrno("connect failed: Network is unreachable"), ENETUNREACH);
    QCOMPARE(sshFailureErrno("administratively prohibited: open failed"), EACCES);
    QCOMPARE(sshFailureErrno("?"), EHOSTUNREACH);
}

QTEST_GUILESS_MAIN(TestSshLog)
#include "tst_sshlog.moc"
