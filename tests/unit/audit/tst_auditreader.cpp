// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/audit/auditreader.h"
#include "services/audit/sqliteauditlog.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

class TestAuditReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everyRowAsItIsKept();
    void endsWhenItIsTold();
    void changedRowIsFoundAndAllAreRead();
    void fileWithoutARecordHasNoRows();
    void brokenFileIsAnError();

private:
    void write(int count);
    void change(const QString &statement);

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

void TestAuditReader::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath("audit.db");
}

void TestAuditReader::write(int count)
{
    SqliteAuditLog log(m_path);
    int done = 0;
    for (int i = 1; i <= count; ++i) {
        AuditEntry entry;
        entry.timeMs = 1'700'000'000'000 + i;
        entry.action = QString("action-%1").arg(i);
        entry.body = {{"number", i}};
        log.append(entry, this,
                   [&done](const Result<AuditEntry> &result) { done += result ? 1 : 0; });
    }
    QTRY_COMPARE(done, count);
}

void TestAuditReader::change(const QString &statement)
{
    {
        QSqlDatabase database = QSqlDatabase::addDatabase("QSQLITE", "tamper");
        database.setDatabaseName(m_path);
        QVERIFY(database.open());
        QVERIFY(QSqlQuery(database).exec(statement));
    }
    QSqlDatabase::removeDatabase("tamper");
}

void TestAuditReader::everyRowAsItIsKept()
{
    write(3);
    QList<AuditRow> rows;
    const auto verdict = readAudit(m_path, [&rows](const AuditRow &row) {
        rows.append(row);
        return true;
    });
    QVERIFY(verdict);
    QVERIFY(verdict->isIntact());
    QCOMPARE(verdict->rows, 3);
    QCOMPARE(rows.size(), 3);
    QCOMPARE(verdict->head, rows.last().hash);
    QByteArray previous(32, '\0');
    for (const AuditRow &row : rows) {
        QCOMPARE(row.previous, previous);
        QCOMPARE(row.hash, chainedHash(previous, row.body));
        const AuditEntry entry = entryOf(row);
        QCOMPARE(canonicalBody(entry), row.body);
        QCOMPARE(entry.action, QString("action-%1").arg(row.sequence));
        previous = row.hash;
    }
}

void TestAuditReader::endsWhenItIsTold()
{
    write(3);
    int read = 0;
    QVERIFY(readAudit(m_path, [&read](const AuditRow &) { return ++read < 2; }));
    QCOMPARE(read, 2);
}

void TestAuditReader::changedRowIsFoundAndAllAreRead()
{
    write(4);
    change("UPDATE audit SET cbor = replace(cbor, 'action-2', 'action-9') WHERE sequence = 2");
    int read = 0;
    const auto verdict = readAudit(m_path, [&read](const AuditRow &) { return ++read > 0; });
    QVERIFY(verdict);
    QCOMPARE(verdict->firstBroken, 2);
    QCOMPARE(read, 4);
}

void TestAuditReader::fileWithoutARecordHasNoRows()
{
    change("CREATE TABLE other (a)");
    const auto verdict = readAudit(m_path, [](const AuditRow &) { return true; });
    QVERIFY(verdict);
    QVERIFY(verdict->isIntact());
    QCOMPARE(verdict->rows, 0);
    QVERIFY(verdict->head.isEmpty());
}

void TestAuditReader::brokenFileIsAnError()
{
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(8192, 'x'));
    file.close();
    const auto verdict = readAudit(m_path, [](const AuditRow &) { return true; });
    QVERIFY(!verdict);
    QCOMPARE(verdict.error().kind, ErrorKind::Garbage);
}

QTEST_GUILESS_MAIN(TestAuditReader)
#include "tst_auditreader.moc"
