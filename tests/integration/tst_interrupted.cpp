// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/runbooks/runlock.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace opsdeck;

namespace {

const EnvironmentKey kDev{PlatformId("shop"), EnvironmentId("dev")};

bool isAlive(qint64 pid)
{
    QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const QByteArray line = file.readAll();
    return line.mid(line.lastIndexOf(')') + 2, 1) != "Z";
}

} // namespace

/// The command line's program, killed with SIGKILL in the middle of a run: nothing of the run lives
/// on.
class TestInterrupted : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void killedProgramLeavesNothing_data();
    void killedProgramLeavesNothing();
    void lockIsHeldWhileAnythingLives();
    void nextRunIsToldOfIt();
    void protectedRunWaitsForAPerson();
    void windowTellsAtItsStart();
    void withoutARecordNothingIsRun();

private:
    void put(const QString &name, const QByteArray &content, bool isProgram = false) const
    {
        QFile file(m_folder->filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
        if (isProgram)
            QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    }

    void putScript(const QString &name, const QByteArray &body) const
    {
        put(name, "#!/bin/sh\n" + body + '\n', true);
    }

    QByteArray content(const QString &name) const
    {
        QFile file(m_folder->filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QList<QByteArray> pids() const { return content("pids").trimmed().split('\n'); }

    QString data() const { return m_folder->filePath("data"); }

    void ready(QProcess &ctl, const QString &environment, const QStringList &more = {}) const
    {
        QProcessEnvironment world = QProcessEnvironment::systemEnvironment();
        world.insert("OPSDECK_DATA_DIR", data());
        world.remove("DBUS_SESSION_BUS_ADDRESS");
        ctl.setProcessEnvironment(world);
        ctl.setProgram(OPSDECKCTL);
        ctl.setArguments(
            QStringList{"runbook", "run", m_folder->path(), "long", "--environment", environment}
            + more);
    }

    struct Ended
    {
        int code = -1;
        QString output;
        QString error;
    };

    Ended run(const QString &environment, const QStringList &more = {});
    /// Begins a run, kills the program in its second step, and makes that step do something else.
    void killInWork(const QString &environment);
    QStringList record() const; ///< "action outcome", oldest first

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestInterrupted::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    put("opsdeck.yaml",
        "workspace: w\nplatforms: [ { file: shop.yaml } ]\nrunbooks: [long.yaml]\n");
    put("shop.yaml", "platform: shop\nenvironments: [ { id: dev, tier: dev }, { id: prod, tier: "
                     "prod } ]\nservices: [ { id: api } ]\n");
    put("long.yaml", "runbook: long\ntitle: Long\nplatform: shop\ndanger: disruptive\n"
                     "steps: [ { id: first, kind: command, command: [./first] }, { id: work, kind: "
                     "command, command: [./work], timeout: 10m } ]\n");
    putScript("first", "true");
}

void TestInterrupted::killedProgramLeavesNothing_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("child") << QByteArray("sh -c 'echo $$ >>pids; exec sleep 1000' & wait");
    QTest::newRow("deaf child") << QByteArray(
        "sh -c 'trap \"\" TERM HUP INT; echo $$ >>pids; while :; do sleep 0.2; done' & wait");
    QTest::newRow("in a session of its own")
        << QByteArray("setsid sh -c 'echo $$ >>pids; exec sleep 1000' & wait");
    QTest::newRow("without our mark, its parent ended") << QByteArray(
        "setsid env -i sh -c 'sh -c \"echo \\$\\$ >>pids; exec sleep 1000\" &' ; exec sleep 1000");
    QTest::newRow("with all descriptors closed")
        << QByteArray("setsid env -i sh -c 'exec 3>&- 0<&- 1>&- 2>&-; echo $$ >>pids; exec sleep "
                      "1000' & exec sleep 1000");
}

void TestInterrupted::killedProgramLeavesNothing()
{
    QFETCH(QByteArray, body);
    putScript("work", "echo $$ >>pids\n" + body);
    QProcess ctl;
    ready(ctl, "dev");
    ctl.start();
    QTRY_VERIFY_WITH_TIMEOUT(content("pids").count('\n') >= 2, 20'000);
    for (const QByteArray &pid : pids())
        QVERIFY2(isAlive(pid.toLongLong()), pid.constData());
    QVERIFY(!RunLock::take(data(), kDev));
    ::kill(static_cast<pid_t>(ctl.processId()), SIGKILL);
    QVERIFY(ctl.waitForFinished());
    for (const QByteArray &pid : pids())
        QTRY_VERIFY2(!isAlive(pid.toLongLong()), pid.constData());
    QTRY_VERIFY(RunLock::take(data(), kDev).has_value());
}

void TestInterrupted::lockIsHeldWhileAnythingLives()
{
    // The supervisor can't do its work while it is stopped: what it would end lives on.
    putScript("work", "echo $PPID >supervisor; echo $$ >>pids\nsetsid sh -c 'echo $$ >>pids; exec "
                      "sleep 1000' & wait");
    QProcess ctl;
    ready(ctl, "dev");
    ctl.start();
    QTRY_VERIFY_WITH_TIMEOUT(content("pids").count('\n') >= 2, 20'000);
    const auto supervisor = static_cast<pid_t>(content("supervisor").trimmed().toLongLong());
    QVERIFY(supervisor > 1);
    QVERIFY(supervisor != ctl.processId());
    QCOMPARE(::kill(supervisor, SIGSTOP), 0);
    ::kill(static_cast<pid_t>(ctl.processId()), SIGKILL);
    QVERIFY(ctl.waitForFinished());
    const auto refused = RunLock::take(data(), kDev);
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Guard);
    QVERIFY2(refused.error().message.contains("still live"), qPrintable(refused.error().message));
    QProcess next;
    ready(next, "dev");
    next.start();
    QVERIFY(next.waitForFinished());
    QCOMPARE(next.exitCode(), 6);
    QVERIFY2(next.readAllStandardError().contains("processes of an earlier run still live"),
             "the refusal says why");
    QCOMPARE(::kill(supervisor, SIGCONT), 0);
    for (const QByteArray &pid : pids())
        QTRY_VERIFY2(!isAlive(pid.toLongLong()), pid.constData());
    QTRY_VERIFY(RunLock::take(data(), kDev).has_value());
}

void TestInterrupted::killInWork(const QString &environment)
{
    putScript("work", "echo $$ >>pids; exec sleep 1000");
    QProcess ctl;
    ready(ctl, environment, {"--confirm", environment});
    ctl.start();
    QTRY_VERIFY_WITH_TIMEOUT(content("pids").endsWith('\n'), 20'000);
    ::kill(static_cast<pid_t>(ctl.processId()), SIGKILL);
    QVERIFY(ctl.waitForFinished());
    QTRY_VERIFY(
        RunLock::take(data(), {PlatformId("shop"), EnvironmentId(environment)}).has_value());
    putScript("work", "echo again >>worked");
}

TestInterrupted::Ended TestInterrupted::run(const QString &environment, const QStringList &more)
{
    QProcess ctl;
    ready(ctl, environment, QStringList{"--confirm", environment} + more);
    ctl.start();
    ctl.waitForFinished();
    return {ctl.exitCode(), QString::fromUtf8(ctl.readAllStandardOutput()),
            QString::fromUtf8(ctl.readAllStandardError())};
}

QStringList TestInterrupted::record() const
{
    QProcess ctl;
    ready(ctl, {});
    ctl.setArguments({"audit", "list", "--format", "json"});
    ctl.start();
    ctl.waitForFinished();
    QStringList rows;
    const QJsonArray entries =
        QJsonDocument::fromJson(ctl.readAllStandardOutput()).object().value("entries").toArray();
    for (const QJsonValue &entry : entries)
        rows.prepend(entry["action"].toString() + ' ' + entry["outcome"].toString());
    return rows;
}

void TestInterrupted::nextRunIsToldOfIt()
{
    killInWork("dev");
    const Ended next = run("dev");
    QCOMPARE(next.code, 0);
    QVERIFY2(next.error.contains("was interrupted in step 'work': what it did is unknown."),
             qPrintable(next.error));
    QCOMPARE(content("worked"), QByteArray("again\n"));
    QCOMPARE(record().mid(0, 6),
             (QStringList{"runbook.intent planned", "runbook.step-start running",
                          "runbook.step-end succeeded", "runbook.step-start running",
                          "runbook.result unknown", "runbook.intent planned"}));
}

void TestInterrupted::protectedRunWaitsForAPerson()
{
    killInWork("prod");
    for (int i = 0; i < 2; ++i) {
        const Ended refused = run("prod");
        QCOMPARE(refused.code, 6);
        QVERIFY2(refused.error.contains("Not run: an earlier run of it has no known end."),
                 qPrintable(refused.error));
        QVERIFY2(refused.output.contains("not run"), qPrintable(refused.output));
    }
    QCOMPARE(run("prod", {"--settle", "00000000"}).code, 6);
    QVERIFY(!QFile::exists(m_folder->filePath("worked")));
    const QRegularExpressionMatch name =
        QRegularExpression("--settle ([0-9a-f]{8})").match(run("prod").error);
    QVERIFY(name.hasMatch());
    const Ended done = run("prod", {"--settle", name.captured(1)});
    QVERIFY2(done.code == 0, qPrintable(done.error));
    QCOMPARE(content("worked"), QByteArray("again\n"));
    QCOMPARE(run("prod").code, 0);
    QCOMPARE(record().count("runbook.result unknown"), 1);
    QCOMPARE(record().count("runbook.settled succeeded"), 1);
    QCOMPARE(record().count("runbook.refused refused"), 4);
}

void TestInterrupted::windowTellsAtItsStart()
{
#ifdef OPSDECK
    killInWork("prod");
    QProcess window;
    ready(window, {});
    QProcessEnvironment world = window.processEnvironment();
    world.insert("QT_QPA_PLATFORM", "offscreen");
    world.insert("XDG_CONFIG_HOME", m_folder->filePath("config"));
    window.setProcessEnvironment(world);
    window.setProgram(OPSDECK);
    window.setArguments({m_folder->path()});
    window.start();
    QTRY_VERIFY_WITH_TIMEOUT(record().contains("runbook.result unknown"), 20'000);
    window.terminate();
    QVERIFY(window.waitForFinished());
    QVERIFY(!record().contains("runbook.settled succeeded"));
    QVERIFY(!QFile::exists(m_folder->filePath("worked")));
#else
    QSKIP("NOT TESTED: this build has no window, so nothing of its words at the start was seen");
#endif
}

void TestInterrupted::withoutARecordNothingIsRun()
{
    putScript("work", "echo again >>worked");
    // What a read-only disk does, also to root: nothing can be made there.
    QVERIFY(QDir().mkpath(data()));
    if (QProcess::execute("mount", {"--bind", data(), data()}) != 0)
        QSKIP("NOT TESTED: a read-only data folder needs the right to mount");
    const int made = QProcess::execute("mount", {"-o", "remount,ro,bind", data()});
    const Ended refused = run("dev");
    QCOMPARE(QProcess::execute("umount", {data()}), 0);
    QCOMPARE(made, 0);
    QCOMPARE(refused.code, 6);
    QVERIFY2(refused.output.contains("Long in shop/dev: not run. Nothing was changed."),
             qPrintable(refused.output));
    QVERIFY2(!refused.output.contains("failed"), qPrintable(refused.output));
    QVERIFY2(refused.error.contains("nothing can be written below")
                 && refused.error.contains("OPSDECK_DATA_DIR"),
             qPrintable(refused.error));
    QVERIFY(!QFile::exists(m_folder->filePath("worked")));
}

QTEST_GUILESS_MAIN(TestInterrupted)
#include "tst_interrupted.moc"
