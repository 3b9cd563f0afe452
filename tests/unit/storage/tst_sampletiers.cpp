// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/series/rowmigration.h"
#include "services/storage/series/sampletiers.h"
#include "tests/unit/storage/historysamples.h"
#include "tests/unit/storage/samplefile.h"

#include <QFileInfo>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTemporaryDir>

#include <cmath>

using namespace opsdeck;
using namespace opsdeck::test;

class TestSampleTiers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aShortSpikeIsSeenInNinetyDays();
    void countsAndSumsStayThroughAllTiers();
    void aCounterStaysOne();
    void aCounterThatBeganAnewIncreasesByWhatItDid_data();
    void aCounterThatBeganAnewIncreasesByWhatItDid();
    void aCounterOfVersion2IsReadAndGoesOn();
    void aLateSampleIsNoReset();
    void aBucketThatBeganBeforeIsInTheView();
    void brokenStretchesAreKeptForAWhile();
    void aNewFileShrinksFromTheStart();
    void aLargeOldFileIsNotWrittenAnew();
    void whatCouldNotShrinkIsTriedAgain();
    void lateSamplesFindTheirBucket();
    void whatIsTooOldGoes();
    void aBrokenRowStopsNothing();
    void aFileGivesItsSpaceBack();
    void rowsOfAnOlderVersionArePacked();
    void anOlderFileIsReadWhileItIsPacked();
};

namespace {

constexpr qint64 kHourMs = 3'600'000;
constexpr qint64 kDayMs = 24 * kHourMs;

bool moveOn(SampleFile &samples, const SampleAges &ages, qint64 nowMs)
{
    SampleTiers tiers(samples.store, ages);
    while (true) {
        if (!samples.file.begin())
            return false;
        const auto more = tiers.slice(nowMs, 1);
        if (!more || !samples.file.commit())
            return false;
        if (!*more)
            return true;
    }
}

bool writeAll(SampleFile &samples, qint64 series, const QList<Point> &points)
{
    if (!samples.store.load() || !samples.file.begin())
        return false;
    for (const Point &point : points)
        samples.store.append(series, point);
    return samples.store.write() && samples.file.commit();
}

} // namespace

