// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/outcome.h"
#include "tests/support/badhttp.h"
#include "tests/support/probebench.h"

#include <QTcpServer>
#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

constexpr qint64 kMiB = 1 << 20;

QByteArray answer(const QByteArray &head, const QByteArray &body)
{
    return "HTTP/1.1 " + head + "\r\n\r\n" + body;
}

/// gzip of 100 MiB of zeros is about 100 kB; a header that claims gzip is enough, since nothing
/// here may inflate.
QByteArray gzipLike()
{
    return QByteArray::fromHex("1f8b0800000000000003") + QByteArray(2000, '\x11');
}

} // namespace

/// The HTTP probe against servers that are slow, endless, broken or hostile.
class TestBadHttp : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wrongBodiesAreNeverGreen_data();
    void wrongBodiesAreNeverGreen();
    void slownessEndsAtTheDeadline_data();
    void slownessEndsAtTheDeadline();
    void adviceSaysWhatToTry();
    void endlessAnswersAreCut_data();
    void endlessAnswersAreCut();
    void statusRules();
    void conditionsSayWhatIsWrong();
    void slowAnswersWarn();
    void onlyAnswersHaveALatency();
    void redirectsAreNotFollowed();
    void headersCannotBeInjected();
    void requestIsAsStated();
    void keptConnectionIsUsedAgainAndReplaced();
    void hungTargetsDoNotHoldOthers();
    void statedAddressKeepsTheName();
};

