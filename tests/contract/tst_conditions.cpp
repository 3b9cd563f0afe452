// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/badhttp.h"
#include "tests/support/probebench.h"
#include "tests/support/realservers.h"

#include <QTest>

using namespace opsdeck;

namespace {

Check checkOf(const QString &kind, const QVariantMap &parameters, const QStringList &down,
              const QStringList &degraded = {}, int timeoutMs = 5000)
{
    Check check = ProbeBench::check(kind, parameters, timeoutMs);
    check.downIf = down;
    check.degradedIf = degraded;
    return check;
}

QString wordOf(const CheckResult &result)
{
    return result.error ? toWord(result.error->kind) : QString();
}

} // namespace

/// Conditions of real answers, through the runner.
class TestConditions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bodyStatusAndHeaders();
    void conditionsOnTheStatusTakeTheRulesPlace();
    void connectionsAreJudged();
    void everyKindTakesThem();
    void certificatesOverHttp();
    void largeBodiesAreJudgedToo();
};

void TestConditions::bodyStatusAndHeaders()
{
    BadHttp server;
    server.setBody("/health",
                   R"({"status":"up","database":{"status":"degraded"},"items":[{"n":3}]})");
    ProbeBench bench;
    const QVariantMap parameters{{"url", server.url("/health")}, {"status", QStringList{"2xx"}}};
    CheckResult result = bench.run(checkOf("http", parameters, {"[BODY].status != up"},
                                           {"[BODY].database.status != healthy"}));
    QCOMPARE(result.status, CheckStatus::Warning);
    QCOMPARE(result.message, QString("[BODY].database.status (degraded) != healthy"));
    QCOMPARE(wordOf(result), QString("condition"));
    QCOMPARE(result.figure, QString("degraded"));
    QCOMPARE(result.samples.last().metric, QString("probe_success"));
    QCOMPARE(result.samples.last().value, 1.0);
    result =
        bench.run(checkOf("http", parameters,
                          {"[BODY].items[0].n >= 3", "[HEADER].content-type == application/json"}));
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(result.message, QString("[BODY].items[0].n (3) >= 3; [HEADER].content-type "
                                     "(application/json) == application/json"));
    QCOMPARE(result.samples.last().value, 0.0);
    result = bench.run(checkOf(
        "http", parameters, {"[RESPONSE_TIME] > 4s", "[IP] != 127.0.0.1", "[CONNECTED] == false"}));
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(result.message));
    result =
        bench.run(checkOf("http", parameters,
                          {"[FIELD].http.bytes > 5MiB", "[SAMPLE].probe_http_status_code != 200"}));
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(result.message));
    result = bench.run(checkOf("http", parameters, {"[DNS_RCODE] != NOERROR"}));
    QCOMPARE(result.status, CheckStatus::Unknown);
}

void TestConditions::conditionsOnTheStatusTakeTheRulesPlace()
{
    BadHttp server;
    server.setBody("/busy", "{}", "application/json", 503);
    ProbeBench bench;
    QVariantMap parameters{{"url", server.url("/busy")}, {"status", QStringList{"2xx"}}};
    QCOMPARE(wordOf(bench.run(checkOf("http", parameters, {"has([BODY].error)"}))),
             QString("status"));
    QCOMPARE(bench.run(checkOf("http", parameters, {"[STATUS] == 500"})).status, CheckStatus::Ok);
    QCOMPARE(bench.run(checkOf("http", parameters, {}, {"[STATUS] == 503"})).status,
             CheckStatus::Warning);
    QCOMPARE(bench.run(checkOf("http", parameters, {"[STATUS] >= 500"})).message,
             QString("[STATUS] (503) >= 500"));
    // What is stated stays, unless a condition says what that status means.
    parameters.insert("status", QStringList{"200", "204"});
    QCOMPARE(wordOf(bench.run(checkOf("http", parameters, {"[STATUS] == 500"}))),
             QString("status"));
    QCOMPARE(bench.run(checkOf("http", parameters, {}, {"[STATUS] == 503"})).status,
             CheckStatus::Warning);
}

