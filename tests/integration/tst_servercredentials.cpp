// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/credentials/credentialcache.h"
#include "services/probes/builtinprobes.h"
#include "services/queries/queryservice.h"
#include "tests/support/badhttp.h"
#include "tests/support/probebench.h"
#include "tests/support/realprometheus.h"

#include <QFile>
#include <QTest>

Q_DECLARE_METATYPE(opsdeck::MetricServer)

using namespace opsdeck;
using namespace opsdeck::queries;
using namespace std::chrono_literals;

namespace {

const EnvironmentKey kEnvironment = EnvironmentKey::fromString("p/e");
/// bcrypt of "right horse".
const char *const kHash = "$2b$04$j6Ko0eYsYdfKoN6bWp2tMuRFy8qkTVGWl7Tin5.u42fn.hFFteagS";

QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QByteArray webConfig(const TestAuthority &ours, const QString &certificate)
{
    return "tls_server_config:\n  cert_file: " + ours.file(certificate + ".pem").toUtf8()
           + "\n  key_file: " + ours.file(certificate + ".key").toUtf8()
           + "\n  client_ca_file: " + ours.caFile().toUtf8()
           + "\n  client_auth_type: RequireAndVerifyClientCert\n"
             "basic_auth_users:\n  alice: "
           + kHash + "\n";
}

} // namespace

/// A real Prometheus that lets nobody in without a certificate and a password.
class TestServerCredentials : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void letIn();
    void turnedAway_data();
    void turnedAway();
    void anotherPasswordIsReadAnew();
    void bearer();

private:
    /// As it should be.
    MetricServer server() const
    {
        MetricServer made;
        made.title = "Prometheus";
        made.url = QString("https://127.0.0.1:%1").arg(m_server.port());
        made.isBasic = true;
        made.username = "alice";
        made.credential = CredentialId("password");
        made.caFile = m_ours.caFile();
        made.clientCertificate = m_ours.file("client.pem");
        made.clientKey = CredentialId("key");
        return made;
    }

    Result<QueryReply> ask(const MetricServer &server);

    TestAuthority m_ours;
    TestAuthority m_theirs;
    BadHttp m_page;
    RealPrometheus m_server;
    RealPrometheus m_expired;
    RealPrometheus m_oldAuthority;
    ProbeBench m_bench;
};

void TestServerCredentials::initTestCase()
{
    QVERIFY(m_ours.isValid() && m_theirs.isValid());
    m_page.setBody("/metrics", "level 1\n", "text/plain; version=0.0.4");
    const QString here = "DNS:localhost,IP:127.0.0.1";
    QVERIFY(m_ours.issue("server", here, -1, 30));
    QVERIFY(m_ours.issue("late", here, -10, -1));
    QVERIFY(m_ours.issueThrough("between", -1, "under", here));
    QVERIFY(m_ours.issue("client", "DNS:client", -1, 30));
    QVERIFY(m_ours.issue("oldclient", "DNS:client", -10, -1));
    QVERIFY(m_theirs.issue("client", "DNS:client", -1, 30));
    QVERIFY2(m_server.start(m_page.port(), webConfig(m_ours, "server")),
             m_server.log().constData());
    QVERIFY2(m_expired.start(m_page.port(), webConfig(m_ours, "late")),
             m_expired.log().constData());
    QVERIFY2(m_oldAuthority.start(m_page.port(), webConfig(m_ours, "under")),
             m_oldAuthority.log().constData());
    m_bench.credentials.put("password", "right horse");
    m_bench.credentials.put("wrong", "wrong horse");
    m_bench.credentials.put("key", bytesOf(m_ours.file("client.key")));
    m_bench.credentials.put("oldkey", bytesOf(m_ours.file("oldclient.key")));
    m_bench.credentials.put("theirkey", bytesOf(m_theirs.file("client.key")));
    m_bench.credentials.put("nokey", "-----BEGIN NOTHING-----\n");
}

Result<QueryReply> TestServerCredentials::ask(const MetricServer &server)
{
    // Who was let in once is known on a kept connection.
    HttpClient http;
    QueryService service({&http, &m_bench.ways, &m_bench.credentials, {}});
    service.setWorkspace({}, {{kEnvironment, server}});
    const qint64 now = m_bench.clock.now().wallMs;
    const auto query =
        service.query({kEnvironment, "vector(1)", now, now, 0, QuerySource::Server, 20s});
    std::optional<Result<QueryReply>> answer;
    connect(query.get(), &Query::finished, this,
            [&](const Result<QueryReply> &reply) { answer = reply; });
    query->start();
    while (!answer)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return *answer;
}

void TestServerCredentials::letIn()
{
    const auto reply = ask(server());
    QVERIFY2(reply, reply ? "" : qPrintable(reply.error().message));
    QCOMPARE(reply->source, QuerySource::Server);
}

