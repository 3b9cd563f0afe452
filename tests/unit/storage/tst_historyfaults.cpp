// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/storage/historysamples.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>

#include <sys/mount.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdio>

using namespace opsdeck;
using namespace opsdeck::test;

class TestHistoryFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void brokenFileIsSetAside_data();
    void brokenFileIsSetAside();
    void fileThatBreaksWhileOpenIsSetAside();
    void newerFileIsLeftAlone();
    void fullDiskIsSurvived();
    void whatWasShownTakesNoResultsPlace();
    void smallDiskThatIsFullIsSurvived();
    void readOnlyDiskIsTold();
    void brokenStretchIsSetAsideAndTold();
    void impossibleTimesAreToldAndStopNothing();
    void folderThatIsNotThereIsTold();
    void removedFileIsBegunAnew();
    void callerIsNeverKeptWaiting();
    void readersDoNotWaitForAWriterThatCannot();
    void twoProcessesWriteAtOnce();
    void killedProcessLeavesASoundFile();
};

namespace {

HistoryLimits impatient()
{
    HistoryLimits limits;
    limits.retryAfter = std::chrono::milliseconds(50);
    return limits;
}

Error errorOf(const QSignalSpy &problems, qsizetype index = 0)
{
    return problems.at(index).at(0).value<Error>();
}

QStringList asides(const QTemporaryDir &dir)
{
    return QDir(dir.path())
        .entryList({"history.db.corrupt-*"}, QDir::Files)
        .filter(QRegularExpression("-[0-9]+$"));
}

QVariant ask(const QString &path, const QString &statement)
{
    QVariant answer;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase("QSQLITE", "ask");
        database.setDatabaseName(path);
        database.setConnectOptions("QSQLITE_BUSY_TIMEOUT=10000");
        database.open();
        QSqlQuery query(database);
        if (query.exec(statement))
            answer = query.next() ? query.value(0) : QVariant(true);
    }
    QSqlDatabase::removeDatabase("ask");
    return answer;
}

/// A closed history of `count` results.
void writeHistory(const QString &path, int count)
{
    HistoryStore store;
    store.open(path);
    ChangeSet changes;
    for (int i = 0; i < count; ++i)
        changes.results.append(resultAt(i * 1000));
    store.append(changes);
}

/// Smallest size a file of this process may not pass, for as long as it lives: what a full disk
/// looks like to SQLite.
class FileSizeLimit
{
public:
    explicit FileSizeLimit(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit now{bytes, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &now);
    }

    ~FileSizeLimit() { lift(); }

    void lift() { ::setrlimit(RLIMIT_FSIZE, &m_before); }

private:
    rlimit m_before = {};
};

/// A small disk of the test's own, for as long as it lives; needs root.
class SmallDisk
{
public:
    explicit SmallDisk(const QString &folder, const char *size = "size=2m")
        : m_folder(QFile::encodeName(folder))
    {
        isMounted = ::mount("tmpfs", m_folder.constData(), "tmpfs", 0, size) == 0;
    }

    ~SmallDisk()
    {
        if (isMounted)
            ::umount2(m_folder.constData(), MNT_DETACH);
    }

    bool setReadOnly(bool isReadOnly) const
    {
        return ::mount("tmpfs", m_folder.constData(), "tmpfs",
                       MS_REMOUNT | (isReadOnly ? unsigned(MS_RDONLY) : 0U), nullptr)
               == 0;
    }

    bool isMounted = false;

private:
    QByteArray m_folder;
};

constexpr const char *kNotTested = "NOT TESTED: a disk of its own can be had by root alone";

} // namespace

void TestHistoryFaults::brokenFileIsSetAside_data()
{
    QTest::addColumn<QString>("how");
    for (const char *how : {"garbage", "text", "header", "truncated", "page"})
        QTest::newRow(how) << QString(how);
}

