// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/audit/auditchain.h"
#include "services/audit/markrecord.h"
#include "services/audit/sqliteauditlog.h"
#include "services/storage/sqlitefile.h"

#include <QCoreApplication>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

using namespace opsdeck;

namespace {

const ServiceKey kDb = ServiceKey::fromString(QStringLiteral("shop/prod/db"));
const QString kShop = QStringLiteral("shop");
constexpr qint64 kNow = 1'700'000'000'123;

template <typename T, typename Start>
Result<T> wait(Start start)
{
    std::optional<Result<T>> answer;
    start([&](const Result<T> &result) { answer = result; });
    while (!answer)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return *answer;
}

Result<RecordedMarks> said(SqliteAuditLog &log, qint64 atMs)
{
    return wait<RecordedMarks>(
        [&](const SqliteAuditLog::MarksDone &done) { log.marksAt(kShop, atMs, &log, done); });
}

Result<RecordRows> rowsOf(SqliteAuditLog &log)
{
    return wait<RecordRows>(
        [&](const SqliteAuditLog::RowsDone &done) { log.listOf(markActions(), &log, done); });
}

void write(SqliteAuditLog &log, const AuditEntry &entry)
{
    QVERIFY(wait<AuditEntry>([&](const AuditLog::Done &done) { log.append(entry, &log, done); }));
}

ServiceKey serviceAt(int number)
{
    return ServiceKey::fromString(QStringLiteral("shop/prod/s%1").arg(number));
}

AuditEntry acknowledged(const ServiceKey &service, qint64 timeMs, const QString &note = {})
{
    return markSetEntry(kShop, service,
                        {OperatorMarkKind::Acknowledged, QStringLiteral("anna"), timeMs, 0, note});
}

AuditEntry foreign(qint64 timeMs)
{
    AuditEntry entry;
    entry.timeMs = timeMs;
    entry.action = QStringLiteral("runbook.result");
    entry.target = kDb.toString();
    entry.body = {{"output", QString(300, 'x')}};
    return entry;
}

bool change(const QString &path, const QString &statement)
{
    SqliteFile file;
    return file.open(path, SqliteFile::Durability::Normal) && file.run(statement);
}

/// Writes nonsense over the page in which the row lies. All of the journal is in the file before.
bool breakPageOf(const QString &path, const QByteArray &inside)
{
    constexpr qsizetype kPage = 4096;
    if (!change(path, "PRAGMA wal_checkpoint(TRUNCATE)"))
        return false;
    QFile file(path);
    if (!file.open(QIODevice::ReadWrite))
        return false;
    const qsizetype at = file.readAll().indexOf(inside);
    if (at < kPage)
        return false;
    return file.seek(at / kPage * kPage) && file.write(QByteArray(kPage, '\x5a')) == kPage;
}

} // namespace