void TestServerCredentials::turnedAway_data()
{
    QTest::addColumn<MetricServer>("asked");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const MetricServer &asked, ErrorKind kind,
                        const char *words) { QTest::newRow(name) << asked << kind << words; };
    MetricServer asked = server();
    asked.credential = CredentialId("wrong");
    row("wrong password", asked, ErrorKind::Auth, "refuses the password of 'alice'");
    asked = server();
    asked.username = "bob";
    row("wrong user", asked, ErrorKind::Auth, "refuses the password of 'bob'");
    asked = server();
    asked.credential = {};
    row("no password", asked, ErrorKind::Auth, "asks for a credential");
    asked = server();
    asked.credential = CredentialId("absent");
    row("password not in the keychain", asked, ErrorKind::NotFound, "absent");
    asked = server();
    asked.clientCertificate.clear();
    asked.clientKey = {};
    row("no certificate", asked, ErrorKind::Auth, "'client_key'");
    asked = server();
    asked.clientCertificate = m_theirs.file("client.pem");
    asked.clientKey = CredentialId("theirkey");
    row("another authority's certificate", asked, ErrorKind::Auth, "certificate");
    asked = server();
    asked.clientCertificate = m_ours.file("oldclient.pem");
    asked.clientKey = CredentialId("oldkey");
    row("expired certificate", asked, ErrorKind::Auth, "certificate");
    asked = server();
    asked.clientKey = CredentialId("theirkey");
    row("key of another certificate", asked, ErrorKind::Config, "key");
    asked = server();
    asked.clientKey = CredentialId("nokey");
    row("no key", asked, ErrorKind::Config, "key");
    asked = server();
    asked.clientCertificate = m_ours.file("gone.pem");
    row("certificate file gone", asked, ErrorKind::Config, "certificate");
    asked = server();
    asked.caFile = m_theirs.caFile();
    row("server of another authority", asked, ErrorKind::Tls, "");
    asked = server();
    asked.caFile = m_ours.file("gone-ca.pem");
    row("authority's file gone", asked, ErrorKind::Config, "gone-ca.pem");
    asked = server();
    asked.url = QString("https://127.0.0.1:%1").arg(m_expired.port());
    row("server's certificate expired", asked, ErrorKind::Tls, "expired");
    asked.url = QString("https://127.0.0.1:%1").arg(m_oldAuthority.port());
    row("authority expired", asked, ErrorKind::Tls, "expired");
    asked = server();
    asked.url = QString("http://127.0.0.1:%1").arg(m_server.port());
    row("plain HTTP", asked, ErrorKind::Tls, "HTTPS");
}

void TestServerCredentials::turnedAway()
{
    QFETCH(MetricServer, asked);
    QFETCH(ErrorKind, kind);
    QFETCH(QString, words);
    const auto reply = ask(asked);
    QVERIFY(!reply);
    const QString told = QString("%1: %2 | %3 | %4")
                             .arg(toWord(reply.error().kind), reply.error().message,
                                  reply.error().advice, reply.error().detail);
    qInfo("%s", qPrintable(told));
    QVERIFY2(reply.error().kind == kind, qPrintable(told));
    QVERIFY2((reply.error().message + reply.error().advice).contains(words), qPrintable(told));
    QVERIFY2(!told.contains("horse"), qPrintable(told));
}

/// A password that was refused is not kept: the one that is put into the keychain then counts.
void TestServerCredentials::anotherPasswordIsReadAnew()
{
    CredentialCache cache(m_bench.credentials, m_bench.clock);
    QueryService service({&m_bench.http, &m_bench.ways, &cache, {}});
    MetricServer asked = server();
    asked.credential = CredentialId("changing");
    service.setWorkspace({}, {{kEnvironment, asked}});
    const auto kindOf = [&]() -> std::optional<ErrorKind> {
        const qint64 now = m_bench.clock.now().wallMs;
        const auto query =
            service.query({kEnvironment, "vector(1)", now, now, 0, QuerySource::Server, 20s});
        std::optional<Result<QueryReply>> answer;
        connect(query.get(), &Query::finished, this,
                [&](const Result<QueryReply> &reply) { answer = reply; });
        query->start();
        while (!answer)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        return *answer ? std::nullopt : std::optional(answer->error().kind);
    };
    m_bench.credentials.put("changing", "wrong horse");
    QCOMPARE(kindOf(), std::optional(ErrorKind::Auth));
    m_bench.credentials.put("changing", "right horse");
    QCOMPARE(kindOf(), std::optional<ErrorKind>());
}

void TestServerCredentials::bearer()
{
    m_page.setBody("/api/v1/query",
                   R"({"status":"success","data":{"resultType":"vector","result":[]}})");
    MetricServer asked;
    asked.title = "Mimir";
    asked.url = m_page.url("");
    asked.credential = CredentialId("password");
    const auto reply = ask(asked);
    QVERIFY2(reply, reply ? "" : qPrintable(reply.error().message));
    QVERIFY(m_page.requests().last().contains("Authorization: Bearer right horse"));
    m_page.setBody("/api/v1/query", "no", "text/plain", 403);
    const auto refused = ask(asked);
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Auth);
    QVERIFY2(refused.error().message.contains("token"), qPrintable(refused.error().message));
}

QTEST_GUILESS_MAIN(TestServerCredentials)
#include "tst_servercredentials.moc"