void TestHistoryFaults::brokenFileIsSetAside()
{
    QFETCH(QString, how);
    QTemporaryDir dir;
    const QString path = dir.filePath("history.db");
    writeHistory(path, 3000);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    const qint64 size = file.size();
    QVERIFY(size > 100'000);
    QByteArray junk(how == "header" ? 100 : 8192, '\xA5');
    if (how == "garbage")
        QVERIFY(file.write(QByteArray(size, '\x5A')) == size);
    else if (how == "text")
        QVERIFY(file.resize(0) && file.write("this is no database\n") > 0);
    else if (how == "header")
        QVERIFY(file.write(junk) == junk.size());
    else if (how == "truncated")
        QVERIFY(file.resize(size / 2 + 100));
    else
        QVERIFY(file.seek(4096) && file.write(QByteArray(size - 4096, '\xA5')) > 0);
    file.close();

    HistoryStore store(impatient());
    QSignalSpy problems(&store, &HistoryStore::problem);
    QSignalSpy recovered(&store, &HistoryStore::recovered);
    store.open(path);
    store.append(changesOf({resultAt(10'000'000, {42})}, {eventAt(1, "after")}));
    QTRY_COMPARE(recovered.size(), 1);
    QCOMPARE(problems.size(), 1);
    QCOMPARE(errorOf(problems).kind, ErrorKind::Garbage);
    QVERIFY2(errorOf(problems).message.contains(path), qPrintable(errorOf(problems).message));
    QVERIFY2(errorOf(problems).advice.contains("set aside"), qPrintable(errorOf(problems).advice));
    const QStringList kept = asides(dir);
    QCOMPARE(kept.size(), 1);
    QVERIFY(errorOf(problems).advice.contains(kept.at(0)));
    const QList<StoredSeries> all = seriesOf(store);
    QCOMPARE(all.size(), 1);
    QCOMPARE(all.at(0).points, (QList<Point>{{kStartMs + 10'000'000, 42}}));
    QCOMPARE(eventsOf(store).size(), 1);
}

void TestHistoryFaults::fileThatBreaksWhileOpenIsSetAside()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("history.db");
    writeHistory(path, 3000);
    HistoryStore store(impatient());
    QSignalSpy problems(&store, &HistoryStore::problem);
    QSignalSpy recovered(&store, &HistoryStore::recovered);
    store.open(path);
    QVERIFY(eventsOf(store).isEmpty());
    // Behind its back, all but the first page.
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.seek(4096));
        QVERIFY(file.write(QByteArray(file.size() - 4096, '\xA5')) > 0);
    }
    QVERIFY(seriesOf(store).isEmpty());
    QTRY_COMPARE(problems.size(), 1);
    QCOMPARE(errorOf(problems).kind, ErrorKind::Garbage);
    QTRY_COMPARE(recovered.size(), 1);
    QCOMPARE(asides(dir).size(), 1);
    store.append(changesOf({resultAt(1, {7})}));
    QCOMPARE(seriesOf(store).size(), 1);
}

void TestHistoryFaults::newerFileIsLeftAlone()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("history.db");
    writeHistory(path, 5);
    QVERIFY(ask(path, "PRAGMA user_version=99").isValid());
    {
        HistoryStore store(impatient());
        QSignalSpy problems(&store, &HistoryStore::problem);
        store.open(path);
        store.append(changesOf({resultAt(1'000'000)}));
        QVERIFY(seriesOf(store).isEmpty());
        store.append(changesOf({resultAt(2'000'000)}));
        QVERIFY(eventsOf(store).isEmpty());
        QCOMPARE(problems.size(), 1);
        QVERIFY2(errorOf(problems).message.contains("newer"),
                 qPrintable(errorOf(problems).message));
        QVERIFY2(errorOf(problems).advice.contains("left alone"),
                 qPrintable(errorOf(problems).advice));
    }
    QCOMPARE(ask(path, "SELECT count(*) FROM results").toInt(), 5);
    QCOMPARE(ask(path, "PRAGMA user_version").toInt(), 99);
    QVERIFY(asides(dir).isEmpty());
}

