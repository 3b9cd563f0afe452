// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fillingauditlog.h"
#include "tests/support/runbench.h"

#include <QRegularExpression>
#include <QTest>

#include <pthread.h>

#include <csignal>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

bool isAlive(qint64 pid)
{
    QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const QByteArray line = file.readAll();
    return line.mid(line.lastIndexOf(')') + 2, 1) != "Z";
}

QStringList words(const QList<StepState> &states)
{
    QStringList all;
    for (const StepState state : states)
        all << toWord(state);
    return all;
}

} // namespace

/// Runs of real programs: what is recorded, refused, stopped, left behind.
class TestRunbooks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runsStepsInOrder();
    void intentIsOnDiskBeforeTheFirstStep();
    void noRecordNoAction();
    void stopsWhenTheRecordBreaks_data();
    void stopsWhenTheRecordBreaks();
    void refusals_data();
    void refusals();
    void changedDefinitionIsRefused();
    void withoutWorkspace();
    void oneRunInAnEnvironment();
    void failedStepStopsOrGoesOn();
    void crashAndMissingProgram();
    void timeLimit();
    void cancelStopsEverything_data();
    void cancelStopsEverything();
    void cancelBeforeTheFirstStep();
    void leavesAServiceRunning();
    void nothingSurvivesTheEngine();
    void childWorldIsClean();
    void hostileOutput();
    void floodIsBounded();
    void artifactIsWholeOrAbsent();
    void artifactIsReplacedOnlyAsPlanned();
    void artifactsHaveNamesOfTheirRun();
};

void TestRunbooks::runsStepsInOrder()
{
    RunBench bench;
    const QString add = bench.script("add", "echo $1 | tee -a order; echo to-error >&2");
    bench.addCommand("one", {add, "first"});
    bench.addCommand("two", {add, "second"});
    bench.start();
    QTRY_VERIFY(bench.hasEnded());
    QCOMPARE(toWord(bench.progress.state), "succeeded");
    QCOMPARE(words(bench.progress.steps), (QStringList{"succeeded", "succeeded"}));
    QCOMPARE(bench.content("order"), QByteArray("first\nsecond\n"));
    QVERIFY(bench.progress.stepMessages.first().startsWith("exit 0 after"));
    QVERIFY(bench.text().contains("first\n"));
    for (const OutputLine &line : bench.output) {
        if (line.text == "to-error")
            QVERIFY(line.isError);
        if (line.text == "second")
            QVERIFY(!line.isError && line.step == 1);
    }
    const QList<AuditEntry> rows = bench.rows();
    QCOMPARE(bench.actions(),
             (QStringList{"runbook.intent", "runbook.step-start", "runbook.step-end",
                          "runbook.step-start", "runbook.step-end", "runbook.result"}));
    for (const AuditEntry &row : rows) {
        QCOMPARE(row.runId, bench.progress.runId);
        QCOMPARE(row.planHash, bench.progress.plan.hash);
        QCOMPARE(row.actor, "tester");
        QCOMPARE(row.target, "shop/dev");
    }
    QCOMPARE(rows.first().outcome, "planned");
    QCOMPARE(rows.last().outcome, "succeeded");
}

void TestRunbooks::intentIsOnDiskBeforeTheFirstStep()
{
    RunBench bench;
    // What another process can read is what the disk was given.
    bench.addCommand("copy", {bench.script("copy", "mkdir kept && cp \"$1\"* kept/"),
                              bench.dataPath("audit.db")});
    bench.start();
    QTRY_VERIFY(bench.hasEnded());
    QCOMPARE(toWord(bench.progress.state), "succeeded");
    SqliteAuditLog seen(bench.path("kept/audit.db"));
    QStringList actions;
    seen.list(10, this, [&](const Result<QList<AuditEntry>> &rows) {
        QVERIFY(rows.has_value());
        for (const AuditEntry &row : *rows)
            actions << row.action;
    });
    QTRY_COMPARE(actions, (QStringList{"runbook.step-start", "runbook.intent"}));
}

