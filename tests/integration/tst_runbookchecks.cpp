// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/badhttp.h"
#include "tests/support/runbench.h"

#include <QTest>

using namespace opsdeck;

/// Steps that wait until services are OK, against a real server.
class TestRunbookChecks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void waitsForTheService();
    void givesUp();
    void needsChecksEverywhere();
    void isStopped();
};

void TestRunbookChecks::waitsForTheService()
{
    BadHttp http;
    http.setBody("/health", "{}", "application/json", 503);
    RunBench bench;
    Check check = ProbeBench::check("http",
                                    {{"url", http.url("/health")},
                                     {"method", "GET"},
                                     {"status", QStringList{"2xx"}},
                                     {"max_bytes", 1048576}},
                                    2000);
    check.id = CheckId("health");
    bench.workspace.platforms.first().environments.first().services.first().checks = {check};
    bench.addStep("verify", "check",
                  {{"services", QStringList{"api"}}, {"within", qint64(15'000)}});
    bench.start();
    QTRY_VERIFY(http.requests().size() >= 2);
    QVERIFY(!bench.hasEnded());
    http.setBody("/health", "{}");
    QTRY_VERIFY(bench.hasEnded());
    QCOMPARE(toWord(bench.progress.state), "succeeded");
    QVERIFY(bench.text().contains("api/health is OK"));
}

void TestRunbookChecks::givesUp()
{
    BadHttp http;
    http.setBody("/health", "{}", "application/json", 503);
    RunBench bench;
    Check check = ProbeBench::check("http",
                                    {{"url", http.url("/health")},
                                     {"method", "GET"},
                                     {"status", QStringList{"2xx"}},
                                     {"max_bytes", 1048576}},
                                    2000);
    bench.workspace.platforms.first().environments.first().services.first().checks = {check};
    bench.addStep("verify", "check", {{"services", QStringList{"api"}}, {"within", qint64(1000)}});
    bench.start();
    QTRY_VERIFY(bench.hasEnded());
    QCOMPARE(toWord(bench.progress.state), "failed");
    QCOMPARE(bench.progress.error->kind, ErrorKind::Condition);
    QVERIFY2(bench.progress.error->message.contains("503"),
             qPrintable(bench.progress.error->message));
}

void TestRunbookChecks::needsChecksEverywhere()
{
    BadHttp http;
    http.setBody("/health", "{}");
    RunBench bench;
    Check check = ProbeBench::check("http",
                                    {{"url", http.url("/health")},
                                     {"method", "GET"},
                                     {"status", QStringList{"2xx"}},
                                     {"max_bytes", 1048576}},
                                    2000);
    QList<Service> &services = bench.workspace.platforms.first().environments.first().services;
    services.first().checks = {check};
    Service bare;
    bare.id = ServiceId("bare");
    services.append(bare);
    bench.addStep("verify", "check",
                  {{"services", QStringList{"api", "bare"}}, {"within", qint64(5000)}});
    bench.start();
    QTRY_VERIFY(bench.hasEnded());
    QCOMPARE(toWord(bench.progress.state), "failed");
    QCOMPARE(bench.progress.error->kind, ErrorKind::Config);
    QVERIFY(bench.progress.error->message.contains("bare"));
}

void TestRunbookChecks::isStopped()
{
    BadHttp http;
    http.setBody("/health", "{}", "application/json", 503);
    RunBench bench;
    Check check = ProbeBench::check("http",
                                    {{"url", http.url("/health")},
                                     {"method", "GET"},
                                     {"status", QStringList{"2xx"}},
                                     {"max_bytes", 1048576}},
                                    2000);
    bench.workspace.platforms.first().environments.first().services.first().checks = {check};
    bench.addStep("verify", "check",
                  {{"services", QStringList{"api"}}, {"within", qint64(60'000)}});
    bench.start();
    QTRY_VERIFY(!http.requests().isEmpty());
    bench.engine().cancelAll();
    QTRY_VERIFY(bench.hasEnded());
    QCOMPARE(toWord(bench.progress.state), "cancelled");
}

QTEST_GUILESS_MAIN(TestRunbookChecks)
#include "tst_runbookchecks.moc"