void TestHistoryFaults::fullDiskIsSurvived()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("history.db");
    HistoryStore store(impatient());
    QSignalSpy problems(&store, &HistoryStore::problem);
    QSignalSpy recovered(&store, &HistoryStore::recovered);
    store.open(path);
    store.append(changesOf({resultAt(0)}));
    QCOMPARE(seriesOf(store).size(), 1);

    FileSizeLimit full(64 * 1024);
    ChangeSet changes;
    for (int i = 1; i <= 5000; ++i)
        changes.results.append(resultAt(i));
    store.append(changes);
    QTRY_COMPARE(problems.size(), 1);
    QCOMPARE(errorOf(problems).kind, ErrorKind::Storage);
    QVERIFY(!errorOf(problems).advice.isEmpty());
    // Said once, however often it is tried; what was there can still be read.
    QCOMPARE(seriesOf(store).at(0).points.size(), 1);
    QCOMPARE(seriesOf(store).at(0).points.size(), 1);
    QCOMPARE(problems.size(), 1);
    QCOMPARE(recovered.size(), 0);

    full.lift();
    QTRY_COMPARE(recovered.size(), 1);
    QCOMPARE(seriesOf(store).at(0).points.size(), 5001);
    QCOMPARE(problems.size(), 1);
    QCOMPARE(store.dropped(), 0);
    QCOMPARE(ask(path, "PRAGMA integrity_check").toString(), QString("ok"));
}

void TestHistoryFaults::whatWasShownTakesNoResultsPlace()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("history.db");
    HistoryStore store(impatient());
    QSignalSpy problems(&store, &HistoryStore::problem);
    QSignalSpy recovered(&store, &HistoryStore::recovered);
    store.open(path);
    store.append(changesOf({resultAt(0)}));
    QCOMPARE(seriesOf(store).size(), 1);
    FileSizeLimit full(64 * 1024);
    ChangeSet changes;
    for (int i = 1; i <= 5000; ++i)
        changes.results.append(resultAt(i));
    store.append(changes);
    QTRY_COMPARE(problems.size(), 1);
    // Its state changes to and fro without results of its own.
    constexpr int kChanges = 2000;
    for (int i = 0; i < kChanges; ++i) {
        CheckState state;
        state.key = checkKey();
        state.shown = state.hard = i % 2 == 0 ? Health::Down : Health::Healthy;
        state.last = resultAt(5000);
        ChangeSet shown;
        shown.states = {state};
        shown.at = {std::chrono::milliseconds(10'000 + i), kStartMs + 10'000 + i};
        store.append(shown);
        if (i % 50 == 0)
            (void)seriesOf(store);
    }
    QTRY_COMPARE(problems.size(), 2);
    QVERIFY2(errorOf(problems, 1).message.contains("not kept"),
             qPrintable(errorOf(problems, 1).message));
    full.lift();
    QTRY_COMPARE(recovered.size(), 1);
    QCOMPARE(seriesOf(store).at(0).points.size(), 5001);
    QCOMPARE(store.dropped(), 0);
    // The newest are kept; of those before nothing is said, rather than something wrong.
    const int kept = ask(path, "SELECT count(*) FROM shown").toInt();
    QVERIFY2(kept > 1 && kept <= ShownBook::kMostUnsettled, qPrintable(QString::number(kept)));
    std::optional<QList<PastCheck>> past;
    store.loadPast({checkKey()}, kStartMs + 10'000 + kChanges / 2, &store,
                   [&](const Result<QList<PastCheck>> &found) { past = *found; });
    QTRY_VERIFY(past);
    QVERIFY(past->first().shown);
    QVERIFY(past->first().shown->isLost);
    past.reset();
    store.loadPast({checkKey()}, kStartMs + 10'000 + kChanges, &store,
                   [&](const Result<QList<PastCheck>> &found) { past = *found; });
    QTRY_VERIFY(past);
    QCOMPARE(past->first().shown->shown, Health::Healthy);
}

