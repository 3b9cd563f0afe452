// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/probebench.h"
#include "tests/support/realnames.h"

#include <QtEndian>
#include <QTest>

#include <functional>

using namespace opsdeck;

namespace {

QByteArray zone(int serial)
{
    QByteArray text = "$TTL 300\n@ SOA ns1.example.test. admin.example.test. "
                      + QByteArray::number(serial) + " 3600 600 86400 300\n";
    text += "@ NS ns1\n@ NS ns2\nns1 A 127.0.0.1\nns2 A 127.0.0.2\n"
            "@ MX 10 Mail.Example.test.\n@ MX 20 mail2\nmail A 192.0.2.25\nmail2 A 192.0.2.26\n"
            "www 60 A 192.0.2.1\nwww A 192.0.2.2\nwww AAAA 2001:DB8:0:0::1\nalias CNAME www\n"
            "@ TXT \"v=spf1 -all\"\n@ TXT \"a \\\"quoted\\\" one; \" \"and more\"\n_sip._tcp SRV "
            "10 60 5060 www\n@ CAA 0 issue \"letsencrypt.org\"\n"
            "1 PTR www\nempty TXT \"only text\"\n";
    for (int i = 0; i < 100; ++i)
        text += "many A 198.51.100." + QByteArray::number(i) + "\n";
    return text;
}

QByteArray signedZone()
{
    return "$TTL 300\n@ SOA ns1.signed.test. admin.signed.test. 1 3600 600 86400 300\n@ NS "
           "ns1\nns1 A 127.0.0.1\nwww A 192.0.2.77\n";
}

double sampleOf(const CheckResult &result, const QString &metric)
{
    for (const Sample &sample : result.samples) {
        if (sample.metric == metric)
            return sample.value;
    }
    return -1;
}

} // namespace

/// Checks of kind dns against Knot DNS and Unbound, and against servers that answer nonsense.
class TestDnsCheck : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void records_data();
    void records();
    void expectations_data();
    void expectations();
    void noSuchName();
    void refusedAndBroken();
    void truncatedComesByTcp();
    void limitOfLatency();
    void serials();
    void authenticated();
    void nobodyListens();
    void nameOfTheServer();
    void badUdp_data();
    void badUdp();
    void strangersAnswersAreIgnored();
    void lostDatagramIsAskedForAgain();
    void badTcp_data();
    void badTcp();

private:
    QVariantMap with(const QString &name, const QString &type, const QVariantMap &more = {}) const
    {
        QVariantMap all{
            {"server", "127.0.0.1"}, {"port", m_knot.port()}, {"name", name}, {"type", type}};
        all.insert(more);
        return all;
    }

    RealNames m_knot;
};

void TestDnsCheck::initTestCase()
{
    if (!RealNames::isInstalled())
        QSKIP("NOT TESTED: dns needs knot and unbound");
    QVERIFY(m_knot.serve({{"example.test", zone(7)},
                          {"signed.test", signedZone()},
                          {"2.0.192.in-addr.arpa",
                           "$TTL 60\n@ SOA a. b. 1 1 1 1 1\n@ NS a.\n1 PTR www.example.test.\n"}}));
}

