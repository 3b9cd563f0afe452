// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/audit/auditchain.h"
#include "services/audit/sqliteauditlog.h"

#include <QCborMap>
#include <QCborValue>
#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <optional>

using namespace opsdeck;

class TestSqliteAuditLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fillsInWhatTheChainNeeds();
    void bringsBackWhatWasWritten();
    void goesOnAfterARestart();
    void bodyIsDeterministic();
    void hashIsWhatTheHeaderSays();
    void tamperingIsFound_data();
    void tamperingIsFound();
    void everyFlippedByteIsFound();
    void removedLastRowsAreFound();
    void removedRecordIsFound();
    void headBehindIsCaughtUp();
    void writesWhatWasHandedOverBeforeItGoes();
    void tellsNobodyWhoIsGone();
    void cannotBeOpened();
    void newerRecordIsLeftAlone();
    void brokenRecordIsNeverReplaced();
    void fullDiskIsAnError();
    void removedFileIsAnError();
    void openToOthersIsRepaired_data();
    void openToOthersIsRepaired();
    void somebodyElsesIsRefused_data();
    void somebodyElsesIsRefused();
    void twoProcessesKeepOneChain();
    void killedProcessLosesNoAcknowledgedRow();
};

namespace {

AuditEntry entryOf(int number)
{
    AuditEntry entry;
    entry.timeMs = 1'700'000'000'000 + number;
    entry.actor = "operator";
    entry.action = "runbook.result";
    entry.target = "shop/prod/worker";
    entry.outcome = "succeeded";
    entry.runId = QString("run-%1").arg(number);
    entry.planHash = "abc";
    entry.body = {{"number", number},
                  {"text", QString::fromUtf8("żółw")},
                  {"steps", QVariantList{1, QVariantMap{{"b", 1.5}, {"a", true}}}}};
    return entry;
}

/// The answer; the test's time limit ends a wait for one that never comes.
template <typename T, typename Start>
Result<T> wait(Start start)
{
    std::optional<Result<T>> answer;
    start([&](const Result<T> &result) { answer = result; });
    while (!answer)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return *answer;
}

Result<AuditEntry> append(SqliteAuditLog &log, const AuditEntry &entry)
{
    return wait<AuditEntry>([&](const AuditLog::Done &done) { log.append(entry, &log, done); });
}

Result<AuditVerdict> verify(SqliteAuditLog &log)
{
    return wait<AuditVerdict>(
        [&](const SqliteAuditLog::VerifyDone &done) { log.verify(&log, done); });
}

Result<QList<AuditEntry>> list(SqliteAuditLog &log, int limit = 1'000'000)
{
    return wait<QList<AuditEntry>>(
        [&](const SqliteAuditLog::ListDone &done) { log.list(limit, &log, done); });
}

void writeRows(const QString &path, int count)
{
    SqliteAuditLog log(path);
    for (int i = 1; i <= count; ++i)
        QVERIFY(append(log, entryOf(i)));
}

AuditVerdict verdictOf(const QString &path)
{
    SqliteAuditLog log(path);
    const auto verdict = verify(log);
    [&] { QVERIFY2(verdict, verdict ? "" : qPrintable(verdict.error().message)); }();
    return verdict.value_or(AuditVerdict{0, -1, {}});
}

bool change(const QString &path, const QString &statement, const QVariantList &values = {})
{
    bool isDone = false;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase("QSQLITE", "tamper");
        database.setDatabaseName(path);
        QSqlQuery query(database.open() ? QSqlQuery(database) : QSqlQuery());
        query.exec("PRAGMA synchronous=OFF");
        query.prepare(statement);
        for (const QVariant &value : values)
            query.addBindValue(value);
        isDone = query.exec() && query.numRowsAffected() > 0;
    }
    QSqlDatabase::removeDatabase("tamper");
    return isDone;
}

} // namespace

