// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/wholefile.h"
#include "tests/support/smalldisk.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

/// A file is there whole, or as it was.
class TestWholeFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void replacesWhole();
    void fullDiskKeepsTheOld_data();
    void fullDiskKeepsTheOld();
    void whatIsNoFileIsRefused();
    void withoutCommitNothingIsThere();

private:
    QString path(const QString &name) const { return m_folder->filePath(name); }

    QByteArray content(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("absent");
    }

    QStringList all() const
    {
        return QDir(m_folder->path())
            .entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestWholeFile::replacesWhole()
{
    for (const QByteArray &text : {QByteArray("first"), QByteArray("second, and longer")}) {
        WholeFile file(path("a"), QFile::ReadOwner | QFile::WriteOwner);
        QVERIFY(file.open());
        QVERIFY(file.write(text));
        QVERIFY(file.commit());
        QCOMPARE(content("a"), text);
    }
    QCOMPARE(QFile::permissions(path("a")) & (QFile::ReadGroup | QFile::ReadOther),
             QFile::Permissions());
    QCOMPARE(all(), QStringList{"a"});
}

void TestWholeFile::fullDiskKeepsTheOld_data()
{
    QTest::addColumn<int>("size");
    QTest::newRow("less than a buffer") << 1000;
    QTest::newRow("more than a buffer") << 200'000;
}

void TestWholeFile::fullDiskKeepsTheOld()
{
    QFETCH(int, size);
    QFile old(path("a"));
    QVERIFY(old.open(QIODevice::WriteOnly));
    old.write("good");
    old.close();
    QString error;
    bool isDone = true;
    {
        const SmallDisk disk(100);
        WholeFile file(path("a"));
        isDone = file.open() && file.write(QByteArray(size, 'x')) && file.commit();
        error = file.errorString();
    }
    QVERIFY(!isDone);
    QVERIFY(!error.isEmpty());
    QCOMPARE(content("a"), QByteArray("good"));
    QCOMPARE(all(), QStringList{"a"});
}

void TestWholeFile::whatIsNoFileIsRefused()
{
    QVERIFY(QDir(m_folder->path()).mkdir("folder"));
    QVERIFY(QFile::link(path("nowhere"), path("dangling")));
    for (const QString &name :
         {QString("/dev/null"), path("folder"), path("dangling"), path("missing/a")}) {
        WholeFile file(name);
        QVERIFY2(!file.open(), qPrintable(name));
        QVERIFY(!file.errorString().isEmpty());
        QVERIFY(!file.commit());
    }
    QVERIFY(!QFileInfo("/dev/null").isFile());
}

void TestWholeFile::withoutCommitNothingIsThere()
{
    {
        WholeFile file(path("a"));
        QVERIFY(file.open());
        QVERIFY(file.write("text"));
        QVERIFY(file.sync());
    }
    QCOMPARE(all(), QStringList());
}

QTEST_GUILESS_MAIN(TestWholeFile)
#include "tst_wholefile.moc"
