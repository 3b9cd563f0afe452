// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/faultwords.h"
#include "services/probes/conditions/checkconditions.h"
#include "services/probes/outcome.h"

#include <QTest>

using namespace opsdeck;

namespace {

Check checkWith(const QStringList &down, const QStringList &degraded)
{
    Check check;
    check.downIf = down;
    check.degradedIf = degraded;
    return check;
}

ProbeOutcome answered(const QByteArray &body, int status = 200)
{
    ProbeOutcome outcome;
    outcome.status = CheckStatus::Ok;
    outcome.latency = std::chrono::milliseconds(12);
    outcome.message = "HTTP 200 on /health in 12 ms";
    outcome.figure = "12 ms";
    outcome.fields = {{"http.status", status}};
    outcome.address = "127.0.0.1:8000";
    outcome.body = body;
    return outcome;
}

ProbeOutcome refused()
{
    return failedOutcome(
        {ErrorKind::Refused, "Nothing listens on 127.0.0.1:8000.", "Start it.", {}});
}

ProbeOutcome after(ProbeOutcome outcome, const QStringList &down, const QStringList &degraded = {})
{
    applyConditions(checkWith(down, degraded), outcome, 0);
    return outcome;
}

QString kindOf(const ProbeOutcome &outcome)
{
    return outcome.error ? toWord(outcome.error->kind) : QString();
}

} // namespace

/// The two lists and what comes before what.
class TestCheckConditions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noneChangesNothing();
    void whatHoldsDecides();
    void whatCannotBeJudgedIsNeverFine();
    void theCodeOfANameThatMustNotExist_data();
    void theCodeOfANameThatMustNotExist();
    void whatIsNoJsonIsGarbage();
    void aFailureKeepsItsError_data();
    void aFailureKeepsItsError();
    void connectionIsDecidedByConditions();
    void statusIsDecidedByConditions();
    void aWarningOfItsOwnStays();
    void theCertificateOfTheSample();
};

void TestCheckConditions::noneChangesNothing()
{
    const ProbeOutcome plain = answered("{}");
    const ProbeOutcome outcome = after(plain, {});
    QCOMPARE(outcome.status, CheckStatus::Ok);
    QCOMPARE(outcome.message, plain.message);
    QCOMPARE(outcome.fields, plain.fields);
}

void TestCheckConditions::whatHoldsDecides()
{
    const QByteArray body = R"({"database":{"status":"degraded"},"queue":120,"ok":true})";
    ProbeOutcome outcome =
        after(answered(body), {"[BODY].database.status == down"}, {"[BODY].queue > 500"});
    QCOMPARE(outcome.status, CheckStatus::Ok);
    QVERIFY(!outcome.error);

    outcome =
        after(answered(body), {"[BODY].database.status == down"},
              {"[BODY].database.status != healthy", "[BODY].queue > 100", "[BODY].ok == false"});
    QCOMPARE(outcome.status, CheckStatus::Warning);
    QCOMPARE(kindOf(outcome), QString("condition"));
    QCOMPARE(outcome.message,
             QString("[BODY].database.status (degraded) != healthy; [BODY].queue (120) > 100"));
    QCOMPARE(outcome.error->message, outcome.message + '.');
    QVERIFY(outcome.error->advice.contains("degraded_if"));
    QCOMPARE(outcome.figure, QString("degraded"));
    QCOMPARE(outcome.fields.value("condition.holds").toStringList().size(), 2);

    outcome = after(answered(body), {"[BODY].queue > 100"}, {"[BODY].queue > 50"});
    QCOMPARE(outcome.status, CheckStatus::Critical);
    QCOMPARE(outcome.message, QString("[BODY].queue (120) > 100"));
    QVERIFY(outcome.error->advice.contains("down_if"));
    QCOMPARE(outcome.figure, QString("120"));
}

