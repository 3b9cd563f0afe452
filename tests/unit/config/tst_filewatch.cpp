// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/filewatch.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

namespace {

void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write(bytes);
}

} // namespace

class TestFileWatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsOfEveryWayToChange();
    void otherFilesDoNotMatter();
    void changeWhileReadingIsTold();
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

QTEST_GUILESS_MAIN(TestFileWatch)
#include "tst_filewatch.moc"
