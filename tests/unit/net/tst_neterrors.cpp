// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/faultwords.h"
#include "services/net/neterrors.h"
#include "services/net/pgerrors.h"

#include <QTest>

#include <cerrno>
#include <cstring>

using namespace opsdeck;
using namespace std::chrono_literals;

class TestNetErrors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void systemErrors_data();
    void systemErrors();
    void endpoints();
    void timeoutSaysHowLongAndWhere();
    void tlsFaultsHaveTheirOwnWords();
    void bytes();
    void postgresWords_data();
    void postgresWords();
};

void TestNetErrors::systemErrors_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("message");
    QTest::newRow("refused") << ECONNREFUSED << "refused" << "Nothing listens on db:5432.";
    QTest::newRow("timeout") << ETIMEDOUT << "timeout" << "db:5432 did not answer.";
    QTest::newRow("no route") << EHOSTUNREACH << "unreachable" << "There is no route to db:5432.";
    QTest::newRow("no network") << ENETUNREACH << "unreachable" << "There is no route to db:5432.";
    QTest::newRow("reset") << ECONNRESET << "unreachable" << "db:5432 cut the connection.";
    QTest::newRow("firewall here")
        << EACCES << "permission" << "This machine refuses connections to db:5432.";
    QTest::newRow("no descriptor")
        << EMFILE << "internal" << "This machine has no socket left for db:5432.";
    QTest::newRow("something else")
        << EPROTO << "unreachable" << "The connection to db:5432 failed.";
}

void TestNetErrors::systemErrors()
{
    QFETCH(int, code);
    QFETCH(QString, kind);
    QFETCH(QString, message);
    const Error error = neterror::fromErrno(code, {"db", 5432});
    QCOMPARE(toWord(error.kind), kind);
    QCOMPARE(error.message, message);
    QVERIFY(!error.detail.isEmpty());
}

void TestNetErrors::endpoints()
{
    QCOMPARE((Endpoint{"db", 5432}).toString(), QString("db:5432"));
    QCOMPARE((Endpoint{"::1", 80}).toString(), QString("[::1]:80"));
    QCOMPARE(addressText(QHostAddress("2001:db8::1"), 443), QString("[2001:db8::1]:443"));
}

void TestNetErrors::timeoutSaysHowLongAndWhere()
{
    QCOMPARE(neterror::timeout("minio:9000", 5s, "connect").message,
             QString("minio:9000 did not answer in 5\u00a0s: no connection came about."));
    QCOMPARE(
        neterror::timeout("minio:9000", 1500ms, "read body").message,
        QString("minio:9000 did not answer in 1.50\u00a0s: the answer began and did not end."));
    QCOMPARE(
        neterror::timeout("minio:9000", 200ms, "tls").message,
        QString(
            "minio:9000 did not answer in 200\u00a0ms: it was connected, TLS was not agreed on."));
    QVERIFY(neterror::timeout("minio:9000", 5s, "connect").advice.contains("firewall"));
    // Nobody was asked: that is no silence of theirs.
    const Error unnamed = neterror::timeout("minio:9000", 5s, "resolve");
    QCOMPARE(unnamed.kind, ErrorKind::Resolve);
    QCOMPARE(unnamed.message,
             QString("The address of minio:9000 could not be looked up in 5\u00a0s."));
    QVERIFY(unnamed.advice.contains("name server"));
    QVERIFY(isResolverSilent(unnamed));
    QVERIFY(isResolverSilent(neterror::resolverSilent("minio")));
    QVERIFY(!isResolverSilent(neterror::noAddress("minio")));
    QVERIFY(neterror::timeout("minio:9000", 5s, "read body").advice.contains("hang"));
}

