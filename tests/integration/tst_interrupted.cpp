// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/runbooks/runlock.h"

#include <QFile>
#include <QProcess>
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

/// The command line's program, killed with SIGKILL in the middle of a run: nothing of the run lives on.
class TestInterrupted : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void killedProgramLeavesNothing_data();
    void killedProgramLeavesNothing();
    void lockIsHeldWhileAnythingLives();

private:
    void put(const QString &name, const QByteArray &content, bool isProgram = false) const
    {
        QFile file(m_folder->filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
        if (isProgram)
            QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    }
    void putScript(const QString &name, const QByteArray &body) const { put(name, "#!/bin/sh\n" + body + '\n', true); }
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
        ctl.setArguments(QStringList{"runbook", "run", m_folder->path(), "long", "--environment", environment} + more);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestInterrupted::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    put("opsdeck.yaml", "workspace: w\nplatforms: [ { file: shop.yaml } ]\nrunbooks: [long.yaml]\n");
    put("shop.yaml", "platform: shop\nenvironments: [ { id: dev, tier: dev }, { id: prod, tier: prod } ]\nservices: [ { id: api } ]\n");
    put("long.yaml",
        "runbook: long\ntitle: Long\nplatform: shop\ndanger: disruptive\n"
        "steps: [ { id: first, kind: command, command: [./first] }, { id: work, kind: command, command: [./work], timeout: 10m } ]\n");
    putScript("first", "true");
}

void TestInterrupted::killedProgramLeavesNothing_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("child") << QByteArray("sh -c 'echo $$ >>pids; exec sleep 1000' & wait");
    QTest::newRow("deaf child") << QByteArray("sh -c 'trap \"\" TERM HUP INT; echo $$ >>pids; while :; do sleep 0.2; done' & wait");
    QTest::newRow("in a session of its own") << QByteArray("setsid sh -c 'echo $$ >>pids; exec sleep 1000' & wait");
    QTest::newRow("without our mark, its parent ended") << QByteArray("setsid env -i sh -c 'sh -c \"echo \\$\\$ >>pids; exec sleep 1000\" &' ; exec sleep 1000");
    QTest::newRow("with all descriptors closed") << QByteArray("setsid env -i sh -c 'exec 3>&- 0<&- 1>&- 2>&-; echo $$ >>pids; exec sleep 1000' & exec sleep 1000");
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
    putScript("work", "echo $PPID >supervisor; echo $$ >>pids\nsetsid sh -c 'echo $$ >>pids; exec sleep 1000' & wait");
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
    QVERIFY2(next.readAllStandardError().contains("processes of an earlier run still live"), "the refusal says why");
    QCOMPARE(::kill(supervisor, SIGCONT), 0);
    for (const QByteArray &pid : pids())
        QTRY_VERIFY2(!isAlive(pid.toLongLong()), pid.constData());
    QTRY_VERIFY(RunLock::take(data(), kDev).has_value());
}

QTEST_GUILESS_MAIN(TestInterrupted)
#include "tst_interrupted.moc"