void TestSqliteAuditLog::fillsInWhatTheChainNeeds()
{
    QTemporaryDir dir;
    SqliteAuditLog log(dir.filePath("audit.db"));
    AuditEntry first = entryOf(1);
    first.timeMs = 0;
    const auto one = append(log, first);
    const auto two = append(log, entryOf(2));
    QVERIFY(one && two);
    QCOMPARE(one->sequence, 1);
    QCOMPARE(two->sequence, 2);
    QVERIFY(one->timeMs > 1'700'000'000'000);
    QCOMPARE(two->timeMs, 1'700'000'000'002);
    QCOMPARE(one->previousHash, QByteArray(32, '\0'));
    QCOMPARE(one->hash.size(), 32);
    QCOMPARE(two->previousHash, one->hash);
    QVERIFY(one->hash != two->hash);
    const auto others = QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther
                        | QFileDevice::WriteOther;
    QVERIFY(!(QFileInfo(dir.filePath("audit.db")).permissions() & others));
}

void TestSqliteAuditLog::bringsBackWhatWasWritten()
{
    QTemporaryDir dir;
    SqliteAuditLog log(dir.filePath("audit.db"));
    QVERIFY(list(log)->isEmpty());
    QList<AuditEntry> written;
    for (int i = 1; i <= 5; ++i)
        written.prepend(*append(log, entryOf(i)));
    const auto all = list(log);
    QVERIFY(all);
    QCOMPARE(*all, written);
    QCOMPARE(list(log, 2)->size(), 2);
    QCOMPARE(list(log, 2)->at(0).sequence, 5);
}

void TestSqliteAuditLog::goesOnAfterARestart()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("audit.db");
    for (int i = 1; i <= 4; ++i) {
        SqliteAuditLog log(path);
        const auto written = append(log, entryOf(i));
        QVERIFY(written);
        QCOMPARE(written->sequence, i);
    }
    const AuditVerdict verdict = verdictOf(path);
    QVERIFY(verdict.isIntact());
    QCOMPARE(verdict.rows, 4);
}

void TestSqliteAuditLog::bodyIsDeterministic()
{
    AuditEntry entry = entryOf(1);
    entry.body = {{"aaa", 1}, {"z", 1.0}, {"bb", QVariantMap{{"yy", 2}, {"x", 1}}}};
    const QByteArray bytes = canonicalBody(entry);
    // RFC 8949 §4.2: keys in the order of their bytes, so that a shorter one comes first.
    const QByteArray z = QByteArray::fromHex("617a");
    const QByteArray bb = QByteArray::fromHex("626262");
    const QByteArray aaa = QByteArray::fromHex("63616161");
    QVERIFY(bytes.indexOf(z) > 0);
    QVERIFY(bytes.indexOf(z) < bytes.indexOf(bb));
    QVERIFY(bytes.indexOf(bb) < bytes.indexOf(aaa));
    QVERIFY(bytes.indexOf(QByteArray::fromHex("6178"))
            < bytes.indexOf(QByteArray::fromHex("627979")));
    // 1.0 in the shortest of the floating forms.
    QVERIFY(bytes.contains(z + QByteArray::fromHex("f93c00")));
    QCOMPARE(canonicalBody(entry), bytes);
    entry.outcome = "failed";
    QVERIFY(canonicalBody(entry) != bytes);
}

void TestSqliteAuditLog::hashIsWhatTheHeaderSays()
{
    const AuditEntry entry = entryOf(3);
    const QByteArray previous(32, '\x11');
    const QByteArray body = canonicalBody(entry);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(QByteArray(1, '\0'));
    hash.addData(previous);
    hash.addData(body);
    QCOMPARE(chainedHash(previous, body), hash.result());
    const QCborMap map = QCborValue::fromCbor(body).toMap();
    QCOMPARE(map.value("run").toString(), QString("run-3"));
    QCOMPARE(map.value("body").toMap().value("number").toInteger(), 3);
}