void TestNetErrors::tlsFaultsHaveTheirOwnWords()
{
    QStringList messages;
    for (const TlsFault fault :
         {TlsFault::Expired, TlsFault::NotYetValid, TlsFault::WrongName, TlsFault::SelfSigned,
          TlsFault::UnknownIssuer, TlsFault::Handshake}) {
        const Error error =
            neterror::tls(fault, {"shop", 443}, "shop.example.com", QString("raw \x1b[31mtext"));
        QCOMPARE(error.kind, ErrorKind::Tls);
        QCOMPARE(error.detail, QString("raw text"));
        QVERIFY(!error.advice.isEmpty());
        QVERIFY(!messages.contains(error.message));
        messages.append(error.message);
    }
}

void TestNetErrors::bytes()
{
    QCOMPARE(byteText(0), QString("0\u00a0bytes"));
    QCOMPARE(byteText(1), QString("1\u00a0byte"));
    QCOMPARE(byteText(999), QString("999\u00a0bytes"));
    QCOMPARE(byteText(1000), QString("1.0\u00a0kB"));
    QCOMPARE(byteText(41'300), QString("41\u00a0kB"));
    QCOMPARE(byteText(999'499), QString("999\u00a0kB"));
    QCOMPARE(byteText(999'500), QString("1.0\u00a0MB"));
    QCOMPARE(byteText(1 << 20), QString("1.0\u00a0MB"));
    QCOMPARE(byteText(std::numeric_limits<qint64>::max()), QString("9.2\u00a0EB"));
}

void TestNetErrors::postgresWords_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("message");
    const QString head = "connection to server at \"127.0.0.1\", port 5432 failed: ";
    QTest::newRow("starting")
        << head + "FATAL:  57P03: the database system is starting up\nLOCATION: x" << "status"
        << "db:5432 is starting up.";
    QTest::newRow("shutting down") << head + "FATAL:  57P03: the database system is shutting down"
                                   << "status" << "db:5432 is shutting down.";
    QTest::newRow("recovery") << head + "FATAL:  57P03: the database system is in recovery mode"
                              << "status" << "db:5432 is in recovery and takes no connections.";
    QTest::newRow("another language") << head + "FATAL:  57P03: das Datenbanksystem startet"
                                      << "status" << "db:5432 takes no connections now.";
    QTest::newRow("full") << head + "FATAL:  53300: sorry, too many clients already" << "status"
                          << "db:5432 has no connection left to give.";
    QTest::newRow("reserved") << head + "FATAL:  53300: remaining connection slots are reserved"
                              << "status" << "db:5432 has no connection left to give.";
    QTest::newRow("password")
        << head + "FATAL:  28P01: password authentication failed for user \"watcher\"" << "auth"
        << "db:5432 refuses the password of user watcher.";
    QTest::newRow("hba") << head + "FATAL:  28000: no pg_hba.conf entry for host" << "auth"
                         << "db:5432 does not let user watcher in.";
    QTest::newRow("no database") << head + "FATAL:  3D000: database \"shop\" does not exist"
                                 << "not-found" << "db:5432 has no database shop.";
    QTest::newRow("refused") << head + QString::fromLocal8Bit(std::strerror(ECONNREFUSED))
                                    + "\n\tIs the server running"
                             << "refused" << "Nothing listens on db:5432.";
    QTest::newRow("closed") << head + "server closed the connection unexpectedly" << "unreachable"
                            << "db:5432 closed the connection without an answer.";
    QTest::newRow("other") << head + "expected authentication request from server, but received H"
                           << "garbage" << "db:5432 does not speak PostgreSQL's protocol.";
    QTest::newRow("other state") << head + "FATAL:  XX000: something \x1b[1mbroke" << "status"
                                 << "db:5432 refuses the connection: something broke.";
}

void TestNetErrors::postgresWords()
{
    QFETCH(QString, text);
    QFETCH(QString, kind);
    QFETCH(QString, message);
    PgTarget target;
    target.endpoint = {"db", 5432};
    target.user = "watcher";
    target.database = "shop";
    target.password = Secret(QByteArray("right-word"));
    const Error error = pgerror::fromConnecting(text, target, false, true);
    QCOMPARE(toWord(error.kind), kind);
    QCOMPARE(error.message, message);
}

QTEST_GUILESS_MAIN(TestNetErrors)
#include "tst_neterrors.moc"