void TestConditions::connectionsAreJudged()
{
    ProbeBench bench;
    const QVariantMap closed{{"host", "127.0.0.1"}, {"port", freePort()}};
    QCOMPARE(wordOf(bench.run(checkOf("tcp", closed, {"[RESPONSE_TIME] > 1h"}))),
             QString("refused"));
    QCOMPARE(bench.run(checkOf("tcp", closed, {"[CONNECTED] == false"})).message,
             QString("[CONNECTED] (false) == false"));
    // The cell says why.
    QCOMPARE(bench.run(checkOf("tcp", closed, {"[CONNECTED] == false"})).figure,
             QString("refused"));
    QCOMPARE(bench.run(checkOf("tcp", closed, {}, {"[CONNECTED] != true"})).status,
             CheckStatus::Warning);
    QCOMPARE(bench.run(checkOf("tcp", closed, {"[CONNECTED] == true"})).status, CheckStatus::Ok);
    BadHttp server;
    const QVariantMap open{{"host", "127.0.0.1"}, {"port", server.port()}};
    QCOMPARE(bench.run(checkOf("tcp", open, {"[CONNECTED] == true"})).status,
             CheckStatus::Critical);
    // Reached, then silent: that is a timeout, not a missing connection.
    const QVariantMap silent{{"url", server.url("/silent")}};
    QCOMPARE(wordOf(bench.run(checkOf("http", silent, {"[CONNECTED] == false"}, {}, 300))),
             QString("timeout"));
}

void TestConditions::everyKindTakesThem()
{
    RealRedis redis;
    QVERIFY(redis.start());
    ProbeBench bench;
    const QVariantMap parameters{{"host", "127.0.0.1"}, {"port", redis.port()}, {"info", true}};
    CheckResult result = bench.run(checkOf("redis", parameters, {"[FIELD].redis.role == master"}));
    QVERIFY2(result.status == CheckStatus::Critical, qPrintable(result.message));
    QCOMPARE(result.message, QString("[FIELD].redis.role (master) == master"));
    result = bench.run(checkOf("redis", parameters, {"[STATUS] == 200"}));
    QCOMPARE(result.status, CheckStatus::Unknown);
    QVERIFY2(result.message.contains("this outcome has no [STATUS]"), qPrintable(result.message));

    BadHttp server;
    server.setBody("/metrics", "# TYPE up gauge\nup{job=\"a\"} 1\nup{job=\"b\"} 0\n", "text/plain");
    result = bench.run(
        checkOf("prometheus", {{"url", server.url("/metrics")}}, {"[SAMPLE].up{job=\"b\"} == 0"}));
    QVERIFY2(result.status == CheckStatus::Critical, qPrintable(result.message));
}

void TestConditions::certificatesOverHttp()
{
    const TestAuthority authority;
    QVERIFY(authority.isValid());
    QVERIFY(authority.issue("soon", "DNS:localhost,IP:127.0.0.1", -1, 10));
    RealNginx nginx(authority);
    QVERIFY(nginx.start({"soon"}));
    ProbeBench bench;
    const QVariantMap parameters{
        {"url", QStringLiteral("https://127.0.0.1:%1/").arg(nginx.portOf("soon"))},
        {"ca_file", authority.caFile()}};
    // The second one runs over the kept connection: without a handshake.
    for (int turn = 0; turn < 2; ++turn) {
        const CheckResult result =
            bench.run(checkOf("http", parameters, {"[CERTIFICATE_EXPIRATION] < 48h"},
                              {"[CERTIFICATE_EXPIRATION] < 21d"}));
        QVERIFY2(result.status == CheckStatus::Warning, qPrintable(result.message));
        QVERIFY2(result.message.startsWith("[CERTIFICATE_EXPIRATION] (9")
                     && result.message.endsWith("< 21d"),
                 qPrintable(result.message));
    }
    BadHttp plain;
    plain.setBody("/x", "{}");
    const CheckResult result =
        bench.run(checkOf("http", {{"url", plain.url("/x")}}, {"[CERTIFICATE_EXPIRATION] < 48h"}));
    QCOMPARE(result.status, CheckStatus::Unknown);

    const CheckResult tls = bench.run(checkOf("tls",
                                              {{"host", "127.0.0.1"},
                                               {"port", nginx.portOf("soon")},
                                               {"ca_file", authority.caFile()},
                                               {"warn_before", 1},
                                               {"critical_before", 1}},
                                              {"[CERTIFICATE_EXPIRATION] < 11d"}));
    QVERIFY2(tls.status == CheckStatus::Critical, qPrintable(tls.message));
}

void TestConditions::largeBodiesAreJudgedToo()
{
    BadHttp server;
    QByteArray body = R"({"items":[)";
    for (int i = 0; i < 20'000; ++i)
        body += "{\"id\":" + QByteArray::number(i) + ",\"text\":\"some words\"},";
    body += R"({"id":-1}],"last":"yes"})";
    server.setBody("/big", body);
    ProbeBench bench;
    const CheckResult result =
        bench.run(checkOf("http", {{"url", server.url("/big")}}, {"[BODY].last != yes"},
                          {"len([BODY].items) > 20000"}));
    QVERIFY2(result.status == CheckStatus::Warning, qPrintable(result.message));
    QCOMPARE(result.message, QString("len([BODY].items) (20001) > 20000"));
}

QTEST_GUILESS_MAIN(TestConditions)
#include "tst_conditions.moc"