void TestSqliteAuditLog::tamperingIsFound_data()
{
    QTest::addColumn<QString>("statement");
    QTest::addColumn<qint64>("firstBroken");
    QTest::newRow("content")
        << "UPDATE audit SET cbor = (SELECT cbor FROM audit WHERE sequence = 2) WHERE sequence = 5"
        << qint64(5);
    QTest::newRow("hash") << "UPDATE audit SET hash = zeroblob(32) WHERE sequence = 5" << qint64(5);
    QTest::newRow("previous") << "UPDATE audit SET previous = zeroblob(32) WHERE sequence = 5"
                              << qint64(5);
    QTest::newRow("removed") << "DELETE FROM audit WHERE sequence = 5" << qint64(6);
    QTest::newRow("first removed") << "DELETE FROM audit WHERE sequence = 1" << qint64(2);
    QTest::newRow("removed, renumbered") << "DELETE FROM audit WHERE sequence = 6; UPDATE audit "
                                            "SET sequence = sequence - 1 WHERE sequence > 6"
                                         << qint64(6);
    QTest::newRow("added behind") << "INSERT INTO audit SELECT sequence + 1, cbor, hash, "
                                     "zeroblob(32) FROM audit WHERE sequence = 10"
                                  << qint64(11);
    QTest::newRow("last content") << "UPDATE audit SET cbor = x'a0' WHERE sequence = 10"
                                  << qint64(10);
}

void TestSqliteAuditLog::tamperingIsFound()
{
    QFETCH(QString, statement);
    QFETCH(qint64, firstBroken);
    QTemporaryDir dir;
    const QString path = dir.filePath("audit.db");
    writeRows(path, 10);
    QVERIFY(verdictOf(path).isIntact());
    for (const QString &one : statement.split("; "))
        QVERIFY(change(path, one));
    const AuditVerdict verdict = verdictOf(path);
    QVERIFY(!verdict.isIntact());
    QCOMPARE(verdict.firstBroken, firstBroken);
    QVERIFY(!verdict.why.isEmpty());
    // A broken chain is still written to: what happens now is recorded, and the break stays
    // visible.
    SqliteAuditLog log(path);
    QVERIFY(append(log, entryOf(99)));
    QCOMPARE(verify(log)->firstBroken, firstBroken);
}

void TestSqliteAuditLog::everyFlippedByteIsFound()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("audit.db");
    writeRows(path, 3);
    SqliteAuditLog log(path);
    const QByteArray body = canonicalBody(list(log)->at(1));
    for (qsizetype at = 0; at < body.size(); ++at) {
        QByteArray flipped = body;
        flipped[at] = static_cast<char>(flipped.at(at) ^ (1 << (at % 8)));
        QVERIFY(change(path, "UPDATE audit SET cbor = ? WHERE sequence = 2", {flipped}));
        const auto verdict = verify(log);
        QVERIFY(verdict);
        QCOMPARE(verdict->firstBroken, 2);
    }
    QVERIFY(change(path, "UPDATE audit SET cbor = ? WHERE sequence = 2", {body}));
    QVERIFY(verify(log)->isIntact());
}

void TestSqliteAuditLog::removedLastRowsAreFound()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("audit.db");
    writeRows(path, 10);
    QVERIFY(verdictOf(path).hasAnchor);
    QCOMPARE(QFile::permissions(path + ".head") & QFile::Permissions(0x0077), QFile::Permissions());
    QVERIFY(change(path, "DELETE FROM audit WHERE sequence > 8"));
    AuditVerdict verdict = verdictOf(path);
    QCOMPARE(verdict.rows, 8);
    QCOMPARE(verdict.firstBroken, 9);
    QVERIFY2(verdict.why.contains("with all up to row 10"), qPrintable(verdict.why));
    // What is written later does not make it good again.
    writeRows(path, 1);
    QCOMPARE(verdictOf(path).firstBroken, 10);
    writeRows(path, 5);
    verdict = verdictOf(path);
    QCOMPARE(verdict.rows, 14);
    QCOMPARE(verdict.firstBroken, 10);
    QVERIFY2(verdict.why.contains("another one stands in its place"), qPrintable(verdict.why));
}