void TestBadHttp::wrongBodiesAreNeverGreen_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("message");
    const QByteArray ok = "200 OK\r\nContent-Type: application/json";
    const auto sized = [&](const QByteArray &body) {
        return answer(ok + "\r\nContent-Length: " + QByteArray::number(body.size()), body);
    };
    QTest::newRow("empty") << sized("") << "garbage" << "The answer is empty, JSON was expected";
    QTest::newRow("spaces") << sized("  \n ") << "garbage" << "The answer is empty";
    QTest::newRow("truncated") << answer(ok + "\r\nContent-Length: 500", "{\"status\":\"healthy\"}")
                               << "garbage" << "was cut after 20 of 500 bytes";
    QTest::newRow("truncated chunk")
        << answer(ok + "\r\nTransfer-Encoding: chunked", "40\r\n{\"status\":\"healthy\"}")
        << "garbage" << "was cut after 20\u00a0bytes: its last chunk is missing";
    QTest::newRow("broken chunk") << answer(ok + "\r\nTransfer-Encoding: chunked",
                                            "5\r\n{\"sta\r\nnonsense\r\n")
                                  << "garbage"
                                  << "is broken after 5\u00a0bytes: its chunks have no lengths";
    QTest::newRow("half a header") << QByteArray("HTTP/1.1 200 OK\r\nContent-Le") << "garbage"
                                   << "closed the connection after ";
    QTest::newRow("two lengths") << answer(ok + "\r\nContent-Length: 20\r\nContent-Length: 500",
                                           "{\"status\":\"healthy\"}")
                                 << "garbage"
                                 << "states the length of its answer twice: 20 and 500";
    QTest::newRow("length of letters")
        << answer(ok + "\r\nContent-Length: many", "{\"status\":\"healthy\"}") << "garbage" << "";
    QTest::newRow("negative length")
        << answer(ok + "\r\nContent-Length: -5", "{\"status\":\"healthy\"}") << "garbage" << "";
    QTest::newRow("HTML") << answer("200 OK\r\nContent-Type: text/html\r\nContent-Length: 34",
                                    "<html><body>Sign in</body></html>\n")
                          << "garbage" << "/x answered 200 with HTML instead of JSON, 34";
    QTest::newRow("status down") << sized("{\"status\":\"down\"}") << "condition"
                                 << "status is 'down', expected 'healthy'";
    QTest::newRow("looks alike") << sized("{\"status\":\"heal\xe2\x80\x8bthy\"}") << "condition"
                                 << "expected 'healthy': its character 5 is U+200B";
    QTest::newRow("no such field") << sized("{\"state\":\"healthy\"}") << "condition"
                                   << "status is missing, expected 'healthy'";
    QTest::newRow("half JSON") << sized("{\"status\":\"healthy\"") << "garbage" << "not sound JSON";
    QTest::newRow("named twice") << sized("{\"status\":\"healthy\",\"status\":\"down\"}")
                                 << "garbage" << "a key stands twice in one object at byte 20";
    QTest::newRow("bad UTF-8") << sized("{\"status\":\"healthy\xff\"}") << "garbage"
                               << "not sound JSON";
    QTest::newRow("UTF-16") << sized(QByteArray("\xff\xfe{\0\"\0s\0", 8)) << "garbage"
                            << "not sound JSON";
    QTest::newRow("deep") << sized(QByteArray(100'000, '[')) << "garbage" << "not sound JSON";
    QTest::newRow("other word") << sized("\"healthy\"") << "condition" << "status is missing";
    QTest::newRow("gzip unasked") << answer(
        ok + "\r\nContent-Encoding: gzip\r\nContent-Length: 2010", gzipLike())
                                  << "garbage" << "coded as gzip";
    QTest::newRow("not HTTP") << QByteArray("SSH-2.0-OpenSSH_9.2p1\r\n") << "garbage"
                              << "does not answer in HTTP";
    QTest::newRow("HTTP/0.9") << QByteArray("{\"status\":\"healthy\"}") << "garbage"
                              << "does not answer in HTTP";
    QTest::newRow("closes") << QByteArray() << "unreachable"
                            << "closed the connection without an answer";
}

void TestBadHttp::wrongBodiesAreNeverGreen()
{
    QFETCH(QByteArray, raw);
    QFETCH(QString, kind);
    QFETCH(QString, message);
    BadHttp server;
    server.setAnswer("/x", raw);
    ProbeBench bench;
    const CheckResult result = bench.run(
        "http", {{"url", server.url("/x")}, {"json", QVariantMap{{"status", "healthy"}}}});
    QVERIFY(result.status != CheckStatus::Ok && result.status != CheckStatus::Warning);
    QVERIFY(result.error.has_value());
    QCOMPARE(toWord(result.error->kind), kind);
    QVERIFY2(result.message.contains(message), qPrintable(result.message));
    QVERIFY(!result.error->advice.isEmpty());
    QVERIFY(!result.error->detail.contains(QChar(0)));
}

void TestBadHttp::adviceSaysWhatToTry()
{
    BadHttp server;
    server.setBody("/gone", "no", "text/plain", 404);
    server.setBody("/page", "<html><body>Sign in</body></html>", "text/html", 200);
    server.setBody("/other", "{\"state\":\"ok\",\"parts\":{}}", "application/json", 200);
    server.setAnswer("/closes", QByteArray());
    ProbeBench bench;
    const auto adviceOf = [&](const QString &path) {
        const CheckResult result =
            bench.run("http", {{"url", server.url(path)},
                               {"status", QStringList{"2xx"}},
                               {"json", QVariantMap{{"status", "healthy"}}}});
        return result.error ? result.error->advice : QString();
    };
    QVERIFY2(adviceOf("/gone").endsWith("Try: the path in the check's url."),
             qPrintable(adviceOf("/gone")));
    QVERIFY2(adviceOf("/page").endsWith("Try: the path in the check's url."),
             qPrintable(adviceOf("/page")));
    QCOMPARE(adviceOf("/other"),
             "The answer has the keys parts, state. Try: the path in the check.");
    QVERIFY2(adviceOf("/closes").contains("speaks another protocol (TLS?)"),
             qPrintable(adviceOf("/closes")));
}

void TestBadHttp::slownessEndsAtTheDeadline_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("stage");
    QTest::newRow("silent") << "/silent" << "it was asked, no answer came";
    QTest::newRow("drip") << "/drip" << "the answer began and did not end";
    QTest::newRow("dripping header") << "/driphead" << "it was asked, no answer came";
}

void TestBadHttp::slownessEndsAtTheDeadline()
{
    QFETCH(QString, path);
    QFETCH(QString, stage);
    BadHttp server;
    ProbeBench bench;
    QElapsedTimer timer;
    timer.start();
    const CheckResult result = bench.run("http", {{"url", server.url(path)}}, 1000);
    QVERIFY(timer.elapsed() >= 990);
    QVERIFY(timer.elapsed() < 1250);
    QCOMPARE(toWord(result.error->kind), QString("timeout"));
    QCOMPARE(result.message,
             QString("127.0.0.1:%1 did not answer in 1\u00a0s: %2").arg(server.port()).arg(stage));
    QCOMPARE(result.address, QString("127.0.0.1:%1").arg(server.port()));
    QTRY_COMPARE(server.connections(), 0);
}

void TestBadHttp::endlessAnswersAreCut_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("message");
    QTest::newRow("body") << "/endless" << "is larger than the limit of 1.0\u00a0MB";
    QTest::newRow("header lines") << "/endlesshead" << "The header of";
    QTest::newRow("one header line") << "/bighead" << "The header of";
    QTest::newRow("interim answers") << "/infocont" << "The header of";
    QTest::newRow("stated length") << "/huge" << "is larger than the limit of 1.0\u00a0MB";
}

