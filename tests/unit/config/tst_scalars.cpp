// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/scalars.h"
#include "services/config/secretscan.h"

#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

class TestScalars : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void durations();
    void sizes();
    void others();
    void secrets_data();
    void secrets();
    void namesOfSecrets();
};

void TestScalars::durations()
{
    QCOMPARE(scalars::duration("500ms"), Milliseconds(500));
    QCOMPARE(scalars::duration("30s"), Milliseconds(30s));
    QCOMPARE(scalars::duration("1h30m"), Milliseconds(90min));
    QCOMPARE(scalars::duration("1.5s"), Milliseconds(1500));
    QCOMPARE(scalars::duration("7d"), Milliseconds(std::chrono::hours(168)));
    for (const char *wrong : {"", "30", "s", "-5s", "5 s", "5S", "1e3s", "999999999d", "5s5", "٣s"})
        QVERIFY2(!scalars::duration(wrong), wrong);
}

void TestScalars::sizes()
{
    QCOMPARE(scalars::bytes("512"), 512);
    QCOMPARE(scalars::bytes("64KiB"), 65536);
    QCOMPARE(scalars::bytes("1MB"), 1'000'000);
    for (const char *wrong : {"", "KiB", "-1", "1.5MiB", "1TiB", "999999999999GiB "})
        QVERIFY2(!scalars::bytes(wrong), wrong);
}

void TestScalars::others()
{
    QCOMPARE(scalars::boolean("true"), true);
    QVERIFY(!scalars::boolean("yes"));
    QVERIFY(!scalars::number("nan"));
    QVERIFY(!scalars::number("inf"));
    QCOMPARE(scalars::number("1e3"), 1000.0);
    QVERIFY(scalars::isId("db-1.main_a"));
    for (const char *wrong : {"", "-a", "a b", "a/b", "ä"})
        QVERIFY2(!scalars::isId(wrong), wrong);
    QVERIFY(!scalars::isId(QString(64, 'a')));
}

void TestScalars::secrets_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("secret");
    QTest::newRow("github") << "ghp_0123456789abcdefghijABCDEFGHIJ012345" << true;
    QTest::newRow("aws") << "AKIAIOSFODNN7EXAMPLE" << true;
    QTest::newRow("key") << "-----BEGIN RSA PRIVATE KEY-----" << true;
    QTest::newRow("url") << "postgres://shop:hunter2@db:5432/shop" << true;
    QTest::newRow("environment") << "PGPASSWORD=hunter2 pg_dump" << true;
    QTest::newRow("url with a dollar") << "postgres://shop:hun$ter@db/shop" << true;
    QTest::newRow("url with half a variable") << "postgres://shop:x${half}@db/shop" << true;
    QTest::newRow("url with password variable") << "postgres://shop:${p}@db/shop" << false;
    QTest::newRow("argument") << "--password=hunter2" << true;
    QTest::newRow("long argument") << "--db-password=hunter2" << true;
    QTest::newRow("argument of a variable") << "--password=${p}" << false;
    QTest::newRow("query of a url") << "https://x/y?a=b&api_key=0123" << true;
    QTest::newRow("any environment") << "SHOP_API_TOKEN=0123 run" << true;
    QTest::newRow("libpq") << "host=db user=shop password=hunter2" << true;
    QTest::newRow("sql") << "SELECT count(*) FROM t WHERE token=1 AND password='x'" << false;
    QTest::newRow("url with variables") << "http://${host}:${port}/x@y" << false;
    QTest::newRow("plain url") << "https://shop.example.com:8443/health" << false;
    QTest::newRow("mail") << "ops@example.com" << false;
    QTest::newRow("name of a credential") << "demo/prod/db" << false;
}

void TestScalars::secrets()
{
    QFETCH(QString, text);
    QFETCH(bool, secret);
    QCOMPARE(looksSecret(text), secret);
}

void TestScalars::namesOfSecrets()
{
    for (const char *name : {"password", "DB_PASSWORD", "api-key", "Authorization", "access_token"})
        QVERIFY2(namesSecret(name), name);
    for (const char *name :
         {"credential", "db_credential", "tokens", "passive", "keyspace", "author"})
        QVERIFY2(!namesSecret(name), name);
}

QTEST_GUILESS_MAIN(TestScalars)
#include "tst_scalars.moc"
