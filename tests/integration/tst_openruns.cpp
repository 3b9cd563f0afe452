// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/runbench.h"

#include <QTest>

using namespace opsdeck;

namespace {

/// A record of a run that ended in its first step, without a result.
void leaveOpen(RunBench &bench, const QString &runId, const QString &environment,
               const QString &runbook = QStringLiteral("book"))
{
    for (const QString &action :
         {QStringLiteral("runbook.intent"), QStringLiteral("runbook.step-start")}) {
        AuditEntry entry;
        entry.actor = "anna";
        entry.action = action;
        entry.target = "shop/" + environment;
        entry.runId = runId;
        entry.timeMs = 1'700'000'000'000;
        entry.body = action == "runbook.intent"
                         ? QVariantMap{{"runbook", runbook}, {"title", "Book"}}
                         : QVariantMap{{"step", "mark"}};
        bool isWritten = false;
        bench.audit().append(entry, &bench, [&](const Result<AuditEntry> &written) {
            isWritten = written.has_value();
        });
        QTRY_VERIFY(isWritten);
    }
}

} // namespace

/// Runs in the record that have no result, as the engine meets them.
class TestOpenRuns : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void interruptedRunsAreTold_data();
    void interruptedRunsAreTold();
    void whatIsUnderWayIsNotInterrupted();
    void halfWrittenArtifactsAreRemoved();
};

void TestOpenRuns::interruptedRunsAreTold_data()
{
    QTest::addColumn<QString>("environment");
    QTest::addColumn<Danger>("danger");
    QTest::addColumn<QString>("runbook");
    QTest::addColumn<QStringList>("settled");
    QTest::addColumn<QString>("refusal"); ///< nothing: it runs
    const QString id = "11112222-aaaa";
    QTest::newRow("prod, read-only") << "prod" << Danger::ReadOnly << "book" << QStringList() << "";
    QTest::newRow("dev, low") << "dev" << Danger::Low << "book" << QStringList()
                              << "interrupted in step 'mark'";
    QTest::newRow("dev, destructive")
        << "dev" << Danger::Destructive << "book" << QStringList() << "interrupted in step 'mark'";
    QTest::newRow("prod") << "prod" << Danger::Low << "book" << QStringList()
                          << "interrupted in step 'mark'";
    QTest::newRow("prod, another's name")
        << "prod" << Danger::Low << "book" << QStringList{"33334444"}
        << "no interrupted run '33334444'";
    QTest::newRow("prod, too short a name")
        << "prod" << Danger::Low << "book" << QStringList{"1111"} << "no interrupted run '1111'";
    QTest::newRow("prod, another runbook's")
        << "prod" << Danger::Low << "other" << QStringList() << "interrupted in step 'mark'";
    // Who names a run before it was told can't have looked at its end; but its name he has, and
    // that is enough.
    QTest::newRow("dev, destructive, settled")
        << "dev" << Danger::Destructive << "book" << QStringList{"11112222"} << "";
    QTest::newRow("prod, settled") << "prod" << Danger::Low << "book" << QStringList{id} << "";
}

