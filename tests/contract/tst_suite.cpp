// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/badhttp.h"
#include "tests/support/probebench.h"
#include "tests/support/realservers.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace opsdeck;

namespace {

const QString kToken = QStringLiteral("tok-4711-secret-value-that-nobody-shows");
const QByteArray kPassword = "pa\"ss\\w\xC3\xB6rd&+";

/// suiteserver.py, a real application.
class Application final : public RealServer
{
public:
    bool start()
    {
        m_port = freePort();
        return launch("/usr/bin/python3",
                      {"-B", QStringLiteral(OPSDECK_SOURCE_DIR "/tests/contract/suiteserver.py"),
                       QString::number(m_port)})
               && waitForPort(m_port);
    }

    QString url(const QString &path) const
    {
        return QStringLiteral("http://127.0.0.1:%1%2").arg(m_port).arg(path);
    }
};

/// Everything of a result that is shown or stored, as one text.
QString everything(const CheckResult &result)
{
    QString text = result.message + result.figure + result.address;
    if (result.error)
        text += result.error->message + result.error->advice + result.error->detail;
    text += QString::fromUtf8(QJsonDocument::fromVariant(result.fields).toJson());
    for (const Sample &sample : result.samples)
        text += sample.metric + sample.labels.values().join(' ');
    return text;
}

double sampleOf(const CheckResult &result, const QString &metric, const QString &step)
{
    for (const Sample &sample : result.samples) {
        if (sample.metric == metric && sample.labels.value("step") == step)
            return sample.value;
    }
    return -1;
}

} // namespace

/// Suites against a real application.
class TestSuite : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void logInCallAndWait();
    void theFailingStepIsNamed();
    void aWarningDoesNotEndIt();
    void waitingHasAnEnd();
    void whatIsDownNeedsNoWaiting();
    void nothingToSaveEndsIt();
    void theWholeDeadlineHolds();
    void aLockedKeychainIsNotTheServersFault();
    void hostileValuesStayWhereTheyStand();
    void conditionsOfTheWhole();

private:
    QVariantMap login(const QByteArray &form = "json") const;
    CheckResult run(const QVariantList &steps, int timeoutMs = 10'000);
    QJsonArray asked();

    Application m_app;
    ProbeBench m_bench;
};

void TestSuite::initTestCase()
{
    QVERIFY(m_app.start());
    m_bench.credentials.put("shop/probe", kPassword);
}

QVariantMap TestSuite::login(const QByteArray &form) const
{
    QVariantMap step{{"id", "login"},
                     {"method", "POST"},
                     {"url", m_app.url("/login")},
                     {"credential", "shop/probe"},
                     {"auth", "body"},
                     {"save", QVariantMap{{"token", "[BODY].access_token"},
                                          {"user", "[BODY].user.id"},
                                          {"name", "[BODY].user.name"},
                                          {"place", "[HEADER].Location"}}}};
    if (form == "json") {
        step.insert("body", R"({"username": "probe", "password": "${secret}"})");
    } else {
        step.insert("body", "username=probe&password=${secret}");
        step.insert("headers", QVariantMap{{"Content-Type", "application/x-www-form-urlencoded"}});
    }
    return step;
}

CheckResult TestSuite::run(const QVariantList &steps, int timeoutMs)
{
    return m_bench.run("suite", {{"steps", steps}}, timeoutMs);
}

QJsonArray TestSuite::asked()
{
    QVariantMap step{{"id", "asked"}, {"url", m_app.url("/asked")}};
    CheckResult result;
    HttpCall *call = nullptr;
    HttpRequest request;
    request.url = QUrl(m_app.url("/asked"));
    request.place.addresses = {QHostAddress(QHostAddress::LocalHost)};
    request.place.port = static_cast<quint16>(request.url.port());
    call = new HttpCall(m_bench.http, request, this);
    QJsonArray all;
    bool done = false;
    connect(call, &HttpCall::finished, this, [&](const Result<HttpReply> &reply) {
        done = true;
        if (reply)
            all = QJsonDocument::fromJson(reply->body).array();
    });
    call->start();
    [&] { QTRY_VERIFY(done); }();
    return all;
}

