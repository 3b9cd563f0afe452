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
    void runsAreSettledByName();
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

    void ready(QProcess &ctl, const QString &environment, const QStringList &more = {},
               const QString &runbook = "long") const
    {
        QProcessEnvironment world = QProcessEnvironment::systemEnvironment();
        world.insert("OPSDECK_DATA_DIR", data());
        world.remove("DBUS_SESSION_BUS_ADDRESS");
        ctl.setProcessEnvironment(world);
        ctl.setProgram(OPSDECKCTL);
        ctl.setArguments(
            QStringList{"runbook", "run", m_folder->path(), runbook, "--environment", environment}
            + more);
    }

    struct Ended
    {
        int code = -1;
        QString output;
        QString error;
    };

    Ended run(const QString &environment, const QStringList &more = {},
              const QString &runbook = "long");
    /// Begins a run, kills the program in its second step, and makes that step do something else.
    void killInWork(const QString &environment);
    QStringList record() const; ///< "action outcome", oldest first

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestInterrupted::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    put("opsdeck.yaml", "workspace: w\nplatforms: [ { file: shop.yaml } ]\nrunbooks: [long.yaml, "
                        "other.yaml, look.yaml]\n");
    put("other.yaml", "runbook: other\nplatform: shop\ndanger: low\nsteps: [ { id: work, kind: "
                      "command, command: [./work] } ]\n");
    put("look.yaml", "runbook: look\nplatform: shop\ndanger: read-only\nsteps: [ { id: work, kind: "
                     "command, command: [./work] } ]\n");
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
    QFile::remove(m_folder->filePath("pids"));
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

TestInterrupted::Ended TestInterrupted::run(const QString &environment, const QStringList &more,
                                            const QString &runbook)
{
    QProcess ctl;
    ready(ctl, environment, QStringList{"--confirm", environment} + more, runbook);
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
    const Ended next = run("dev", {}, "look");
    QCOMPARE(next.code, 0);
    QVERIFY2(next.error.contains("of workspace w, begun"), qPrintable(next.error));
    QVERIFY2(next.error.contains("was interrupted in step 'work': what it did is unknown."),
             qPrintable(next.error));
    const Ended other = run("dev", {}, "other");
    QCOMPARE(other.code, 6);
    QVERIFY2(other.error.contains("an earlier run there has no known end."),
             qPrintable(other.error));
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
        QVERIFY2(refused.error.contains("Not run: an earlier run there has no known end."),
                 qPrintable(refused.error));
        QVERIFY2(refused.output.contains("not run"), qPrintable(refused.output));
    }
    QCOMPARE(run("prod", {"--settle", "00000000"}).code, 6);
    QVERIFY(!QFile::exists(m_folder->filePath("worked")));
    const QRegularExpressionMatch name =
        QRegularExpression("runbook settle ([0-9a-f]{8})").match(run("prod").error);
    QVERIFY(name.hasMatch());
    const Ended done = run("prod", {"--settle", name.captured(1)});
    QVERIFY2(done.code == 0, qPrintable(done.error));
    QCOMPARE(content("worked"), QByteArray("again\n"));
    QCOMPARE(run("prod").code, 0);
    QCOMPARE(record().count("runbook.result unknown"), 1);
    QCOMPARE(record().count("runbook.settled succeeded"), 1);
    QCOMPARE(record().count("runbook.refused refused"), 4);
}

void TestInterrupted::runsAreSettledByName()
{
    killInWork("prod");
    killInWork("dev");
    const auto settle = [this](const QStringList &names) {
        QProcess ctl;
        ready(ctl, {});
        ctl.setArguments(QStringList{"runbook", "settle"} + names);
        ctl.start();
        ctl.waitForFinished();
        return Ended{ctl.exitCode(), QString::fromUtf8(ctl.readAllStandardOutput()),
                     QString::fromUtf8(ctl.readAllStandardError())};
    };
    const Ended listed = settle({});
    QCOMPARE(listed.code, 0);
    QCOMPARE(listed.output.count("was interrupted in step 'work'"), 2);
    QStringList names;
    static const QRegularExpression id("Run ([0-9a-f]{8}) of Long");
    for (auto found = id.globalMatch(listed.output); found.hasNext();)
        names << found.next().captured(1);
    QCOMPARE(names.size(), 2);
    const Ended unknown = settle({names.first(), "00000000"});
    QCOMPARE(unknown.code, 4);
    QVERIFY2(unknown.error.contains("There is no interrupted run '00000000'; nothing was settled."),
             qPrintable(unknown.error));
    QCOMPARE(settle({names.first().left(7)}).code, 4);
    QCOMPARE(settle(names).code, 0);
    QCOMPARE(settle({}).output.trimmed(),
             QString("No run was interrupted without somebody having looked at it."));
    QCOMPARE(settle(names).code, 4);
    QCOMPARE(run("prod").code, 0);
    QCOMPARE(record().count("runbook.settled succeeded"), 2);
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
