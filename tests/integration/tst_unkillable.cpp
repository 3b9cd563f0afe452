// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/runbench.h"

#include <QStandardPaths>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

using namespace opsdeck;

namespace {

constexpr uid_t kNobody = 65534;

} // namespace

/// A program that we may not kill, as after sudo: the run must end nevertheless, and say so. Needs
/// root, to have less than root.
class TestUnkillable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runEndsWithoutIt();
    void cleanup();

private:
    pid_t m_left = 0;
};

void TestUnkillable::cleanup()
{
    if (::getuid() == 0)
        return;
    QCOMPARE(::setresuid(0, 0, 0), 0);
    if (m_left <= 0)
        return;
    ::kill(m_left, SIGKILL);
    // What was left to itself is still taken off the system, and off the memory.
    QTRY_VERIFY(::kill(m_left, 0) != 0 && errno == ESRCH);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

void TestUnkillable::runEndsWithoutIt()
{
    const QString setpriv = QStandardPaths::findExecutable("setpriv");
    if (::geteuid() != 0 || setpriv.isEmpty()) {
        QSKIP("NOT TESTED: that a run ends although its program can't be killed. Only root can "
              "make such a program, with setpriv. "
              "Run this test as root, with util-linux installed.");
    }
    QCOMPARE(::setresuid(kNobody, kNobody, 0), 0);
    RunBench bench;
    QVERIFY(QFile::copy(setpriv, bench.path("as-root")));
    const QByteArray program = QFile::encodeName(bench.path("as-root"));
    QCOMPARE(::seteuid(0), 0);
    QCOMPARE(::chown(program.constData(), 0, 0), 0);
    QCOMPARE(::chmod(program.constData(), 04755), 0);
    QCOMPARE(::seteuid(kNobody), 0);
    bench.addCommand("long",
                     {bench.script("long", "echo $$ >pid; exec ./as-root --reuid 0 sleep 1000")});
    bench.start();
    QTRY_VERIFY(!bench.content("pid").isEmpty());
    m_left = static_cast<pid_t>(bench.content("pid").trimmed().toLongLong());
    QVERIFY(m_left > 1);
    QTRY_VERIFY(::kill(m_left, 0) != 0 && errno == EPERM);
    bench.engine().cancelAll();
    QTRY_VERIFY_WITH_TIMEOUT(bench.hasEnded(), 12'000);
    QCOMPARE(toWord(bench.progress.steps.first()), "unknown");
    QVERIFY(bench.progress.stepMessages.first().startsWith("could not be stopped"));
    QVERIFY(::kill(m_left, 0) != 0 && errno == EPERM); // it lives on
    QElapsedTimer since;
    since.start();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    bench.destroyEngine();
    QVERIFY(since.elapsed() < 900);
}

QTEST_GUILESS_MAIN(TestUnkillable)
#include "tst_unkillable.moc"