void TestRunbooks::noRecordNoAction()
{
    const QTemporaryDir folder;
    QVERIFY(QDir(folder.path()).mkpath("audit.db")); // a folder where the file should be
    SqliteAuditLog broken(folder.filePath("audit.db"));
    RunBench bench(&broken);
    bench.addCommand("mark", {bench.script("mark", "touch marked")});
    bench.start();
    QTRY_VERIFY(bench.refusal.has_value());
    QCOMPARE(bench.refusal->kind, ErrorKind::Guard);
    QVERIFY(bench.refusal->message.startsWith("Not run:"));
    QVERIFY(bench.refusal->advice.endsWith("Nothing was changed."));
    QVERIFY(bench.progress.runId.isEmpty()); // never said to run
    QVERIFY(!bench.engine().isRunning());
    QVERIFY(!QFile::exists(bench.path("marked")));
}

void TestRunbooks::stopsWhenTheRecordBreaks_data()
{
    QTest::addColumn<int>("room");
    QTest::addColumn<QByteArray>("done");
    QTest::newRow("no intent") << 0 << QByteArray();
    QTest::newRow("no start of the first step") << 1 << QByteArray();
    QTest::newRow("no end of the first step") << 2 << QByteArray("first\n");
    QTest::newRow("no start of the second step") << 3 << QByteArray("first\n");
    QTest::newRow("no end of the second step") << 4 << QByteArray("first\nsecond\n");
    QTest::newRow("no result") << 5 << QByteArray("first\nsecond\n");
}

void TestRunbooks::stopsWhenTheRecordBreaks()
{
    QFETCH(int, room);
    FillingAuditLog record(room);
    RunBench bench(&record);
    const QString add = bench.script("add", "echo $1 >>order");
    bench.addCommand("one", {add, "first"});
    bench.addCommand("two", {add, "second"});
    bench.start();
    QTRY_VERIFY(bench.hasEnded() || bench.refusal);
    QTEST(bench.content("order"), "done");
    if (room == 0) {
        QVERIFY(bench.refusal && !bench.hasEnded());
        QVERIFY(bench.refusal->message.startsWith("Not run:")
                && bench.refusal->message.contains("disk full"));
        return;
    }
    QVERIFY(bench.progress.error.has_value());
    QVERIFY(bench.progress.error->message.contains("disk full"));
    QCOMPARE(record.entries().size(), room);
    QCOMPARE(toWord(bench.progress.state), "failed");
}

void TestRunbooks::refusals_data()
{
    QTest::addColumn<QString>("environment");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<bool>("armed");
    QTest::addColumn<QString>("tamper");
    QTest::newRow("typed text is wrong") << "prod" << "dev" << true << "";
    QTest::newRow("nothing typed") << "prod" << "" << true << "";
    QTest::newRow("not armed") << "dev" << "" << false << "";
    QTest::newRow("plan is another") << "dev" << "" << true << "argument";
    QTest::newRow("hash is another") << "dev" << "" << true << "hash";
    QTest::newRow("plan is old") << "dev" << "" << true << "age";
    QTest::newRow("no such runbook") << "dev" << "" << true << "runbook";
}

void TestRunbooks::refusals()
{
    QFETCH(QString, environment);
    QFETCH(QString, typed);
    QFETCH(bool, armed);
    QFETCH(QString, tamper);
    RunBench bench;
    bench.addCommand("mark", {bench.script("mark", "touch marked")});
    auto plan = bench.plan(RunBench::environment(environment));
    QVERIFY(plan.has_value());
    if (tamper == "argument")
        plan->steps.first().argumentVector << "more";
    if (tamper == "hash")
        plan->hash[0] = plan->hash.at(0) == 'a' ? 'b' : 'a';
    if (tamper == "age")
        plan->frozenAt = moved(plan->frozenAt, -6min);
    if (tamper == "runbook")
        plan->runbook = RunbookId("other");
    bench.start(*plan, {typed, armed});
    QTRY_VERIFY(bench.refusal.has_value());
    QVERIFY(bench.progress.runId.isEmpty());
    QVERIFY(!bench.engine().isRunning());
    QCOMPARE(bench.actions(), QStringList{"runbook.refused"});
    QCOMPARE(bench.rows().first().outcome, "refused");
    QVERIFY(!QFile::exists(bench.path("marked")));
}