void TestDnsCheck::records_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("type");
    QTest::addColumn<QStringList>("values");
    QTest::newRow("A") << "www.example.test" << "A" << QStringList{"192.0.2.1", "192.0.2.2"};
    QTest::newRow("AAAA") << "WWW.Example.TEST." << "AAAA" << QStringList{"2001:db8::1"};
    QTest::newRow("CNAME") << "alias.example.test" << "CNAME" << QStringList{"www.example.test"};
    QTest::newRow("A by CNAME") << "alias.example.test" << "A"
                                << QStringList{"192.0.2.1", "192.0.2.2"};
    QTest::newRow("MX") << "example.test" << "MX"
                        << QStringList{"10 mail.example.test", "20 mail2.example.test"};
    QTest::newRow("TXT") << "example.test" << "TXT"
                         << QStringList{"a \"quoted\" one; and more", "v=spf1 -all"};
    QTest::newRow("SRV") << "_sip._tcp.example.test" << "SRV"
                         << QStringList{"10 60 5060 www.example.test"};
    QTest::newRow("NS") << "example.test" << "NS"
                        << QStringList{"ns1.example.test", "ns2.example.test"};
    QTest::newRow("SOA") << "example.test" << "SOA"
                         << QStringList{"ns1.example.test admin.example.test 7 3600 600 86400 300"};
    QTest::newRow("PTR") << "192.0.2.1" << "PTR" << QStringList{"www.example.test"};
    QTest::newRow("CAA") << "example.test" << "CAA" << QStringList{"0 issue letsencrypt.org"};
}

void TestDnsCheck::records()
{
    QFETCH(QString, name);
    QFETCH(QString, type);
    QFETCH(QStringList, values);
    ProbeBench bench;
    for (const char *transport : {"udp", "tcp"}) {
        const CheckResult result =
            bench.run("dns", with(name, type,
                                  {{"transport", transport}, {"expect", values}, {"exact", true}}));
        QCOMPARE(result.error.value_or(Error{}).message, QString());
        QCOMPARE(result.status, CheckStatus::Ok);
        QCOMPARE(result.fields.value("dns.values").toStringList(), values);
        QCOMPARE(result.fields.value("dns.transport").toString(), QString(transport));
        QCOMPARE(result.fields.value("dns.authoritative").toBool(), true);
        QCOMPARE(sampleOf(result, "dns_answers"), double(values.size()));
        QVERIFY(result.message.startsWith(type + ' ' + name));
        QCOMPARE(result.address, QStringLiteral("127.0.0.1:%1").arg(m_knot.port()));
        QVERIFY(result.latency.count() > 0);
    }
}

void TestDnsCheck::expectations_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QVariantMap>("more");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("message");
    const QString where = "127.0.0.1:%1";
    QTest::newRow("one is there") << "A" << QVariantMap{{"expect", QStringList{"192.0.2.2"}}} << ""
                                  << "";
    QTest::newRow("another form") << "MX"
                                  << QVariantMap{{"expect", QStringList{"10  MAIL.example.test."}}}
                                  << "not-found" << where + " has no record MX www.example.test";
    QTest::newRow("one is not there")
        << "A" << QVariantMap{{"expect", QStringList{"192.0.2.9"}}} << "condition"
        << where + " has no 192.0.2.9 among its records A www.example.test: 192.0.2.1, 192.0.2.2";
    QTest::newRow("one too many")
        << "A" << QVariantMap{{"expect", QStringList{"192.0.2.1"}}, {"exact", true}} << "condition"
        << where + " has 192.0.2.2 among its records A www.example.test, which is not expected";
    QTest::newRow("enough") << "A" << QVariantMap{{"at_least", 2}} << "" << "";
    QTest::newRow("too few") << "A" << QVariantMap{{"at_least", 3}} << "condition"
                             << where + " has 2 of at least 3 records A www.example.test";
    QTest::newRow("none") << "CAA" << QVariantMap{} << "not-found"
                          << where + " has no record CAA www.example.test";
    QTest::newRow("none is fine") << "CAA" << QVariantMap{{"at_least", 0}} << "" << "";
    QTest::newRow("must not be there")
        << "A" << QVariantMap{{"nxdomain", true}} << "condition"
        << where + " knows the name www.example.test, which must not be there";
    QTest::newRow("not authentic")
        << "A" << QVariantMap{{"authenticated", true}} << "condition"
        << where + " does not vouch for A www.example.test: the answer has no AD flag";
}

