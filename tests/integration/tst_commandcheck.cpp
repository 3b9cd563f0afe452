// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/badhttp.h"
#include "tests/support/probebench.h"

#include <QAbstractEventDispatcher>
#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

#include <csignal>

using namespace opsdeck;

namespace {

Check command(const QStringList &arguments, QVariantMap further = {}, int timeoutMs = 5000)
{
    further.insert("command", arguments);
    return ProbeBench::check("command", further, timeoutMs);
}

Check script(const QString &text, const QVariantMap &further = {}, int timeoutMs = 5000)
{
    return command({"sh", "-c", text}, further, timeoutMs);
}

double sampleOf(const CheckResult &result, const QString &metric, const QString &label = {})
{
    for (const Sample &sample : result.samples) {
        if (sample.metric == metric && (label.isEmpty() || sample.labels.value("label") == label))
            return sample.value;
    }
    return -1e9;
}

bool isAlive(qint64 pid)
{
    QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const QByteArray line = file.readAll();
    return !line.mid(line.lastIndexOf(')') + 2).startsWith('Z');
}

QList<qint64> pidsIn(const QString &path)
{
    QFile file(path);
    QList<qint64> all;
    if (file.open(QIODevice::ReadOnly)) {
        for (const QByteArray &line : file.readAll().split('\n')) {
            if (!line.isEmpty())
                all << line.toLongLong();
        }
    }
    return all;
}

} // namespace

/// Checks of kind command, with programs of this machine and the monitoring plugins of Debian.
class TestCommandCheck : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void exitCodes_data();
    void exitCodes();
    void figuresAndLimits();
    void argumentsAreNotSplit();
    void environmentIsClean();
    void secretByStandardInput();
    void secretByFile();
    void secretIsNotShown();
    void noSuchProgram();
    void endedBySignal();
    void goesByNoWay();
    void aGuardKeepsItFromStarting();
    void aGuardMayTakeItsTime();
    void manyThatHangCostNoTime();
    void tooMuchOutput_data();
    void tooMuchOutput();
    void deadlineKillsAll();
    void whatItLeavesBehindIsKilled();
    void othersAreNotDisturbed();
    void plugins_data();
    void plugins();
    void pluginsWithFaults();
};

void TestCommandCheck::exitCodes_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<CheckStatus>("status");
    QTest::addColumn<QString>("kind");
    QTest::newRow("0") << 0 << CheckStatus::Ok << "";
    QTest::newRow("1") << 1 << CheckStatus::Warning << "status";
    QTest::newRow("2") << 2 << CheckStatus::Critical << "status";
    QTest::newRow("3") << 3 << CheckStatus::Unknown << "status";
    QTest::newRow("4") << 4 << CheckStatus::Unknown << "process";
    QTest::newRow("127") << 127 << CheckStatus::Unknown << "process";
}

void TestCommandCheck::exitCodes()
{
    QFETCH(int, code);
    QFETCH(CheckStatus, status);
    QFETCH(QString, kind);
    ProbeBench bench;
    const CheckResult result = bench.run(
        script(QStringLiteral("echo 'IT IS SO | t=5ms;10;20'; echo more; exit %1").arg(code)));
    QCOMPARE(result.status, status);
    QCOMPARE(result.error ? toWord(result.error->kind) : QString(), kind);
    QCOMPARE(result.figure, QString("5\u00A0ms"));
    QVERIFY2(result.message.contains("IT IS SO"), qPrintable(result.message));
    QCOMPARE(result.fields.value("command.exit_code").toInt(), code);
    QCOMPARE(result.fields.value("command.output").toString(), QString("more"));
    QCOMPARE(result.fields.value("figure.t").toString(), QString("5\u00A0ms"));
    QCOMPARE(result.fields.value("figure.t.warning").toString(), QString("10"));
    QCOMPARE(sampleOf(result, "command_exit_code"), double(code));
    QCOMPARE(sampleOf(result, "command_seconds", "t"), 0.005);
    if (result.error) {
        QVERIFY(!result.error->advice.isEmpty());
        QCOMPARE(result.error->detail, QString("more"));
    }
}

