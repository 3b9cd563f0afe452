// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/clock.h"
#include "services/expressions/expressionerrors.h"
#include "services/net/resolver.h"
#include "services/queries/queryservice.h"
#include "services/ways/ways.h"
#include "tests/support/badhttp.h"
#include "tests/support/freeports.h"
#include "tests/support/memorycredentialstore.h"
#include "tests/unit/queries/storedhistory.h"

#include <QTemporaryDir>

using namespace opsdeck;
using namespace opsdeck::queries;
using namespace opsdeck::test;
using namespace std::chrono_literals;

namespace {

const EnvironmentKey kProd = EnvironmentKey::fromString("shop/prod");

QByteArray vectorBody(const QByteArray &value, const QByteArray &more = {})
{
    return R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{"job":"x"},)"
           R"("value":[1700000000,")"
           + value + R"("]}]})" + more + "}";
}

} // namespace

/// Which source answers, and what is said of it.
class TestQueryService : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void theServerWhereThereIsOne();
    void tenantAndCredential();
    void ownWhereThereIsNone();
    void ownWhenAskedFor();
    void serverThatIsGone();
    void serverThatHangs();
    void serverThatRefusesTheQuestion();
    void serverThatFailsToWorkItOut();
    void partOfAnAnswer();
    void onlyTheServer();
    void noCredential();
    void neitherCan();
    void cancelled();
    void wrongAddress();
    void fromAnotherThread();
    void goneOnAnotherThread();
    void ageOfSelectors_data();
    void ageOfSelectors();
    void serverOfAnEnvironment();

private:
    Result<QueryReply> ask(const QString &expression, QuerySource source = QuerySource::Automatic,
                           Milliseconds deadline = 20s);
    void serveAt(const QString &url);

    QTemporaryDir m_folder;
    SystemClock m_clock;
    MemoryCredentialStore m_credentials;
    Resolver m_resolver{m_clock};
    Ways m_ways{m_resolver, m_credentials};
    HttpClient m_http;
    std::unique_ptr<BadHttp> m_server;
    std::unique_ptr<QueryService> m_service;
    MetricServer m_definition;
};

void TestQueryService::initTestCase()
{
    writeHistory(m_folder.filePath("history.db"),
                 {resultOf("shop/prod/api/metrics", kStart, {gauge("load", 7)})});
}

void TestQueryService::init()
{
    m_credentials.failWith({});
    m_server = std::make_unique<BadHttp>();
    m_service = std::make_unique<QueryService>(ServerParts{&m_http, &m_ways, &m_credentials});
    m_service->setHistory(m_folder.filePath("history.db"));
    m_definition = {};
    m_definition.title = "Prometheus";
}

void TestQueryService::serveAt(const QString &url)
{
    m_definition.url = url;
    m_service->setWorkspace({}, {{kProd, m_definition}});
}

Result<QueryReply> TestQueryService::ask(const QString &expression, QuerySource source,
                                         Milliseconds deadline)
{
    const auto query = m_service->query({kProd, expression, kStart, kStart, 0, source, deadline});
    return answerOf(*query);
}

void TestQueryService::theServerWhereThereIsOne()
{
    m_server->setBody("/prom/api/v1/query", vectorBody("1699999990.5"));
    serveAt(m_server->url("/prom"));
    const auto reply = ask("up");
    QVERIFY2(reply, reply ? "" : qPrintable(reply.error().message));
    QCOMPARE(reply->source, QuerySource::Server);
    QCOMPARE(std::get<expressions::Vector>(reply->value).at(0).value, 1699999990.5);
    QVERIFY2(reply->sourceTitle.startsWith("Prometheus at 127.0.0.1:"),
             qPrintable(reply->sourceTitle));
    QVERIFY(reply->warnings.isEmpty());
    QVERIFY(!reply->isPartial);
    // What the server says to the question for the newest sample.
    QCOMPARE(reply->newestMs, std::optional<qint64>(1'699'999'990'500));
    QCOMPARE(m_server->requests().size(), 2);
    // Of what rests on no sample nothing more is asked.
    const auto plain = ask("vector(1)");
    QVERIFY(plain);
    QVERIFY(!plain->newestAsked);
    QCOMPARE(m_server->requests().size(), 3);
}

void TestQueryService::tenantAndCredential()
{
    m_server->setBody("/api/v1/query", vectorBody("1"));
    m_credentials.put("mimir", "tok-en");
    m_definition.headers = {{"X-Scope-OrgID", "shop"}};
    m_definition.credential = CredentialId("mimir");
    serveAt(m_server->url({}));
    QVERIFY(ask("up"));
    const QByteArray head = m_server->requests().first();
    QVERIFY2(head.contains("X-Scope-OrgID: shop\r\n"), head.constData());
    QVERIFY2(head.contains("Authorization: Bearer tok-en\r\n"), head.constData());
    m_definition.isBasic = true;
    m_definition.username = "me";
    serveAt(m_server->url({}));
    QVERIFY(ask("up"));
    const QByteArray basic = m_server->requests().last();
    QVERIFY2(basic.contains("Authorization: Basic " + QByteArray("me:tok-en").toBase64()),
             basic.constData());
}

