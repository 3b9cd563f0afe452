// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/runbooks/abandonedparts.h"
#include "services/runbooks/artifact.h"
#include "services/runbooks/passfile.h"
#include "services/runbooks/runlock.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <thread>
#include <vector>

using namespace opsdeck;

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(none)");
}

void write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(text), text.size());
}

const EnvironmentKey kDev{PlatformId("shop"), EnvironmentId("dev")};
const EnvironmentKey kProd{PlatformId("shop"), EnvironmentId("prod")};

} // namespace

/// The files that a run works with: the password's in memory, its artifacts, its lock.
class TestRunFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void passFile();
    void passFileEscapes();
    void passFileTakesOneLine_data();
    void passFileTakesOneLine();
    void artifactIsKept();
    void artifactIsRemoved();
    void abandonedPartsAreRemoved();
    void artifactReplacesOnlyWhenWhole();
    void artifactRefusals();
    void lockExcludes();
    void lockExcludesOtherProcesses();
    void lockOfARemovedFile();
    void lockThatOutlivesItsRun();
    void lockFailure();
};

void TestRunFiles::passFile()
{
    QString path;
    {
        const auto file =
            PassFile::make({{"127.0.0.1", "15432", "shop", "dump"}}, Secret(QByteArray("secret")));
        QVERIFY(file.has_value());
        path = (*file)->path();
        QCOMPARE(contentOf(path), QByteArray("127.0.0.1:15432:shop:dump:secret\n"));
        struct stat facts = {};
        QCOMPARE(::stat(path.toLocal8Bit().constData(), &facts), 0);
        QVERIFY(S_ISREG(facts.st_mode));
        QCOMPARE(facts.st_mode & 0777, mode_t(0600));
        QCOMPARE(facts.st_nlink, nlink_t(0)); // in no folder of any disk
        QVERIFY((::fcntl((*file)->descriptor(), F_GETFD) & FD_CLOEXEC) != 0);
    }
    QVERIFY(!QFile::exists(path));
}

void TestRunFiles::passFileEscapes()
{
    const auto file =
        PassFile::make({{"::1", "*", "a:b", "back\\slash"}}, Secret(QByteArray("p:w\\d")));
    QVERIFY(file.has_value());
    QCOMPARE(contentOf((*file)->path()), QByteArray("\\:\\:1:*:a\\:b:back\\\\slash:p\\:w\\\\d\n"));
}

void TestRunFiles::passFileTakesOneLine_data()
{
    QTest::addColumn<QByteArray>("password");
    QTest::newRow("line feed") << QByteArray("one\ntwo");
    QTest::newRow("carriage return") << QByteArray("one\r");
    QTest::newRow("NUL") << QByteArray("one\0two", 7);
}

void TestRunFiles::passFileTakesOneLine()
{
    QFETCH(QByteArray, password);
    const auto file = PassFile::make({{"*", "*", "*", "*"}}, Secret(password));
    QVERIFY(!file);
    QCOMPARE(file.error().kind, ErrorKind::Credential);
    QVERIFY(!file.error().message.contains("one"));
}

void TestRunFiles::artifactIsKept()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath("a/b/shop.dump");
    {
        const auto artifact = Artifact::begin(path);
        QVERIFY(artifact.has_value());
        QVERIFY((*artifact)->partialPath() != path);
        struct stat facts = {};
        QCOMPARE(::stat(QFile::encodeName((*artifact)->partialPath()).constData(), &facts), 0);
        QCOMPARE(facts.st_mode & 0777, mode_t(0600));
        write((*artifact)->partialPath(), "content");
        QVERIFY(!QFile::exists(path));
        QVERIFY((*artifact)->commit().has_value());
        QCOMPARE((*artifact)->size(), 7);
    }
    QCOMPARE(contentOf(path), QByteArray("content"));
    QCOMPARE(QDir(folder.filePath("a/b")).entryList(QDir::Files), QStringList{"shop.dump"});
}

void TestRunFiles::artifactIsRemoved()
{
    const QTemporaryDir folder;
    {
        const auto artifact = Artifact::begin(folder.filePath("shop.dump"));
        write((*artifact)->partialPath(), "half");
    }
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList());
}

void TestRunFiles::abandonedPartsAreRemoved()
{
    const QTemporaryDir folder;
    QVERIFY(QDir(folder.path()).mkpath("shop/old"));
    const QStringList kept{"shop/held.dump.partial-0123abcd", "shop/mine.partial",
                           "shop/whole.dump", "shop/word.partial-0123abcz"};
    for (const QString &name : kept + QStringList{"shop/old/a.dump.partial-0123abcd"})
        write(folder.filePath(name), "half");
    QVERIFY(QFile::link(folder.filePath("shop/whole.dump"),
                        folder.filePath("shop/link.partial-0123abcd")));
    QFile held(folder.filePath(kept.first()));
    QVERIFY(held.open(QIODevice::ReadOnly));
    const auto living = Artifact::begin(folder.filePath("shop/new.dump"));
    QVERIFY(living.has_value());
    QCOMPARE(removeAbandonedParts(folder.path()), QStringList{"shop/old/a.dump.partial-0123abcd"});
    QVERIFY(!QFile::exists(folder.filePath("shop/old/a.dump.partial-0123abcd")));
    for (const QString &name : kept)
        QVERIFY2(QFile::exists(folder.filePath(name)), qPrintable(name));
    QVERIFY(QFile::exists(folder.filePath("shop/link.partial-0123abcd")));
    QVERIFY(QFile::exists((*living)->partialPath()));
    held.close();
    QCOMPARE(removeAbandonedParts(folder.path()), QStringList{kept.first()});
    QCOMPARE(removeAbandonedParts(folder.filePath("nowhere")), QStringList());
}