void TestBadHttp::endlessAnswersAreCut()
{
    QFETCH(QString, path);
    QFETCH(QString, message);
    BadHttp server;
    server.setAnswer("/huge", answer("200 OK\r\nContent-Length: 5000000000", "x"), true);
    ProbeBench bench;
    server.setBody("/warm", "{}");
    bench.run("http", {{"url", server.url("/warm")}});
    const qint64 before = residentBytes();
    const CheckResult result = bench.run("http", {{"url", server.url(path)}}, 8000);
    const qint64 rise = residentBytes() - before;
    QCOMPARE(toWord(result.error->kind), QString("too-large"));
    QCOMPARE(result.status, CheckStatus::Critical);
    QVERIFY2(result.message.contains(message), qPrintable(result.message));
    QVERIFY2(result.latency < 3s, qPrintable(QString::number(result.latency.count())));
    QVERIFY2(rise < 32 * kMiB, qPrintable(QString::number(rise)));
    QTRY_COMPARE(server.connections(), 0);
}

void TestBadHttp::statusRules()
{
    BadHttp server;
    ProbeBench bench;
    server.setBody("/busy", "overloaded", "text/plain", 503);
    server.setBody("/busy?key=secret", "overloaded", "text/plain", 503);
    server.setBody("/away", "", "text/plain", 404);
    server.setBody("/locked", "", "text/plain", 401);
    server.setBody("/ok", "", "text/plain", 204);

    CheckResult result = bench.run("http", {{"url", server.url("/busy?key=secret")}});
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(toWord(result.error->kind), QString("status"));
    QCOMPARE(result.message, QString("HTTP 503 on /busy"));
    QCOMPARE(result.figure, QString("503"));
    QCOMPARE(result.error->detail, QString("overloaded"));
    QCOMPARE(result.fields.value("http.status").toInt(), 503);

    for (const auto &[wait, words] :
         {std::pair("120", "wait 120 s (Retry-After)."),
          std::pair("Fri, 31 Dec 1999 23:59:59 GMT", "wait until Fri, 31 Dec 1999")}) {
        server.setAnswer("/later", answer("429 Slow Down\r\nRetry-After: " + QByteArray(wait)
                                              + "\r\nContent-Length: 0",
                                          ""));
        result = bench.run("http", {{"url", server.url("/later")}});
        QVERIFY2(result.error->advice.contains(words), qPrintable(result.error->advice));
    }

    result = bench.run("http",
                       {{"url", server.url("/away")}, {"status", QStringList{"404", "500-599"}}});
    QCOMPARE(result.status, CheckStatus::Ok);
    result = bench.run("http",
                       {{"url", server.url("/busy")}, {"status", QStringList{"404", "500-599"}}});
    QCOMPARE(result.status, CheckStatus::Ok);
    result = bench.run("http", {{"url", server.url("/ok")}, {"status", QStringList{"200"}}});
    QCOMPARE(result.status, CheckStatus::Critical);
    result = bench.run("http", {{"url", server.url("/locked")}});
    QCOMPARE(toWord(result.error->kind), QString("auth"));
    QCOMPARE(result.figure, QString("401"));
    result = bench.run("http", {{"url", server.url("/ok")}, {"status", QStringList{"twenty"}}});
    QCOMPARE(toWord(result.error->kind), QString("config"));
}