void TestQueryService::ownWhereThereIsNone()
{
    const auto reply = ask("load");
    QVERIFY(reply);
    QCOMPARE(reply->source, QuerySource::Own);
    QCOMPARE(std::get<expressions::Vector>(reply->value).at(0).value, 7.0);
    const auto server = ask("load", QuerySource::Server);
    QVERIFY(!server);
    QCOMPARE(server.error().kind, ErrorKind::NotFound);
    QVERIFY2(server.error().message.contains("shop/prod has no Prometheus server"),
             qPrintable(server.error().message));
}

void TestQueryService::ownWhenAskedFor()
{
    serveAt(m_server->url({}));
    const auto reply = ask("load", QuerySource::Own);
    QVERIFY(reply);
    QCOMPARE(reply->source, QuerySource::Own);
    QVERIFY(m_server->requests().isEmpty());
}

void TestQueryService::serverThatIsGone()
{
    serveAt(QString("http://127.0.0.1:%1").arg(freePort()));
    const auto reply = ask("load");
    QVERIFY2(reply, reply ? "" : qPrintable(reply.error().message));
    QCOMPARE(reply->source, QuerySource::Own);
    QVERIFY2(reply->warnings.value(0).startsWith("The environment's server did not answer"),
             qPrintable(reply->warnings.join('\n')));
}

void TestQueryService::serverThatHangs()
{
    serveAt(m_server->url("/silent"));
    const auto reply = ask("load", QuerySource::Automatic, 900ms);
    QVERIFY2(reply, reply ? "" : qPrintable(reply.error().message));
    QCOMPARE(reply->source, QuerySource::Own);
    QVERIFY2(reply->warnings.value(0).contains("did not answer"),
             qPrintable(reply->warnings.join('\n')));
    // The definition's own deadline counts as well.
    m_definition.deadline = 200ms;
    serveAt(m_server->url("/silent"));
    const auto late = ask("load", QuerySource::Server, 100s);
    QVERIFY(!late);
    QCOMPARE(late.error().kind, ErrorKind::Timeout);
    const auto instead = ask("load", QuerySource::Automatic, 100s);
    QVERIFY(instead);
    QCOMPARE(instead->source, QuerySource::Own);
}

void TestQueryService::serverThatRefusesTheQuestion()
{
    m_server->setBody("/api/v1/query",
                      R"({"status":"error","errorType":"bad_data","error":"parse error"})",
                      "application/json", 400);
    serveAt(m_server->url({}));
    const auto reply = ask("load");
    QVERIFY(!reply);
    QCOMPARE(reply.error().kind, ErrorKind::Config);
    QVERIFY(reply.error().message.contains("parse error"));
}

void TestQueryService::serverThatFailsToWorkItOut()
{
    m_server->setBody("/api/v1/query",
                      R"({"status":"error","errorType":"execution","error":"many-to-many"})",
                      "application/json", 422);
    serveAt(m_server->url({}));
    QVERIFY(!ask("load"));
    // One that has broken down is another thing.
    m_server->setBody("/api/v1/query",
                      R"({"status":"error","errorType":"internal","error":"disk"})",
                      "application/json", 500);
    const auto reply = ask("load");
    QVERIFY(reply);
    QCOMPARE(reply->source, QuerySource::Own);
}

void TestQueryService::partOfAnAnswer()
{
    m_server->setBody("/api/v1/query",
                      vectorBody("1", R"(,"warnings":["store eu-1 did not answer"])"));
    serveAt(m_server->url({}));
    const auto reply = ask("up");
    QVERIFY(reply);
    QVERIFY(reply->isPartial);
    QCOMPARE(reply->warnings, QStringList("store eu-1 did not answer"));
}

void TestQueryService::onlyTheServer()
{
    serveAt(QString("http://127.0.0.1:%1").arg(freePort()));
    const auto reply = ask("load", QuerySource::Server);
    QVERIFY(!reply);
    QCOMPARE(reply.error().kind, ErrorKind::Refused);
}

void TestQueryService::noCredential()
{
    m_definition.credential = CredentialId("mimir");
    m_credentials.failWith(Error{ErrorKind::Credential, "The keychain is locked.", {}, {}, {}});
    serveAt(m_server->url({}));
    const auto reply = ask("load");
    QVERIFY(reply);
    QCOMPARE(reply->source, QuerySource::Own);
    QVERIFY(reply->warnings.value(0).contains("The keychain is locked."));
    QVERIFY(m_server->requests().isEmpty());
}

void TestQueryService::neitherCan()
{
    serveAt(QString("http://127.0.0.1:%1").arg(freePort()));
    const auto reply = ask("max_over_time(rate(load[1m])[1h:1m])");
    QVERIFY(!reply);
    QCOMPARE(reply.error().kind, ErrorKind::Refused);
    QVERIFY2(reply.error().advice.contains("needs a Prometheus server"),
             qPrintable(reply.error().advice));
    // What nobody understands is told as such.
    const auto wrong = ask("sum(load");
    QVERIFY(!wrong);
    QCOMPARE(wrong.error().fault, expressions::kSyntaxFault);
}

