// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/englishplurals.h"
#include "tests/support/probebench.h"
#include "tests/support/realservers.h"

#include <QTest>

#include <csignal>

using namespace opsdeck;

/// The tls probe, and the other kinds over TLS, against nginx with certificates that are good, old,
/// foreign and wrong.
class TestTls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void certificates_data();
    void certificates();
    void httpsIsVerified_data();
    void httpsIsVerified();
    void metricsAreVerifiedToo();
    void unknownIssuerWithoutCaFile();
    void nameMayDifferFromHost();
    void expiredIssuerIsNamed();
    void namesThatCount_data();
    void namesThatCount();
    void badCaFiles();
    void oldProtocolsAreRefused();
    void portWithoutTls();
    void stoppedServerEndsAtTheDeadline();

private:
    CheckResult tls(const QString &certificate, const QVariantMap &more = {}, int timeoutMs = 5000)
    {
        QVariantMap all{{"host", "127.0.0.1"},
                        {"port", m_server->portOf(certificate)},
                        {"server_name", "shop.example.com"},
                        {"ca_file", m_authority.caFile()}};
        for (auto it = more.cbegin(); it != more.cend(); ++it)
            all.insert(it.key(), it.value());
        return m_bench->run("tls", all, timeoutMs);
    }

    EnglishPlurals m_plurals;
    TestAuthority m_authority;
    TestAuthority m_stranger;
    std::unique_ptr<RealNginx> m_server;
    std::unique_ptr<ProbeBench> m_bench;
};

void TestTls::initTestCase()
{
    QVERIFY(QCoreApplication::installTranslator(&m_plurals));
    const QString names = "DNS:shop.example.com,DNS:api.shop.example.com";
    QVERIFY(m_authority.isValid());
    QVERIFY(m_authority.issue("good", names, -1, 90.5));
    QVERIFY(m_authority.issue("soon", names, -1, 15.5));
    QVERIFY(m_authority.issue("urgent", names, -1, 5.5));
    QVERIFY(m_authority.issue("expired", names, -30, -2.5));
    QVERIFY(m_authority.issue("early", names, 3, 90));
    QVERIFY(m_authority.issue("wrong", "DNS:staging.example.com", -1, 90));
    // Its common name is what is asked for, and is no name that counts.
    QVERIFY(m_authority.issue("shop.example.com", "DNS:staging.example.com", -1, 90));
    QVERIFY(m_authority.issue("address", "DNS:127.0.0.2,IP:127.0.0.1", -1, 90));
    QVERIFY(m_authority.issue("wild", "DNS:*.example.com", -1, 90));
    QVERIFY(m_authority.issueThrough("Old Issuer", -3.5, "through", names));
    QVERIFY(m_authority.issueSelfSigned("self", names));
    m_server = std::make_unique<RealNginx>(m_authority);
    QVERIFY(m_server->start({"good", "soon", "urgent", "expired", "early", "wrong", "self",
                             "shop.example.com", "address", "wild", "through"}));
}

void TestTls::init()
{
    m_bench = std::make_unique<ProbeBench>();
}

void TestTls::certificates_data()
{
    QTest::addColumn<CheckStatus>("status");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("figure");
    QTest::addColumn<QString>("message");
    QTest::addColumn<int>("days");
    QTest::newRow("good") << CheckStatus::Ok << "" << "cert 90\u00a0d"
                          << "certificate of good valid for 90 d, to " << 90;
    QTest::newRow("soon") << CheckStatus::Warning << "condition" << "cert 15\u00a0d"
                          << "certificate of soon valid for 15 d, to " << 15;
    QTest::newRow("urgent") << CheckStatus::Critical << "condition" << "cert 5\u00a0d"
                            << "certificate of urgent valid for 5 d, to " << 5;
    QTest::newRow("expired") << CheckStatus::Critical << "tls" << "TLS"
                             << "shows a certificate that expired on " << -3;
    QTest::newRow("early") << CheckStatus::Critical << "tls" << "TLS"
                           << "shows a certificate that is valid from " << 89;
    QTest::newRow("wrong")
        << CheckStatus::Critical << "tls" << "TLS"
        << "shows a certificate for staging.example.com; shop.example.com was asked for" << 89;
    QTest::newRow("self") << CheckStatus::Critical << "tls" << "TLS"
                          << "shows a self-signed certificate" << 99;
}

void TestTls::certificates()
{
    QFETCH(CheckStatus, status);
    QFETCH(QString, kind);
    QFETCH(QString, figure);
    QFETCH(QString, message);
    QFETCH(int, days);
    const CheckResult result = tls(QTest::currentDataTag());
    QVERIFY2(result.message.contains(message), qPrintable(result.message));
    QCOMPARE(result.status, status);
    QCOMPARE(result.error ? toWord(result.error->kind) : QString(), kind);
    QCOMPARE(result.figure, figure);
    // The dates are told even when the certificate must not be trusted.
    QCOMPARE(result.fields.value("tls.days_left").toInt(), days);
    QCOMPARE(result.samples.first().metric, QString("probe_ssl_earliest_cert_expiry"));
    QCOMPARE(result.fields.value("tls.subject").toString(), QString(QTest::currentDataTag()));
    QCOMPARE(result.fields.value("tls.fingerprint_sha256").toString().size(), 64);
    QVERIFY(result.fields.value("tls.protocol").toString().startsWith("TLS 1."));
    QCOMPARE(result.address,
             QString("127.0.0.1:%1").arg(m_server->portOf(QTest::currentDataTag())));
}