void TestHistoryFaults::smallDiskThatIsFullIsSurvived()
{
    QTemporaryDir dir;
    const SmallDisk disk(dir.path());
    if (!disk.isMounted)
        QSKIP(kNotTested);
    const QString path = dir.filePath("history.db");
    QFile other(dir.filePath("other"));
    constexpr int kBlock = 4096;
    {
        HistoryStore store(impatient());
        QSignalSpy problems(&store, &HistoryStore::problem);
        QSignalSpy recovered(&store, &HistoryStore::recovered);
        store.open(path);
        store.append(changesOf({resultAt(0)}));
        QCOMPARE(seriesOf(store).size(), 1);
        QVERIFY(other.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
        while (other.write(QByteArray(kBlock, 'x')) == kBlock) {
        }
        for (int i = 1; i <= 600; ++i) {
            store.append(changesOf({resultAt(i * 1000)}));
            if (i % 50 == 0)
                QVERIFY(eventsOf(store).isEmpty());
        }
        QTRY_VERIFY(!problems.isEmpty());
        QCOMPARE(errorOf(problems).kind, ErrorKind::Storage);
        QVERIFY2(errorOf(problems).message.contains("full"), qPrintable(errorOf(problems).message));
        QVERIFY(!seriesOf(store).isEmpty());
        // What came meanwhile is not lost.
        other.close();
        QVERIFY(other.remove());
        QTRY_COMPARE(recovered.size(), 1);
        QCOMPARE(seriesOf(store).at(0).points.size(), 601);
        QCOMPARE(store.dropped(), 0);
    }
    QCOMPARE(ask(path, "PRAGMA integrity_check").toString(), QString("ok"));
    HistoryStore store;
    store.open(path);
    QCOMPARE(seriesOf(store).at(0).points.size(), 601);
}

void TestHistoryFaults::readOnlyDiskIsTold()
{
    QTemporaryDir dir;
    const SmallDisk disk(dir.path());
    if (!disk.isMounted)
        QSKIP(kNotTested);
    const QString path = dir.filePath("history.db");
    writeHistory(path, 100);
    QVERIFY(disk.setReadOnly(true));
    HistoryStore store(impatient());
    QSignalSpy problems(&store, &HistoryStore::problem);
    QSignalSpy recovered(&store, &HistoryStore::recovered);
    store.open(path);
    store.append(changesOf({resultAt(1'000'000)}));
    QTRY_COMPARE(problems.size(), 1);
    QCOMPARE(errorOf(problems).kind, ErrorKind::Storage);
    QVERIFY2(errorOf(problems).advice.contains("read-only"), qPrintable(errorOf(problems).advice));
    QVERIFY(disk.setReadOnly(false));
    QTRY_COMPARE(recovered.size(), 1);
    QCOMPARE(seriesOf(store).at(0).points.size(), 101);
    QVERIFY(asides(dir).isEmpty());
}

void TestHistoryFaults::brokenStretchIsSetAsideAndTold()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("history.db");
    writeHistory(path, 3000);
    QVERIFY(ask(path, "UPDATE chunks SET data = x'0102030405' WHERE id = (SELECT min(id) FROM "
                      "chunks)")
                .isValid());
    HistoryStore store(impatient());
    QSignalSpy problems(&store, &HistoryStore::problem);
    QSignalSpy recovered(&store, &HistoryStore::recovered);
    store.open(path);
    const qsizetype left = seriesOf(store).at(0).points.size();
    QVERIFY(left > 2500 && left < 3000);
    QTRY_COMPARE(recovered.size(), 1);
    QCOMPARE(problems.size(), 1);
    QCOMPARE(errorOf(problems).kind, ErrorKind::Garbage);
    QVERIFY2(errorOf(problems).message.contains(path), qPrintable(errorOf(problems).message));
    QCOMPARE(seriesOf(store).at(0).points.size(), left);
    QCOMPARE(problems.size(), 1);
    QCOMPARE(ask(path, "SELECT count(*) FROM damaged").toInt(), 1);
    QVERIFY(asides(dir).isEmpty());
}