void TestSuite::logInCallAndWait()
{
    for (const char *form : {"json", "form"}) {
        const QVariantMap bearer{{"Authorization", "Bearer ${login.token}"}};
        const CheckResult result = run({
            login(form),
            QVariantMap{{"id", "create"},
                        {"title", "new job"},
                        {"method", "POST"},
                        {"url", m_app.url("/jobs")},
                        {"headers", bearer},
                        {"body", R"({"user": ${login.user}, "name": "${login.name}"})"},
                        {"save", QVariantMap{{"id", "[BODY].job.id"}}}},
            QVariantMap{{"id", "result"},
                        {"url", m_app.url("/jobs/${create.id}?full=${create.id}")},
                        {"headers", bearer},
                        {"retry_until", "[BODY].state == done"},
                        {"every", 50},
                        {"within", 5000},
                        {"down_if", QStringList{"[BODY].id != ${create.id}",
                                                "[BODY].token != ${login.token}"}}},
        });
        QVERIFY2(
            result.status == CheckStatus::Ok,
            qPrintable(result.message + " " + (result.error ? result.error->detail : QString())));
        QVERIFY2(result.message.startsWith("3 step") && result.message.contains("login ")
                     && result.message.contains("new job "),
                 qPrintable(result.message));
        QCOMPARE(result.fields.value("step.login.result").toString(), QString("ok"));
        QCOMPARE(result.fields.value("step.create.status").toInt(), 202);
        QCOMPARE(result.fields.value("step.result.tries").toInt(), 3);
        QVERIFY(result.fields.value("step.result.latency_ms").toDouble() >= 100);
        QCOMPARE(result.fields.value("step.result.condition.judged").toStringList().size(), 2);
        QCOMPARE(sampleOf(result, "probe_success", "result"), 1.0);
        QCOMPARE(sampleOf(result, "probe_http_status_code", "create"), 202.0);
        QVERIFY(sampleOf(result, "probe_duration_seconds", "result") >= 0.1);
        QCOMPARE(sampleOf(result, "probe_duration_seconds", QString()),
                 std::chrono::duration<double>(result.latency).count());
        QVERIFY2(!everything(result).contains("tok-4711"), qPrintable(everything(result)));
        QVERIFY2(!everything(result).contains("pa\"ss"), qPrintable(everything(result)));
    }
    // One part of the path, one value of the query, whatever stands in it.
    const QString last = asked().at(asked().size() - 3).toArray().at(1).toString();
    QCOMPARE(last, QString("/jobs/a%2Fb%3Fc%3D1%26d%20%C3%BC?full=a%2Fb%3Fc%3D1%26d%20%C3%BC"));
}

void TestSuite::theFailingStepIsNamed()
{
    QVariantMap wrong = login();
    wrong.insert("url", m_app.url("/nowhere"));
    CheckResult result =
        run({wrong, QVariantMap{{"id", "later"}, {"url", m_app.url("/jobs")}},
             QVariantMap{{"id", "clean"}, {"url", m_app.url("/asked")}, {"always", true}}});
    QCOMPARE(result.status, CheckStatus::Critical);
    QVERIFY2(result.message.startsWith("Step login: HTTP 403"), qPrintable(result.message));
    QCOMPARE(result.figure, QString("403"));
    QCOMPARE(result.fields.value("step.login.result").toString(), QString("critical"));
    QCOMPARE(result.fields.value("step.later.result").toString(), QString("skipped"));
    QCOMPARE(result.fields.value("step.clean.result").toString(), QString("ok"));
    QVERIFY(!result.fields.contains("step.later.status"));

    // The server repeats what it was sent: nothing of it is shown.
    m_bench.credentials.put("shop/other", "other-password-entirely");
    QVariantMap other = login();
    other.insert("credential", "shop/other");
    result = run({other});
    QCOMPARE(toWord(result.error->kind), QString("auth"));
    QVERIFY2(!everything(result).contains("other-password"), qPrintable(everything(result)));
    result =
        run({login(),
             QVariantMap{{"id", "lost"},
                         {"url", m_app.url("/lost")},
                         {"headers", QVariantMap{{"Authorization", "Bearer x${login.token}"}}}}});
    QVERIFY2(result.message.startsWith("Step lost: HTTP 403"), qPrintable(result.message));
    QVERIFY2(!everything(result).contains("tok-4711"), qPrintable(everything(result)));
}