void TestTls::expiredIssuerIsNamed()
{
    const CheckResult result = tls("through");
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(result.error->fault, QString("expired"));
    QVERIFY2(
        result.message.contains("shows a certificate by 'Old Issuer', which has expired on 20"),
        qPrintable(result.message));
}

void TestTls::namesThatCount_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("isAccepted");
    QTest::newRow("a wildcard") << "wild" << "api.example.com" << true;
    QTest::newRow("a dot at the end") << "wild" << "api.example.com." << true;
    QTest::newRow("a wildcard is one label") << "wild" << "a.api.example.com" << false;
    QTest::newRow("an address") << "address" << "127.0.0.1" << true;
    QTest::newRow("an address written as a host") << "address" << "127.0.0.2" << false;
    QTest::newRow("only the common name") << "shop.example.com" << "shop.example.com" << false;
}

void TestTls::namesThatCount()
{
    QFETCH(QString, certificate);
    QFETCH(QString, name);
    QFETCH(bool, isAccepted);
    const CheckResult result = tls(certificate, {{"server_name", name}});
    QVERIFY2((result.status == CheckStatus::Ok) == isAccepted, qPrintable(result.message));
    if (!isAccepted) {
        QCOMPARE(result.error->fault, QString("wrong-name"));
        QVERIFY2(result.message.contains(name + " was asked for"), qPrintable(result.message));
    }
}

void TestTls::httpsIsVerified_data()
{
    QTest::addColumn<QString>("message");
    QTest::newRow("good") << "";
    QTest::newRow("expired") << "shows a certificate that expired on ";
    QTest::newRow("early") << "shows a certificate that is valid from ";
    QTest::newRow("wrong")
        << "shows a certificate for another name; shop.example.com was asked for";
    QTest::newRow("self") << "shows a self-signed certificate";
}

void TestTls::httpsIsVerified()
{
    QFETCH(QString, message);
    const QString certificate = QTest::currentDataTag();
    m_bench->credentials.put("c", "canary-" + certificate.toUtf8());
    const auto ask = [&] {
        return m_bench->run("http", {{"url", QString("https://shop.example.com:%1/%2")
                                                 .arg(m_server->portOf(certificate))
                                                 .arg(certificate)},
                                     {"address", "127.0.0.1"},
                                     {"ca_file", m_authority.caFile()},
                                     {"credential", "c"},
                                     {"json", QVariantMap{{"status", "healthy"}}}});
    };
    CheckResult result = ask();
    if (message.isEmpty()) {
        QVERIFY2(result.status == CheckStatus::Ok, qPrintable(result.message));
        QVERIFY(result.fields.value("time.tls_ms").toDouble() > 0);
        QTRY_VERIFY(m_server->accessLog().contains("/good Bearer canary-good"));
        // The second one comes over the kept connection: no handshake.
        result = ask();
        QCOMPARE(result.status, CheckStatus::Ok);
        QCOMPARE(result.fields.value("time.tls_ms").toDouble(), 0.0);
        return;
    }
    QCOMPARE(toWord(result.error->kind), QString("tls"));
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(result.figure, QString("TLS"));
    QVERIFY2(result.message.contains(message), qPrintable(result.message));
    // Whatever kind asks, the dates are told, and the same ones.
    if (certificate == QLatin1String("expired") || certificate == QLatin1String("early")) {
        const auto after = [](const QString &text) { return text.section(" shows a ", 1); };
        QCOMPARE(after(result.message), after(tls(certificate).message));
        result = ask();
        QVERIFY2(result.message.contains(message), qPrintable(result.message));
    }
    // Neither the request nor the credential was sent.
    QVERIFY(!m_server->accessLog().contains("/" + certificate.toUtf8()));
    QVERIFY(!m_server->accessLog().contains("canary-" + certificate.toUtf8()));
}

void TestTls::metricsAreVerifiedToo()
{
    const CheckResult result = m_bench->run(
        "prometheus",
        {{"url", QString("https://shop.example.com:%1/").arg(m_server->portOf("expired"))},
         {"address", "127.0.0.1"},
         {"ca_file", m_authority.caFile()}});
    QCOMPARE(toWord(result.error->kind), QString("tls"));
    QVERIFY(result.message.contains("that expired on "));
}

