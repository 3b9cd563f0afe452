// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/whereabouts.h"

#include <QTest>

using namespace opsdeck;

/// Whether what a check asks is on this machine's own loopback.
class TestWhereabouts final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addresses_data();
    void addresses();
    void definitions_data();
    void definitions();
};

void TestWhereabouts::addresses_data()
{
    QTest::addColumn<bool>("loopback");
    for (const char *each :
         {"127.0.0.1", "127.0.0.53", "127.255.255.255:9", "127.0.0.1:80", "::1", "[::1]:443",
          "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1", "[::ffff:127.0.0.9]:1", "0.0.0.0",
          "::", "localhost", "LocalHost:80", "localhost.", "db.localhost", "::1%lo"})
        QTest::newRow(each) << true;
    for (const char *each :
         {"", "10.0.0.1", "128.0.0.1:127", "10.127.0.1:80", "::2", "[fe80::1%eth0]:80",
          "2001:db8::1", "::ffff:10.0.0.1", "localhost.example.com", "notlocalhost",
          "127.example.com", "127.0.0.1.example.com:80", "127.0.0.1:5432 by 'gate'",
          "/run/127.0.0.1"})
        QTest::newRow(*each == 0 ? "nothing" : each) << false;
}

void TestWhereabouts::addresses()
{
    QFETCH(bool, loopback);
    const QString tag = QTest::currentDataTag();
    QCOMPARE(isLoopback(tag == "nothing" ? QString() : tag), loopback);
}

void TestWhereabouts::definitions_data()
{
    QTest::addColumn<QVariantMap>("parameters");
    QTest::addColumn<QStringList>("resolved");
    QTest::addColumn<Whereabouts>("where");
    using Map = QVariantMap;
    const QStringList here{"127.0.0.1"};
    const QStringList away{"10.0.0.1"};
    QTest::newRow("a program") << Map{{"command", "x"}} << QStringList() << Whereabouts::Nowhere;
    QTest::newRow("a socket") << Map{{"host", "/run/pg"}} << QStringList() << Whereabouts::Nowhere;
    QTest::newRow("docker's") << Map{{"url", "unix:///run/docker.sock"}} << QStringList()
                              << Whereabouts::Nowhere;
    QTest::newRow("host") << Map{{"host", "127.0.0.1"}} << QStringList() << Whereabouts::Here;
    QTest::newRow("server") << Map{{"server", "127.0.0.53"}} << QStringList() << Whereabouts::Here;
    QTest::newRow("url") << Map{{"url", "http://[::1]:80/x"}} << QStringList() << Whereabouts::Here;
    QTest::newRow("url away") << Map{{"url", "http://10.0.0.1/x"}} << here
                              << Whereabouts::Elsewhere;
    QTest::newRow("address") << Map{{"url", "http://10.0.0.1/"}, {"address", "::1"}}
                             << QStringList() << Whereabouts::Here;
    QTest::newRow("name") << Map{{"host", "db"}} << QStringList() << Whereabouts::Elsewhere;
    QTest::newRow("name here") << Map{{"host", "db"}} << here << Whereabouts::Here;
    QTest::newRow("name away") << Map{{"host", "db"}} << away << Whereabouts::Elsewhere;
    QTest::newRow("name both") << Map{{"host", "db"}} << here + away << Whereabouts::Elsewhere;
    const auto suite = [](const char *first, const char *second) {
        return Map{{"steps", QVariantList{Map{{"url", first}}, Map{{"url", second}}}}};
    };
    QTest::newRow("steps") << suite("http://127.0.0.1/", "http://localhost/") << QStringList()
                           << Whereabouts::Here;
    QTest::newRow("one step away") << suite("http://127.0.0.1/", "http://10.0.0.1/")
                                   << QStringList() << Whereabouts::Elsewhere;
}

void TestWhereabouts::definitions()
{
    QFETCH(QVariantMap, parameters);
    QFETCH(QStringList, resolved);
    QFETCH(Whereabouts, where);
    Check check;
    check.parameters = parameters;
    CheckResult last;
    last.resolved = resolved;
    QCOMPARE(whereaboutsOf(check, &last), where);
    if (resolved.isEmpty())
        QCOMPARE(whereaboutsOf(check, nullptr), where);
    check.via.kind = WayKind::SocksProxy;
    QCOMPARE(whereaboutsOf(check, &last), Whereabouts::Elsewhere);
}

QTEST_GUILESS_MAIN(TestWhereabouts)
#include "tst_whereabouts.moc"