void TestDnsCheck::expectations()
{
    QFETCH(QString, type);
    QFETCH(QVariantMap, more);
    QFETCH(QString, kind);
    QFETCH(QString, message);
    ProbeBench bench;
    const CheckResult result = bench.run("dns", with("www.example.test", type, more));
    QCOMPARE(result.error ? toWord(result.error->kind) : QString(), kind);
    QCOMPARE(result.status, kind.isEmpty() ? CheckStatus::Ok : CheckStatus::Critical);
    if (!kind.isEmpty()) {
        QCOMPARE(result.message, message.arg(m_knot.port()));
        QVERIFY(!result.error->advice.isEmpty());
    }
}

void TestDnsCheck::noSuchName()
{
    ProbeBench bench;
    CheckResult result = bench.run("dns", with("nobody.example.test", "A"));
    QCOMPARE(toWord(result.error->kind), QString("not-found"));
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(result.message,
             QStringLiteral("127.0.0.1:%1 knows no name nobody.example.test (NXDOMAIN)")
                 .arg(m_knot.port()));
    QCOMPARE(result.fields.value("dns.rcode").toString(), QString("NXDOMAIN"));
    result = bench.run("dns", with("nobody.example.test", "A", {{"nxdomain", true}}));
    QCOMPARE(result.error.value_or(Error{}).message, QString());
    QCOMPARE(result.status, CheckStatus::Ok);
    QCOMPARE(result.message, QString("no name nobody.example.test, as expected"));
    Check check = ProbeBench::check("dns", with("www.example.test", "A"));
    check.downIf = QStringList{"[DNS_RCODE] == NOERROR"};
    QCOMPARE(bench.run(check).status, CheckStatus::Critical);
    // By conditions: a name that must not exist, and one that does.
    check.parameters = with("nobody.example.test", "A");
    check.downIf = QStringList{"[DNS_RCODE] != NXDOMAIN"};
    result = bench.run(check);
    QCOMPARE(result.status, CheckStatus::Ok);
    QVERIFY2(result.message.startsWith("NXDOMAIN, as wanted: "), qPrintable(result.message));
    check.parameters = with("www.example.test", "A");
    QCOMPARE(bench.run(check).error->kind, ErrorKind::Condition);
    // A server that must not serve what lies elsewhere.
    check.parameters = with("www.elsewhere.test", "A");
    QCOMPARE(bench.run(check).status, CheckStatus::Critical);
    check.downIf = QStringList{"[DNS_RCODE] != REFUSED"};
    QCOMPARE(bench.run(check).status, CheckStatus::Ok);
}

void TestDnsCheck::refusedAndBroken()
{
    ProbeBench bench;
    const CheckResult result = bench.run("dns", with("www.elsewhere.test", "A"));
    QCOMPARE(toWord(result.error->kind), QString("status"));
    QCOMPARE(result.figure, QString("REFUSED"));
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(bench.run("dns", with("bad..name", "A")).error->kind, ErrorKind::Config);
    QCOMPARE(bench.run("dns", with(QString(300, 'x'), "A")).error->kind, ErrorKind::Config);
    QCOMPARE(bench.run("dns", with("www.example.test", "AXFR")).error->kind, ErrorKind::Config);
}

void TestDnsCheck::truncatedComesByTcp()
{
    ProbeBench bench;
    const CheckResult result =
        bench.run("dns", with("many.example.test", "A", {{"at_least", 100}}));
    QCOMPARE(result.error.value_or(Error{}).message, QString());
    QCOMPARE(result.fields.value("dns.truncated").toBool(), true);
    QCOMPARE(result.fields.value("dns.transport").toString(), QString("tcp"));
    QVERIFY(sampleOf(result, "dns_response_bytes") > 1232);
}