void TestSqliteAuditLog::removedRecordIsFound()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("audit.db");
    writeRows(path, 3);
    for (const QString &name : QDir(dir.path()).entryList({"audit.db", "audit.db-*"}, QDir::Files))
        QVERIFY(QFile::remove(dir.filePath(name)));
    QCOMPARE(verdictOf(path).firstBroken, 1);
    for (int i = 0; i < 4; ++i) {
        SqliteAuditLog log(path);
        QVERIFY(append(log, entryOf(50 + i)));
    }
    QCOMPARE(verdictOf(path).firstBroken, 3);
}

void TestSqliteAuditLog::headBehindIsCaughtUp()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("audit.db");
    writeRows(path, 3);
    QFile head(path + ".head");
    QVERIFY(head.open(QIODevice::ReadOnly));
    const QByteArray third = head.readAll();
    head.close();
    writeRows(path, 2);
    // As if the program had ended before it wrote the head of the last two.
    QVERIFY(head.open(QIODevice::WriteOnly) && head.write(third) == third.size());
    head.close();
    QVERIFY(verdictOf(path).isIntact());
    writeRows(path, 1);
    QVERIFY(verdictOf(path).isIntact());
    QCOMPARE(AuditHead(path).read()->rows, 6);
    // Without it nothing proves that the last row is the last.
    QVERIFY(head.remove());
    QCOMPARE(verdictOf(path).firstBroken, qint64(6));
    QVERIFY2(verdictOf(path).why.contains("is missing"), qPrintable(verdictOf(path).why));
    QVERIFY(!verdictOf(path).hasAnchor);
    QVERIFY(head.open(QIODevice::WriteOnly) && head.write("nonsense\n") == 9);
    head.close();
    QVERIFY(!verdictOf(path).isIntact());
}

void TestSqliteAuditLog::writesWhatWasHandedOverBeforeItGoes()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("audit.db");
    {
        SqliteAuditLog log(path);
        for (int i = 1; i <= 50; ++i)
            log.append(entryOf(i), &log, [](const Result<AuditEntry> &) {});
    }
    QCOMPARE(verdictOf(path).rows, 50);
}

void TestSqliteAuditLog::tellsNobodyWhoIsGone()
{
    QTemporaryDir dir;
    SqliteAuditLog log(dir.filePath("audit.db"));
    bool wasTold = false;
    auto context = std::make_unique<QObject>();
    log.append(entryOf(1), context.get(), [&](const Result<AuditEntry> &) { wasTold = true; });
    context.reset();
    QCOMPARE(append(log, entryOf(2))->sequence, 2);
    QVERIFY(!wasTold);
}

void TestSqliteAuditLog::cannotBeOpened()
{
    QTemporaryDir dir;
    SqliteAuditLog log(dir.filePath("not/there/audit.db"));
    const auto written = append(log, entryOf(1));
    QVERIFY(!written);
    QCOMPARE(written.error().kind, ErrorKind::Storage);
    QVERIFY2(written.error().message.contains("not/there is missing"),
             qPrintable(written.error().message));
    QVERIFY(!written.error().advice.isEmpty());
    QVERIFY(!verify(log));
    QVERIFY(!list(log));
}

void TestSqliteAuditLog::newerRecordIsLeftAlone()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("audit.db");
    writeRows(path, 3);
    const auto version = [&](const QString &statement) {
        QVariant told;
        {
            QSqlDatabase database = QSqlDatabase::addDatabase("QSQLITE", "version");
            database.setDatabaseName(path);
            QSqlQuery query(database);
            if (database.open() && (query = QSqlQuery(database), query.exec(statement))
                && query.next())
                told = query.value(0);
        }
        QSqlDatabase::removeDatabase("version");
        return told;
    };
    QCOMPARE(version("PRAGMA user_version").toInt(), 1);
    version("PRAGMA user_version=2");
    {
        SqliteAuditLog log(path);
        const auto written = append(log, entryOf(1));
        QVERIFY(!written);
        QCOMPARE(written.error().kind, ErrorKind::Storage);
        QVERIFY2(written.error().message.contains("newer Opsdeck"),
                 qPrintable(written.error().message));
    }
    QCOMPARE(version("SELECT count(*) FROM audit").toInt(), 3);
    // One of before the version was told is gone on with.
    version("PRAGMA user_version=0");
    SqliteAuditLog log(path);
    QVERIFY(append(log, entryOf(1)));
    QCOMPARE(version("PRAGMA user_version").toInt(), 1);
}