/// What is read of a record beside its writing.
class TestRecordReader final : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("audit.db"));
    }

    void aMomentHasItsOwnMarks()
    {
        SqliteAuditLog log(m_path);
        QVERIFY(said(log, kNow)->marks.isEmpty());
        write(log, acknowledged(kDb, kNow));
        write(log, markLiftedEntry(kShop, kDb, OperatorMarkKind::Acknowledged, "anna", kNow + 10));
        write(log, acknowledged(kDb, kNow + 20, "again"));
        QVERIFY(said(log, kNow - 1)->marks.isEmpty());
        QCOMPARE(said(log, kNow)->marks.of(kDb).size(), 1);
        QVERIFY(said(log, kNow + 10)->marks.isEmpty());
        QCOMPARE(said(log, kNow + 20)->marks.of(kDb).first().note, "again");
        QVERIFY(said(log, kNow + 20)->remark.isEmpty());
        const auto elsewhere = wait<RecordedMarks>([&](const SqliteAuditLog::MarksDone &done) {
            log.marksAt("other", kNow + 20, &log, done);
        });
        QVERIFY(elsewhere->marks.isEmpty());
    }

    /// Whatever was said and in whatever order of time.
    void itIsAsIfAllWereRead()
    {
        QRandomGenerator random(11);
        QList<AuditEntry> entries;
        MarkTimeline timeline;
        for (int i = 0; i < 400; ++i) {
            const ServiceKey service = serviceAt(static_cast<int>(random.bounded(3)));
            const auto kind = static_cast<OperatorMarkKind>(random.bounded(3));
            const qint64 timeMs = kNow + static_cast<qint64>(random.bounded(200));
            AuditEntry entry =
                random.bounded(3) == 0
                    ? markLiftedEntry(kShop, service, kind, "anna", timeMs)
                    : markSetEntry(kShop, service, {kind, "anna", timeMs, 0, QString::number(i)});
            if (random.bounded(10) == 0)
                entry.body.insert("until", "no time");
            entries.append(entry);
            timeline.take(entry);
        }
        for (qint64 atMs = kNow - 1; atMs < kNow + 201; ++atMs) {
            const MarkBook expected = marksAt(entries, kShop, atMs);
            const MarkBook found = timeline.at(kShop, atMs);
            for (int i = 0; i < 3; ++i)
                QCOMPARE(found.of(serviceAt(i)), expected.of(serviceAt(i)));
        }
    }

    void whatIsHandedOverBeforeIsListed()
    {
        SqliteAuditLog log(m_path);
        for (int i = 0; i < 20; ++i)
            log.append(acknowledged(kDb, kNow + i), &log, [](const Result<AuditEntry> &) {});
        QCOMPARE(rowsOf(log)->entries.size(), 20);
    }

    void aReaderDoesNotWaitForAWriter()
    {
        SqliteAuditLog log(m_path);
        write(log, acknowledged(kDb, kNow));
        SqliteFile other;
        QVERIFY(other.open(m_path, SqliteFile::Durability::Normal));
        QVERIFY(other.begin());
        // Waits for the other program, for seconds.
        bool isWritten = false;
        log.append(foreign(kNow + 1), &log,
                   [&](const Result<AuditEntry> &result) { isWritten = result.has_value(); });
        const auto marks = said(log, kNow);
        QVERIFY(!isWritten);
        QCOMPARE(marks->marks.of(kDb).size(), 1);
        other.rollback();
        QTRY_VERIFY(isWritten);
    }

    void aRowThatWasChangedIsLeftOutAndTold()
    {
        {
            SqliteAuditLog log(m_path);
            write(log, acknowledged(serviceAt(1), kNow));
            write(log, foreign(kNow + 1));
            write(log, acknowledged(serviceAt(2), kNow + 2));
            write(log, acknowledged(serviceAt(3), kNow + 3));
        }
        // Another service's name, no CBOR at all.
        QVERIFY(change(m_path, "UPDATE audit SET cbor = CAST(replace(cbor, 'prod/s2', 'prod/s9') "
                               "AS BLOB) WHERE sequence = 3"));
        QVERIFY(change(m_path, "UPDATE audit SET cbor = x'ffff' WHERE sequence = 2"));
        SqliteAuditLog log(m_path);
        auto marks = said(log, kNow + 3);
        QVERIFY(marks);
        QCOMPARE(marks->marks.of(serviceAt(1)).size(), 1);
        QVERIFY(marks->marks.of(serviceAt(2)).isEmpty());
        QVERIFY(marks->marks.of(serviceAt(9)).isEmpty());
        QCOMPARE(marks->marks.of(serviceAt(3)).size(), 1);
        QVERIFY2(marks->remark.contains("2 to 3"), qPrintable(marks->remark));
        // Told again with each moment that it may concern, and with no other.
        QVERIFY(!said(log, kNow + 3)->remark.isEmpty());
        QVERIFY2(said(log, kNow - 1)->remark.isEmpty(), qPrintable(said(log, kNow - 1)->remark));
        QCOMPARE(rowsOf(log)->entries.size(), 2);
        QVERIFY(!rowsOf(log)->remark.isEmpty());
    }

    void aBrokenPageIsLeftOutAndTold_data()
    {
        QTest::addColumn<int>("broken");
        QTest::newRow("in the middle") << 100;
        QTest::newRow("at the end") << 199;
    }

    void aBrokenPageIsLeftOutAndTold()
    {
        QFETCH(int, broken);
        constexpr int kRows = 200;
        {
            SqliteAuditLog log(m_path);
            for (int i = 0; i < kRows; ++i)
                log.append(acknowledged(serviceAt(i), kNow + i, QString("note-%1.").arg(i)), &log,
                           [](const Result<AuditEntry> &) {});
            QCOMPARE(rowsOf(log)->entries.size(), kRows);
        }
        QVERIFY(breakPageOf(m_path, QByteArray("note-") + QByteArray::number(broken) + '.'));
        SqliteAuditLog log(m_path);
        const auto rows = rowsOf(log);
        QVERIFY2(rows, rows ? "" : qPrintable(rows.error().message));
        QVERIFY2(!rows->remark.isEmpty() && rows->remark.contains("can't be read"),
                 qPrintable(rows->remark));
        // A page holds a few rows; all others are there, on both sides of it.
        QVERIFY2(rows->entries.size() > kRows - 25 && rows->entries.size() < kRows,
                 qPrintable(QString::number(rows->entries.size())));
        QCOMPARE(rows->entries.first().target, serviceAt(0).toString());
        if (broken < kRows - 30)
            QCOMPARE(rows->entries.last().target, serviceAt(kRows - 1).toString());
        const auto marks = said(log, kNow + kRows);
        QVERIFY(marks->marks.of(serviceAt(broken)).isEmpty());
        QCOMPARE(marks->marks.of(serviceAt(broken - 40)).size(), 1);
        QCOMPARE(marks->remark, rows->remark);
        QVERIFY(said(log, kNow + broken - 40)->remark.isEmpty());
    }

    void aRecordThatIsGoneIsAnError()
    {
        SqliteAuditLog log(m_path);
        write(log, acknowledged(kDb, kNow));
        QCOMPARE(said(log, kNow)->marks.of(kDb).size(), 1);
        for (const char *side : {"", "-wal", "-shm"})
            QFile::remove(m_path + side);
        const auto marks = said(log, kNow);
        QVERIFY(!marks);
        QVERIFY2(marks.error().message.contains("removed"), qPrintable(marks.error().message));
        // And nothing of it is told again as if it were there.
        QVERIFY(said(log, kNow)->marks.isEmpty());
    }

    void whoReadsMakesNoFile()
    {
        SqliteAuditLog log(m_path);
        QVERIFY(said(log, kNow)->marks.isEmpty());
        QVERIFY(!QFileInfo::exists(m_path));
    }

    /// It ends while much is being read.
    void itEndsAtOnce()
    {
        {
            SqliteFile file;
            QVERIFY(file.open(m_path, SqliteFile::Durability::Normal));
            QVERIFY(file.run("CREATE TABLE audit (sequence INTEGER PRIMARY KEY, cbor BLOB NOT NULL,"
                             " previous BLOB NOT NULL, hash BLOB NOT NULL)"));
            QVERIFY(file.run("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE "
                             "i < 20000) INSERT INTO audit SELECT i, zeroblob(300), zeroblob(32), "
                             "zeroblob(32) FROM n"));
        }
        for (int i = 0; i < 5; ++i) {
            SqliteAuditLog log(m_path);
            log.marksAt(kShop, kNow, &log, [](const Result<RecordedMarks> &) {});
        }
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

QTEST_GUILESS_MAIN(TestRecordReader)
#include "tst_recordreader.moc"