void TestDnsCheck::limitOfLatency()
{
    // The server's thread is this one: it answers when it is let.
    QUdpSocket server;
    QVERIFY(server.bind(QHostAddress::LocalHost));
    connect(&server, &QUdpSocket::readyRead, &server, [&server] {
        QByteArray query(512, 0);
        QHostAddress from;
        quint16 port = 0;
        query.truncate(server.readDatagram(query.data(), query.size(), &from, &port));
        query[2] = char(query.at(2) | 0x80);
        query[3] = char(0x83);
        QTimer::singleShot(
            60, &server, [&server, query, from, port] { server.writeDatagram(query, from, port); });
    });
    ProbeBench bench;
    const QVariantMap asked{{"server", "127.0.0.1"}, {"port", server.localPort()},
                            {"name", "x.test"},      {"type", "A"},
                            {"nxdomain", true},      {"latency_limit", 20}};
    const CheckResult result = bench.run("dns", asked);
    QCOMPARE(result.status, CheckStatus::Warning);
    QCOMPARE(toWord(result.error->kind), QString("condition"));
}

void TestDnsCheck::serials()
{
    RealNames second;
    QVERIFY(second.serve({{"example.test", zone(7)}}));
    ProbeBench bench;
    const QStringList others{QStringLiteral("127.0.0.1:%1").arg(second.port())};
    CheckResult result =
        bench.run("dns", with("example.test", "SOA", {{"same_serial_at", others}}));
    QCOMPARE(result.error.value_or(Error{}).message, QString());
    QCOMPARE(result.fields.value("dns.serial").toInt(), 7);
    QCOMPARE(result.fields.value("dns.serial." + others.first()).toInt(), 7);
    second.stop();
    result = bench.run("dns", with("example.test", "SOA", {{"same_serial_at", others}}));
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(toWord(result.error->kind), QString("refused"));
    RealNames third;
    QVERIFY(third.serve({{"example.test", zone(6)}}));
    const QString old = QStringLiteral("127.0.0.1:%1").arg(third.port());
    result = bench.run("dns", with("example.test", "SOA", {{"same_serial_at", QStringList{old}}}));
    QCOMPARE(result.status, CheckStatus::Warning);
    QCOMPARE(result.message, QStringLiteral("%1 has serial 6 of example.test, 127.0.0.1:%2 has 7")
                                 .arg(old)
                                 .arg(m_knot.port()));
    result = bench.run("dns", with("signed.test", "SOA", {{"same_serial_at", QStringList{old}}}));
    QCOMPARE(result.status, CheckStatus::Critical);
    QVERIFY2(result.message.contains("without the serial of signed.test"),
             qPrintable(result.message));
}

void TestDnsCheck::authenticated()
{
    QByteArray anchor;
    QTRY_VERIFY_WITH_TIMEOUT(!(anchor = m_knot.signedAnchor()).isEmpty(), 10000);
    RealNames resolver;
    QVERIFY(resolver.resolve(m_knot.port(), anchor));
    ProbeBench bench;
    QVariantMap asked =
        with("www.signed.test", "A",
             {{"authenticated", true}, {"dnssec", true}, {"expect", QStringList{"192.0.2.77"}}});
    asked.insert("port", resolver.port());
    CheckResult result = bench.run("dns", asked);
    QCOMPARE(result.error.value_or(Error{}).message, QString());
    QCOMPARE(result.fields.value("dns.authenticated").toBool(), true);
    QCOMPARE(result.fields.value("dns.authoritative").toBool(), false);
    // Not signed, and still found.
    asked = with("www.example.test", "A");
    asked.insert("port", resolver.port());
    result = bench.run("dns", asked);
    QCOMPARE(result.status, CheckStatus::Ok);
    QCOMPARE(result.fields.value("dns.authenticated").toBool(), false);
    // Another anchor: the signatures are worth nothing.
    QByteArray wrong = anchor;
    wrong.replace(wrong.size() - 4, 4, wrong.endsWith("0000") ? "1111" : "0000");
    RealNames doubting;
    QVERIFY(doubting.resolve(m_knot.port(), wrong));
    asked = with("www.signed.test", "A");
    asked.insert("port", doubting.port());
    result = bench.run("dns", asked);
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(result.figure, QString("SERVFAIL"));
}