void TestSuite::aWarningDoesNotEndIt()
{
    QVariantMap first = login();
    first.insert("degraded_if", QStringList{"[BODY].user.id == 7"});
    const CheckResult result =
        run({first, QVariantMap{{"id", "second"}, {"url", m_app.url("/asked")}}});
    QCOMPARE(result.status, CheckStatus::Warning);
    // 7 is too short to be hidden; the place it was found in is shown.
    QCOMPARE(result.message, QString("Step login: [BODY].user.id (7) == 7"));
    QCOMPARE(result.fields.value("step.login.result").toString(), QString("warning"));
    QCOMPARE(result.fields.value("step.second.result").toString(), QString("ok"));
}

void TestSuite::waitingHasAnEnd()
{
    const QVariantMap bearer{{"Authorization", "Bearer ${login.token}"}};
    QElapsedTimer timer;
    timer.start();
    const CheckResult result = run({login(), QVariantMap{{"id", "stuck"},
                                                         {"url", m_app.url("/stuck")},
                                                         {"headers", bearer},
                                                         {"retry_until", "[BODY].state == done"},
                                                         {"every", 50},
                                                         {"within", 400}}});
    QVERIFY(timer.elapsed() >= 300 && timer.elapsed() < 5000);
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(toWord(result.error->kind), QString("condition"));
    QVERIFY2(result.message.contains("Step stuck: Not within")
                 && result.message.contains("[BODY].state (PENDING) == done"),
             qPrintable(result.message));
    QCOMPARE(result.figure, QString("PENDING"));
    QVERIFY(result.fields.value("step.stuck.tries").toInt() > 2);
}

void TestSuite::whatIsDownNeedsNoWaiting()
{
    const QVariantMap bearer{{"Authorization", "Bearer ${login.token}"}};
    QElapsedTimer timer;
    timer.start();
    const CheckResult result = run(
        {login(),
         QVariantMap{{"id", "lost"},
                     {"url", m_app.url("/lost")},
                     {"headers", bearer},
                     {"retry_until", "[BODY].state == done"},
                     {"within", 8000},
                     {"down_if", QStringList{"[BODY].state == FAILURE", "[BODY].token != x"}}}});
    QVERIFY(timer.elapsed() < 4000);
    QCOMPARE(result.status, CheckStatus::Critical);
    QVERIFY2(
        result.message.startsWith("Step lost: [BODY].state (FAILURE) == FAILURE; [BODY].token ("),
        qPrintable(result.message));
    QVERIFY2(!everything(result).contains("tok-4711"), qPrintable(everything(result)));
    QVERIFY(result.message.contains("•••"));
}

void TestSuite::nothingToSaveEndsIt()
{
    QVariantMap first = login();
    first.insert("save", QVariantMap{{"token", "[BODY].acces_token"}});
    const CheckResult result =
        run({first, QVariantMap{{"id", "second"}, {"url", m_app.url("/jobs/${login.token}")}}});
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(toWord(result.error->kind), QString("garbage"));
    QVERIFY2(result.message.startsWith(
                 "Step login: The answer has no [BODY].acces_token to save as token"),
             qPrintable(result.message));
    QCOMPARE(result.fields.value("step.second.result").toString(), QString("skipped"));
}