void TestCheckConditions::whatCannotBeJudgedIsNeverFine()
{
    const QByteArray body = R"({"queue":120})";
    ProbeOutcome outcome = after(answered(body), {"[BODY].database.status != healthy"});
    QCOMPARE(outcome.status, CheckStatus::Unknown);
    QCOMPARE(kindOf(outcome), QString("condition"));
    QCOMPARE(
        outcome.message,
        QString(
            "Can't be judged: [BODY].database.status != healthy: the answer has no such place"));

    // A possible "down" hides behind it: no mere warning.
    outcome = after(answered(body), {"[BODY].database.status != healthy"}, {"[BODY].queue > 100"});
    QCOMPARE(outcome.status, CheckStatus::Unknown);
    // What is known to be bad is not hidden by what is not known.
    outcome = after(answered(body), {"[BODY].database.status != healthy", "[BODY].queue > 100"});
    QCOMPARE(outcome.status, CheckStatus::Critical);
    outcome = after(answered(body), {"[BODY].queue > 1000"}, {"[BODY].missing > 1"});
    QCOMPARE(outcome.status, CheckStatus::Unknown);
    outcome = after(answered(body), {}, {"[BODY].missing > 1", "[BODY].queue > 100"});
    QCOMPARE(outcome.status, CheckStatus::Warning);
    QCOMPARE(outcome.fields.value("condition.unknown").toStringList().size(), 1);

    outcome = after(answered(body), {"has([BODY].errors)"});
    QCOMPARE(outcome.status, CheckStatus::Ok);
    // A definition that was never validated.
    outcome = after(answered(body), {"[STATSU] == 200"});
    QCOMPARE(outcome.status, CheckStatus::Unknown);
}

/// The same as where the check asks for JSON by "json".
void TestCheckConditions::whatIsNoJsonIsGarbage()
{
    for (const char *condition :
         {"has([BODY].errors)", "[BODY].queue > 100", "len([BODY].a) < 1"}) {
        for (const char *body : {"<html><body>Sign in</body></html>", "{\"queue\":", "", "busy"}) {
            for (const bool isDown : {true, false}) {
                const QStringList all{condition, "[RESPONSE_TIME] < 0"};
                const ProbeOutcome outcome =
                    after(answered(body), isDown ? all : QStringList(),
                          isDown ? QStringList() : all + QStringList{"[RESPONSE_TIME] >= 0"});
                QCOMPARE(outcome.status, CheckStatus::Critical);
                QCOMPARE(kindOf(outcome), QString("garbage"));
                QCOMPARE(outcome.figure, QString("garbage"));
                QVERIFY(!outcome.message.isEmpty() && !outcome.error->advice.isEmpty());
                QCOMPARE(outcome.message.contains("HTML instead of JSON"), *body == '<');
            }
        }
    }
    // What holds tells more; and nobody who does not look into the body minds.
    const ProbeOutcome holding =
        after(answered("<html>"), {"[BODY].a == 1", "[RESPONSE_TIME] >= 0"});
    QCOMPARE(kindOf(holding), QString("condition"));
    QCOMPARE(after(answered("<html>"), {"[BODY] == pat(*error*)"}).status, CheckStatus::Ok);
}

void TestCheckConditions::aFailureKeepsItsError_data()
{
    QTest::addColumn<ErrorKind>("kind");
    for (const ErrorKind kind :
         {ErrorKind::Timeout, ErrorKind::Refused, ErrorKind::Unreachable, ErrorKind::Resolve,
          ErrorKind::Tls, ErrorKind::Auth, ErrorKind::Credential, ErrorKind::Garbage,
          ErrorKind::TooLarge, ErrorKind::Config, ErrorKind::Internal})
        QTest::newRow(qPrintable(toWord(kind))) << kind;
}

void TestCheckConditions::aFailureKeepsItsError()
{
    QFETCH(ErrorKind, kind);
    const ProbeOutcome failed = failedOutcome({kind, "It failed.", {}, {}});
    const ProbeOutcome outcome =
        after(failed, {"[BODY].a == 1", "[RESPONSE_TIME] > 0"}, {"[RESPONSE_TIME] >= 0"});
    QCOMPARE(outcome.status, failed.status);
    QCOMPARE(outcome.error, failed.error);
    QCOMPARE(outcome.message, QString("It failed"));
}