void TestDnsCheck::nobodyListens()
{
    ProbeBench bench;
    for (const char *transport : {"udp", "tcp"}) {
        const quint16 port = freeNamePort();
        QVariantMap asked = with("www.example.test", "A", {{"transport", transport}});
        asked.insert("port", port);
        const CheckResult result = bench.run("dns", asked);
        QCOMPARE(result.status, CheckStatus::Critical);
        QCOMPARE(toWord(result.error->kind), QString("refused"));
        QCOMPARE(result.message, QStringLiteral("Nothing listens on 127.0.0.1:%1").arg(port));
    }
}

void TestDnsCheck::nameOfTheServer()
{
    ProbeBench bench;
    QVariantMap asked = with("www.example.test", "A");
    asked.insert("server", "localhost");
    QCOMPARE(bench.run("dns", asked).status, CheckStatus::Ok);
}

void TestDnsCheck::badUdp_data()
{
    QTest::addColumn<QByteArray>("tail"); // behind the question's own head and question
    QTest::addColumn<int>("flags");
    QTest::addColumn<int>("answers");
    QTest::addColumn<QString>("kind");
    QTest::newRow("silent") << QByteArray() << -1 << 0 << "timeout";
    QTest::newRow("is a question") << QByteArray() << 0x0100 << 0 << "timeout";
    QTest::newRow("promises answers") << QByteArray() << 0x8180 << 7 << "garbage";
    QTest::newRow("pointer to itself")
        << QByteArray::fromHex("c022000100010000003c0004c0000201") << 0x8180 << 1 << "garbage";
    QTest::newRow("cut record") << QByteArray::fromHex("c00c000100010000003c0004c000") << 0x8180
                                << 1 << "garbage";
    QTest::newRow("long record") << QByteArray::fromHex("c00c000100010000003cffffc0000201")
                                 << 0x8180 << 1 << "garbage";
    QTest::newRow("address of three bytes")
        << QByteArray::fromHex("c00c000100010000003c0003c00002") << 0x8180 << 1 << "garbage";
    QTest::newRow("truncated, no tcp") << QByteArray() << 0x8380 << 0 << "refused";
    QTest::newRow("SERVFAIL") << QByteArray() << 0x8182 << 0 << "status";
    QTest::newRow("code 15") << QByteArray() << 0x818f << 0 << "status";
}

void TestDnsCheck::badUdp()
{
    QFETCH(QByteArray, tail);
    QFETCH(int, flags);
    QFETCH(int, answers);
    QFETCH(QString, kind);
    QUdpSocket server;
    QVERIFY(server.bind(QHostAddress::LocalHost));
    connect(&server, &QUdpSocket::readyRead, &server, [&] {
        QByteArray query(512, 0);
        QHostAddress from;
        quint16 port = 0;
        query.truncate(server.readDatagram(query.data(), query.size(), &from, &port));
        if (flags < 0)
            return;
        QByteArray answer = query.left(query.indexOf('\0', 12) + 5);
        qToBigEndian(quint16(flags), answer.data() + 2);
        qToBigEndian(quint16(answers), answer.data() + 6);
        qToBigEndian(quint32(0), answer.data() + 8);
        server.writeDatagram(answer + tail, from, port);
    });
    ProbeBench bench;
    const CheckResult result = bench.run("dns",
                                         {{"server", "127.0.0.1"},
                                          {"port", server.localPort()},
                                          {"name", "www.example.test"},
                                          {"type", "A"}},
                                         700);
    QCOMPARE(toWord(result.error->kind), kind);
    QCOMPARE(result.status, CheckStatus::Critical);
    QVERIFY(!result.error->advice.isEmpty());
}

