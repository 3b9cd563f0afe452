// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/runbench.h"

#include <QTest>
#include <QThread>

#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

using namespace opsdeck;

namespace {

/// A disk that brings no artifact to rest before it is let go.
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

/// In the place of the C library's.
extern "C" int fsync(int descriptor)
{
    char path[1024] = {};
    const QByteArray link = "/proc/self/fd/" + QByteArray::number(descriptor);
    if (::readlink(link.constData(), path, sizeof path - 1) > 0
        && QByteArrayView(path).contains(".partial-"))
        disk.wait();
    return static_cast<int>(::syscall(SYS_fsync, descriptor));
}

/// Artifacts on a disk that takes its time.
class TestSlowDisk : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void cleanup() { disk.letGo(); }

    void engineGoesOnMeanwhile();
    void stopIsHeardMeanwhile();
    void runThatIsGoneKeepsNothing();

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

QTEST_GUILESS_MAIN(TestSlowDisk)
#include "tst_slowdisk.moc"