void TestTls::unknownIssuerWithoutCaFile()
{
    CheckResult result = m_bench->run("tls", {{"host", "127.0.0.1"},
                                              {"port", m_server->portOf("good")},
                                              {"server_name", "shop.example.com"}});
    QCOMPARE(toWord(result.error->kind), QString("tls"));
    QVERIFY2(result.message.contains(
                 "shows a certificate of Test Authority, an issuer that is not trusted here"),
             qPrintable(result.message));
    result = tls("good", {{"ca_file", m_stranger.caFile()}});
    QVERIFY2(result.message.contains("an issuer that is not trusted here"),
             qPrintable(result.message));
    result = m_bench->run(
        "http", {{"url", QString("https://shop.example.com:%1/").arg(m_server->portOf("good"))},
                 {"address", "127.0.0.1"}});
    QCOMPARE(toWord(result.error->kind), QString("tls"));
    QVERIFY2(result.message.contains("an issuer that is not trusted here"),
             qPrintable(result.message));
}

void TestTls::nameMayDifferFromHost()
{
    QCOMPARE(tls("good", {{"server_name", "api.shop.example.com"}}).status, CheckStatus::Ok);
    // Without a server name the host is what must be in the certificate.
    const CheckResult result = tls("good", {{"server_name", ""}});
    QVERIFY2(result.message.contains("127.0.0.1 was asked for"), qPrintable(result.message));
}

void TestTls::badCaFiles()
{
    for (const QString &file : {m_authority.file("absent.pem"), m_authority.file("good.key")}) {
        CheckResult result = tls("good", {{"ca_file", file}});
        QCOMPARE(toWord(result.error->kind), QString("config"));
        QVERIFY(result.message.contains("can't be read"));
        result = m_bench->run(
            "http", {{"url", QString("https://shop.example.com:%1/").arg(m_server->portOf("good"))},
                     {"address", "127.0.0.1"},
                     {"ca_file", file}});
        QCOMPARE(toWord(result.error->kind), QString("config"));
        QCOMPARE(result.status, CheckStatus::Unknown);
    }
}

void TestTls::oldProtocolsAreRefused()
{
    const quint16 port = freePort();
    QProcess old;
    old.setProcessChannelMode(QProcess::MergedChannels);
    old.start("openssl",
              {"s_server", "-accept", QString::number(port), "-cert", m_authority.file("good.pem"),
               "-key", m_authority.file("good.key"), "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"});
    QVERIFY(old.waitForStarted());
    QByteArray said;
    QTRY_VERIFY((old.waitForReadyRead(10), said += old.readAll(), said.contains("ACCEPT")));
    CheckResult result = m_bench->run("tls", {{"host", "127.0.0.1"},
                                              {"port", port},
                                              {"server_name", "shop.example.com"},
                                              {"ca_file", m_authority.caFile()}});
    QCOMPARE(toWord(result.error->kind), QString("tls"));
    QVERIFY2(result.message.endsWith("speaks only versions of TLS before 1.2"),
             qPrintable(result.message));
    result = m_bench->run("http", {{"url", QString("https://shop.example.com:%1/").arg(port)},
                                   {"address", "127.0.0.1"},
                                   {"ca_file", m_authority.caFile()}});
    QCOMPARE(toWord(result.error->kind), QString("tls"));
    old.kill();
    QVERIFY(old.waitForFinished());
}

void TestTls::portWithoutTls()
{
    CheckResult result = m_bench->run("tls", {{"host", "127.0.0.1"}, {"port", m_server->port()}});
    QCOMPARE(toWord(result.error->kind), QString("tls"));
    QVERIFY2(result.message.endsWith("does not speak TLS"), qPrintable(result.message));
    result =
        m_bench->run("http", {{"url", QString("https://127.0.0.1:%1/").arg(m_server->port())}});
    QCOMPARE(toWord(result.error->kind), QString("tls"));
    QVERIFY2(result.message.endsWith("does not speak TLS"), qPrintable(result.message));
}

void TestTls::stoppedServerEndsAtTheDeadline()
{
    RealNginx server(m_authority);
    QVERIFY(server.start({"good"}));
    // The worker is what answers; the kernel goes on accepting for it.
    QProcess children;
    children.start("pgrep", {"-P", QString::number(server.pid())});
    QVERIFY(children.waitForFinished());
    const auto worker = static_cast<pid_t>(children.readAllStandardOutput().trimmed().toInt());
    QVERIFY(worker > 1);
    ::kill(worker, SIGSTOP);
    const CheckResult result = m_bench->run(
        "tls",
        {{"host", "127.0.0.1"}, {"port", server.portOf("good")}, {"ca_file", m_authority.caFile()}},
        400);
    const CheckResult web =
        m_bench->run("http",
                     {{"url", QString("https://shop.example.com:%1/").arg(server.portOf("good"))},
                      {"address", "127.0.0.1"},
                      {"ca_file", m_authority.caFile()}},
                     400);
    ::kill(worker, SIGCONT);
    QCOMPARE(toWord(result.error->kind), QString("timeout"));
    QVERIFY2(result.message.endsWith("TLS was not agreed on"), qPrintable(result.message));
    QCOMPARE(toWord(web.error->kind), QString("timeout"));
    QVERIFY2(web.message.endsWith("TLS was not agreed on"), qPrintable(web.message));
}

QTEST_GUILESS_MAIN(TestTls)
#include "tst_tls.moc"