void TestCheckConditions::connectionIsDecidedByConditions()
{
    ProbeOutcome outcome = after(refused(), {"[CONNECTED] == false"});
    QCOMPARE(outcome.status, CheckStatus::Critical);
    QCOMPARE(outcome.message, QString("[CONNECTED] (false) == false"));
    QCOMPARE(outcome.error->detail, QString("Nothing listens on 127.0.0.1:8000."));
    outcome = after(refused(), {"[STATUS] >= 500"}, {"[CONNECTED] == false"});
    QCOMPARE(outcome.status, CheckStatus::Warning);

    // A port that must be closed.
    outcome = after(refused(), {"[CONNECTED] == true"});
    QCOMPARE(outcome.status, CheckStatus::Ok);
    QVERIFY(!outcome.error);
    QVERIFY2(outcome.message.contains("Nothing listens on"), qPrintable(outcome.message));
    outcome = after(answered("x"), {"[CONNECTED] == true"});
    QCOMPARE(outcome.status, CheckStatus::Critical);
    // … but not when something else could not be judged, nor when the name was not even found.
    outcome = after(refused(), {"[CONNECTED] == true", "[BODY].a == 1"});
    QCOMPARE(kindOf(outcome), QString("refused"));
    outcome = after(failedOutcome({ErrorKind::Resolve, "No such name.", {}, {}}),
                    {"[CONNECTED] == true"});
    QCOMPARE(kindOf(outcome), QString("resolve"));
    // Nobody said whether there is such a name: a port that must be closed is not, and no other.
    const ProbeOutcome unnamed =
        failedOutcome({ErrorKind::Resolve, "No name server.", {}, {}, resolverSilentFault()});
    for (const char *condition : {"[CONNECTED] == true", "[CONNECTED] == false"}) {
        QCOMPARE(after(unnamed, {condition}).status, CheckStatus::Unknown);
        QCOMPARE(kindOf(after(unnamed, {condition})), QString("resolve"));
    }
    // No way to the address: the port may be open to others.
    const ProbeOutcome lost = failedOutcome({ErrorKind::Unreachable, "No route.", {}, {}});
    QCOMPARE(lost.status, CheckStatus::Critical);
    outcome = after(lost, {}, {"[CONNECTED] == true"});
    QCOMPARE(outcome.status, CheckStatus::Unknown);
    QCOMPARE(kindOf(outcome), QString("unreachable"));
    QCOMPARE(after(lost, {"[CONNECTED] == false"}).status, CheckStatus::Critical);
    QCOMPARE(after(lost, {"[CONNECTED] == true", "[BODY].a == 1"}).status, CheckStatus::Critical);
    // A server that was reached and then hung.
    ProbeOutcome hung = failedOutcome({ErrorKind::Timeout, "It did not answer.", {}, {}});
    hung.connected = true;
    QCOMPARE(kindOf(after(hung, {"[CONNECTED] == false"})), QString("timeout"));
    hung.connected = false;
    QCOMPARE(kindOf(after(hung, {"[CONNECTED] == false"})), QString("condition"));
    // Nobody knows: the keychain was locked.
    outcome =
        after(failedOutcome({ErrorKind::Credential, "Locked.", {}, {}}), {"[CONNECTED] == false"});
    QCOMPARE(kindOf(outcome), QString("credential"));
}

void TestCheckConditions::statusIsDecidedByConditions()
{
    ProbeOutcome outcome = failedOutcome({ErrorKind::Status, "HTTP 503 on /health.", {}, {}});
    outcome.fields = {{"http.status", 503}};
    QCOMPARE(after(outcome, {}, {"[STATUS] == 503"}).status, CheckStatus::Warning);
    QCOMPARE(kindOf(after(outcome, {}, {"[STATUS] == 429"})), QString("status"));
}