void TestCommandCheck::aGuardKeepsItFromStarting()
{
    QTemporaryDir dir;
    const Check touch = script("echo begun >" + dir.filePath("begun"));
    ProbeBench bench;
    int asked = 0;
    bench.runner.setGuard([&](const CheckKey &key, QObject *, const ProbeRunner::Answer &answer) {
        ++asked;
        if (key != ProbeBench::key() || asked > 1)
            answer(std::nullopt);
        else
            answer(Error{ErrorKind::Guard, "Its file was changed.", "Try: look.", {}});
    });
    const CheckResult kept = bench.run(touch);
    QCOMPARE(kept.status, CheckStatus::Unknown);
    QCOMPARE(kept.error->message, QString("Its file was changed."));
    QVERIFY(!QFile::exists(dir.filePath("begun")));
    QCOMPARE(bench.run(touch).status, CheckStatus::Ok);
    QVERIFY(QFile::exists(dir.filePath("begun")));
    QCOMPARE(asked, 2);
}

void TestCommandCheck::aGuardMayTakeItsTime()
{
    QTemporaryDir dir;
    const Check touch = script("echo begun >" + dir.filePath("begun"), {}, 300);
    ProbeBench bench;
    ProbeRunner::Answer late;
    bench.runner.setGuard(
        [&](const CheckKey &, QObject *, const ProbeRunner::Answer &answer) { late = answer; });
    const CheckResult kept = bench.run(touch);
    QCOMPARE(kept.status, CheckStatus::Unknown);
    QCOMPARE(kept.error->kind, ErrorKind::Guard);
    QVERIFY(kept.error->message.contains("could not be looked at within"));
    late(std::nullopt); // of a run that is over
    QCOMPARE(bench.runner.running(), 0);
    bench.runner.setGuard(
        [&](const CheckKey &, QObject *context, const ProbeRunner::Answer &answer) {
            QMetaObject::invokeMethod(
                context, [answer] { answer(std::nullopt); }, Qt::QueuedConnection);
        });
    Check again = touch;
    again.timeout = Milliseconds(5000);
    QVERIFY(!QFile::exists(dir.filePath("begun")));
    QCOMPARE(bench.run(again).status, CheckStatus::Ok);
    QVERIFY(QFile::exists(dir.filePath("begun")));
}

/// What thirty programs that won't end cost the thread that everything else waits for.
void TestCommandCheck::manyThatHangCostNoTime()
{
    constexpr int kMany = 30;
    ProbeBench bench;
    int expired = 0;
    connect(&bench.runner, &ProbeRunner::finished, this, [&](const CheckResult &result) {
        QCOMPARE(result.error->kind, ErrorKind::Timeout);
        ++expired;
    });
    const Check hangs = script("trap '' TERM; sleep 1000 & wait; sleep 1000", {}, 3000);
    for (int i = 0; i < kMany; ++i)
        QVERIFY(bench.runner.run(ProbeBench::key(QString::number(i)), hangs));
    QCOMPARE(expired, 0);
    // From waking up to the next wait: what it computes and where it is held up.
    QElapsedTimer since;
    qint64 busyNs = 0;
    QAbstractEventDispatcher *dispatcher = QAbstractEventDispatcher::instance();
    connect(dispatcher, &QAbstractEventDispatcher::awake, this, [&] { since.start(); });
    connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, this, [&] {
        if (since.isValid())
            busyNs += since.nsecsElapsed();
        since.invalidate();
    });
    QEventLoop loop;
    QTimer limit;
    connect(&limit, &QTimer::timeout, &loop, &QEventLoop::quit);
    connect(&bench.runner, &ProbeRunner::finished, &loop, [&] {
        if (expired == kMany)
            loop.quit();
    });
    limit.start(20'000);
    loop.exec();
    dispatcher->disconnect(this);
    QCOMPARE(expired, kMany);
    const qint64 busyMs = busyNs / 1000000;
    QVERIFY(busyNs > 0);
    QVERIFY2(busyMs < 500, qPrintable(QString::number(busyMs)));
}

void TestCommandCheck::figuresAndLimits()
{
    ProbeBench bench;
    const auto with = [](const char *ranges, const QVariantMap &map) {
        return script("echo 'OK | a=5 b=7%'", {{ranges, map}});
    };
    QCOMPARE(bench.run(with("ranges_critical", {{"a", "~:5"}, {"b", "@0:6"}})).status,
             CheckStatus::Ok);
    CheckResult result = bench.run(with("ranges_critical", {{"a", "~:4"}}));
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(toWord(result.error->kind), QString("condition"));
    QCOMPARE(result.message, QString("a is 5, limit ~:4"));
    result = bench.run(with("ranges_warning", {{"b", "@5:10"}}));
    QCOMPARE(result.status, CheckStatus::Warning);
    QCOMPARE(result.figure, QString("7\u00A0%"));
    result = bench.run(with("ranges_warning", {{"c", "5"}}));
    QCOMPARE(result.status, CheckStatus::Unknown);
    QCOMPARE(result.message, QString("sh tells no c"));
}