void TestDnsCheck::strangersAnswersAreIgnored()
{
    QUdpSocket server;
    QVERIFY(server.bind(QHostAddress::LocalHost));
    connect(&server, &QUdpSocket::readyRead, &server, [&] {
        QByteArray query(512, 0);
        QHostAddress from;
        quint16 port = 0;
        query.truncate(server.readDatagram(query.data(), query.size(), &from, &port));
        QByteArray good = query;
        good[2] = char(0x81);
        good[3] = char(0x83);
        QByteArray otherId = good;
        otherId[0] = char(otherId.at(0) ^ 1);
        QByteArray otherName = good;
        otherName[13] = 'z';
        for (const QByteArray &each :
             {otherId, otherName, QByteArray("x"), QByteArray(), QByteArray(2000, '\xff'), good})
            server.writeDatagram(each, from, port);
    });
    ProbeBench bench;
    const CheckResult result = bench.run("dns",
                                         {{"server", "127.0.0.1"},
                                          {"port", server.localPort()},
                                          {"name", "www.example.test"},
                                          {"type", "A"}},
                                         2000);
    QCOMPARE(toWord(result.error->kind), QString("not-found"));
}

void TestDnsCheck::lostDatagramIsAskedForAgain()
{
    QUdpSocket server;
    QVERIFY(server.bind(QHostAddress::LocalHost));
    int asked = 0;
    connect(&server, &QUdpSocket::readyRead, &server, [&] {
        QByteArray query(512, 0);
        QHostAddress from;
        quint16 port = 0;
        query.truncate(server.readDatagram(query.data(), query.size(), &from, &port));
        if (++asked < 2)
            return;
        query[2] = char(0x81);
        query[3] = char(0x83);
        server.writeDatagram(query, from, port);
    });
    ProbeBench bench;
    const CheckResult result = bench.run("dns",
                                         {{"server", "127.0.0.1"},
                                          {"port", server.localPort()},
                                          {"name", "x.test"},
                                          {"type", "A"},
                                          {"nxdomain", true}},
                                         4000);
    QCOMPARE(result.status, CheckStatus::Ok);
    QCOMPARE(asked, 2);
}

void TestDnsCheck::badTcp_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<bool>("closes");
    QTest::addColumn<QStringList>("kinds");
    QTest::newRow("silent") << QByteArray() << false << QStringList{"timeout"};
    QTest::newRow("closes") << QByteArray() << true << QStringList{"unreachable"};
    QTest::newRow("cut") << QByteArray("\x00\x50half", 6) << true << QStringList{"garbage"};
    QTest::newRow("waits for the rest")
        << QByteArray("\x00\x50half", 6) << false << QStringList{"timeout"};
    QTest::newRow("http") << QByteArray("HTTP/1.1 400 Bad Request\r\n\r\n") + QByteArray(30000, 'x')
                          << true << QStringList{"garbage"};
    QTest::newRow("endless") << QByteArray(4 << 20, 'A') << false << QStringList{"garbage"};
    QTest::newRow("empty message") << QByteArray("\x00\x00", 2) << false << QStringList{"garbage"};
}

void TestDnsCheck::badTcp()
{
    QFETCH(QByteArray, answer);
    QFETCH(bool, closes);
    QFETCH(QStringList, kinds);
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    connect(&server, &QTcpServer::newConnection, &server, [&] {
        QTcpSocket *client = server.nextPendingConnection();
        connect(client, &QTcpSocket::readyRead, client, [client, answer, closes] {
            client->readAll();
            client->write(answer);
            if (closes)
                client->disconnectFromHost();
        });
    });
    ProbeBench bench;
    const qint64 before = residentBytes();
    const CheckResult result = bench.run("dns",
                                         {{"server", "127.0.0.1"},
                                          {"port", server.serverPort()},
                                          {"name", "www.example.test"},
                                          {"type", "A"},
                                          {"transport", "tcp"}},
                                         700);
    QVERIFY2(kinds.contains(toWord(result.error->kind)), qPrintable(result.message));
    QCOMPARE(result.status, CheckStatus::Critical);
    QVERIFY(residentBytes() - before < 32 << 20);
}

QTEST_GUILESS_MAIN(TestDnsCheck)
#include "tst_dnscheck.moc"
