// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/datadirectory.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

using namespace opsdeck;

class TestDataDirectory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup();
    void isMadeForItsOwnerAlone();
    void liesInTheUsersDataFolder();
    void isRefusedWhenOthersMayWrite_data();
    void isRefusedWhenOthersMayWrite();
    void isRefusedWhenOfSomebodyElse();
    void isRefusedWhenNoFolder();
    void cannotBeMade();
};

namespace {

mode_t modeOf(const QString &path)
{
    struct stat info = {};
    return ::stat(QFile::encodeName(path).constData(), &info) == 0 ? info.st_mode & 07777U : 0;
}

} // namespace

void TestDataDirectory::cleanup()
{
    qunsetenv("OPSDECK_DATA_DIR");
    qunsetenv("XDG_DATA_HOME");
}

void TestDataDirectory::isMadeForItsOwnerAlone()
{
    QTemporaryDir dir;
    qputenv("OPSDECK_DATA_DIR", QFile::encodeName(dir.filePath("deep/er/data/")));
    const auto made = dataDirectory();
    QVERIFY(made);
    QCOMPARE(*made, dir.filePath("deep/er/data"));
    QCOMPARE(modeOf(*made), mode_t(0700));
    QCOMPARE(*dataDirectory(), *made);
}

void TestDataDirectory::liesInTheUsersDataFolder()
{
    QTemporaryDir dir;
    qputenv("XDG_DATA_HOME", QFile::encodeName(dir.path()));
    const auto made = dataDirectory();
    QVERIFY(made);
    QCOMPARE(*made, dir.filePath("opsdeck"));
    QCOMPARE(modeOf(*made), mode_t(0700));
}

void TestDataDirectory::isRefusedWhenOthersMayWrite_data()
{
    QTest::addColumn<uint>("mode");
    QTest::addColumn<bool>("refused");
    QTest::newRow("own") << 0700U << false;
    QTest::newRow("readable") << 0755U << false;
    QTest::newRow("group") << 0770U << true;
    QTest::newRow("world") << 0702U << true;
}

void TestDataDirectory::isRefusedWhenOthersMayWrite()
{
    QFETCH(uint, mode);
    QFETCH(bool, refused);
    QTemporaryDir dir;
    QCOMPARE(::chmod(QFile::encodeName(dir.path()).constData(), mode), 0);
    qputenv("OPSDECK_DATA_DIR", QFile::encodeName(dir.path()));
    const auto found = dataDirectory();
    QCOMPARE(!found, refused);
    if (refused) {
        QCOMPARE(found.error().kind, ErrorKind::Permission);
        QVERIFY2(found.error().message.contains(dir.path()), qPrintable(found.error().message));
        QVERIFY2(found.error().advice.contains("chmod 700"), qPrintable(found.error().advice));
    }
    ::chmod(QFile::encodeName(dir.path()).constData(), 0700);
}

void TestDataDirectory::isRefusedWhenOfSomebodyElse()
{
    // Root gives a folder of its own away; to everybody else the system's root belongs to somebody
    // else.
    QTemporaryDir dir;
    const bool isRoot = ::geteuid() == 0;
    const QString foreign = isRoot ? dir.path() : QStringLiteral("/");
    if (isRoot)
        QCOMPARE(::chown(QFile::encodeName(foreign).constData(), 65534, 65534), 0);
    qputenv("OPSDECK_DATA_DIR", QFile::encodeName(foreign));
    const auto found = dataDirectory();
    QVERIFY(!found);
    QCOMPARE(found.error().kind, ErrorKind::Permission);
    QVERIFY2(found.error().message.contains("somebody else"), qPrintable(found.error().message));
}

void TestDataDirectory::isRefusedWhenNoFolder()
{
    QTemporaryDir dir;
    QFile file(dir.filePath("data"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    qputenv("OPSDECK_DATA_DIR", QFile::encodeName(file.fileName()));
    const auto found = dataDirectory();
    QVERIFY(!found);
    QCOMPARE(found.error().kind, ErrorKind::Storage);
    QVERIFY(found.error().message.contains("no folder"));
}

void TestDataDirectory::cannotBeMade()
{
    QTemporaryDir dir;
    QFile file(dir.filePath("file"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    qputenv("OPSDECK_DATA_DIR", QFile::encodeName(file.fileName() + "/below"));
    const auto found = dataDirectory();
    QVERIFY(!found);
    QCOMPARE(found.error().kind, ErrorKind::Storage);
    QVERIFY2(found.error().advice.startsWith(file.fileName()), qPrintable(found.error().advice));
    QCOMPARE(found.error().detail, QString::fromLocal8Bit(std::strerror(ENOTDIR)));
    // The reason is that of the folder that could not be made, not of those below it.
    qputenv("OPSDECK_DATA_DIR", QFile::encodeName(file.fileName() + "/much/deeper/below"));
    QCOMPARE(dataDirectory().error().detail, QString::fromLocal8Bit(std::strerror(ENOTDIR)));
}

QTEST_GUILESS_MAIN(TestDataDirectory)
#include "tst_datadirectory.moc"