void TestCommandCheck::argumentsAreNotSplit()
{
    ProbeBench bench;
    const CheckResult result =
        bench.run(command({"printf", "%s/", "a b", "$HOME", "*", "; echo x", ""}));
    QCOMPARE(result.message, QString("a b/$HOME/*/; echo x//"));
}

void TestCommandCheck::environmentIsClean()
{
    qputenv("OPSDECK_TEST_SECRET", "leak");
    qputenv("LD_LIBRARY_PATH", "/nowhere");
    ProbeBench bench;
    const CheckResult result =
        bench.run(command({"sh", "-c",
                           "echo \"[$OPSDECK_TEST_SECRET][$LD_LIBRARY_PATH][$LC_ALL][$OWN]\"; pwd; "
                           "readlink /proc/self/fd/0; ls /proc/self/fd"},
                          {{"environment", QVariantMap{{"OWN", "a b"}}}}));
    qunsetenv("LD_LIBRARY_PATH");
    QCOMPARE(result.message, QString("[][][C.UTF-8][a b]"));
    const QStringList lines = result.fields.value("command.output").toString().split('\n');
    QCOMPARE(lines.value(0), QString("/"));
    QCOMPARE(lines.value(1), QString("/dev/null"));
    // Its three, and the one that ls itself has opened.
    QCOMPARE(lines.mid(2), (QStringList{"0", "1", "2", "3"}));
}

void TestCommandCheck::secretByStandardInput()
{
    ProbeBench bench;
    bench.credentials.put("demo/secret", "pass word");
    const CheckResult result =
        bench.run(script("read -r p; [ \"$p\" = 'pass word' ] && echo GOOD; tr '\\0' ' ' < "
                         "/proc/$$/cmdline | grep -c 'NOT-IN-ARGUMENTS'; exit 0",
                         {{"credential", "demo/secret"}}));
    QCOMPARE(result.message, QString("GOOD"));
}

void TestCommandCheck::secretByFile()
{
    ProbeBench bench;
    bench.credentials.put("demo/secret", "pass word");
    const CheckResult result =
        bench.run(command({"sh", "-c",
                           "[ \"$1\" = \"$OPSDECK_CREDENTIAL_FILE\" ] && [ \"$(cat \"$1\")\" = "
                           "'pass word' ] && stat -Lc %a \"$1\"",
                           "sh", "{credential_file}"},
                          {{"credential", "demo/secret"}, {"credential_as", "file"}}));
    QCOMPARE(result.message, QString("600"));
}

void TestCommandCheck::secretIsNotShown()
{
    ProbeBench bench;
    bench.credentials.put("demo/secret", "pass-word");
    const CheckResult result =
        bench.run(script("read -r p; echo \"login with $p failed\"; echo \"$p\" >&2; exit 2",
                         {{"credential", "demo/secret"}}));
    QCOMPARE(result.message, QString::fromUtf8("login with … failed"));
    QCOMPARE(result.fields.value("command.errors").toString(), QString::fromUtf8("…"));
}