void TestRunFiles::artifactReplacesOnlyWhenWhole()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath("shop.dump");
    write(path, "last good");
    {
        const auto empty = Artifact::begin(path);
        QVERIFY(!(*empty)->commit());
    }
    QCOMPARE(contentOf(path), QByteArray("last good"));
    QVERIFY(!Artifact::refuseExisting(path));
    QVERIFY(Artifact::refuseExisting(folder.filePath("other")).has_value());
    {
        const auto kept = Artifact::begin(path);
        write((*kept)->partialPath(), "another");
        const auto refused = (*kept)->commit();
        QVERIFY(!refused);
        QVERIFY2(refused.error().message.endsWith("is there already and was kept."),
                 qPrintable(refused.error().message));
        QVERIFY(refused.error().advice.contains("${timestamp}"));
    }
    QCOMPARE(contentOf(path), QByteArray("last good"));
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{"shop.dump"});
    const auto next = Artifact::begin(path);
    write((*next)->partialPath(), "better");
    QVERIFY((*next)->commit(Artifact::Existing::Replace).has_value());
    QCOMPARE(contentOf(path), QByteArray("better"));
}

void TestRunFiles::artifactRefusals()
{
    const QTemporaryDir folder;
    write(folder.filePath("file"), "x");
    const auto artifact = Artifact::begin(folder.filePath("file/below/shop.dump"));
    QVERIFY(!artifact);
    QCOMPARE(artifact.error().kind, ErrorKind::Storage);
}

void TestRunFiles::lockExcludes()
{
    const QTemporaryDir folder;
    auto first = RunLock::take(folder.path(), kDev);
    QVERIFY(first.has_value());
    const auto second = RunLock::take(folder.path(), kDev);
    QVERIFY(!second);
    QCOMPARE(second.error().kind, ErrorKind::Guard);
    QVERIFY(RunLock::take(folder.path(), kProd).has_value());
    first->reset();
    QVERIFY(RunLock::take(folder.path(), kDev).has_value());
}

void TestRunFiles::lockExcludesOtherProcesses()
{
    const QTemporaryDir folder;
    auto mine = RunLock::take(folder.path(), kDev);
    QVERIFY(mine.has_value());
    const QStringList names = QDir(folder.filePath("locks")).entryList(QDir::Files);
    QCOMPARE(names.size(), 1);
    const QString path = folder.filePath("locks/" + names.first());
    QCOMPARE(QProcess::execute("flock", {"--nonblock", path, "true"}), 1);
    mine->reset();
    QCOMPARE(QProcess::execute("flock", {"--nonblock", path, "true"}), 0);
    QProcess other;
    other.start("flock", {"--nonblock", path, "sh", "-c", "echo held; read x"});
    QVERIFY(other.waitForReadyRead());
    QVERIFY(!RunLock::take(folder.path(), kDev));
    other.closeWriteChannel();
    QVERIFY(other.waitForFinished());
    QVERIFY(RunLock::take(folder.path(), kDev).has_value());
}

void TestRunFiles::lockOfARemovedFile()
{
    // Each holder removes the file: who opened it before and locks it after has a lock that keeps
    // nobody out.
    const QTemporaryDir folder;
    QVERIFY(RunLock::take(folder.path(), kDev).has_value());
    const QString path =
        folder.filePath("locks/" + QDir(folder.filePath("locks")).entryList(QDir::Files).value(0));
    std::atomic_int holders = 0;
    std::atomic_int tooMany = 0;
    std::atomic_int taken = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int tries = 0; tries < 5000; ++tries) {
                const auto lock = RunLock::take(folder.path(), kDev);
                if (!lock)
                    continue;
                ++taken;
                if (++holders > 1)
                    ++tooMany;
                std::this_thread::yield();
                --holders;
                QFile::remove(path);
            }
        });
    }
    for (std::thread &each : threads)
        each.join();
    QVERIFY(taken > 100);
    QCOMPARE(tooMany.load(), 0);
}

void TestRunFiles::lockThatOutlivesItsRun()
{
    const QTemporaryDir folder;
    auto lock = RunLock::take(folder.path(), kDev);
    QVERIFY(lock.has_value());
    QVERIFY2(RunLock::take(folder.path(), kDev).error().message.contains("under way"),
             "its holder lives");
    const int given = ::dup((*lock)->descriptor());
    lock->reset();
    const auto refused = RunLock::take(folder.path(), kDev);
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Guard);
    QVERIFY2(refused.error().message.contains("still live"), qPrintable(refused.error().message));
    ::close(given);
    QVERIFY(RunLock::take(folder.path(), kDev).has_value());
}

void TestRunFiles::lockFailure()
{
    const QTemporaryDir folder;
    write(folder.filePath("locks"), "a file where the folder should be");
    const auto lock = RunLock::take(folder.path(), kDev);
    QVERIFY(!lock);
    QCOMPARE(lock.error().kind, ErrorKind::Storage);
}

QTEST_GUILESS_MAIN(TestRunFiles)
#include "tst_runfiles.moc"
