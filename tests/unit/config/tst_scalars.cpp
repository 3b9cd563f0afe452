// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/scalarhints.h"
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
    void words();
    void hints_data();
    void hints();
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
    for (const char *wrong :
         {"", "KiB", "-1", "1.5MiB", "1TiB", "999999999999GiB ", "010", "064KiB"})
        QVERIFY2(!scalars::bytes(wrong), wrong);
}

void TestScalars::others()
{
    QCOMPARE(scalars::boolean("true"), true);
    QVERIFY(!scalars::boolean("yes"));
    QVERIFY(!scalars::number("nan"));
    QVERIFY(!scalars::number("inf"));
    QCOMPARE(scalars::number("1e3"), 1000.0);
    QCOMPARE(scalars::number("-0.5"), -0.5);
    QCOMPARE(scalars::number(".5"), 0.5);
    QCOMPARE(scalars::number("0"), 0.0);
    QCOMPARE(scalars::integer("0"), 0);
    QCOMPARE(scalars::integer("-12"), -12);
    for (const char *wrong : {"010", "-08", "00", " 5", "5 ", "0x10", "0o17", "1_000", "1:30", ""})
        QVERIFY2(!scalars::integer(wrong), wrong);
    for (const char *wrong : {"010", "00.5", "-01", " 5", "1_000", "1:30", ""})
        QVERIFY2(!scalars::number(wrong), wrong);
    QVERIFY(scalars::isId("db-1.main_a"));
    for (const char *wrong : {"", "-a", "a b", "a/b", "ä"})
        QVERIFY2(!scalars::isId(wrong), wrong);
    QVERIFY(!scalars::isId(QString(64, 'a')));
}

void TestScalars::words()
{
    QCOMPARE(scalars::durationWord(10ms), "10ms");
    QCOMPARE(scalars::durationWord(90s), "90s");
    QCOMPARE(scalars::durationWord(10min), "10m");
    QCOMPARE(scalars::durationWord(std::chrono::hours(24 * 31)), "31d");
    QCOMPARE(scalars::bytesWord(65536), "64KiB");
    QCOMPARE(scalars::bytesWord(1500), "1500B");
    for (const char *word : {"10ms", "90s", "5m", "2h", "7d"})
        QCOMPARE(scalars::durationWord(*scalars::duration(word)), QString(word));
}

void TestScalars::hints_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("hint");
    const auto row = [](const char *type, const char *text, const char *hint) {
        QTest::addRow("%s %s", type, text) << type << text << hint;
    };
    row("duration", "30", ". The unit is missing: write 30s, or ms, m, h or d");
    row("duration", "010", ". The unit is missing: write 10s, or ms, m, h or d");
    row("duration", "1:30", ". A colon can be read in two ways: write 1m30s or 1h30m");
    row("duration", "01:02:03", ". Write 1h2m3s");
    row("duration", "5 s", ". Write 5s");
    row("duration", "5min", ". Write 5m");
    row("duration", "2 hours", ". Write 2h");
    row("duration", "100 milliseconds", ". Write 100ms");
    row("duration", "soon", "");
    row("boolean", "yes", ". Write true");
    row("boolean", "On", ". Write true");
    row("boolean", "TRUE", ". Write true");
    row("boolean", "off", ". Write false");
    row("boolean", "NO", ". Write false");
    row("boolean", "maybe", "");
    row("number", "010", ". Some programs read a leading 0 as octal: write 10");
    row("number", "-007", ". Some programs read a leading 0 as octal: write -7");
    row("number", "0x1F", ". Write 31");
    row("number", "0o17", ". Write 15");
    row("number", "1_000", ". Write 1000");
    row("number", "many", "");
    row("bytes", "1Mib", ". Write 1MiB");
    row("bytes", "64k", ". Write 64KiB or 64kB");
    row("bytes", "010", ". Some programs read a leading 0 as octal: write 10");
}

void TestScalars::hints()
{
    QFETCH(QString, type);
    QFETCH(QString, text);
    QFETCH(QString, hint);
    QCOMPARE(type == "duration"  ? scalars::durationHint(text)
             : type == "boolean" ? scalars::booleanHint(text)
             : type == "number"  ? scalars::numberHint(text)
                                 : scalars::bytesHint(text),
             hint);
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
    QTest::newRow("libpq, password first") << "password=hunter2 host=db" << true;
    QTest::newRow("url, password with a slash") << "postgres://shop:hun/ter2@db/shop" << true;
    QTest::newRow("JSON") << R"({"user": "probe", "password": "hunter2"})" << true;
    QTest::newRow("JSON with a variable") << R"({"user": "probe", "password": "${p}"})" << false;
    QTest::newRow("form") << "client_secret=hunter2&grant_type=x" << true;
    QTest::newRow("form with a variable") << "client_secret=${p}&grant_type=x" << false;
    QTest::newRow("jdbc") << "jdbc:sqlserver://db:1433;user=shop;password=hunter2" << true;
    QTest::newRow("signed url") << "https://x/y?sv=1&sig=Zm9vYmFyYmF6cXV4MTIz%3D" << true;
    QTest::newRow("a short key") << "https://x/y?key=name" << false;
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