void TestRunbooks::changedDefinitionIsRefused()
{
    RunBench bench;
    bench.addCommand("mark", {bench.script("mark", "touch $1"), "marked"});
    const auto plan = bench.plan(bench.dev());
    bench.runbook().steps.first().parameters.insert("command", QStringList{"./mark", "elsewhere"});
    bench.start(*plan);
    QTRY_VERIFY(bench.refusal.has_value());
    QCOMPARE(bench.refusal->kind, ErrorKind::Guard);
    QVERIFY(!QFile::exists(bench.path("marked")) && !QFile::exists(bench.path("elsewhere")));
}

void TestRunbooks::withoutWorkspace()
{
    RunBench bench;
    bench.addCommand("mark", {bench.script("mark", "touch marked")});
    bench.engine().start(*bench.plan(bench.dev()), {{}, true});
    QTRY_VERIFY(bench.refusal.has_value());
    QVERIFY(!QFile::exists(bench.path("marked")));
}

void TestRunbooks::oneRunInAnEnvironment()
{
    RunBench bench;
    bench.addCommand("wait",
                     {bench.script("wait", "echo up; while [ ! -e go ]; do sleep 0.05; done")});
    const auto plan = bench.plan(bench.dev());
    bench.start(*plan);
    QTRY_VERIFY(bench.text().contains("up\n"));
    bench.start(*plan);
    QTRY_VERIFY(bench.refusal.has_value());
    QCOMPARE(bench.refusal->kind, ErrorKind::Guard);
    QVERIFY(!bench.script("go", "").isEmpty());
    QTRY_VERIFY(bench.hasEnded());
    QCOMPARE(toWord(bench.progress.state), "succeeded");
    bench.refusal.reset();
    bench.progress = {};
    bench.start(*plan);
    QTRY_VERIFY(bench.hasEnded());
    QVERIFY(!bench.refusal);
}

void TestRunbooks::failedStepStopsOrGoesOn()
{
    for (const OnFailure onFailure : {OnFailure::Stop, OnFailure::Continue}) {
        RunBench bench;
        bench.addCommand("bad", {bench.script("bad", "echo why >&2; exit 3")}).onFailure =
            onFailure;
        bench.addCommand("next", {bench.script("next", "touch next-ran")});
        bench.start();
        QTRY_VERIFY(bench.hasEnded());
        const bool goesOn = onFailure == OnFailure::Continue;
        QCOMPARE(toWord(bench.progress.state), "failed");
        QCOMPARE(words(bench.progress.steps),
                 (QStringList{"failed", goesOn ? "succeeded" : "skipped"}));
        QCOMPARE(QFile::exists(bench.path("next-ran")), goesOn);
        QCOMPARE(bench.progress.error->kind, ErrorKind::Process);
        QVERIFY(bench.progress.error->message.contains("exit code 3"));
        QVERIFY(bench.text().contains("why\n"));
        QCOMPARE(bench.rows().last().outcome, "failed");
    }
}