void TestBadHttp::conditionsSayWhatIsWrong()
{
    BadHttp server;
    ProbeBench bench;
    server.setBody(
        "/h",
        R"({"status":"degraded","checks":{"database":{"status":"up","ms":12}},"queues":[{"depth":3},{"depth":40}]})");

    CheckResult result = bench.run(
        "http", {{"url", server.url("/h")}, {"json", QVariantMap{{"status", "healthy"}}}});
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(toWord(result.error->kind), QString("condition"));
    QCOMPARE(result.message, QString("status is 'degraded', expected 'healthy'"));
    QCOMPARE(result.figure, QString("degraded"));
    QCOMPARE(result.fields.value("json.status").toString(), QString("degraded"));

    result = bench.run("http", {{"url", server.url("/h")},
                                {"json", QVariantMap{{"checks.database.status", "up"}}},
                                {"json_warning", QVariantMap{{"status", "healthy"}}}});
    QCOMPARE(result.status, CheckStatus::Warning);
    result = bench.run("http", {{"url", server.url("/h")},
                                {"json", QVariantMap{{"checks.database.status", "up"},
                                                     {"checks.database.ms", "< 50"},
                                                     {"queues.0.depth", "3"}}}});
    QCOMPARE(result.status, CheckStatus::Ok);
    QVERIFY2(result.message.startsWith("HTTP 200 on /h in "), qPrintable(result.message));
    QVERIFY(!result.error.has_value());
    result = bench.run(
        "http", {{"url", server.url("/h")}, {"json", QVariantMap{{"queues.1.depth", "< 10"}}}});
    QCOMPARE(result.message, QString("queues.1.depth is '40', expected '< 10'"));
    // A warning never hides what is critical, whatever the order.
    result = bench.run("http", {{"url", server.url("/h")},
                                {"json", QVariantMap{{"status", "healthy"}}},
                                {"json_warning", QVariantMap{{"a", "b"}, {"z", "b"}}}});
    QCOMPARE(result.status, CheckStatus::Critical);

    result = bench.run("http", {{"url", server.url("/h")}, {"body_contains", "\"depth\":40"}});
    QCOMPARE(result.status, CheckStatus::Ok);
    result = bench.run("http", {{"url", server.url("/h")}, {"body_contains", "welcome"}});
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(result.message, QString("/h answered 200 without the text 'welcome'"));
}