void TestCommandCheck::noSuchProgram()
{
    ProbeBench bench;
    for (const char *program :
         {"no-such-program", "/no/such/program", "/etc/passwd", "relative/program"}) {
        const CheckResult result = bench.run(command({program}));
        QCOMPARE(result.status, CheckStatus::Unknown);
        QCOMPARE(toWord(result.error->kind), QString("process"));
        QCOMPARE(result.message, QStringLiteral("There is no program %1 here").arg(program));
    }
    QTemporaryDir folder;
    QFile file(folder.filePath("broken"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("#!/no/such/interpreter\n");
    file.setPermissions(QFile::ReadOwner | QFile::ExeOwner);
    file.close();
    const CheckResult result = bench.run(command({file.fileName()}));
    QCOMPARE(toWord(result.error->kind), QString("process"));
    QVERIFY2(result.message.contains("could not be started"), qPrintable(result.message));
}

void TestCommandCheck::endedBySignal()
{
    ProbeBench bench;
    const CheckResult result = bench.run(script("kill -9 $$"));
    QCOMPARE(result.status, CheckStatus::Unknown);
    QCOMPARE(toWord(result.error->kind), QString("process"));
    QCOMPARE(result.message, QString("sh: The program was ended by signal 9"));
}

void TestCommandCheck::goesByNoWay()
{
    ProbeBench bench;
    Check check = script("echo hello");
    check.via.id = "bastion";
    check.via.title = "Bastion";
    check.via.kind = WayKind::Ssh;
    check.via.hosts = QStringList{"bastion"};
    const CheckResult result = bench.run(check);
    QCOMPARE(toWord(result.error->kind), QString("config"));
    QCOMPARE(result.message, QString("sh runs on this machine: it goes by no way"));
}

void TestCommandCheck::tooMuchOutput_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("kind");
    QTest::newRow("endless") << "yes" << "too-large";
    QTest::newRow("endless line") << "tr '\\0' x < /dev/zero" << "too-large";
    QTest::newRow("endless errors") << "yes >&2" << "too-large";
    QTest::newRow("dripping") << "while :; do printf x; sleep 0.1; done" << "timeout";
    QTest::newRow("silent") << "sleep 100" << "timeout";
    QTest::newRow("deaf") << "trap '' TERM INT HUP; sleep 100" << "timeout";
    QTest::newRow("stopped") << "kill -STOP $$" << "timeout";
}

void TestCommandCheck::tooMuchOutput()
{
    QFETCH(QString, text);
    QFETCH(QString, kind);
    ProbeBench bench;
    const qint64 before = residentBytes();
    QElapsedTimer timer;
    timer.start();
    const CheckResult result = bench.run(script(text, {}, 1000));
    // Nothing but the deadline of a second, or the size, ends any of them.
    QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY2(residentBytes() - before < 32 << 20,
             qPrintable(QString::number((residentBytes() - before) >> 20)));
    QCOMPARE(toWord(result.error->kind), kind);
    QCOMPARE(result.status, CheckStatus::Critical);
    if (kind == "timeout")
        QCOMPARE(result.message,
                 QString::fromUtf8("sh did not answer in 1\u00A0s: it was still running"));
}

void TestCommandCheck::deadlineKillsAll()
{
    QTemporaryDir folder;
    const QString pids = folder.filePath("pids");
    ProbeBench bench;
    // A child, a grandchild, and one that has a session and an environment of its own and no parent
    // any more.
    const QString text =
        QStringLiteral("echo $$ >> %1; sleep 100 & echo $! >> %1; (sleep 100 & echo $! >> %1); "
                       "setsid env -i sh -c 'echo $$ >> %1; exec sleep 100' < /dev/null > "
                       "/dev/null 2>&1 & wait")
            .arg(pids);
    const CheckResult result = bench.run(script(text, {}, 700));
    QCOMPARE(toWord(result.error->kind), QString("timeout"));
    const QList<qint64> all = pidsIn(pids);
    QCOMPARE(all.size(), 4);
    for (const qint64 pid : all)
        QTRY_VERIFY2(!isAlive(pid), qPrintable(QString::number(pid)));
}

void TestCommandCheck::whatItLeavesBehindIsKilled()
{
    QTemporaryDir folder;
    const QString pids = folder.filePath("pids");
    ProbeBench bench;
    // The one it leaves keeps the output open, too.
    const CheckResult result =
        bench.run(script(QStringLiteral("setsid env -i sh -c 'echo $$ >> %1; exec sleep 100' & "
                                        "while ! [ -s %1 ]; do sleep 0.02; done; echo DONE")
                             .arg(pids)));
    QCOMPARE(result.status, CheckStatus::Ok);
    QCOMPARE(result.message, QString("DONE"));
    const QList<qint64> all = pidsIn(pids);
    QCOMPARE(all.size(), 1);
    QVERIFY(!isAlive(all.first()));
}

void TestCommandCheck::othersAreNotDisturbed()
{
    ProbeBench bench;
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    QSignalSpy spy(&bench.runner, &ProbeRunner::finished);
    for (int i = 0; i < 5; ++i)
        QVERIFY(bench.runner.run(ProbeBench::key(QStringLiteral("bad%1").arg(i)),
                                 script(i % 2 ? "yes >&2" : "sleep 100", {}, 1500)));
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(bench.run("tcp", {{"host", "127.0.0.1"}, {"port", server.serverPort()}}).status,
             CheckStatus::Ok);
    QVERIFY2(timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed())));
    QTRY_COMPARE_WITH_TIMEOUT(spy.size(), 6, 8000);
}