void TestSuite::theWholeDeadlineHolds()
{
    BadHttp silent;
    QElapsedTimer timer;
    timer.start();
    const CheckResult result =
        run({login(),
             QVariantMap{{"id", "second"}, {"title", "slow one"}, {"url", silent.url("/silent")}}},
            600);
    QVERIFY(timer.elapsed() < 1500);
    QCOMPARE(toWord(result.error->kind), QString("timeout"));
    QVERIFY2(result.message.startsWith(
                 QStringLiteral("127.0.0.1:%1 (step slow one) did not answer").arg(silent.port())),
             qPrintable(result.message));
    // What was found until then is not lost.
    QCOMPARE(result.fields.value("step.login.result").toString(), QString("ok"));
    QCOMPARE(sampleOf(result, "probe_success", "login"), 1.0);
    QTRY_COMPARE(silent.connections(), 0);

    const CheckResult waiting = run(
        {login(), QVariantMap{{"id", "stuck"},
                              {"url", m_app.url("/stuck")},
                              {"headers", QVariantMap{{"Authorization", "Bearer ${login.token}"}}},
                              {"retry_until", "[BODY].state == done"},
                              {"every", 200},
                              {"within", 60'000}}},
        700);
    QCOMPARE(toWord(waiting.error->kind), QString("timeout"));
    QVERIFY2(waiting.message.contains("step stuck"), qPrintable(waiting.message));
}

void TestSuite::aLockedKeychainIsNotTheServersFault()
{
    m_bench.credentials.failWith(
        Error{ErrorKind::Credential, "The keychain is locked.", "Unlock it.", {}});
    const CheckResult result = run({login()});
    m_bench.credentials.failWith(std::nullopt);
    QCOMPARE(result.status, CheckStatus::Unknown);
    QCOMPARE(toWord(result.error->kind), QString("credential"));
    QCOMPARE(result.message, QString("Step login: The keychain is locked"));
}

void TestSuite::hostileValuesStayWhereTheyStand()
{
    BadHttp server;
    server.setBody(
        "/one",
        R"({"up":"..","line":"a\r\nX-Evil: 1","quote":"\",\"admin\":true,\"x\":\"","long":")"
            + QByteArray(70'000, 'x') + R"("})");
    const auto after = [&](const QString &place, const QVariantMap &second) {
        QVariantMap next = second;
        next.insert("id", "two");
        return run({QVariantMap{{"id", "one"},
                                {"url", server.url("/one")},
                                {"save", QVariantMap{{"v", place}}}},
                    next});
    };
    CheckResult result = after("[BODY].up", {{"url", server.url("/x/${one.v}/secret")}});
    QVERIFY2(result.message.startsWith("Step two: A saved value would lead to another path"),
             qPrintable(result.message));
    result = after("[BODY].line", {{"url", server.url("/one")},
                                   {"headers", QVariantMap{{"X-Token", "${one.v}"}}}});
    QVERIFY2(result.message.startsWith("Step two: A saved value holds control characters"),
             qPrintable(result.message));
    result = after("[BODY].long", {{"url", server.url("/one")}});
    QVERIFY2(result.message.contains("longer than 65536"), qPrintable(result.message));
    result = after(
        "[BODY].quote",
        {{"url", server.url("/one")}, {"method", "POST"}, {"body", R"({"name":"${one.v}"})"}});
    QCOMPARE(result.status, CheckStatus::Ok);
    for (const QByteArray &request : server.requests())
        QVERIFY2(!request.contains("X-Evil") && !request.contains("/secret"), request.constData());
}

void TestSuite::conditionsOfTheWhole()
{
    Check check = ProbeBench::check("suite", {{"steps", QVariantList{login()}}});
    check.degradedIf = QStringList{"[FIELD].step.login.latency_ms >= 0", "[RESPONSE_TIME] > 1h"};
    const CheckResult result = m_bench.run(check);
    QCOMPARE(result.status, CheckStatus::Warning);
    QVERIFY2(result.message.startsWith("[FIELD].step.login.latency_ms ("),
             qPrintable(result.message));
    check.degradedIf = QStringList{"[SAMPLE].probe_http_status_code{step=\"login\"} != 200"};
    QCOMPARE(m_bench.run(check).status, CheckStatus::Ok);
}

QTEST_GUILESS_MAIN(TestSuite)
#include "tst_suite.moc"
