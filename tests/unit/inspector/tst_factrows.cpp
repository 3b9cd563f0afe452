// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/inspector/factrows.h"

#include <QTest>

using namespace opsdeck;

class TestFactRows : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valuesHaveTheUnitOfTheirNames_data();
    void valuesHaveTheUnitOfTheirNames();
    void whatIsNoFactIsLeftOut();
};

void TestFactRows::valuesHaveTheUnitOfTheirNames_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *field, const QVariant &value, const char *name,
                        const char *text) {
        QTest::newRow(field) << QString(field) << value << QString(name) << QString(text);
    };
    row("docker.image_digest", "sha256:12", "image digest", "sha256:12");
    row("docker.memory_bytes", 1024LL * 1024, "memory", "1.05 MB");
    row("docker.memory_ratio", 0.25, "memory", "25 %");
    row("backup.bytes", 1001, "backup bytes", "1 kB");
    row("time.query_ms", 12, "time query", "12 ms");
    row("node.uptime_s", 2.5, "node uptime", "2.5 s");
    row("docker.running", true, "running", "yes");
    row("minio.can_write", false, "minio can write", "no");
    row("docker.ports", QStringList({"80", "443"}), "ports", "80, 443");
    row("http.status", 200, "http status", "200");
    row("a.b", QVariantMap{{"k", 1}}, "a b", "{\"k\":1}");
    row("two.lines", "a\nb", "two lines", "a b");
    row("a.name_s", "text", "a name s", "text");
}

void TestFactRows::valuesHaveTheUnitOfTheirNames()
{
    QFETCH(QString, field);
    QFETCH(QVariant, value);
    const QList<FactRow> rows = factRows({{field, value}}, "docker");
    QCOMPARE(rows.size(), 1);
    QTEST(rows.first().name, "name");
    QFETCH(QString, text);
    QCOMPARE(QString(rows.first().value).replace(QChar(QChar::Nbsp), ' '), text);
}

void TestFactRows::whatIsNoFactIsLeftOut()
{
    QVERIFY(factRows({}, "http").isEmpty());
    QVERIFY(factRows({{"findings", 2}, {"x.empty", QString()}}, "http").isEmpty());
    const QList<FactRow> rows = factRows({{"long", QString(1000, 'x')}}, "http");
    QCOMPARE(rows.first().value.size(), 300);
    QVERIFY(rows.first().value.endsWith(QChar(0x2026)));
}

QTEST_GUILESS_MAIN(TestFactRows)
#include "tst_factrows.moc"
