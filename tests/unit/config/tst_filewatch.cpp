// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/filewatch.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <sys/inotify.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

using namespace opsdeck;

namespace {

bool isExhausted = false;

void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write(bytes);
}

} // namespace

/// In the place of the C library's, for a system with no watches left.
extern "C" int inotify_add_watch(int descriptor, const char *path, std::uint32_t mask) noexcept
{
    if (isExhausted) {
        errno = ENOSPC;
        return -1;
    }
    return static_cast<int>(::syscall(SYS_inotify_add_watch, descriptor, path, mask));
}

class TestFileWatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsOfEveryWayToChange();
    void otherFilesDoNotMatter();
    void changeWhileReadingIsTold();
    void changeIsFoundWhereTheSystemTellsNothing();
    void manyFilesInOneFolder();
};

void TestFileWatch::tellsOfEveryWayToChange()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("opsdeck.yaml");
    write(path, "one");
    WorkspaceWatch watch;
    QSignalSpy changed(&watch, &WorkspaceWatch::changed);
    watch.watch({path}, {WorkspaceWatch::fingerprint(path)});

    write(path, "two and more");
    QTRY_COMPARE(changed.size(), 1);

    // As editors save: a new file takes the place of the old.
    write(dir.filePath("new"), "three, which is longer still");
    QVERIFY(QFile::remove(path));
    QVERIFY(QFile::rename(dir.filePath("new"), path));
    QTRY_COMPARE(changed.size(), 2);

    write(path, "four, after it was replaced: the watch must have followed");
    QTRY_COMPARE(changed.size(), 3);

    QVERIFY(QFile::remove(path));
    QTRY_COMPARE(changed.size(), 4);
    write(path, "five");
    QTRY_COMPARE(changed.size(), 5);
}

void TestFileWatch::otherFilesDoNotMatter()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("opsdeck.yaml");
    write(path, "one");
    WorkspaceWatch watch;
    QSignalSpy changed(&watch, &WorkspaceWatch::changed);
    watch.watch({path}, {WorkspaceWatch::fingerprint(path)});
    write(dir.filePath("other"), "x");
    write(path, "two, which tells that the other was looked at too");
    QTRY_COMPARE(changed.size(), 1);
    QCOMPARE(changed.size(), 1);
}

void TestFileWatch::changeWhileReadingIsTold()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("opsdeck.yaml");
    write(path, "one");
    const QString before = WorkspaceWatch::fingerprint(path);
    write(path, "two, before anything was watched");
    WorkspaceWatch watch;
    QSignalSpy changed(&watch, &WorkspaceWatch::changed);
    watch.watch({path}, {before});
    QTRY_COMPARE(changed.size(), 1);
    write(path, "three, which is told once more");
    QTRY_COMPARE(changed.size(), 2);
}

void TestFileWatch::changeIsFoundWhereTheSystemTellsNothing()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("opsdeck.yaml");
    write(path, "one");
    WorkspaceWatch watch(std::chrono::milliseconds(50));
    QSignalSpy changed(&watch, &WorkspaceWatch::changed);
    QSignalSpy unwatched(&watch, &WorkspaceWatch::unwatched);
    isExhausted = true;
    watch.watch({path}, {WorkspaceWatch::fingerprint(path)});
    QTRY_COMPARE(unwatched.size(), 1);
    QCOMPARE(unwatched.last().first().toInt(), 2); // the file and its folder
    QCOMPARE(changed.size(), 0);
    write(path, "two and more");
    QTRY_COMPARE(changed.size(), 1);
    isExhausted = false;
    QTRY_COMPARE(unwatched.size(), 2);
    QCOMPARE(unwatched.last().first().toInt(), 0);
}

void TestFileWatch::manyFilesInOneFolder()
{
    QTemporaryDir dir;
    QStringList files;
    QStringList prints;
    for (int i = 0; i < 300; ++i) {
        files << dir.filePath(QString::number(i));
        write(files.last(), "one");
        prints << WorkspaceWatch::fingerprint(files.last());
    }
    WorkspaceWatch watch;
    QSignalSpy changed(&watch, &WorkspaceWatch::changed);
    watch.watch(files, prints);
    write(files.last(), "two and more");
    QTRY_COMPARE(changed.size(), 1);
}

QTEST_GUILESS_MAIN(TestFileWatch)
#include "tst_filewatch.moc"