void TestCommandCheck::plugins_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("metric");
    QTest::addColumn<QString>("label");
    QTest::newRow("disk") << QStringList{"check_disk", "-w", "1%", "-c", "0%", "-p", "/"}
                          << "command_bytes" << "/";
    QTest::newRow("load") << QStringList{"check_load", "-w", "900,900,900", "-c", "999,999,999"}
                          << "command_value" << "load1";
    QTest::newRow("procs") << QStringList{"check_procs", "-w", "1:99999", "-c", "1:99999"}
                           << "command_value" << "procs";
    QTest::newRow("dummy") << QStringList{"check_dummy", "0", "all is well"} << "command_exit_code"
                           << "";
}

void TestCommandCheck::plugins()
{
    if (!QFileInfo("/usr/lib/nagios/plugins/check_dummy").isExecutable())
        QSKIP("NOT TESTED: the monitoring plugins (monitoring-plugins-basic) are not installed");
    QFETCH(QStringList, arguments);
    QFETCH(QString, metric);
    QFETCH(QString, label);
    ProbeBench bench;
    const CheckResult result = bench.run(command(arguments));
    qInfo().noquote() << arguments.first() << "|" << result.message << "|" << result.figure;
    QCOMPARE(result.error.value_or(Error{}).message, QString());
    QCOMPARE(result.status, CheckStatus::Ok);
    QVERIFY(sampleOf(result, metric, label) > -1);
    QVERIFY(!result.message.contains('|'));
}

void TestCommandCheck::pluginsWithFaults()
{
    if (!QFileInfo("/usr/lib/nagios/plugins/check_dummy").isExecutable())
        QSKIP("NOT TESTED: the monitoring plugins (monitoring-plugins-basic) are not installed");
    ProbeBench bench;
    BadHttp server;
    server.setAnswer("/", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
    server.setAnswer(
        "/broken",
        "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
    const QString port = QString::number(server.port());
    CheckResult result = bench.run(command({"check_tcp", "-H", "127.0.0.1", "-p", port}));
    QCOMPARE(result.status, CheckStatus::Ok);
    QVERIFY(sampleOf(result, "command_seconds", "time") >= 0);
    result = bench.run(command({"check_http", "-I", "127.0.0.1", "-p", port, "-u", "/"}));
    QCOMPARE(result.error.value_or(Error{}).message, QString());
    QVERIFY(sampleOf(result, "command_bytes", "size") > 0);
    result = bench.run(command({"check_http", "-I", "127.0.0.1", "-p", port, "-u", "/broken"}));
    QCOMPARE(result.status, CheckStatus::Critical);
    QVERIFY2(result.message.startsWith("HTTP CRITICAL: HTTP/1.1 500"), qPrintable(result.message));
    result = bench.run(command({"check_tcp", "-H", "127.0.0.1", "-p", "1"}));
    QCOMPARE(result.status, CheckStatus::Critical);
    QVERIFY2(result.message.contains("refused"), qPrintable(result.message));
    result = bench.run(command(
        {"check_http", "-I", "127.0.0.1", "-p", port, "-u", "/silent", "-t", "30"}, {}, 700));
    QCOMPARE(toWord(result.error->kind), QString("timeout"));
    result = bench.run(command({"check_load", "-w", "0,0,0", "-c", "999,999,999"}));
    QVERIFY(result.status == CheckStatus::Warning
            || sampleOf(result, "command_value", "load1") == 0);
    result = bench.run(command({"check_disk", "-w", "100%", "-c", "0%", "-p", "/"}));
    QCOMPARE(result.status, CheckStatus::Warning);
    result = bench.run(command({"check_disk", "-p", "/no/such/place", "-w", "1%", "-c", "1%"}));
    QVERIFY(result.status == CheckStatus::Critical || result.status == CheckStatus::Unknown);
    result = bench.run(command({"check_procs", "-c", "1:", "-C", "no-such-process"}));
    QCOMPARE(result.status, CheckStatus::Critical);
    result = bench.run(command({"check_disk"}));
    QCOMPARE(result.status, CheckStatus::Unknown);
    QCOMPARE(toWord(result.error->kind), QString("status"));
}

QTEST_GUILESS_MAIN(TestCommandCheck)
#include "tst_commandcheck.moc"