void TestSqliteAuditLog::brokenRecordIsNeverReplaced()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("audit.db");
    writeRows(path, 20);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.write(QByteArray(200, '\x5A')) == 200);
    file.seek(0);
    const QByteArray before = file.readAll();
    file.close();
    {
        SqliteAuditLog log(path);
        const auto written = append(log, entryOf(1));
        QVERIFY(!written);
        QCOMPARE(written.error().kind, ErrorKind::Garbage);
        QVERIFY2(written.error().advice.contains("Nothing is run"),
                 qPrintable(written.error().advice));
        QVERIFY(!append(log, entryOf(2)));
    }
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), before);
}

void TestSqliteAuditLog::fullDiskIsAnError()
{
    QTemporaryDir dir;
    SqliteAuditLog log(dir.filePath("audit.db"));
    QVERIFY(append(log, entryOf(1)));
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before = {};
    QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const rlimit full{static_cast<rlim_t>(QFileInfo(dir.filePath("audit.db-wal")).size()),
                      before.rlim_max};
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &full), 0);
    const auto refused = append(log, entryOf(2));
    const auto refusedAgain = append(log, entryOf(3));
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
    QVERIFY(!refused && !refusedAgain);
    QCOMPARE(refused.error().kind, ErrorKind::Storage);
    QVERIFY(!refused.error().advice.isEmpty());
    const auto written = append(log, entryOf(4));
    QVERIFY(written);
    QCOMPARE(written->sequence, 2);
    QVERIFY(verify(log)->isIntact());
}

void TestSqliteAuditLog::removedFileIsAnError()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("audit.db");
    SqliteAuditLog log(path);
    QVERIFY(append(log, entryOf(1)));
    for (const char *side : {"", "-wal", "-shm"})
        QFile::remove(path + side);
    const auto refused = append(log, entryOf(2));
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Storage);
    QVERIFY2(refused.error().message.contains("removed"), qPrintable(refused.error().message));
    const auto anew = append(log, entryOf(3));
    QVERIFY(anew);
    QCOMPARE(anew->sequence, 1);
    QVERIFY(QFile::exists(path));
}

void TestSqliteAuditLog::openToOthersIsRepaired_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("mode");
    QTest::addColumn<int>("expected");
    QTest::newRow("file") << "audit.db" << 0644 << 0600;
    QTest::newRow("file that others write") << "audit.db" << 0666 << 0600;
    QTest::newRow("log of the file") << "audit.db-wal" << 0640 << 0600;
    QTest::newRow("folder") << "." << 0755 << 0700;
    QTest::newRow("nothing") << "audit.db" << 0600 << 0600;
}

void TestSqliteAuditLog::openToOthersIsRepaired()
{
    QFETCH(QString, name);
    QFETCH(int, mode);
    QFETCH(int, expected);
    QTemporaryDir dir;
    const QByteArray path = QFile::encodeName(dir.filePath(name));
    SqliteAuditLog first(dir.filePath("audit.db"));
    QVERIFY(append(first, entryOf(1)));
    QCOMPARE(::chmod(path.constData(), static_cast<mode_t>(mode)), 0);
    const auto modeNow = [&] {
        struct stat info = {};
        return ::stat(path.constData(), &info) == 0 ? static_cast<int>(info.st_mode & 0777) : -1;
    };
    QCOMPARE(modeNow(), mode);
    QStringList told;
    SqliteAuditLog log(dir.filePath("audit.db"));
    connect(&log, &SqliteAuditLog::repaired, this,
            [&](const QString &sentence) { told << sentence; });
    QVERIFY(append(log, entryOf(2)));
    QTRY_COMPARE(told.size(), mode == expected ? 0 : 1);
    QCOMPARE(modeNow(), expected);
    if (!told.isEmpty())
        QVERIFY2(told.first().contains(QString::number(mode, 8))
                     && told.first().contains("yours alone"),
                 qPrintable(told.first()));
    QCOMPARE(verify(log)->rows, 2);
}

