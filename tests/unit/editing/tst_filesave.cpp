// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/editing/filesave.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace opsdeck;

/// Files are replaced at once or not at all.
class TestFileSave : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    /// The superuser may write everything: the test is an ordinary user's.
    void initTestCase()
    {
        constexpr uid_t kNobody = 65534;
        QVERIFY(::geteuid() != 0 || ::seteuid(kNobody) == 0);
    }

    void cleanupTestCase() { QCOMPARE(::seteuid(::getuid()), 0); }

    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void replacesAndKeepsTheMode();
    void changedMeanwhileIsRefused();
    void linksAreRefused();
    void noPlainFileIsRefused();
    void missingFileIsRefused();
    void readOnlyFileIsRefused();
    void readOnlyFolderIsRefused();
    void creates();

private:
    QString path(const QString &name) const { return m_dir->filePath(name); }

    void put(const QString &name, const QByteArray &bytes)
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        QCOMPARE(file.write(bytes), bytes.size());
    }

    QByteArray get(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("not there");
    }

    QStringList names() const
    {
        return QDir(m_dir->path())
            .entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
    }

    std::unique_ptr<QTemporaryDir> m_dir;
};

void TestFileSave::replacesAndKeepsTheMode()
{
    put("a.yaml", "old");
    QCOMPARE(::chmod(qPrintable(path("a.yaml")), 0640), 0);
    const auto done = replaceFile(path("a.yaml"), "old", "new and longer");
    QVERIFY2(done, done ? "" : qPrintable(done.error().message));
    QCOMPARE(get("a.yaml"), "new and longer");
    struct stat state = {};
    QCOMPARE(::stat(qPrintable(path("a.yaml")), &state), 0);
    QCOMPARE(state.st_mode & 07777, 0640U);
    // Nothing beside it is left.
    QCOMPARE(names(), QStringList{"a.yaml"});
}

void TestFileSave::changedMeanwhileIsRefused()
{
    put("a.yaml", "somebody's");
    const auto done = replaceFile(path("a.yaml"), "old", "new");
    QVERIFY(!done);
    QCOMPARE(done.error().kind, ErrorKind::Guard);
    QVERIFY2(done.error().message.contains("changed by somebody else"),
             qPrintable(done.error().message));
    QCOMPARE(get("a.yaml"), "somebody's");
    QCOMPARE(names(), QStringList{"a.yaml"});
}

void TestFileSave::linksAreRefused()
{
    put("real.yaml", "old");
    QVERIFY(QFile::link(path("real.yaml"), path("a.yaml")));
    const auto done = replaceFile(path("a.yaml"), "old", "new");
    QVERIFY(!done);
    QVERIFY2(done.error().message.contains("symbolic link"), qPrintable(done.error().message));
    QCOMPARE(get("real.yaml"), "old");
    QVERIFY(QFileInfo(path("a.yaml")).isSymLink());
    // A link that leads nowhere is not written through either.
    QVERIFY(QFile::link(path("nowhere"), path("b.yaml")));
    QVERIFY(!createFile(path("b.yaml"), "new"));
    QVERIFY(!QFileInfo::exists(path("nowhere")));
}

void TestFileSave::noPlainFileIsRefused()
{
    QCOMPARE(::mkfifo(qPrintable(path("pipe")), 0600), 0);
    const auto done = replaceFile(path("pipe"), {}, "new");
    QVERIFY(!done);
    QVERIFY2(done.error().message.contains("no plain file"), qPrintable(done.error().message));
}

void TestFileSave::missingFileIsRefused()
{
    const auto done = replaceFile(path("a.yaml"), {}, "new");
    QVERIFY(!done);
    QCOMPARE(done.error().kind, ErrorKind::NotFound);
    QVERIFY(names().isEmpty());
}

void TestFileSave::readOnlyFileIsRefused()
{
    put("a.yaml", "old");
    QCOMPARE(::chmod(qPrintable(path("a.yaml")), 0440), 0);
    const auto done = replaceFile(path("a.yaml"), "old", "new");
    QVERIFY(!done);
    QCOMPARE(done.error().kind, ErrorKind::Permission);
    QCOMPARE(get("a.yaml"), "old");
}

void TestFileSave::readOnlyFolderIsRefused()
{
    put("a.yaml", "old");
    QCOMPARE(::chmod(qPrintable(m_dir->path()), 0555), 0);
    const auto done = replaceFile(path("a.yaml"), "old", "new");
    QCOMPARE(::chmod(qPrintable(m_dir->path()), 0755), 0);
    QVERIFY(!done);
    QCOMPARE(done.error().kind, ErrorKind::Permission);
    QCOMPARE(get("a.yaml"), "old");
}

void TestFileSave::creates()
{
    const auto done = createFile(path("sub/new.yaml"), "text");
    QVERIFY2(done, done ? "" : qPrintable(done.error().message));
    QCOMPARE(get("sub/new.yaml"), "text");
    const auto again = createFile(path("sub/new.yaml"), "other");
    QVERIFY(!again);
    QVERIFY2(again.error().message.contains("there already"), qPrintable(again.error().message));
    QCOMPARE(get("sub/new.yaml"), "text");
    QCOMPARE(QDir(path("sub")).entryList(QDir::Files | QDir::Hidden), QStringList{"new.yaml"});
}

QTEST_GUILESS_MAIN(TestFileSave)
#include "tst_filesave.moc"
