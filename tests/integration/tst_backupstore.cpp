// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/englishplurals.h"
#include "tests/support/checkdefaults.h"
#include "tests/support/probebench.h"
#include "tests/support/realservers.h"

#include <QTest>

using namespace opsdeck;

namespace {

constexpr int kNotInstalled = 77;

/// OpenStack Swift with its S3 interface, filled by s3cmd.
class SwiftStore final : public RealServer
{
public:
    bool start(int clockSeconds = 0)
    {
        QDir().mkpath(path("store"));
        QFile config(path("s3cmd"));
        if (!config.open(QIODevice::WriteOnly))
            return false;
        const QByteArray host = "127.0.0.1:" + QByteArray::number(port());
        config.write("[default]\naccess_key = shop:watcher\nsecret_key = watcher-secret\n"
                     "host_base = "
                     + host + "\nhost_bucket = " + host
                     + "\nuse_https = False\nbucket_location = eu-test-1\nmax_retries = 1\n");
        return launch("/usr/bin/python3",
                      {"-B", QStringLiteral(OPSDECK_TESTS) + "/support/swiftstore.py",
                       QString::number(port()), path("store"), QString::number(clockSeconds),
                       "s3.example.test"})
               && waitForPort(port());
    }

    bool isMissing() const
    {
        return !QFile::exists("/usr/bin/s3cmd") || m_process.exitCode() == kNotInstalled;
    }

    bool client(const QStringList &words) const
    {
        return runTool("/usr/bin/s3cmd", QStringList{"-q", "-c", path("s3cmd")} + words);
    }

    /// `count` small objects, put by three clients at once.
    bool putMany(const QString &bucket, int count) const
    {
        QDir().mkpath(path("many"));
        for (int i = 0; i < count; ++i) {
            QFile file(path(QStringLiteral("many/shop-%1.dump").arg(i)));
            if (!file.open(QIODevice::WriteOnly) || file.write("dump") != 4)
                return false;
        }
        const QString script =
            QStringLiteral(
                "ls %1/* | xargs -P 3 -n 170 sh -c 's3cmd -q -c %2 put \"$@\" s3://%3/' x")
                .arg(path("many"), path("s3cmd"), bucket);
        QProcess process;
        process.start("/bin/sh", {"-c", script});
        return process.waitForFinished(240'000) && process.exitCode() == 0;
    }
};

} // namespace

/// Backups in buckets of a real store that speaks S3.
class TestBackupStore : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void objects();
    void folders();
    void morePagesThanOne();
    void refusals_data();
    void refusals();
    void wrongClock_data();
    void wrongClock();
    void bucketInTheHost();

private:
    CheckResult backup(const QVariantMap &more, const SwiftStore &store)
    {
        QVariantMap all{{"url", QStringLiteral("http://127.0.0.1:%1").arg(store.port())},
                        {"bucket", "shop-backups"},
                        {"region", "eu-test-1"},
                        {"access_key", "shop:watcher"},
                        {"credential", "demo/s3"}};
        all.insert(more);
        return m_bench.run(ProbeBench::check("backup", withDefaults("backup", all), 60'000));
    }

    CheckResult backup(const QVariantMap &more) { return backup(more, m_store); }

    bool put(const QString &key, const QByteArray &content)
    {
        QFile file(m_store.path("content"));
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate))
            return false;
        file.write(content);
        file.close();
        return m_store.client({"put", m_store.path("content"), "s3://shop-backups/" + key});
    }

    EnglishPlurals m_plurals;
    ProbeBench m_bench;
    SwiftStore m_store;
};

void TestBackupStore::initTestCase()
{
    QVERIFY(QCoreApplication::installTranslator(&m_plurals));
    const bool isUp = m_store.start();
    if (!isUp && m_store.isMissing())
        QSKIP(
            "NOT TESTED: backups in a real store that speaks S3, for python3-swift or s3cmd is not "
            "installed, or the temporary folder's file system has no extended attributes");
    QVERIFY(isUp);
    m_bench.credentials.put("demo/s3", "watcher-secret");
    m_bench.credentials.put("demo/wrong", "another-secret");
    QVERIFY(m_store.client({"mb", "s3://shop-backups"}));
}

void TestBackupStore::objects()
{
    const QVariantMap where{{"prefix", "daily/"}};
    CheckResult result = backup(where);
    QVERIFY2(result.error && result.error->advice.startsWith("The place is empty"),
             qPrintable(resultText(result)));
    QVERIFY(put("other/newer.dump", "other"));
    for (const char *name : {"shop 1.dump", "shop+2 & <3>.dump", "shöp-3.dump"})
        QVERIFY(put(QStringLiteral("daily/") + QString::fromUtf8(name), QByteArray(1000, 'a')));
    QVERIFY(put("daily/shop-4.dump.part", "a"));
    result = backup(where);
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(resultText(result)));
    QVERIFY2(result.message.endsWith("3 good ones in shop-backups/daily/"),
             qPrintable(result.message));
    QVERIFY2(result.fields.value("backup.bytes").toInt() == 1000, qPrintable(result.message));
    QCOMPARE(result.fields.value("backup.unfinished").toInt(), 1);
    QCOMPARE(backup({{"prefix", "daily/shop+"}}).fields.value("backup.newest").toString(),
             QString("shop+2 & <3>.dump"));
    QCOMPARE(backup({{"prefix", QString::fromUtf8("daily/shö")}})
                 .fields.value("backup.newest")
                 .toString(),
             QString::fromUtf8("shöp-3.dump"));
}