void TestOpenRuns::interruptedRunsAreTold()
{
    QFETCH(QString, environment);
    QFETCH(Danger, danger);
    QFETCH(QString, runbook);
    QFETCH(QStringList, settled);
    QFETCH(QString, refusal);
    const QString typed = environment == "prod" ? "prod" : "";
    RunBench bench;
    bench.runbook().danger = danger;
    bench.addCommand("mark", {bench.script("mark", "touch marked")});
    leaveOpen(bench, "11112222-aaaa", environment, runbook);
    QList<UnsettledRun> told;
    connect(&bench.engine(), &RunbookEngine::interrupted, &bench,
            [&](const QList<UnsettledRun> &runs) { told = runs; });
    const auto plan = bench.plan(RunBench::environment(environment));
    bench.start(*plan, {typed, true, settled});
    QTRY_VERIFY(bench.hasEnded() || bench.refusal);
    QCOMPARE(told.size(), 1);
    QVERIFY2(interruptedText(told.first()).contains("Run 11112222 of Book in shop/" + environment),
             qPrintable(interruptedText(told.first())));
    const AuditEntry result = bench.rows().at(2);
    QCOMPARE(result.action, "runbook.result");
    QCOMPARE(result.outcome, "unknown");
    QCOMPARE(result.runId, "11112222-aaaa");
    QVERIFY(result.body.value("error").toString().contains("the program ended during this run"));
    QCOMPARE(QFile::exists(bench.path("marked")), refusal.isEmpty());
    QCOMPARE(bench.actions().contains("runbook.settled"), refusal.isEmpty() && !settled.isEmpty());
    if (refusal.isEmpty()) {
        QCOMPARE(toWord(bench.progress.state), "succeeded");
        return;
    }
    QCOMPARE(bench.refusal->kind, ErrorKind::Guard);
    QVERIFY2(bench.refusal->message.contains(refusal), qPrintable(bench.refusal->message));
    QVERIFY(bench.refusal->advice.contains("Nothing was changed."));
    QCOMPARE(bench.actions().last(), "runbook.refused");
    QVERIFY(!bench.engine().isRunning());
    // It stays so until somebody says that he has looked; then it is over for good.
    bench.refusal.reset();
    bench.start(*plan, {typed, true, {"11112222"}});
    QTRY_VERIFY(bench.hasEnded());
    QVERIFY(!bench.refusal && QFile::exists(bench.path("marked")));
    bench.progress = {};
    bench.start(*plan, {typed, true, {}});
    QTRY_VERIFY(bench.hasEnded());
    QVERIFY(!bench.refusal);
    QCOMPARE(bench.actions().count("runbook.settled"), 1);
}

void TestOpenRuns::halfWrittenArtifactsAreRemoved()
{
    RunBench bench;
    QVERIFY(QDir(bench.dataPath(".")).mkpath("artifacts/demo"));
    QFile part(bench.dataPath("artifacts/demo/shop.dump.partial-0123abcd"));
    QVERIFY(part.open(QIODevice::WriteOnly));
    bench.engine().lookForInterruptedRuns();
    // Somebody has it open: only then it goes.
    QFile other(bench.dataPath("artifacts/demo/other.dump.partial-0123abcd"));
    QVERIFY(other.open(QIODevice::WriteOnly));
    part.close();
    QTRY_VERIFY((bench.engine().lookForInterruptedRuns(), !part.exists()));
    QTRY_VERIFY(bench.actions().contains("artifact.removed"));
    const AuditEntry row = bench.rows().last();
    QCOMPARE(row.body.value("files").toStringList(),
             QStringList{"demo/shop.dump.partial-0123abcd"});
    QVERIFY(other.exists());
}

void TestOpenRuns::whatIsUnderWayIsNotInterrupted()
{
    RunBench bench;
    leaveOpen(bench, "11112222-aaaa", "dev");
    leaveOpen(bench, "33334444-bbbb", "prod");
    QList<UnsettledRun> told;
    int times = 0;
    connect(&bench.engine(), &RunbookEngine::interrupted, &bench,
            [&](const QList<UnsettledRun> &runs) {
                told = runs;
                ++times;
            });
    auto underWay = RunLock::take(bench.dataPath("."), bench.prod());
    QVERIFY(underWay.has_value());
    bench.engine().lookForInterruptedRuns();
    QTRY_COMPARE(times, 1);
    QCOMPARE(told.size(), 1);
    QCOMPARE(told.first().runId, "11112222-aaaa");
    QCOMPARE(bench.actions().count("runbook.result"), 1);
    underWay->reset();
    bench.engine().lookForInterruptedRuns();
    QTRY_COMPARE(times, 2);
    QCOMPARE(told.size(), 2);
    QCOMPARE(bench.actions().count("runbook.result"), 2);
    // Told again until settled, written only once.
    int settled = 0;
    connect(&bench.engine(), &RunbookEngine::settled, &bench, [&] { ++settled; });
    bench.engine().settle("11112222-aaaa");
    QTRY_COMPARE(settled, 1);
    bench.engine().lookForInterruptedRuns();
    QTRY_COMPARE(times, 3);
    QCOMPARE(told.size(), 1);
    QCOMPARE(told.first().runId, "33334444-bbbb");
    QCOMPARE(bench.actions().count("runbook.result"), 2);
}

QTEST_GUILESS_MAIN(TestOpenRuns)
#include "tst_openruns.moc"