void TestHistoryFaults::impossibleTimesAreToldAndStopNothing()
{
    QTemporaryDir dir;
    HistoryStore store;
    QSignalSpy problems(&store, &HistoryStore::problem);
    QSignalSpy recovered(&store, &HistoryStore::recovered);
    store.open(dir.filePath("history.db"));
    // The clock says 1969, for long.
    for (int lot = 0; lot < 3; ++lot) {
        ChangeSet changes;
        for (int i = 0; i < 25'000; ++i)
            changes.results.append(resultAt(-kStartMs - 1 - lot * 25'000 - i));
        changes.events.append(eventAt(lot, "is down"));
        store.append(changes);
        QCOMPARE(eventsOf(store).size(), lot + 1);
    }
    QCOMPARE(problems.size(), 1);
    const auto error = problems.first().first().value<Error>();
    QVERIFY2(error.message.contains("before 1970"), qPrintable(error.message));
    QVERIFY(error.advice.contains("clock"));
    QCOMPARE(recovered.size(), 0);
    store.append(changesOf({resultAt(0)}));
    QCOMPARE(seriesOf(store, std::numeric_limits<qint64>::min()).value(0).points.size(), 1);
    QCOMPARE(recovered.size(), 1);
    QCOMPARE(problems.size(), 1);
}

void TestHistoryFaults::folderThatIsNotThereIsTold()
{
    QTemporaryDir dir;
    // It can't be made either: something else has its name.
    QFile other(dir.filePath("later"));
    QVERIFY(other.open(QIODevice::WriteOnly));
    other.close();
    HistoryStore store(impatient());
    QSignalSpy problems(&store, &HistoryStore::problem);
    QSignalSpy recovered(&store, &HistoryStore::recovered);
    store.open(dir.filePath("later/history.db"));
    store.append(changesOf({resultAt(0)}));
    QTRY_COMPARE(problems.size(), 1);
    QCOMPARE(errorOf(problems).kind, ErrorKind::Storage);
    // Not the same as nothing stored.
    std::optional<bool> isRead;
    store.loadSeries(
        checkKey(), "value", 0, kForeverMs, &store,
        [&](const Result<QList<StoredSeries>> &series) { isRead = series.has_value(); });
    QTRY_VERIFY(isRead.has_value());
    QVERIFY(!*isRead);
    QVERIFY(other.remove());
    QVERIFY(QDir(dir.path()).mkpath("later")); // or the store made it already
    QTRY_COMPARE(recovered.size(), 1);
    QCOMPARE(seriesOf(store).size(), 1);
}

void TestHistoryFaults::removedFileIsBegunAnew()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("history.db");
    HistoryStore store(impatient());
    store.open(path);
    store.append(changesOf({resultAt(0)}));
    QCOMPARE(seriesOf(store).size(), 1);
    for (const char *side : {"", "-wal", "-shm"})
        QFile::remove(path + side);
    store.append(changesOf({resultAt(1000)}));
    QCOMPARE(seriesOf(store).at(0).points, (QList<Point>{{kStartMs + 1000, 1}}));
    QVERIFY(QFile::exists(path));
}

void TestHistoryFaults::callerIsNeverKeptWaiting()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("history.db");
    HistoryStore store(impatient());
    QSignalSpy problems(&store, &HistoryStore::problem);
    QSignalSpy recovered(&store, &HistoryStore::recovered);
    store.open(path);
    store.append(changesOf({resultAt(0)}));
    QCOMPARE(seriesOf(store).size(), 1);
    {
        QSqlDatabase database = QSqlDatabase::addDatabase("QSQLITE", "holder");
        database.setDatabaseName(path);
        QVERIFY(database.open());
        QSqlQuery hold(database);
        QVERIFY(hold.exec("BEGIN IMMEDIATE"));
        // The storage thread now waits for the file for seconds; the caller must not.
        store.append(changesOf({resultAt(1)}));
        store.loadEvents(1, &store, [](const QList<Event> &) {});
        ChangeSet large;
        for (int i = 0; i < 200; ++i)
            large.results.append(resultAt(100 + i));
        QElapsedTimer timer;
        qint64 longest = 0;
        for (int i = 0; i < 3000; ++i) {
            timer.start();
            store.append(large);
            longest = std::max(longest, timer.nsecsElapsed());
        }
        QVERIFY2(longest < 100'000'000, qPrintable(QString("%1 ns").arg(longest)));
        QVERIFY(store.dropped() >= 3000 - 2 * HistoryStore::kMostQueued - 2);
        QVERIFY(hold.exec("ROLLBACK"));
    }
    QSqlDatabase::removeDatabase("holder");
    QTRY_VERIFY_WITH_TIMEOUT(!problems.isEmpty(), 30'000);
    QCOMPARE(errorOf(problems).kind, ErrorKind::Storage);
    QVERIFY2(errorOf(problems).message.contains("not kept"), qPrintable(errorOf(problems).message));
}

void TestHistoryFaults::readersDoNotWaitForAWriterThatCannot()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("history.db");
    HistoryLimits patient;
    patient.retryAfter = std::chrono::minutes(10);
    HistoryStore store(patient);
    QSignalSpy problems(&store, &HistoryStore::problem);
    store.open(path);
    store.append(changesOf({resultAt(0)}));
    QCOMPARE(seriesOf(store).size(), 1);
    {
        QSqlDatabase database = QSqlDatabase::addDatabase("QSQLITE", "holder");
        database.setDatabaseName(path);
        QVERIFY(database.open());
        QSqlQuery hold(database);
        QVERIFY(hold.exec("BEGIN IMMEDIATE"));
        store.append(changesOf({resultAt(1)}));
        // One try to write takes its five seconds; what is there is read all the same.
        QCOMPARE(seriesOf(store).at(0).points.size(), 1);
        QTRY_COMPARE(problems.size(), 1);
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 3; ++i)
            QCOMPARE(seriesOf(store).at(0).points.size(), 1);
        QVERIFY2(timer.elapsed() < 4000, qPrintable(QString("%1 ms").arg(timer.elapsed())));
        QVERIFY(hold.exec("ROLLBACK"));
    }
    QSqlDatabase::removeDatabase("holder");
}

