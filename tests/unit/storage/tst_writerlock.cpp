// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/series/writerlock.h"
#include "tests/unit/storage/samplefile.h"

#include <QTemporaryDir>

#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <functional>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

bool hasFlock = true;
std::function<void()> beforeSharing; ///< once, where one lock has gone and the other is not there

int realFlock(int descriptor, int operation)
{
    return static_cast<int>(::syscall(SYS_flock, descriptor, operation));
}

} // namespace

/// In the place of the system's.
extern "C" int flock(int descriptor, int operation) noexcept
{
    if (!hasFlock) {
        errno = ENOLCK;
        return -1;
    }
    if ((operation & LOCK_SH) != 0 && beforeSharing) {
        realFlock(descriptor, LOCK_UN);
        std::exchange(beforeSharing, {})();
    }
    return realFlock(descriptor, operation);
}

class TestWriterLock : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void cleanup()
    {
        hasFlock = true;
        beforeSharing = {};
    }

    void theOnlyOneIsAlone_data() { fileSystems(); }

    void theOnlyOneIsAlone()
    {
        QFETCH(bool, knowsFlock);
        hasFlock = knowsFlock;
        QTemporaryDir dir;
        const QString path = dir.filePath("writers");
        WriterLock one;
        WriterLock other;
        QVERIFY(one.take(path));
        QVERIFY(!other.take(path));
        // Who is left was not alone when he looked; the next may be.
        one.release();
        WriterLock third;
        QVERIFY(!third.take(path));
        third.release();
        other.release();
        QVERIFY(third.take(path));
    }

    void whoeverComesBetweenIsSeen()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath("writers");
        WriterLock one;
        WriterLock other;
        bool isOtherAlone = false;
        beforeSharing = [&] { isOtherAlone = other.take(path); };
        const bool isOneAlone = one.take(path);
        QVERIFY(!(isOneAlone && isOtherAlone));
        // And holds the lock for all who come now.
        WriterLock third;
        QVERIFY(!third.take(path));
    }

    void aDeadWritersJournalIsTakenOver_data() { fileSystems(); }

    void aDeadWritersJournalIsTakenOver()
    {
        QFETCH(bool, knowsFlock);
        hasFlock = knowsFlock;
        QTemporaryDir dir;
        for (int round = 0; round < 3; ++round) {
            SampleFile samples(dir.filePath("s.db"));
            for (int i = 0; i < 50; ++i)
                QVERIFY(samples.write({{1, {1'700'000'000'000 + (round * 50 + i) * 1000, 1}}}));
        }
        // Two beginnings of the dead are left, and no more than what is needed.
        SampleFile samples(dir.filePath("s.db"));
        QVERIFY(samples.write({{1, {1'700'000'900'000, 1}}}));
        QCOMPARE(samples.points(1).size(), 151);
        QVERIFY(samples.file.begin());
        samples.store.sealSoon();
        QVERIFY(!samples.store.sealSome().value_or(true));
        QVERIFY(samples.file.commit());
        QCOMPARE(samples.points(1).size(), 151);
        QVERIFY2(samples.rows("journal") <= 2,
                 qPrintable(QString::number(samples.rows("journal"))));
    }

private:
    static void fileSystems()
    {
        QTest::addColumn<bool>("knowsFlock");
        QTest::newRow("both sorts of locks") << true;
        QTest::newRow("no locks of whole files") << false;
    }
};

QTEST_GUILESS_MAIN(TestWriterLock)
#include "tst_writerlock.moc"
