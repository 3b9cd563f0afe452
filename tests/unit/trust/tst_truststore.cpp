// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/trust/truststore.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace opsdeck;

namespace {

void put(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(bytes), bytes.size());
    file.close();
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
}

} // namespace

/// The file that keeps what is trusted: what can't be believed is trusted with nothing.
class TestTrustStore final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void nothingIsTrustedAtFirst();
    void whatWasTrustedStaysWithItsWorkspace();
    void anotherNameOfTheFileIsTheSame();
    void itIsReadableByOneselfAlone();
    void removedIsForgotten();
    void whatOthersMayWriteIsNotBelieved();
    void whatCannotBeReadIsNotBelieved_data();
    void whatCannotBeReadIsNotBelieved();
    void withoutAFolderNothingIsKept();

private:
    QString file() const { return m_dir->filePath("trust.json"); }

    QString workspace(const QString &name) const { return m_dir->filePath(name); }

    std::unique_ptr<QTemporaryDir> m_dir;
};

void TestTrustStore::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    put(workspace("a.yaml"), "a");
    put(workspace("b.yaml"), "b");
}

void TestTrustStore::nothingIsTrustedAtFirst()
{
    const auto trusted = TrustStore(m_dir->path()).trusted(workspace("a.yaml"));
    QVERIFY(trusted && trusted->isEmpty());
    QVERIFY(!QFile::exists(file()));
}

void TestTrustStore::whatWasTrustedStaysWithItsWorkspace()
{
    QVERIFY(TrustStore(m_dir->path()).trust(workspace("a.yaml"), {"one", "two"}));
    QVERIFY(TrustStore(m_dir->path()).trust(workspace("a.yaml"), {"two", "three"}));
    const TrustStore store(m_dir->path());
    QCOMPARE(*store.trusted(workspace("a.yaml")), QSet<QString>({"one", "two", "three"}));
    QVERIFY(store.trusted(workspace("b.yaml"))->isEmpty());
}

void TestTrustStore::anotherNameOfTheFileIsTheSame()
{
    QVERIFY(QFile::link(workspace("a.yaml"), workspace("link.yaml")));
    const TrustStore store(m_dir->path());
    QVERIFY(store.trust(workspace("link.yaml"), {"one"}));
    QCOMPARE(*store.trusted(workspace("a.yaml")), QSet<QString>{"one"});
}

void TestTrustStore::itIsReadableByOneselfAlone()
{
    QVERIFY(TrustStore(m_dir->path()).trust(workspace("a.yaml"), {"one"}));
    struct stat info = {};
    QCOMPARE(::stat(QFile::encodeName(file()).constData(), &info), 0);
    QCOMPARE(info.st_mode & 0777, 0600U);
}

void TestTrustStore::removedIsForgotten()
{
    const TrustStore store(m_dir->path());
    QVERIFY(store.trust(workspace("a.yaml"), {"one"}));
    QVERIFY(store.trust(workspace("b.yaml"), {"one"}));
    QVERIFY(store.remove(workspace("a.yaml")));
    QVERIFY(store.trusted(workspace("a.yaml"))->isEmpty());
    QCOMPARE(store.trusted(workspace("b.yaml"))->size(), 1);
    const auto again = store.remove(workspace("a.yaml"));
    QVERIFY(!again);
    QCOMPARE(again.error().kind, ErrorKind::NotFound);
}

void TestTrustStore::whatOthersMayWriteIsNotBelieved()
{
    const TrustStore store(m_dir->path());
    QVERIFY(store.trust(workspace("a.yaml"), {"one"}));
    QCOMPARE(::chmod(QFile::encodeName(file()).constData(), 0620), 0);
    const auto trusted = store.trusted(workspace("a.yaml"));
    QVERIFY(!trusted);
    QCOMPARE(trusted.error().kind, ErrorKind::Permission);
    QVERIFY(!store.trust(workspace("a.yaml"), {"two"}));
}

void TestTrustStore::whatCannotBeReadIsNotBelieved_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("cut") << QByteArray("{\"workspaces\": {");
    QTest::newRow("a list") << QByteArray("[]");
    QTest::newRow("no workspaces") << QByteArray("{\"version\": 1}");
    QTest::newRow("of another shape") << QByteArray("{\"workspaces\": []}");
    QTest::newRow("bytes") << QByteArray("\x00\xff\xfe", 3);
}

void TestTrustStore::whatCannotBeReadIsNotBelieved()
{
    QFETCH(QByteArray, bytes);
    put(file(), bytes);
    const TrustStore store(m_dir->path());
    const auto trusted = store.trusted(workspace("a.yaml"));
    QVERIFY(!trusted);
    QCOMPARE(trusted.error().kind, ErrorKind::Garbage);
    // It may be somebody's: it is not written over.
    QVERIFY(!store.trust(workspace("a.yaml"), {"one"}));
    QFile left(file());
    QVERIFY(left.open(QIODevice::ReadOnly));
    QCOMPARE(left.readAll(), bytes);
}

void TestTrustStore::withoutAFolderNothingIsKept()
{
    const TrustStore store{QString()};
    QVERIFY(store.trusted(workspace("a.yaml"))->isEmpty());
    const auto kept = store.trust(workspace("a.yaml"), {"one"});
    QVERIFY(!kept);
    QCOMPARE(kept.error().kind, ErrorKind::Storage);
}

QTEST_GUILESS_MAIN(TestTrustStore)
#include "tst_truststore.moc"