void TestBadHttp::slowAnswersWarn()
{
    BadHttp server;
    ProbeBench bench;
    server.setBody("/h", "{}");
    CheckResult result = bench.run("http", {{"url", server.url("/h")}, {"latency_limit", 60'000}});
    QCOMPARE(result.status, CheckStatus::Ok);
    QCOMPARE(result.samples.first().metric, QString("probe_http_status_code"));
    QCOMPARE(result.samples.at(1).metric, QString("probe_duration_seconds"));
    QVERIFY(result.samples.at(1).value > 0);
    QCOMPARE(result.samples.at(2).value, 1.0);

    ProbeOutcome slow;
    slow.status = CheckStatus::Ok;
    slow.latency = 1340ms;
    slow.message = "HTTP 200 on /h in 1.34 s";
    applyLatencyLimit(slow, 1000ms);
    QCOMPARE(slow.status, CheckStatus::Warning);
    QCOMPARE(toWord(slow.error->kind), QString("condition"));
    QCOMPARE(slow.message, QString("HTTP 200 on /h in 1.34 s, limit 1.00\u00a0s"));
}

void TestBadHttp::onlyAnswersHaveALatency()
{
    const auto sampleOf = [](const CheckResult &result,
                             const QString &metric) -> std::optional<double> {
        for (const Sample &sample : result.samples) {
            if (sample.metric == metric)
                return sample.value;
        }
        return std::nullopt;
    };
    BadHttp server;
    ProbeBench bench;
    server.setAnswer("/sick", "HTTP/1.1 503 No\r\nContent-Length: 2\r\n\r\nno");
    server.setAnswer("/secret", "HTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\nno");
    server.setAnswer("/garbage", "hello there\r\n\r\n");
    // A server that says that it is not well has answered, and in a time of its own.
    CheckResult result = bench.run("http", {{"url", server.url("/sick")}});
    QCOMPARE(result.error->fault, QString("503"));
    QVERIFY(result.latency.count() > 0);
    QCOMPARE(sampleOf(result, "probe_duration_seconds"),
             std::chrono::duration<double>(result.latency).count());
    QCOMPARE(sampleOf(result, "probe_success"), 0.0);

    const auto isWithout = [&](const CheckResult &one) {
        return one.latency.count() == 0 && !sampleOf(one, "probe_duration_seconds")
               && sampleOf(one, "probe_success") == 0.0;
    };
    for (const char *path : {"/secret", "/garbage"}) {
        result = bench.run("http", {{"url", server.url(path)}});
        QVERIFY2(result.error && isWithout(result), path);
    }
    QTcpServer closed;
    QVERIFY(closed.listen(QHostAddress::LocalHost));
    const quint16 port = closed.serverPort();
    // Takes connections and never says a word.
    result = bench.run("http", {{"url", QStringLiteral("http://127.0.0.1:%1/").arg(port)}}, 200);
    QCOMPARE(toWord(result.error->kind), QString("timeout"));
    QVERIFY(isWithout(result));
    closed.close();
    result = bench.run("tcp", {{"host", "127.0.0.1"}, {"port", port}});
    QCOMPARE(toWord(result.error->kind), QString("refused"));
    QVERIFY(isWithout(result));
    // A condition may call it fine that nothing listens; it has not answered for that.
    Check shut = ProbeBench::check("tcp", {{"host", "127.0.0.1"}, {"port", port}});
    shut.downIf = QStringList{"[CONNECTED] == true"};
    result = bench.run(shut);
    QCOMPARE(result.status, CheckStatus::Ok);
    QCOMPARE(result.latency.count(), 0);
    QVERIFY(!sampleOf(result, "probe_duration_seconds"));
    QCOMPARE(sampleOf(result, "probe_success"), 1.0);
}

void TestBadHttp::redirectsAreNotFollowed()
{
    BadHttp server;
    BadHttp other;
    other.setBody("/taken", "{}");
    const QList<QByteArray> places{
        other.url("/taken").toUtf8(), "/same",          "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",         "//127.0.0.1:1/", "gopher://127.0.0.1:1/x"};
    // Where it leads is told, not what is handed on to there.
    const QList<std::pair<QByteArray, QString>> secretive{
        {"http://ann:canary-1@h:1/x?token=canary-2", "http://h:1/x?\u2026"},
        {"//ann:canary-1@h/x#access_token=canary-2", "//h/x?\u2026"},
        {"/login;jsessionid=canary-2", "/login?\u2026"},
    };
    ProbeBench bench;
    bench.credentials.put("c", "canary-7731");
    for (const QByteArray &place : places) {
        server.setAnswer("/go", answer("302 Found\r\nSet-Cookie: a=b\r\nLocation: " + place
                                           + "\r\nContent-Length: 0",
                                       ""));
        const CheckResult result =
            bench.run("http", {{"url", server.url("/go")}, {"credential", "c"}});
        QCOMPARE(toWord(result.error->kind), QString("status"));
        QVERIFY2(
            result.message.startsWith("HTTP 302 on /go: a redirect to " + QString::fromUtf8(place)),
            qPrintable(result.message));
    }
    QVERIFY(other.requests().isEmpty());
    for (const auto &[place, told] : secretive) {
        server.setAnswer("/go",
                         answer("302 Found\r\nLocation: " + place + "\r\nContent-Length: 0", ""));
        const CheckResult result =
            bench.run("http", {{"url", server.url("/go")}, {"credential", "c"}});
        QCOMPARE(result.message, "HTTP 302 on /go: a redirect to " + told);
    }
    server.setAnswer("/nowhere", answer("301 Moved\r\nContent-Length: 0", ""));
    QCOMPARE(bench.run("http", {{"url", server.url("/nowhere")}, {"credential", "c"}}).message,
             QString("HTTP 301 on /nowhere: a redirect that names no address"));
    QCOMPARE(server.requests().size(), places.size() + secretive.size() + 1);
    for (const QByteArray &request : server.requests()) {
        QVERIFY(request.contains("Authorization: Bearer canary-7731\r\n"));
        QVERIFY(!request.contains("Cookie:"));
    }
    server.setAnswer("/go",
                     answer("401 Unauthorized\r\nWWW-Authenticate: NTLM\r\nWWW-Authenticate: Basic "
                            "realm=\"x\"\r\nContent-Length: 0",
                            ""),
                     true);
    const int before = static_cast<int>(server.requests().size());
    const CheckResult result = bench.run(
        "http",
        {{"url", server.url("/go")}, {"credential", "c"}, {"auth", "basic"}, {"username", "u"}});
    QCOMPARE(toWord(result.error->kind), QString("auth"));
    QCOMPARE(server.requests().size(), before + 1);
    QVERIFY(server.requests().last().contains("Authorization: Basic "
                                              + QByteArray("u:canary-7731").toBase64() + "\r\n"));
}

void TestBadHttp::headersCannotBeInjected()
{
    BadHttp server;
    ProbeBench bench;
    server.setBody("/h", "{}");
    const QList<QVariantMap> attempts{
        {{"headers", QVariantMap{{"X-A", "b\r\nX-Evil: 1"}}}},
        {{"headers", QVariantMap{{"X-A: b\r\nX-Evil", "1"}}}},
        {{"headers", QVariantMap{{"", "1"}}}},
        {{"headers", QVariantMap{{"X A", "1"}}}},
        {{"headers", QVariantMap{{"X-A", QString(QChar(0)) + "b"}}}},
        {{"method", "GET /evil HTTP/1.1\r\nX:"}},
    };
    for (QVariantMap parameters : attempts) {
        parameters.insert("url", server.url("/h"));
        const CheckResult result = bench.run("http", parameters);
        QCOMPARE(toWord(result.error->kind), QString("config"));
    }
    bench.credentials.put("c", "a\r\nX-Evil: 1");
    const CheckResult result = bench.run("http", {{"url", server.url("/h")}, {"credential", "c"}});
    QCOMPARE(toWord(result.error->kind), QString("credential"));
    const CheckResult user = bench.run(
        "http", {{"url", "http://name:pass@127.0.0.1:" + QString::number(server.port()) + "/h"}});
    QCOMPARE(toWord(user.error->kind), QString("config"));
    QVERIFY(!user.message.contains("pass@"));
    QVERIFY(server.requests().isEmpty());
}

void TestBadHttp::requestIsAsStated()
{
    qputenv("http_proxy", "http://127.0.0.1:1");
    BadHttp server;
    ProbeBench bench;
    server.setBody("/h?q=1", "{}");
    const CheckResult result = bench.run(
        "http", {{"url", server.url("/h?q=1#part")},
                 {"method", "POST"},
                 {"body", "{\"a\":1}"},
                 {"headers", QVariantMap{{"X-Empty", ""}, {"Content-Type", "application/json"}}}});
    QCOMPARE(result.status, CheckStatus::Ok);
    const QByteArray request = server.requests().first();
    const QByteArray expected =
        "POST /h?q=1 HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(server.port())
        + "\r\nUser-Agent: Opsdeck/" OPSDECK_VERSION
          "\r\nAccept: */*\r\nContent-Type: application/json\r\nX-Empty:\r\nContent-Length: "
          "7\r\n\r\n{\"a\":1}";
    QCOMPARE(request, expected);
    qunsetenv("http_proxy");
}

void TestBadHttp::keptConnectionIsUsedAgainAndReplaced()
{
    BadHttp server;
    ProbeBench bench;
    server.setBody("/h", "{}");
    for (int i = 0; i < 5; ++i)
        QCOMPARE(bench.run("http", {{"url", server.url("/h")}}).status, CheckStatus::Ok);
    QCOMPARE(server.connections(), 1);
    // The server answers and closes: the next check needs a new connection and must not notice.
    server.setAnswer("/h", answer("200 OK\r\nContent-Length: 2", "{}"));
    for (int i = 0; i < 5; ++i)
        QCOMPARE(bench.run("http", {{"url", server.url("/h")}}).status, CheckStatus::Ok);
    QTRY_COMPARE(server.connections(), 0);
}

void TestBadHttp::hungTargetsDoNotHoldOthers()
{
    BadHttp server;
    ProbeBench bench;
    server.setBody("/h", "{}");
    for (int i = 0; i < 150; ++i)
        QVERIFY(
            bench.runner.run(ProbeBench::key("hung" + QString::number(i)),
                             ProbeBench::check("http", {{"url", server.url("/silent")}}, 20'000)));
    QTRY_COMPARE(server.connections(), 150);
    for (int i = 0; i < 100; ++i) {
        const CheckResult result = bench.run("http", {{"url", server.url("/h")}}, 1000);
        QCOMPARE(result.status, CheckStatus::Ok);
    }
    bench.runner.abortAll();
    QTRY_VERIFY(server.connections() <= 1);
}

void TestBadHttp::statedAddressKeepsTheName()
{
    BadHttp server;
    ProbeBench bench;
    server.setBody("/h", "{}");
    const CheckResult result =
        bench.run("http", {{"url", QString("http://shop.example.com:%1/h").arg(server.port())},
                           {"address", "127.0.0.1"}});
    QCOMPARE(result.status, CheckStatus::Ok);
    QVERIFY(server.requests().first().contains("Host: shop.example.com:"));
    QCOMPARE(result.address, QString("127.0.0.1:%1").arg(server.port()));
}

QTEST_GUILESS_MAIN(TestBadHttp)
#include "tst_badhttp.moc"
