// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/programguard.h"
#include "services/config/filewatch.h"
#include "tests/support/runbench.h"
#include "tests/support/wholefile.h"

#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdarg>
#include <cstring>
#include <mutex>

using namespace opsdeck;

namespace {

/// A disk that answers nothing about some of its files before it is let go.
struct SlowDisk
{
    std::mutex mutex;
    std::condition_variable changed;
    bool isSlow = false;
    bool isLetGo = false;
    std::atomic<const QThread *> waiting = nullptr;

    void wait()
    {
        std::unique_lock lock(mutex);
        if (!isSlow)
            return;
        waiting = QThread::currentThread();
        // Not for ever: whoever waits on the thread that lets it go would hang.
        changed.wait_for(lock, std::chrono::seconds(10), [this] { return isLetGo; });
        waiting = nullptr;
    }

    void begin()
    {
        const std::scoped_lock lock(mutex);
        isSlow = true;
        isLetGo = false;
    }

    void letGo()
    {
        const std::scoped_lock lock(mutex);
        isLetGo = true;
        isSlow = false;
        changed.notify_all();
    }
};

SlowDisk disk;

} // namespace

// In the place of the C library's.

extern "C" int lstat(const char *path, struct stat *facts) noexcept
{
    if (std::strstr(path, "slow-") != nullptr)
        disk.wait();
    return ::fstatat(AT_FDCWD, path, facts, AT_SYMLINK_NOFOLLOW);
}

extern "C" int open(const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    if (std::strstr(path, "slow-") != nullptr)
        disk.wait();
    return ::openat(AT_FDCWD, path, flags, mode);
}

extern "C" int fsync(int descriptor)
{
    char path[1024] = {};
    const QByteArray link = "/proc/self/fd/" + QByteArray::number(descriptor);
    if (::readlink(link.constData(), path, sizeof path - 1) > 0
        && QByteArrayView(path).contains(".partial-"))
        disk.wait();
    return static_cast<int>(::syscall(SYS_fsync, descriptor));
}

/// Files on a disk that takes its time.
class TestSlowDisk : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void cleanup() { disk.letGo(); }

    void engineGoesOnMeanwhile();
    void stopIsHeardMeanwhile();
    void runThatIsGoneKeepsNothing();
    void caFileHoldsNothingUp_data();
    void caFileHoldsNothingUp();
    void programsAreLookedAtMeanwhile();

private:
    static QStringList left(const RunBench &bench)
    {
        return QDir(bench.dataPath("artifacts/test")).entryList(QDir::Files | QDir::Hidden);
    }
};

void TestSlowDisk::engineGoesOnMeanwhile()
{
    RunBench bench;
    bench.addCommand("make", {bench.script("make", "echo data")}, {{"artifact", "out"}});
    disk.begin();
    bench.start();
    QTRY_VERIFY(disk.waiting != nullptr);
    QVERIFY(disk.waiting != QThread::currentThread());
    QVERIFY(!bench.hasEnded());
    QVERIFY(!left(bench).contains("out"));
    disk.letGo();
    QTRY_VERIFY(bench.hasEnded());
    QCOMPARE(toWord(bench.progress.state), "succeeded");
    QCOMPARE(left(bench), QStringList{"out"});
    QVERIFY(bench.text().contains("out (5 bytes)"));
}

void TestSlowDisk::stopIsHeardMeanwhile()
{
    RunBench bench;
    bench.addCommand("make", {bench.script("make", "echo data")}, {{"artifact", "out"}});
    disk.begin();
    bench.start();
    QTRY_VERIFY(disk.waiting != nullptr);
    bench.engine().cancelAll();
    QTRY_VERIFY(bench.hasEnded());
    QVERIFY(disk.waiting != nullptr);
    QCOMPARE(toWord(bench.progress.state), "cancelled");
    QCOMPARE(bench.progress.stepMessages.first(), "stopped before its artifact was kept");
    disk.letGo();
    QTRY_COMPARE(left(bench), QStringList());
}

void TestSlowDisk::runThatIsGoneKeepsNothing()
{
    RunBench bench;
    bench.addCommand("make", {bench.script("make", "echo data")}, {{"artifact", "out"}});
    disk.begin();
    bench.start();
    QTRY_VERIFY(disk.waiting != nullptr);
    bench.destroyEngine();
    disk.letGo();
    QTRY_COMPARE(left(bench), QStringList());
}

void TestSlowDisk::caFileHoldsNothingUp_data()
{
    QTest::addColumn<QString>("kind");
    QTest::newRow("tls") << "tls";
    QTest::newRow("smtp") << "smtp";
}

void TestSlowDisk::caFileHoldsNothingUp()
{
    QFETCH(QString, kind);
    const QTemporaryDir dir;
    putFile(dir.filePath("slow-ca.pem"), "none\n");
    ProbeBench bench;
    const Check check = ProbeBench::check(
        kind, {{"host", "127.0.0.1"}, {"port", 9}, {"ca_file", dir.filePath("slow-ca.pem")}}, 400);
    disk.begin();
    const CheckResult silent = bench.run(check);
    QVERIFY(disk.waiting != nullptr);
    QVERIFY(disk.waiting != QThread::currentThread());
    QCOMPARE(silent.status, CheckStatus::Unknown);
    QCOMPARE(silent.error->kind, ErrorKind::Storage);
    QVERIFY(silent.error->message.contains("ca_file could not be read within"));
    disk.letGo();
    Check again = check;
    again.timeout = Milliseconds(10'000);
    QVERIFY(bench.run(again).error->message.contains("slow-ca.pem")); // read, and none in it
}

void TestSlowDisk::programsAreLookedAtMeanwhile()
{
    const QTemporaryDir dir;
    const QString path = dir.filePath("slow-script");
    putFile(path, "one");
    const CheckKey key = ProbeBench::key();
    ProgramGuard guard;
    QSignalSpy changed(&guard, &ProgramGuard::programChanged);
    guard.setPrograms({{key, {{path, WorkspaceWatch::fingerprint(path)}}}});
    QObject context;
    QStringList answers;
    const auto ask = [&](const QString &name) {
        guard.look(key, &context, [&, name](const std::optional<Error> &error) {
            answers << name + (error ? ": " + toWord(error->kind) : QString());
        });
    };
    guard.look(ProbeBench::key("without"), &context,
               [&](const std::optional<Error> &) { answers << "at once"; });
    QCOMPARE(answers, QStringList{"at once"});
    disk.begin();
    ask("first");
    QTRY_VERIFY(disk.waiting != nullptr);
    QVERIFY(disk.waiting != QThread::currentThread());
    // Who asks now must not be told what was so before.
    ask("second");
    QCOMPARE(answers.size(), 1);
    disk.letGo();
    QTRY_COMPARE(answers, QStringList({"at once", "first", "second"}));
    putFile(path, "another content");
    ask("third");
    QTRY_COMPARE(answers.size(), 4);
    QCOMPARE(answers.last(), "third: guard");
    QCOMPARE(changed.size(), 1);
    // Compared with what was wanted when it began, answered by what is wanted now.
    disk.begin();
    ask("fourth");
    QTRY_VERIFY(disk.waiting != nullptr);
    disk.letGo();
    guard.setPrograms({{key, {{path, WorkspaceWatch::fingerprint(path)}}}});
    QTRY_COMPARE(answers.size(), 5);
    QCOMPARE(answers.last(), "fourth");
}

QTEST_GUILESS_MAIN(TestSlowDisk)
#include "tst_slowdisk.moc"