void TestQueryService::cancelled()
{
    serveAt(m_server->url("/silent"));
    const auto query = m_service->query({kProd, "load", kStart, kStart, 0});
    QList<ErrorKind> kinds;
    connect(query.get(), &Query::finished, this, [&](const Result<QueryReply> &reply) {
        kinds += reply ? ErrorKind::Internal : reply.error().kind;
    });
    query->start();
    QTRY_COMPARE(m_server->connections(), 1);
    query->cancel();
    QCOMPARE(kinds, QList<ErrorKind>{ErrorKind::Cancelled});
    // The server is left alone, too.
    QTRY_COMPARE(m_server->connections(), 0);
    QCOMPARE(kinds.size(), 1);
}

void TestQueryService::wrongAddress()
{
    serveAt("prometheus");
    const auto reply = ask("load", QuerySource::Server);
    QVERIFY(!reply);
    QCOMPARE(reply.error().kind, ErrorKind::Config);
}

void TestQueryService::fromAnotherThread()
{
    QThread engine;
    QueryService service;
    service.setHistory(m_folder.filePath("history.db"));
    service.moveToThread(&engine);
    engine.start();
    const auto query = service.distantQuery({kProd, "load", kStart, kStart, 0});
    QThread *told = nullptr;
    connect(query.get(), &Query::finished, query.get(), [&] { told = QThread::currentThread(); });
    const auto reply = answerOf(*query);
    QVERIFY2(reply, reply ? "" : qPrintable(reply.error().message));
    QCOMPARE(std::get<expressions::Vector>(reply->value).at(0).value, 7.0);
    QCOMPARE(told, QThread::currentThread());
    // Given up before the other thread has heard of it.
    const auto second = service.distantQuery({kProd, "load", kStart, kStart, 0});
    QList<ErrorKind> kinds;
    connect(second.get(), &Query::finished, this, [&](const Result<QueryReply> &late) {
        kinds += late ? ErrorKind::Internal : late.error().kind;
    });
    second->start();
    second->cancel();
    QCOMPARE(kinds, QList<ErrorKind>{ErrorKind::Cancelled});
    engine.quit();
    engine.wait();
    QCoreApplication::processEvents();
    QCOMPARE(kinds.size(), 1);
}

/// The server is left alone when who asked is gone.
void TestQueryService::goneOnAnotherThread()
{
    serveAt(m_server->url("/silent"));
    QThread gui;
    QObject there;
    there.moveToThread(&gui);
    gui.start();
    std::unique_ptr<Query> query;
    QMetaObject::invokeMethod(
        &there,
        [&] {
            query = m_service->distantQuery({kProd, "load", kStart, kStart, 0});
            query->start();
        },
        Qt::BlockingQueuedConnection);
    QTRY_COMPARE(m_server->connections(), 1);
    QMetaObject::invokeMethod(&there, [&] { query.reset(); }, Qt::BlockingQueuedConnection);
    QTRY_COMPARE(m_server->connections(), 0);
    gui.quit();
    gui.wait();
}

void TestQueryService::ageOfSelectors_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("age");
    QTest::newRow("none") << "vector(1) + time()" << "";
    QTest::newRow("not understood") << "sum(" << "";
    QTest::newRow("two")
        << "sum by (a) (rate(load{a=~\"x.*\"}[5m] offset 1h)) / heat"
        << "max(label_replace(max(timestamp({a=~\"x.*\",__name__=\"load\"})),\"selector\",\"0\","
           "\"\",\"\") or label_replace(max(timestamp({__name__=\"heat\"})),\"selector\",\"1\","
           "\"\",\"\"))";
}

void TestQueryService::ageOfSelectors()
{
    QFETCH(QString, expression);
    QTEST(newestSampleExpression(expression), "age");
}

void TestQueryService::serverOfAnEnvironment()
{
    Environment environment;
    Service service;
    service.id = ServiceId("prometheus");
    service.title = "Prometheus";
    Check check;
    check.kind = "http";
    check.parameters = {{"url", "http://x"}};
    service.checks = {check};
    environment.services = {service};
    QVERIFY(!metricServerOf(environment));
    check.kind = "prometheus-server";
    check.parameters = {
        {"url", "http://prom:9090"}, {"headers", QVariantMap{{"X-Scope-OrgID", "a"}}},
        {"credential", "c"},         {"auth", "basic"},
        {"username", "u"},           {"ca_file", "/ca.pem"},
        {"address", "10.0.0.1"}};
    environment.services[0].checks = {check};
    const auto server = metricServerOf(environment);
    QVERIFY(server);
    QCOMPARE(server->url, QString("http://prom:9090"));
    QCOMPARE(server->headers.value("X-Scope-OrgID"), QString("a"));
    QVERIFY(server->isBasic);
    QCOMPARE(server->connectTo, QString("10.0.0.1"));
    QCOMPARE(server->service, ServiceId("prometheus"));
    environment.services[0].presence = Presence::Planned;
    QVERIFY(!metricServerOf(environment));
}

QTEST_GUILESS_MAIN(TestQueryService)
#include "tst_queryservice.moc"