void TestHistoryFaults::twoProcessesWriteAtOnce()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("history.db");
    constexpr int kEach = 3000;
    QProcess writers[2];
    for (int i = 0; i < 2; ++i) {
        writers[i].start(QCoreApplication::applicationFilePath(),
                         {"--write", path, QString("writer%1").arg(i), QString::number(kEach)});
        QVERIFY(writers[i].waitForStarted());
    }
    for (QProcess &writer : writers) {
        QVERIFY(writer.waitForFinished(60'000));
        QCOMPARE(writer.exitCode(), 0);
        QCOMPARE(writer.readAllStandardError(), QByteArray());
    }
    HistoryStore store;
    store.open(path);
    for (int i = 0; i < 2; ++i)
        QCOMPARE(seriesOf(store, 0, kForeverMs, 100'000, checkKey(QString("writer%1").arg(i)))
                     .at(0)
                     .points.size(),
                 kEach);
    QCOMPARE(ask(path, "PRAGMA integrity_check").toString(), QString("ok"));
}

void TestHistoryFaults::killedProcessLeavesASoundFile()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("history.db");
    qint64 before = 0;
    for (int round = 0; round < 8; ++round) {
        QProcess writer;
        writer.start(QCoreApplication::applicationFilePath(),
                     {"--write", path, QString("round%1").arg(round), "1000000"});
        QVERIFY(writer.waitForStarted());
        // Told after a commit; the kill falls somewhere into the next ones.
        qint64 told = 0;
        while (told < 3) {
            QVERIFY(writer.waitForReadyRead(30'000));
            while (writer.canReadLine())
                told = writer.readLine().trimmed().toLongLong();
        }
        writer.kill();
        QVERIFY(writer.waitForFinished());
        HistoryStore store;
        QSignalSpy problems(&store, &HistoryStore::problem);
        store.open(path);
        QVERIFY(seriesOf(store, 0, kForeverMs, 1'000'000, checkKey(QString("round%1").arg(round)))
                    .at(0)
                    .points.size()
                >= told * 10);
        QCOMPARE(problems.size(), 0);
        QCOMPARE(ask(path, "PRAGMA integrity_check").toString(), QString("ok"));
        const qint64 now = ask(path, "SELECT count(*) FROM results").toLongLong();
        QVERIFY(now > before);
        before = now;
    }
}

namespace {

/// Another process on the same file: `count` results in change sets of ten, telling how many sets
/// are committed.
int writeMany(const QString &path, const QString &check, int count)
{
    HistoryStore store;
    QObject::connect(&store, &HistoryStore::problem, &store, [](const Error &error) {
        std::fprintf(stderr, "%s\n", qPrintable(error.message));
    });
    store.open(path);
    for (int i = 0; i < count; i += 10) {
        ChangeSet changes;
        for (int j = i; j < i + 10; ++j)
            changes.results.append(resultAt(j, {double(j)}, checkKey(check)));
        store.append(changes);
        // An answer comes after a commit of all before it.
        eventsOf(store, 1);
        std::printf("%d\n", i / 10 + 1);
        std::fflush(stdout);
    }
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == "--write")
        return writeMany(arguments.value(2), arguments.value(3), arguments.value(4).toInt());
    TestHistoryFaults test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_historyfaults.moc"
