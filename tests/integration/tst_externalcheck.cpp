// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/badhttp.h"
#include "tests/support/probebench.h"
#include "tests/support/realnames.h"

#include <QTcpServer>
#include <QTest>

using namespace opsdeck;

/// Checks of kind external: some of several targets must answer.
class TestExternalCheck : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void enoughAnswer_data();
    void enoughAnswer();
    void noneAnswers();
    void silentOnesDoNotHoldItUp();
    void dnsTarget();
    void brokenTargets();
    void lostWayIsTold();
    void abortIsClean();
};

namespace {

QString closed()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return QStringLiteral("tcp://127.0.0.1:%1").arg(server.serverPort());
}

} // namespace

void TestExternalCheck::enoughAnswer_data()
{
    QTest::addColumn<int>("atLeast");
    QTest::addColumn<int>("warning");
    QTest::addColumn<CheckStatus>("status");
    QTest::newRow("one of three") << 1 << 0 << CheckStatus::Ok;
    QTest::newRow("two of three") << 2 << 0 << CheckStatus::Ok;
    QTest::newRow("all of three") << 3 << 0 << CheckStatus::Critical;
    QTest::newRow("rather three") << 1 << 3 << CheckStatus::Warning;
}

void TestExternalCheck::enoughAnswer()
{
    QFETCH(int, atLeast);
    QFETCH(int, warning);
    QFETCH(CheckStatus, status);
    BadHttp server;
    server.setBody("/", "{}", "text/plain", 404);
    ProbeBench bench;
    const QStringList targets{server.url("/"),
                              QStringLiteral("tcp://127.0.0.1:%1").arg(server.port()), closed()};
    const CheckResult result = bench.run(
        "external", {{"targets", targets}, {"at_least", atLeast}, {"at_least_warning", warning}});
    QCOMPARE(result.status, status);
    QCOMPARE(result.figure, QString("2 of 3"));
    QCOMPARE(result.fields.size(), 3);
    QVERIFY(result.fields.value("target." + targets.last())
                .toString()
                .startsWith("Nothing listens on"));
    if (status != CheckStatus::Ok) {
        QCOMPARE(toWord(result.error->kind), QString("condition"));
        QCOMPARE(result.message, QString("2 of 3 targets outside answer, at least 3 must"));
        QVERIFY(result.error->detail.contains(targets.last()));
    }
}

void TestExternalCheck::noneAnswers()
{
    BadHttp server;
    server.setBody("/", "{}", "text/plain", 503);
    ProbeBench bench;
    const CheckResult result =
        bench.run("external",
                  {{"targets", QStringList{closed(), closed(), server.url("/")}}, {"at_least", 1}});
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(toWord(result.error->kind), QString("unreachable"));
    QCOMPARE(result.figure, QString("0 of 3"));
}

void TestExternalCheck::silentOnesDoNotHoldItUp()
{
    BadHttp server;
    server.setBody("/", "{}");
    ProbeBench bench;
    QElapsedTimer timer;
    timer.start();
    const CheckResult result =
        bench.run("external",
                  {{"targets", QStringList{server.url("/silent"), server.url("/drip"),
                                           server.url("/endlesshead"), server.url("/")}},
                   {"at_least", 1}},
                  1000);
    QVERIFY2(timer.elapsed() < 1300, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(result.error.value_or(Error{}).message, QString());
    QCOMPARE(result.status, CheckStatus::Ok);
    QCOMPARE(result.figure, QString("1 of 4"));
    QVERIFY(result.fields.value("target." + server.url("/silent"))
                .toString()
                .contains("did not answer"));
    QTRY_COMPARE(server.connections() <= 1, true);
}

void TestExternalCheck::dnsTarget()
{
    if (!RealNames::isInstalled())
        QSKIP("NOT TESTED: dns targets need knot");
    RealNames names;
    QVERIFY(names.serve(
        {{"example.test",
          "$TTL 60\n@ SOA a. b. 1 1 1 1 1\n@ NS a.\nwww A 192.0.2.1\nwww AAAA 2001:db8::1\n"}}));
    ProbeBench bench;
    const QString server = QStringLiteral("dns://127.0.0.1:%1/").arg(names.port());
    CheckResult result =
        bench.run("external", {{"targets", QStringList{server + "www.example.test",
                                                       server + "www.example.test?type=AAAA"}},
                               {"at_least", 2}});
    QCOMPARE(result.error.value_or(Error{}).message, QString());
    result = bench.run("external",
                       {{"targets", QStringList{server + "nobody.example.test"}}, {"at_least", 1}});
    QCOMPARE(result.status, CheckStatus::Critical);
}

void TestExternalCheck::brokenTargets()
{
    ProbeBench bench;
    for (const char *target : {"", "host:80", "tcp://host", "tcp://host:80/path", "ftp://host/",
                               "dns://host", "https://user:word@host/", "file:///etc/passwd"}) {
        const CheckResult result =
            bench.run("external", {{"targets", QStringList{target}}, {"at_least", 1}});
        QCOMPARE(toWord(result.error->kind), QString("config"));
        QCOMPARE(result.status, CheckStatus::Unknown);
    }
    QCOMPARE(bench.run("external", {{"targets", QStringList{"tcp://127.0.0.1:1"}}, {"at_least", 2}})
                 .error->kind,
             ErrorKind::Config);
}

void TestExternalCheck::lostWayIsTold()
{
    ProbeBench bench;
    Check check = ProbeBench::check(
        "external",
        {{"targets", QStringList{"tcp://192.0.2.1:80", "tcp://192.0.2.2:80"}}, {"at_least", 1}});
    check.via.id = check.via.title = "broken";
    check.via.kind = WayKind::Ssh;
    const CheckResult result = bench.run(check);
    QCOMPARE(toWord(result.error->kind), QString("way"));
    QCOMPARE(result.status, CheckStatus::Unknown);
}

void TestExternalCheck::abortIsClean()
{
    BadHttp server;
    ProbeBench bench;
    QVERIFY(bench.runner.run(
        ProbeBench::key(),
        ProbeBench::check("external",
                          {{"targets", QStringList{server.url("/silent"), server.url("/drip")}},
                           {"at_least", 1}})));
    QTRY_COMPARE(server.connections(), 2);
    bench.runner.abort(ProbeBench::key());
    QTRY_COMPARE(server.connections(), 0);
}

QTEST_GUILESS_MAIN(TestExternalCheck)
#include "tst_externalcheck.moc"