void TestSampleTiers::aShortSpikeIsSeenInNinetyDays()
{
    QTemporaryDir dir;
    SampleFile samples(dir.filePath("s.db"));
    // A sample each three seconds would take long; the spike is one sample of one every 30 s.
    QList<Point> points;
    const qint64 spike = 90 * kDayMs / 30'000 / 3;
    for (qint64 i = 0; i < 90 * kDayMs / 30'000; ++i)
        points.append({kStartMs + i * 30'000, 0.25});
    points[spike] = {points.at(spike).timeMs + 1000, 999};
    points[spike + 7] = {points.at(spike + 7).timeMs, -7};
    QVERIFY(writeAll(samples, 1, points));
    const qint64 now = points.last().timeMs;
    QVERIFY(moveOn(samples, {}, now));
    QVERIFY(samples.rows("ten_minutes") > 40 && samples.rows("minutes") > 50);

    SeriesReader reader(samples.store);
    const auto view = reader.buckets(1, kStartMs, now, 1000);
    QVERIFY(view);
    QVERIFY(view->size() <= 1000 && view->size() > 990);
    const auto high = std::max_element(view->begin(), view->end(),
                                       [](auto &a, auto &b) { return a.max < b.max; });
    QCOMPARE(high->max, 999.0);
    const qint64 width = view->at(1).startMs - view->at(0).startMs;
    QVERIFY(std::abs(high->startMs - points.at(spike).timeMs) <= width);
    const auto low = std::min_element(view->begin(), view->end(),
                                      [](auto &a, auto &b) { return a.min < b.min; });
    QCOMPARE(low->min, -7.0);
    // As points, too.
    const QList<Point> all = samples.points(1);
    QCOMPARE(all.size(), points.size());
    QCOMPARE(std::count_if(all.begin(), all.end(), [](auto &p) { return p.value == 999; }), 1);
    // And a year later.
    QVERIFY(moveOn(samples, {}, now + 365 * kDayMs));
    QCOMPARE(samples.rows("chunks") + samples.rows("minutes") + samples.rows("ten_minutes"), 0);
    const auto year = reader.buckets(1, kStartMs, now + 365 * kDayMs, 500);
    QVERIFY(year);
    QVERIFY(std::any_of(year->begin(), year->end(), [](auto &b) { return b.max == 999; }));
}

void TestSampleTiers::countsAndSumsStayThroughAllTiers()
{
    QTemporaryDir dir;
    SampleFile samples(dir.filePath("s.db"), 3);
    QRandomGenerator random(8);
    QHash<qint64, Bucket> all;
    for (qint64 series = 1; series <= 3; ++series) {
        QList<Point> points;
        for (int i = 0; i < 60'480; ++i) {
            points.append({kStartMs + i * 10'000LL, random.bounded(10'000) / 100.0});
            mergeBucket(all[series],
                        {0, 1, points.last().value, points.last().value, points.last().value});
        }
        QVERIFY(writeAll(samples, series, points));
    }
    using std::chrono::hours;
    const SampleAges ages{hours(1), hours(2), hours(3), hours(24 * 100)};
    for (int days = 0; days < 40; days += 3) {
        QVERIFY(moveOn(samples, ages, kStartMs + days * kDayMs));
        for (qint64 series = 1; series <= 3; ++series) {
            const auto now =
                SeriesReader(samples.store).buckets(series, 0, kStartMs + 100 * kDayMs, 1);
            QVERIFY(now && now->size() == 1);
            QCOMPARE(now->at(0).count, all[series].count);
            QCOMPARE(now->at(0).min, all[series].min);
            QCOMPARE(now->at(0).max, all[series].max);
            QVERIFY(std::abs(now->at(0).sum - all[series].sum) < 1e-5);
        }
    }
    QVERIFY(samples.rows("hours") >= 3);
    QCOMPARE(samples.rows("minutes") + samples.rows("ten_minutes"), 0);
}

void TestSampleTiers::aCounterStaysOne()
{
    QTemporaryDir dir;
    SampleFile samples(dir.filePath("s.db"));
    QList<Point> points;
    for (int i = 0; i < 20'000; ++i)
        points.append({kStartMs + i * 10'000LL, 5.0 * i});
    QVERIFY(writeAll(samples, 1, points));
    using std::chrono::hours;
    QVERIFY(moveOn(samples, {hours(1), hours(24 * 100), hours(24 * 200), hours(24 * 300)},
                   kStartMs + 40 * kDayMs));
    const auto all = SeriesReader(samples.store).points(1, 0, kForeverMs, true);
    QVERIFY(all);
    QCOMPARE(all->size(), points.size());
    for (qsizetype i = 1; i < all->size(); ++i) {
        // The same pace and the same increase as before.
        QCOMPARE(all->at(i).value - all->at(i - 1).value, 5.0);
        QVERIFY(all->at(i).timeMs - all->at(i - 1).timeMs <= 15'000);
    }
}

namespace {

/// By how much a counter went up.
double increaseOf(const QList<Point> &points)
{
    double increase = 0;
    for (qsizetype i = 1; i < points.size(); ++i) {
        const double step = points.at(i).value - points.at(i - 1).value;
        increase += step >= 0 ? step : points.at(i).value;
    }
    return increase;
}

/// Series 1 is a counter.
bool makeCounter(const SampleFile &samples)
{
    return samples.file.run("UPDATE series SET counter = 1 WHERE id = 1").has_value();
}

const SampleAges kSoonOld{std::chrono::hours(1), std::chrono::hours(24 * 100),
                          std::chrono::hours(24 * 200), std::chrono::hours(24 * 300)};

} // namespace

void TestSampleTiers::aCounterThatBeganAnewIncreasesByWhatItDid_data()
{
    QTest::addColumn<int>("resets");
    QTest::addColumn<int>("days");
    for (const int resets : {0, 1, 40, 4000}) {
        for (const int days : {0, 10, 60, 400})
            QTest::addRow("%d times, %d days later", resets, days) << resets << days;
    }
}

void TestSampleTiers::aCounterThatBeganAnewIncreasesByWhatItDid()
{
    QFETCH(int, resets);
    QFETCH(int, days);
    QTemporaryDir dir;
    SampleFile samples(dir.filePath("s.db"));
    QVERIFY(makeCounter(samples));
    QRandomGenerator random(21);
    QList<Point> points;
    double value = 1e6;
    for (int i = 0; i < 30'000; ++i) {
        const bool isReset = random.bounded(30'000) < resets || (resets > 0 && i == 12'345);
        value = isReset ? random.bounded(5) : value + random.bounded(30);
        points.append({kStartMs + i * 10'000LL, value});
    }
    QVERIFY(writeAll(samples, 1, points));
    QVERIFY(moveOn(samples, {}, points.last().timeMs + days * kDayMs));
    const auto all = SeriesReader(samples.store).points(1, 0, kForeverMs, true);
    QVERIFY(all);
    QVERIFY(all->size() >= points.size() && all->size() <= points.size() + points.size() / 100);
    QCOMPARE(increaseOf(*all), increaseOf(points));
    QCOMPARE(all->first().value, points.first().value);
    QCOMPARE(all->last().value, points.last().value);
    const auto byValue = [](const Point &a, const Point &b) { return a.value < b.value; };
    QCOMPARE(std::max_element(all->begin(), all->end(), byValue)->value,
             std::max_element(points.begin(), points.end(), byValue)->value);
    // In buckets, too: together, and between them.
    for (const int most : {1, 20}) {
        const auto buckets =
            SeriesReader(samples.store).buckets(1, 0, kStartMs + 400 * kDayMs, most, true);
        QVERIFY(buckets && !buckets->isEmpty());
        Bucket whole;
        for (const Bucket &bucket : *buckets)
            mergeBucket(whole, bucket);
        QCOMPARE(whole.increase, increaseOf(points));
        QCOMPARE(whole.first, points.first().value);
        QCOMPARE(whole.last, points.last().value);
        QCOMPARE(whole.count, points.size());
    }
}

void TestSampleTiers::aCounterOfVersion2IsReadAndGoesOn()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("s.db");
    const qint64 block = bucketStart(kStartMs, kSampleTiers[1].blockMs);
    {
        SampleFile samples(path);
        QVERIFY(makeCounter(samples));
        const QList<Bucket> old{{block, 3, 10, 30, 60}, {block + kMinuteMs, 2, 40, 50, 90}};
        QSqlQuery insert = samples.file.query();
        insert.prepare("INSERT INTO minutes (id, data) VALUES (?, ?)");
        insert.addBindValue(sampleRow(1, block));
        insert.addBindValue(encodeBuckets(old, kMinuteMs));
        QVERIFY(insert.exec());
        QVERIFY(samples.file.run("ALTER TABLE damaged DROP COLUMN time_ms"));
        QVERIFY(samples.file.run("INSERT INTO damaged VALUES ('chunks', 1, x'00')"));
        QVERIFY(samples.file.run("PRAGMA user_version=2"));
    }
    SampleFile samples(path);
    QVERIFY(samples.isFine);
    QCOMPARE(historySchemaVersion(samples.file), kHistorySchemaVersion);
    QVERIFY(samples.file.value("SELECT time_ms FROM damaged").toLongLong() > kStartMs);
    // What follows in the same minute is later, and has begun anew.
    const qint64 next = block + kMinuteMs + 30'000;
    QVERIFY(writeAll(samples, 1, {{next, 55}, {next + 10'000, 3}, {next + 20'000, 8}}));
    QVERIFY(writeAll(samples, 1, {{block + 10 * kDayMs, 9}}));
    QVERIFY(moveOn(samples, kSoonOld, block + 5 * kDayMs));
    QCOMPARE(samples.rows("minutes"), 1);
    const auto all = SeriesReader(samples.store).points(1, block, block + kDayMs, true);
    QVERIFY(all);
    QCOMPARE(all->size(), 8);
    QCOMPARE(increaseOf(*all), 45.0 + 8);
    QCOMPARE(all->first().value, 10.0);
    QCOMPARE(all->last().value, 8.0);
}

void TestSampleTiers::aLateSampleIsNoReset()
{
    QTemporaryDir dir;
    SampleFile samples(dir.filePath("s.db"));
    QVERIFY(makeCounter(samples));
    const qint64 block = bucketStart(kStartMs, kSampleTiers[1].blockMs);
    QList<Point> points;
    for (int i = 0; i < 60; ++i)
        points.append({block + i * 10'000LL, 10.0 * i});
    const Point late = points.takeAt(27);
    QVERIFY(writeAll(samples, 1, points));
    QVERIFY(writeAll(samples, 1, {{block + 10 * kDayMs, 1000}}));
    QVERIFY(moveOn(samples, kSoonOld, block + 5 * kDayMs));
    QVERIFY(writeAll(samples, 1, {late, {block + 10 * kDayMs + 1, 1000}}));
    QVERIFY(moveOn(samples, kSoonOld, block + 6 * kDayMs));
    const auto all = SeriesReader(samples.store).points(1, block, block + kDayMs, true);
    QVERIFY(all);
    QCOMPARE(all->size(), 60);
    QCOMPARE(increaseOf(*all), 590.0);
}

void TestSampleTiers::aBucketThatBeganBeforeIsInTheView()
{
    QTemporaryDir dir;
    SampleFile samples(dir.filePath("s.db"));
    const qint64 hour = bucketStart(kStartMs, kHourMs);
    QVERIFY(writeAll(samples, 1, {{hour + 50 * 60'000, 999}, {hour + 70 * 60'000, 1}}));
    QVERIFY(writeAll(samples, 1, {{hour + 300 * kDayMs, 1}}));
    QVERIFY(moveOn(samples, {}, hour + 300 * kDayMs));
    QCOMPARE(samples.rows("hours"), 1);
    // The window begins within the first hour, before its peak.
    const auto view =
        SeriesReader(samples.store).buckets(1, hour + 20 * 60'000, hour + 3 * kHourMs, 10);
    QVERIFY(view && view->size() == 2);
    QCOMPARE(view->at(0).max, 999.0);
    QCOMPARE(view->at(0).startMs, hour + 20 * 60'000);
    QCOMPARE(SeriesReader(samples.store).buckets(1, hour + kHourMs, hour + 3 * kHourMs, 10)->size(),
             1);
}

void TestSampleTiers::brokenStretchesAreKeptForAWhile()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("history.db");
    HistoryLimits limits;
    limits.pruneEvery = std::chrono::milliseconds(20);
    HistoryStore store(limits);
    store.open(path);
    store.append(changesOf({resultAt(0)}));
    QVERIFY(statesOf(store).size() == 1);
    SqliteFile file;
    QVERIFY(file.open(path, SqliteFile::Durability::Normal));
    for (const int days : {1, 89, 91, 300})
        QVERIFY(file.run(QString("INSERT INTO damaged VALUES ('chunks', %1, x'00', %2)")
                             .arg(days)
                             .arg(kStartMs - days * kDayMs)));
    QTRY_COMPARE_WITH_TIMEOUT(file.value("SELECT group_concat(id) FROM damaged").toString(),
                              QString("1,89"), 20'000);
}

void TestSampleTiers::aNewFileShrinksFromTheStart()
{
    QTemporaryDir dir;
    const SampleFile samples(dir.filePath("s.db"));
    QCOMPARE(samples.file.value("PRAGMA auto_vacuum").toInt(), 2);
    QCOMPARE(makeShrinkable(samples.file, 0), Shrinking::Possible);
}

void TestSampleTiers::lateSamplesFindTheirBucket()
{
    QTemporaryDir dir;
    SampleFile samples(dir.filePath("s.db"));
    const qint64 block = bucketStart(kStartMs, kSampleTiers[1].blockMs);
    QVERIFY(writeAll(samples, 1, {{block + 1000, 1}, {block + 2000, 2}}));
    QVERIFY(writeAll(samples, 1, {{block + 10 * kDayMs, 3}}));
    using std::chrono::hours;
    const SampleAges ages{hours(1), hours(24 * 100), hours(24 * 200), hours(24 * 300)};
    QVERIFY(moveOn(samples, ages, block + 5 * kDayMs));
    QCOMPARE(samples.rows("minutes"), 1);
    // The calendar was wrong for a while.
    QVERIFY(writeAll(samples, 1, {{block + 1500, 70}, {block + 10 * kDayMs + 1, 4}}));
    QVERIFY(moveOn(samples, ages, block + 6 * kDayMs));
    QCOMPARE(samples.rows("minutes"), 1);
    const auto all = SeriesReader(samples.store).buckets(1, block, block + kDayMs, 1);
    QCOMPARE(all.value(), (QList<Bucket>{{block, 3, 1, 70, 73}}));
}

void TestSampleTiers::whatIsTooOldGoes()
{
    QTemporaryDir dir;
    SampleFile samples(dir.filePath("s.db"));
    QList<Point> points;
    for (qint64 i = 0; i < 900; ++i)
        points.append({kStartMs + i * kDayMs, 1.0 * i});
    QVERIFY(writeAll(samples, 1, points));
    QVERIFY(moveOn(samples, {}, points.last().timeMs));
    const QList<Point> left = samples.points(1);
    // Two years, and at most a block more.
    QVERIFY2(left.size() >= 730 && left.size() <= 742, qPrintable(QString::number(left.size())));
    QCOMPARE(left.last().value, 899.0);
}

void TestSampleTiers::aBrokenRowStopsNothing()
{
    QTemporaryDir dir;
    SampleFile samples(dir.filePath("s.db"));
    QList<Point> points;
    for (int i = 0; i < 20'000; ++i)
        points.append({kStartMs + i * 10'000LL, 5.0 * i});
    QVERIFY(writeAll(samples, 1, points));
    QVERIFY(
        samples.file.run("UPDATE chunks SET data = x'00' WHERE id = (SELECT min(id) FROM chunks)"));
    QVERIFY(moveOn(samples, {}, kStartMs + 30 * kDayMs));
    QCOMPARE(samples.store.takeDamaged(), 1);
    QCOMPARE(samples.rows("damaged"), 1);
    QCOMPARE(samples.rows("chunks"), 0);
    QVERIFY(samples.rows("minutes") + samples.rows("ten_minutes") > 0);
}

void TestSampleTiers::aFileGivesItsSpaceBack()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("history.db");
    {
        SampleFile samples(path);
        QRandomGenerator random(3);
        QList<Point> points;
        for (int i = 0; i < 400'000; ++i)
            points.append({kStartMs + i * 1000LL, random.generateDouble()});
        QVERIFY(writeAll(samples, 1, points));
    }
    const qint64 before = QFileInfo(path).size();
    QVERIFY(before > 3'000'000);
    {
        HistoryLimits limits;
        limits.pruneEvery = std::chrono::milliseconds(20);
        HistoryStore store(limits);
        store.open(path);
        CheckResult result = resultAt(0);
        result.observedAt.wallMs = kStartMs + 300 * kDayMs;
        store.append(changesOf({result}));
        SqliteFile file;
        QVERIFY(file.open(path, SqliteFile::Durability::Normal));
        QTRY_VERIFY_WITH_TIMEOUT(file.value("PRAGMA page_count").toLongLong()
                                         * file.value("PRAGMA page_size").toLongLong()
                                     < before / 4,
                                 20'000);
    }
    QVERIFY(QFileInfo(path).size() < before / 4);
}

namespace {

/// As version 1 wrote it.
QHash<qint64, QList<Point>> makeOldFile(const QString &path, int count)
{
    QHash<qint64, QList<Point>> all;
    SqliteFile file;
    if (!file.open(path, SqliteFile::Durability::Normal))
        return all;
    for (const char *statement :
         {"CREATE TABLE checks (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE)",
          "CREATE TABLE series (id INTEGER PRIMARY KEY, check_id INTEGER NOT NULL, metric TEXT NOT "
          "NULL, labels TEXT NOT NULL, UNIQUE (check_id, metric, labels))",
          "CREATE TABLE samples (series_id INTEGER NOT NULL, time_ms INTEGER NOT NULL, value REAL "
          "NOT NULL, PRIMARY KEY (series_id, time_ms)) WITHOUT ROWID",
          "CREATE TABLE results (check_id INTEGER NOT NULL, time_ms INTEGER NOT NULL, status "
          "INTEGER NOT NULL, latency_us INTEGER NOT NULL, error_kind TEXT NOT NULL, message TEXT "
          "NOT NULL, figure TEXT NOT NULL, PRIMARY KEY (check_id, time_ms)) WITHOUT ROWID",
          "CREATE TABLE events (id INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL, service TEXT NOT "
          "NULL, check_name TEXT NOT NULL, from_health INTEGER NOT NULL, to_health INTEGER NOT "
          "NULL, soft INTEGER NOT NULL, error_kind TEXT NOT NULL, text TEXT NOT NULL)",
          "CREATE INDEX events_by_time ON events (time_ms)", "PRAGMA user_version=1",
          "INSERT INTO checks VALUES (1, 'shop/prod/api/health')",
          "INSERT INTO events VALUES (1, 1700000000000, 'shop/prod/api', 'health', 0, 2, 0, '', "
          "'is down')",
          "BEGIN"})
        static_cast<void>(file.run(statement));
    QRandomGenerator random(2);
    QSqlQuery insert = file.query();
    insert.prepare("INSERT INTO samples VALUES (?, ?, ?)");
    for (qint64 series = 1; series <= 3; ++series) {
        static_cast<void>(file.run(
            QString("INSERT INTO series VALUES (%1, 1, 'value', '{\"n\":\"%1\"}')").arg(series)));
        qint64 time = kStartMs;
        for (int i = 0; i < count; ++i) {
            time += i == count / 2 ? 3 * kDayMs : random.bounded(9'990, 10'010);
            all[series].append(
                {time, series == 1 ? random.generateDouble() : random.bounded(500) / 10.0});
            insert.bindValue(0, series);
            insert.bindValue(1, time);
            insert.bindValue(2, all[series].last().value);
            insert.exec();
        }
    }
    static_cast<void>(file.commit());
    return all;
}

} // namespace

void TestSampleTiers::rowsOfAnOlderVersionArePacked()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("history.db");
    const auto all = makeOldFile(path, 30'000);
    const qint64 before = QFileInfo(path).size();
    {
        HistoryLimits limits;
        limits.pruneEvery = std::chrono::milliseconds(20);
        HistoryStore store(limits);
        QSignalSpy problems(&store, &HistoryStore::problem);
        store.open(path);
        SqliteFile file;
        QVERIFY(file.open(path, SqliteFile::Durability::Normal));
        QTRY_VERIFY_WITH_TIMEOUT(!hasSampleRows(file).value_or(true), 30'000);
        const QList<StoredSeries> found = seriesOf(store);
        QCOMPARE(found.size(), 3);
        for (qint64 series = 1; series <= 3; ++series)
            QCOMPARE(found.at(series - 1).points, all[series]);
        QCOMPARE(eventsOf(store).size(), 1);
        QCOMPARE(file.value("PRAGMA user_version").toInt(), kHistorySchemaVersion);
        // From now on it shrinks, and it did.
        file.close();
        QVERIFY(eventsOf(store, 1).size() == 1);
        QCOMPARE(problems.size(), 0);
    }
    QVERIFY2(QFileInfo(path).size() < before / 3,
             qPrintable(QString("%1 of %2").arg(QFileInfo(path).size()).arg(before)));
}

void TestSampleTiers::aLargeOldFileIsNotWrittenAnew()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("history.db");
    makeOldFile(path, 2000);
    SqliteFile file;
    QVERIFY(file.open(path, SqliteFile::Durability::Normal, SqliteFile::Space::GivenBack));
    const qint64 used =
        file.value("PRAGMA page_count").toLongLong() * file.value("PRAGMA page_size").toLongLong();
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression("history.db keeps its size"));
    QCOMPARE(makeShrinkable(file, used - 1), Shrinking::TooLarge);
    QCOMPARE(file.value("PRAGMA auto_vacuum").toInt(), 0);
    QCOMPARE(makeShrinkable(file, used), Shrinking::Possible);
    QCOMPARE(file.value("PRAGMA auto_vacuum").toInt(), 2);
}

void TestSampleTiers::whatCouldNotShrinkIsTriedAgain()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("history.db");
    makeOldFile(path, 100);
    {
        // All is packed, but it was not possible to write the file anew.
        SampleFile samples(path, 0);
        while (packSomeRows(samples.store).value_or(false)) {
        }
        QCOMPARE(samples.file.value("PRAGMA auto_vacuum").toInt(), 0);
    }
    HistoryLimits limits;
    limits.pruneEvery = std::chrono::milliseconds(20);
    HistoryStore store(limits);
    store.open(path);
    const auto shrinks = [&path] {
        SqliteFile file;
        return file.open(path, SqliteFile::Durability::Normal)
               && file.value("PRAGMA auto_vacuum").toInt() == 2;
    };
    QTRY_VERIFY_WITH_TIMEOUT(shrinks(), 20'000);
}

void TestSampleTiers::anOlderFileIsReadWhileItIsPacked()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("history.db");
    const auto all = makeOldFile(path, 25'000);
    SampleFile samples(path, 0);
    QVERIFY(samples.isFine);
    int slices = 0;
    while (true) {
        for (qint64 series = 1; series <= 3; ++series)
            QCOMPARE(samples.points(series), all[series]);
        const auto more = packSomeRows(samples.store);
        QVERIFY(more);
        if (!*more)
            break;
        // New ones come meanwhile, and are not lost either.
        QVERIFY(++slices < 20);
    }
    QVERIFY(slices >= 6);
    for (qint64 series = 1; series <= 3; ++series)
        QCOMPARE(samples.points(series), all[series]);
}

QTEST_GUILESS_MAIN(TestSampleTiers)
#include "tst_sampletiers.moc"
