// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/pruneclock.h"
#include "tests/unit/storage/historysamples.h"

#include <QTemporaryDir>

using namespace opsdeck;
using namespace opsdeck::test;
using namespace std::chrono_literals;

namespace {

constexpr qint64 kHourMs = 3'600'000;
constexpr qint64 kDayMs = 24 * kHourMs;
constexpr qint64 kYearsMs = 3 * 365 * kDayMs;

Instant at(qint64 wallMs, Milliseconds ran = 0ms)
{
    return {Milliseconds(1000) + ran, wallMs};
}

HistoryLimits limits()
{
    HistoryLimits made;
    made.samples = {48h, 48h, 48h, 48h};
    made.keepResults = 120h;
    made.pruneEvery = 10ms;
    return made;
}

int count(const QString &path, const char *statement)
{
    SqliteFile file;
    if (!file.open(path, SqliteFile::Durability::Normal))
        return -1;
    return file.value(QString::fromLatin1(statement)).toInt();
}

int results(const QString &path)
{
    return count(path, "SELECT count(*) FROM results");
}

/// Until a pass of the pruning is over.
bool hasAged(const QString &path)
{
    return count(path, "SELECT count(*) FROM sqlite_master WHERE name = 'aged'") == 1
           && count(path, "SELECT count(*) FROM aged") == 1;
}

} // namespace

class TestPruneClock final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itGoesWithTheCalendar();
    void aLeapIsCaughtUpSlowly();
    void aWrongCalendarAtTheStartRemovesNothing_data();
    void aWrongCalendarAtTheStartRemovesNothing();
};

void TestPruneClock::itGoesWithTheCalendar()
{
    QTemporaryDir folder;
    SqliteFile file;
    QVERIFY(file.open(folder.filePath("a.db"), SqliteFile::Durability::Normal));
    PruneClock clock(file);
    QCOMPARE(clock.nowMs(at(kStartMs), at(kStartMs)), kStartMs);
    QCOMPARE(clock.nowMs(at(kStartMs), at(kStartMs + kHourMs, 1h)), kStartMs + kHourMs);
    QVERIFY(!clock.isNewlyBehind(kStartMs, at(kStartMs + kHourMs)));
    QVERIFY(clock.keep(kStartMs + kHourMs));
    // Set back: nothing grows old by that.
    QCOMPARE(clock.nowMs(at(kStartMs), at(kStartMs - kDayMs, 2h)), kStartMs - kDayMs);
    // A day later.
    PruneClock next(file);
    QCOMPARE(next.nowMs(at(kStartMs + kDayMs), at(kStartMs + kDayMs)), kStartMs + kDayMs);
}

void TestPruneClock::aLeapIsCaughtUpSlowly()
{
    QTemporaryDir folder;
    SqliteFile file;
    QVERIFY(file.open(folder.filePath("a.db"), SqliteFile::Durability::Normal));
    QVERIFY(PruneClock(file).keep(kStartMs));
    PruneClock clock(file);
    const Instant first = at(kStartMs + kYearsMs);
    qint64 nowMs = clock.nowMs(first, first);
    QCOMPARE(nowMs, kStartMs + kDayMs);
    QVERIFY(clock.isNewlyBehind(nowMs, first));
    QVERIFY(!clock.isNewlyBehind(nowMs, first));
    nowMs = clock.nowMs(first, at(kStartMs + kYearsMs, 2h));
    QCOMPARE(nowMs, kStartMs + 3 * kDayMs);
    QVERIFY(clock.keep(nowMs));
    // The calendar was right: in the end it is where that is.
    QCOMPARE(clock.nowMs(first, at(kStartMs + kYearsMs + 1, 24h * 365)), kStartMs + kYearsMs + 1);
    // And a next run that is as wrong gains another day.
    QCOMPARE(PruneClock(file).nowMs(first, first), kStartMs + 4 * kDayMs);
}

void TestPruneClock::aWrongCalendarAtTheStartRemovesNothing_data()
{
    QTest::addColumn<bool>("isOfOlderProgram");
    QTest::newRow("kept") << false;
    QTest::newRow("a file of an older program") << true;
}

void TestPruneClock::aWrongCalendarAtTheStartRemovesNothing()
{
    QFETCH(bool, isOfOlderProgram);
    QTemporaryDir folder;
    const QString path = folder.filePath("history.db");
    {
        HistoryStore store(limits());
        store.open(path);
        ChangeSet changes = changesOf({resultAt(0), resultAt(1000)});
        Event event;
        event.timeMs = kStartMs;
        event.text = "began";
        changes.events = {event};
        store.append(changes);
        QTRY_VERIFY(hasAged(path));
    }
    if (isOfOlderProgram) {
        SqliteFile file;
        QVERIFY(file.open(path, SqliteFile::Durability::Normal));
        QVERIFY(file.run("DROP TABLE aged"));
    }
    for (int run = 0; run < 3; ++run) {
        HistoryStore store(limits());
        store.open(path);
        CheckResult wrong = resultAt(2000 + run);
        wrong.observedAt.wallMs += kYearsMs;
        store.append(changesOf({wrong}));
        QTRY_COMPARE(results(path), 3 + run);
        // Until a pass of this run is over.
        SqliteFile file;
        QVERIFY(file.open(path, SqliteFile::Durability::Normal));
        const auto agedMs = [&] {
            return file.value("SELECT at_ms FROM aged WHERE id = 1").toLongLong();
        };
        QTRY_VERIFY(agedMs() >= kStartMs + (run + 1) * kDayMs);
        QVERIFY(agedMs() < kStartMs + (run + 2) * kDayMs);
        QCOMPARE(results(path), 3 + run);
        if (run == 0)
            QCOMPARE(count(path, "SELECT count(*) FROM events"), 1);
    }
}

QTEST_GUILESS_MAIN(TestPruneClock)
#include "tst_pruneclock.moc"