void TestCheckConditions::aWarningOfItsOwnStays()
{
    ProbeOutcome slow = answered("{}");
    slow.latency = std::chrono::seconds(2);
    applyLatencyLimit(slow, Milliseconds(500));
    QCOMPARE(slow.status, CheckStatus::Warning);
    QCOMPARE(after(slow, {"[STATUS] >= 500"}).message, slow.message);
    const ProbeOutcome worse = after(slow, {"[RESPONSE_TIME] > 1s"});
    QCOMPARE(worse.status, CheckStatus::Critical);
    QCOMPARE(worse.error->detail, slow.error->message);
}

void TestCheckConditions::theCertificateOfTheSample()
{
    ProbeOutcome outcome = answered("{}");
    outcome.samples = {{"probe_ssl_earliest_cert_expiry", {}, 10.0 * 86'400, MetricType::Gauge}};
    QCOMPARE(after(outcome, {"[CERTIFICATE_EXPIRATION] < 7d"}, {"[CERTIFICATE_EXPIRATION] < 21d"})
                 .status,
             CheckStatus::Warning);
    QCOMPARE(after(outcome, {"[CERTIFICATE_EXPIRATION] < 11d"}).status, CheckStatus::Critical);
}

void TestCheckConditions::theCodeOfANameThatMustNotExist_data()
{
    QTest::addColumn<QString>("code");
    QTest::addColumn<QStringList>("down");
    QTest::addColumn<CheckStatus>("status");
    QTest::addColumn<QString>("kind");
    const auto row = [](const char *name, const char *code, const QStringList &down,
                        CheckStatus status, const char *kind) {
        QTest::newRow(name) << QString(code) << down << status << QString(kind);
    };
    row("wanted", "NXDOMAIN", {"[DNS_RCODE] != NXDOMAIN"}, CheckStatus::Ok, "");
    row("there", "NOERROR", {"[DNS_RCODE] != NXDOMAIN"}, CheckStatus::Critical, "condition");
    row("neither", "SERVFAIL", {"[DNS_RCODE] != NXDOMAIN"}, CheckStatus::Critical, "condition");
    row("one of two", "REFUSED", {"[DNS_RCODE] != any(NXDOMAIN, REFUSED)"}, CheckStatus::Ok, "");
    row("turned around", "NXDOMAIN", {"NXDOMAIN != [DNS_RCODE]"}, CheckStatus::Ok, "");
    row("told apart", "NXDOMAIN", {"[DNS_RCODE] == NXDOMAIN"}, CheckStatus::Critical, "condition");
    row("not the one that is named", "SERVFAIL", {"[DNS_RCODE] == NXDOMAIN"}, CheckStatus::Critical,
        "status");
    row("of something else", "NXDOMAIN", {"[RESPONSE_TIME] > 5000"}, CheckStatus::Critical,
        "not-found");
    row("what can't be judged", "NXDOMAIN", {"[DNS_RCODE] != NXDOMAIN", "[BODY].a != 1"},
        CheckStatus::Critical, "not-found");
}

void TestCheckConditions::theCodeOfANameThatMustNotExist()
{
    QFETCH(QString, code);
    QFETCH(QStringList, down);
    QFETCH(CheckStatus, status);
    QFETCH(QString, kind);
    ProbeOutcome outcome = answered({});
    if (code != "NOERROR") {
        outcome = failedOutcome({code == "NXDOMAIN" ? ErrorKind::NotFound : ErrorKind::Status,
                                 "ns knows no name gone.example.com.",
                                 "The zone.",
                                 {}});
    }
    outcome.fields = {{"dns.rcode", code}};
    outcome.latency = std::chrono::milliseconds(3);
    const ProbeOutcome judged = after(outcome, down);
    QCOMPARE(judged.status, status);
    QCOMPARE(kindOf(judged), kind);
    if (status == CheckStatus::Ok) {
        QVERIFY2(judged.message.startsWith(code + ", as wanted: "), qPrintable(judged.message));
        QCOMPARE(judged.figure, code);
    }
}

QTEST_GUILESS_MAIN(TestCheckConditions)
#include "tst_checkconditions.moc"