void TestSqliteAuditLog::somebodyElsesIsRefused_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("file") << "audit.db";
    QTest::newRow("log of the file") << "audit.db-wal";
    QTest::newRow("folder") << ".";
}

void TestSqliteAuditLog::somebodyElsesIsRefused()
{
    QFETCH(QString, name);
    if (::geteuid() != 0)
        QSKIP("NOT TESTED: needs root, to give a file away");
    QTemporaryDir dir;
    const QString path = dir.filePath("audit.db");
    SqliteAuditLog log(path);
    QVERIFY(append(log, entryOf(1)));
    QCOMPARE(::chown(QFile::encodeName(dir.filePath(name)).constData(), 65534, 65534), 0);
    const auto refused = append(log, entryOf(2));
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Permission);
    QVERIFY2(refused.error().message.contains("belongs to nobody"),
             qPrintable(refused.error().message));
    QVERIFY(!refused.error().advice.isEmpty());
    QVERIFY(!list(log));
    QCOMPARE(::chown(QFile::encodeName(dir.filePath(name)).constData(), 0, 0), 0);
    QCOMPARE(append(log, entryOf(3))->sequence, 2);
}

void TestSqliteAuditLog::twoProcessesKeepOneChain()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("audit.db");
    constexpr int kEach = 200;
    QProcess writers[2];
    for (QProcess &writer : writers) {
        writer.start(QCoreApplication::applicationFilePath(),
                     {"--append", path, QString::number(kEach)});
        QVERIFY(writer.waitForStarted());
    }
    for (QProcess &writer : writers) {
        QVERIFY(writer.waitForFinished(60'000));
        QCOMPARE(writer.exitCode(), 0);
    }
    const AuditVerdict verdict = verdictOf(path);
    QVERIFY2(verdict.isIntact(), qPrintable(verdict.why));
    QCOMPARE(verdict.rows, 2 * kEach);
}

void TestSqliteAuditLog::killedProcessLosesNoAcknowledgedRow()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("audit.db");
    for (int round = 1; round <= 10; ++round) {
        QProcess writer;
        writer.start(QCoreApplication::applicationFilePath(), {"--append", path, "1000000"});
        QVERIFY(writer.waitForStarted());
        qint64 acknowledged = 0;
        for (int lines = 0; lines < 10 * round;) {
            QVERIFY(writer.waitForReadyRead(30'000));
            for (; writer.canReadLine(); ++lines)
                acknowledged = writer.readLine().trimmed().toLongLong();
        }
        writer.kill();
        QVERIFY(writer.waitForFinished());
        while (writer.canReadLine())
            acknowledged = writer.readLine().trimmed().toLongLong();
        const AuditVerdict verdict = verdictOf(path);
        QVERIFY2(verdict.isIntact(), qPrintable(verdict.why));
        QVERIFY(acknowledged > 0);
        // One more may have been written than could be told.
        QVERIFY2(verdict.rows == acknowledged || verdict.rows == acknowledged + 1,
                 qPrintable(QString("%1 of %2").arg(verdict.rows).arg(acknowledged)));
    }
}

namespace {

/// Another process on the same file; tells each row once it is durable.
int appendMany(const QString &path, int count)
{
    SqliteAuditLog log(path);
    for (int i = 1; i <= count; ++i) {
        const auto answer = append(log, entryOf(i));
        if (!answer) {
            std::fprintf(stderr, "%s\n", qPrintable(answer.error().message));
            return 1;
        }
        std::printf("%lld\n", static_cast<long long>(answer->sequence));
        std::fflush(stdout);
    }
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == "--append")
        return appendMany(arguments.value(2), arguments.value(3).toInt());
    TestSqliteAuditLog test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_sqliteauditlog.moc"