void TestBackupStore::folders()
{
    QVariantMap where{
        {"prefix", "sets/"}, {"each", "folder"}, {"complete", "backup.manifest"}, {"settle", 0}};
    for (const char *name : {"one/data/a b", "one/data/deep/c"})
        QVERIFY(put(QStringLiteral("sets/") + name, QByteArray(1000, 'a')));
    QVERIFY(put("sets/one/backup.manifest", "whole"));
    QVERIFY(put("sets/two/data/a", QByteArray(1000, 'a')));
    CheckResult result = backup(where);
    QCOMPARE(result.status, CheckStatus::Warning);
    QVERIFY2(result.message.endsWith("two, does not count: there is no backup.manifest in it"),
             qPrintable(resultText(result)));
    QCOMPARE(result.fields.value("backup.newest").toString(), QString("one"));
    QCOMPARE(result.fields.value("backup.bytes").toInt(), 2005);
    QCOMPARE(result.fields.value("backup.files").toInt(), 3);
    QVERIFY(put("sets/two/backup.manifest", "whole"));
    result = backup(where);
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(resultText(result)));
    QCOMPARE(result.fields.value("backup.count").toInt(), 2);
    where.insert("settle", 3'600'000);
    QCOMPARE(backup(where).fields.value("backup.unfinished").toInt(), 2);
}

void TestBackupStore::morePagesThanOne()
{
    constexpr int kCount = 1003;
    QVERIFY(m_store.client({"mb", "s3://many"}));
    QVERIFY(m_store.putMany("many", kCount));
    const CheckResult result = backup({{"bucket", "many"}});
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(resultText(result)));
    QCOMPARE(result.fields.value("backup.count").toInt(), kCount);
}

void TestBackupStore::refusals_data()
{
    QTest::addColumn<QVariantMap>("more");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("message");
    QTest::newRow("secret") << QVariantMap{{"credential", "demo/wrong"}} << "auth"
                            << "The store does not accept the signature of the key shop:watcher";
    QTest::newRow("key") << QVariantMap{{"access_key", "shop:nobody"}} << "auth"
                         << "The store does not accept the signature of the key shop:nobody";
    QTest::newRow("bucket") << QVariantMap{{"bucket", "missing"}} << "not-found"
                            << "There is no bucket missing";
    QTest::newRow("region")
        << QVariantMap{{"region", "us-east-1"}} << "config"
        << "The bucket shop-backups is of the region eu-test-1, not of the one in the check";
    QTest::newRow("nobody") << QVariantMap{{"access_key", ""}, {"credential", ""}} << "auth"
                            << "The bucket shop-backups is not for all to list";
}

void TestBackupStore::refusals()
{
    QFETCH(QVariantMap, more);
    QFETCH(QString, kind);
    QFETCH(QString, message);
    const CheckResult result = backup(more);
    QVERIFY(result.error);
    QVERIFY2(toWord(result.error->kind) == kind, qPrintable(resultText(result)));
    QVERIFY2(result.message == message, qPrintable(resultText(result)));
    QCOMPARE(result.status, kind == "not-found" ? CheckStatus::Critical : CheckStatus::Unknown);
    QVERIFY(!resultText(result).contains("watcher-secret"));
}

void TestBackupStore::wrongClock_data()
{
    QTest::addColumn<int>("seconds");
    QTest::addColumn<QString>("message");
    QTest::newRow("behind") << 3600
                            << "This machine's clock is 1 h behind the store's, which refuses its "
                               "signature";
    QTest::newRow("ahead") << -3600
                           << "This machine's clock is 1 h ahead of the store's, which refuses its "
                              "signature";
}

void TestBackupStore::wrongClock()
{
    QFETCH(int, seconds);
    QFETCH(QString, message);
    SwiftStore store;
    QVERIFY(store.start(seconds));
    const CheckResult result = backup({}, store);
    QVERIFY(result.error);
    QCOMPARE(toWord(result.error->kind), QString("auth"));
    QCOMPARE(QString(result.message).replace(QChar(QChar::Nbsp), ' '), message);
    QCOMPARE(result.status, CheckStatus::Unknown);
}

void TestBackupStore::bucketInTheHost()
{
    const QVariantMap where{
        {"url", QStringLiteral("http://s3.example.test:%1").arg(m_store.port())},
        {"address", "127.0.0.1"},
        {"addressing", "host"},
        {"prefix", "other/"}};
    CheckResult result = backup(where);
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(resultText(result)));
    QCOMPARE(result.fields.value("backup.newest").toString(), QString("newer.dump"));
    QVariantMap missing = where;
    missing.insert("bucket", "missing");
    QCOMPARE(backup(missing).message, QString("There is no bucket missing"));
}

QTEST_GUILESS_MAIN(TestBackupStore)
#include "tst_backupstore.moc"