void TestRunbooks::crashAndMissingProgram()
{
    RunBench bench;
    bench.addCommand("crash", {bench.script("crash", "kill -SEGV $$")}).onFailure =
        OnFailure::Continue;
    const QString gone = bench.script("gone", "");
    bench.addCommand("bad-interpreter", {gone});
    const auto plan = bench.plan(bench.dev());
    QFile file(bench.path("gone"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("#!/no/such/interpreter\n");
    file.close();
    bench.start(*plan);
    QTRY_VERIFY(bench.hasEnded());
    QCOMPARE(words(bench.progress.steps), (QStringList{"failed", "failed"}));
    QVERIFY(bench.text().contains("signal 11"));
    QVERIFY(bench.text().contains("could not be started"));
}

void TestRunbooks::timeLimit()
{
    RunBench bench;
    bench.addCommand("slow", {bench.script("slow", "echo $$ >pid; exec sleep 1000")}).timeout =
        300ms;
    bench.addCommand("next", {bench.script("next", "touch next-ran")});
    bench.start();
    QTRY_VERIFY(bench.hasEnded());
    QCOMPARE(words(bench.progress.steps), (QStringList{"failed", "skipped"}));
    QCOMPARE(bench.progress.error->kind, ErrorKind::Timeout);
    QVERIFY(!isAlive(bench.content("pid").trimmed().toLongLong()));
}

void TestRunbooks::cancelStopsEverything_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("withinMs");
    QTest::newRow("child") << QByteArray("sleep 1000 & echo $! >>pids; wait") << 4000;
    QTest::newRow("in a session of its own")
        << QByteArray("setsid sh -c 'echo $$ >>pids; sleep 1000' & wait") << 4000;
    QTest::newRow("its parent has ended")
        << QByteArray("setsid sh -c 'sh -c \"echo \\$\\$ >>pids; exec sleep 1000\" &' ; sleep 1000")
        << 4000;
    QTest::newRow("without our mark, its parent has ended") << QByteArray(
        "setsid env -i sh -c 'sh -c \"echo \\$\\$ >>pids; exec sleep 1000\" &' ; sleep 1000")
                                                            << 4000;
    QTest::newRow("deaf grandchild")
        << QByteArray("sh -c 'trap \"\" TERM; echo $$ >>pids; while :; do sleep 0.2; done' & wait")
        << 9000;
    QTest::newRow("deaf grandchild that has left") << QByteArray(
        "setsid sh -c 'trap \"\" TERM; echo $$ >>pids; while :; do sleep 0.2; done' & wait")
                                                   << 9000;
    QTest::newRow("deaf child") << QByteArray(
        "trap '' TERM; echo $$ >>pids; while :; do sleep 0.2; done")
                                << 9000;
}

void TestRunbooks::cancelStopsEverything()
{
    QFETCH(QByteArray, body);
    QFETCH(int, withinMs);
    // A program that blocks or ignores signals must not pass that on.
    sigset_t blocked;
    sigset_t before;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    sigaddset(&blocked, SIGINT);
    ::pthread_sigmask(SIG_BLOCK, &blocked, &before);
    RunBench bench;
    bench.addCommand("long", {bench.script("long", "echo $$ >>pids\n" + body)}).timeout = 60s;
    bench.addCommand("next", {bench.script("next", "touch next-ran")});
    bench.start();
    QTRY_VERIFY(bench.content("pids").count('\n') >= 2);
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    const QList<QByteArray> pids = bench.content("pids").trimmed().split('\n');
    for (const QByteArray &pid : pids)
        QVERIFY(isAlive(pid.toLongLong()));
    QElapsedTimer since;
    since.start();
    bench.engine().cancel(bench.progress.runId);
    QTRY_VERIFY_WITH_TIMEOUT(bench.hasEnded(), 12'000);
    QVERIFY2(since.elapsed() < withinMs, qPrintable(QString::number(since.elapsed())));
    for (const QByteArray &pid : pids)
        QVERIFY2(!isAlive(pid.toLongLong()), pid.constData());
    QCOMPARE(toWord(bench.progress.state), "cancelled");
    QCOMPARE(words(bench.progress.steps), (QStringList{"cancelled", "skipped"}));
    QCOMPARE(bench.rows().last().outcome, "cancelled");
    QVERIFY(!QFile::exists(bench.path("next-ran")));
}

void TestRunbooks::cancelBeforeTheFirstStep()
{
    RunBench bench;
    bench.addCommand("mark", {bench.script("mark", "touch marked")});
    bench.start();
    bench.engine().cancelAll();
    QTRY_VERIFY(bench.hasEnded());
    QCOMPARE(toWord(bench.progress.state), "cancelled");
    QVERIFY(!QFile::exists(bench.path("marked")));
}

void TestRunbooks::leavesAServiceRunning()
{
    RunBench bench;
    bench.addCommand("restart",
                     {bench.script("restart", "setsid sleep 1000 >/dev/null 2>&1 & echo $! >pid")});
    bench.start();
    QTRY_VERIFY(bench.hasEnded());
    QCOMPARE(toWord(bench.progress.state), "succeeded");
    const qint64 pid = bench.content("pid").trimmed().toLongLong();
    QVERIFY(pid > 1 && isAlive(pid));
    ::kill(static_cast<pid_t>(pid), SIGKILL);
}

void TestRunbooks::nothingSurvivesTheEngine()
{
    RunBench bench;
    bench.addCommand(
        "long",
        {bench.script("long", "echo $$ >>pids; setsid sh -c 'echo $$ >>pids; sleep 1000' & wait")});
    bench.start();
    QTRY_COMPARE(bench.content("pids").count('\n'), 2);
    const QList<QByteArray> pids = bench.content("pids").trimmed().split('\n');
    bench.destroyEngine();
    for (const QByteArray &pid : pids)
        QTRY_VERIFY(!isAlive(pid.toLongLong()));
    const QList<AuditEntry> rows = bench.rows();
    QCOMPARE(rows.last().action, "runbook.result");
    QCOMPARE(rows.last().outcome, "unknown");
    QCOMPARE(rows.last().runId, rows.first().runId);
}

void TestRunbooks::childWorldIsClean()
{
    qputenv("OPSDECK_TEST_CANARY", "leaked");
    qputenv("LD_PRELOAD_CANARY", "leaked");
    QFile open("/proc/self/status");
    QVERIFY(open.open(QIODevice::ReadOnly));
    RunBench bench;
    bench.addCommand(
        "world", {bench.script("world", "env >env; ls /proc/self/fd >fds; umask >umask; cat "
                                        ">stdin; ps -o sid= -p $$ >sid; echo $$ >pid; pwd >pwd;"
                                        // Without a fork: a shell blocks signals around one.
                                        "while read -r line; do case $line in SigBlk*|SigIgn*) "
                                        "echo \"$line\";; esac; done </proc/$$/status >signals")});
    bench.start();
    QTRY_VERIFY(bench.hasEnded());
    qunsetenv("OPSDECK_TEST_CANARY");
    qunsetenv("LD_PRELOAD_CANARY");
    QCOMPARE(toWord(bench.progress.state), "succeeded");
    QVERIFY(!bench.content("env").contains("leaked"));
    QVERIFY(bench.content("env").contains("PATH="));
    // What a program of the script inherits, and the folder that it looks at.
    QCOMPARE(bench.content("fds").simplified(), QByteArray("0 1 2 3"));
    QCOMPARE(bench.content("umask").trimmed(), QByteArray("0077"));
    QCOMPARE(bench.content("stdin"), QByteArray());
    QCOMPARE(bench.content("sid").trimmed(), bench.content("pid").trimmed());
    QCOMPARE(QDir(bench.content("pwd").trimmed()).canonicalPath(),
             QDir(bench.path(".")).canonicalPath());
    const QList<QByteArray> signalLines = bench.content("signals").trimmed().split('\n');
    QCOMPARE(signalLines.size(), 2);
    for (const QByteArray &line : signalLines)
        QCOMPARE(line.split('\t').value(1).toULongLong(nullptr, 16), 0ULL);
}

void TestRunbooks::hostileOutput()
{
    RunBench bench;
    bench.addCommand(
        "talk",
        {bench.script(
            "talk",
            "printf "
            "'\\033]0;owned\\007\\033[2Jhello\\r\\n<b>markup</b>\\n\\342\\200\\256reversed\\n'")});
    bench.start();
    QTRY_VERIFY(bench.hasEnded());
    QVERIFY(bench.text().contains("hello\n<b>markup</b>\nreversed\n"));
    QVERIFY(!bench.text().contains(QChar(0x1B)));
}

void TestRunbooks::floodIsBounded()
{
    RunBench bench;
    bench.addCommand(
        "flood", {bench.script("flood", "seq 1 400000; head -c 3000000 /dev/zero | tr '\\0' x")});
    QElapsedTimer since;
    since.start();
    bench.start();
    QTRY_VERIFY_WITH_TIMEOUT(bench.hasEnded(), 30'000);
    QCOMPARE(toWord(bench.progress.state), "succeeded");
    QVERIFY(bench.output.size() <= 52'000);
    QVERIFY(bench.batches <= since.elapsed() / 100 + 2);
    for (const OutputLine &line : bench.output)
        QVERIFY(line.text.size() <= 4001);
}

void TestRunbooks::artifactIsWholeOrAbsent()
{
    struct Case
    {
        QByteArray body;
        QByteArray verify;
        bool kept;
    };

    const QList<Case> cases{{"echo data", "grep -q data \"$1\"", true},
                            {"echo data; exit 1", "true", false},
                            {"true", "true", false},
                            {"echo data", "grep -q other \"$1\"", false}};
    for (const Case &each : cases) {
        RunBench bench;
        bench.addCommand(
            "make", {bench.script("make", each.body)},
            {{"artifact", "a/out"},
             {"artifact_verify", QStringList{bench.script("verify", each.verify), "${artifact}"}}});
        bench.start();
        QTRY_VERIFY(bench.hasEnded());
        QCOMPARE(toWord(bench.progress.state), each.kept ? "succeeded" : "failed");
        const QStringList left =
            QDir(bench.dataPath("artifacts/test/a")).entryList(QDir::Files | QDir::Hidden);
        QCOMPARE(left, each.kept ? QStringList{"out"} : QStringList());
        if (each.kept)
            QCOMPARE(QFile::permissions(bench.dataPath("artifacts/test/a/out"))
                         & QFile::Permissions(0x0077),
                     QFile::Permissions());
    }
}

void TestRunbooks::artifactIsReplacedOnlyAsPlanned()
{
    RunBench bench;
    bench.addCommand("make", {bench.script("make", "echo new")}, {{"artifact", "out"}});
    const auto before = bench.plan(bench.dev());
    QVERIFY(!before->steps.first().facts.join('|').contains("Replaces"));
    QVERIFY(QDir().mkpath(bench.dataPath("artifacts/test")));
    QFile old(bench.dataPath("artifacts/test/out"));
    QVERIFY(old.open(QIODevice::WriteOnly));
    old.write("old");
    old.close();
    // What was confirmed replaced nothing.
    bench.start(*before);
    QTRY_VERIFY(bench.refusal.has_value());
    QCOMPARE(bench.refusal->kind, ErrorKind::Guard);
    const auto plan = bench.plan(bench.dev());
    QVERIFY2(plan->steps.first().facts.join('|').contains("Replaces: the file of 20"),
             qPrintable(plan->steps.first().facts.join('|')));
    QVERIFY(plan->steps.first().facts.join('|').contains("UTC, 3 bytes"));
    bench.start(*plan);
    QTRY_VERIFY(bench.hasEnded());
    QCOMPARE(bench.progress.state, RunState::Succeeded);
    QVERIFY(old.open(QIODevice::ReadOnly));
    QCOMPARE(old.readAll(), QByteArray("new\n"));
    old.close();
    // Two steps of one run, one file: the second finds what the first made.
    QVERIFY(old.remove());
    bench.addCommand("again", {bench.script("again", "echo second")}, {{"artifact", "out"}});
    bench.progress = {};
    bench.start();
    QTRY_VERIFY(bench.hasEnded());
    QCOMPARE(bench.progress.state, RunState::Failed);
    QVERIFY2(bench.progress.error->message.endsWith("is there already and was kept."),
             qPrintable(bench.progress.error->message));
    QVERIFY(old.open(QIODevice::ReadOnly));
    QCOMPARE(old.readAll(), QByteArray("new\n"));
}

void TestRunbooks::artifactsHaveNamesOfTheirRun()
{
    RunBench bench;
    bench.addCommand("make", {bench.script("make", "echo new")},
                     {{"artifact", "${timestamp}/${run}.out"}});
    bench.start();
    QTRY_VERIFY(bench.hasEnded());
    QCOMPARE(bench.progress.state, RunState::Succeeded);
    const QDir folder(bench.dataPath("artifacts/test"));
    const QStringList times = folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    QCOMPARE(times.size(), 1);
    QVERIFY2(QRegularExpression("^\\d{8}T\\d{6}Z$").match(times.first()).hasMatch(),
             qPrintable(times.first()));
    QVERIFY(folder.exists(times.first() + '/' + bench.progress.runId + ".out"));
}

QTEST_GUILESS_MAIN(TestRunbooks)
#include "tst_runbooks.moc"
