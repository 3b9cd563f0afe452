// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/series/sampletiers.h"
#include "tests/unit/storage/samplefile.h"

#include <QCoreApplication>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>

#include <sys/resource.h>
#include <unistd.h>

#include <bit>
#include <cmath>
#include <csignal>
#include <thread>

using namespace opsdeck;
using namespace opsdeck::test;

class TestSeriesStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bringsBackWhatWasWritten();
    void sealsAFewSeriesATick();
    void journalStaysShort();
    void anyOrderAnyTimeAnyValue();
    void theLaterOfTwoOfOneTimeStays();
    void calendarJumpsLoseNothing();
    void whatWasRolledBackIsGone();
    void slowSeriesShareChunks();
    void whatComesAtOnceIsNotKeptTwice();
    void severalWritersSeeEachOther();
    void aLaterWriterTakesOverFromTheDead();
    void aBrokenChunkIsSetAside();
    void aBrokenJournalRowIsSetAside();
    void bucketsAreWhatThePointsAre();
    void bucketsReadHeadsWhereTheySuffice();
    void impossibleTimesAreRefused();
    void aRowOfImpossibleTimesThatIsFullStopsNothing();
    void manyLotsOfOneSecondMakeSeveralChunks();
    void manyDueTailsAreSealedBitByBit();
    void aFastSeriesDoesNotWaitForSlowOnes();
    void overlappingChunksCountOnce();
    void whatIsSetAsideIsKeptOnce();
    void othersJournalIsReadOnceForAllSeries();
    void killedAtAnyMomentItLosesNoCommit();
};

namespace {

constexpr qint64 kStartMs = 1'700'000'000'000;

/// In the caller's transaction.
bool sealAll(SeriesStore &store)
{
    store.sealSoon();
    Result<bool> more = true;
    while (more && *more)
        more = store.sealSome();
    return more.has_value();
}

bool isSame(const QList<Point> &one, const QList<Point> &other)
{
    return std::equal(
        one.begin(), one.end(), other.begin(), other.end(), [](const Point &a, const Point &b) {
            return a.timeMs == b.timeMs
                   && std::bit_cast<quint64>(a.value) == std::bit_cast<quint64>(b.value);
        });
}

} // namespace

void TestSeriesStore::bringsBackWhatWasWritten()
{
    QTemporaryDir dir;
    QRandomGenerator random(1);
    QHash<qint64, QList<Point>> all;
    int tick = 0;
    // Over several runs, the last of which does not close it.
    for (int run = 0; run < 4; ++run) {
        SampleFile samples(dir.filePath("s.db"), 5);
        QVERIFY(samples.isFine);
        for (int i = 0; i < 333; ++i, ++tick) {
            QList<std::pair<qint64, Point>> written;
            for (qint64 series = 1; series <= 5; ++series) {
                written.append(
                    {series,
                     {kStartMs + tick * 10'000LL,
                      series == 1 ? random.generateDouble() : random.bounded(100) / 10.0}});
                all[series].append(written.last().second);
            }
            QVERIFY(samples.write(written));
        }
        for (qint64 series = 1; series <= 5; ++series)
            QVERIFY(isSame(samples.points(series), all[series]));
        QVERIFY(isSame(samples.points(2, all[2].at(100).timeMs, all[2].at(300).timeMs),
                       all[2].mid(100, 201)));
        QVERIFY(samples.points(6).isEmpty());
        QVERIFY(samples.rows("chunks") > 0);
    }
}

void TestSeriesStore::sealsAFewSeriesATick()
{
    QTemporaryDir dir;
    SampleFile samples(dir.filePath("s.db"));
    int before = 0;
    int most = 0;
    for (int tick = 0; tick < 700; ++tick) {
        QList<std::pair<qint64, Point>> written;
        for (qint64 series = 1; series <= 480; ++series)
            written.append({series, {kStartMs + tick * 10'000LL, 1.0 * tick}});
        QVERIFY(samples.write(written));
        const int now = samples.rows("chunks");
        most = std::max(most, now - before);
        before = now;
    }
    QVERIFY2(before > 900, qPrintable(QString::number(before)));
    QVERIFY2(most < 20, qPrintable(QString::number(most)));
}

void TestSeriesStore::journalStaysShort()
{
    QTemporaryDir dir;
    SampleFile samples(dir.filePath("s.db"));
    int most = 0;
    for (int tick = 0; tick < 9000; ++tick) {
        QList<std::pair<qint64, Point>> written{{1, {kStartMs + tick * 1000LL, 1}}};
        if (tick % 1000 == 0)
            written.append({2, {kStartMs + tick * 1000LL, 2}});
        QVERIFY(samples.write(written));
        if (tick % 100 == 0)
            most = std::max(most, samples.rows("journal"));
    }
    QVERIFY2(most < 4200 && most > 300, qPrintable(QString::number(most)));
    QCOMPARE(samples.points(1).size(), 9000);
    QCOMPARE(samples.points(2).size(), 9);
}

void TestSeriesStore::anyOrderAnyTimeAnyValue()
{
    QTemporaryDir dir;
    QRandomGenerator random(77);
    std::map<qint64, double> all;
    for (int run = 0; run < 3; ++run) {
        SampleFile samples(dir.filePath("s.db"));
        for (int tick = 0; tick < 400; ++tick) {
            Point point{kStartMs + tick * 10'000LL + random.bounded(-60'000, 60'000),
                        std::bit_cast<double>(random.generate64())};
            if (random.bounded(50) == 0)
                point.timeMs = qint64(random.generate64()) >> random.bounded(30);
            if (random.bounded(20) == 0)
                point.value = std::bit_cast<double>(0x7FF0000000000002ULL);
            if (point.timeMs >= 0 && point.timeMs < (qint64(1) << 32) * 1000)
                all[point.timeMs] = point.value;
            QVERIFY(samples.write({{1, point}}));
        }
        QList<Point> expected;
        for (const auto &[time, value] : all)
            expected.append({time, value});
        QVERIFY(isSame(samples.points(1), expected));
    }
}

void TestSeriesStore::theLaterOfTwoOfOneTimeStays()
{
    QTemporaryDir dir;
    SampleFile samples(dir.filePath("s.db"));
    QVERIFY(samples.write({{1, {kStartMs, 1}}, {1, {kStartMs, 2}}, {2, {kStartMs, 3}}}));
    QVERIFY(samples.write({{1, {kStartMs, 4}}}));
    QCOMPARE(samples.points(1), (QList<Point>{{kStartMs, 4}}));
    QCOMPARE(samples.points(2), (QList<Point>{{kStartMs, 3}}));
    // Also of one that lies in a chunk.
    for (int i = 1; i < 800; ++i)
        QVERIFY(samples.write({{1, {kStartMs + i, 1.0 * i}}}));
    QVERIFY(samples.write({{1, {kStartMs + 5, -5}}}));
    QCOMPARE(samples.points(1).size(), 800);
    QCOMPARE(samples.points(1).at(5).value, -5.0);
}

void TestSeriesStore::calendarJumpsLoseNothing()
{
    QTemporaryDir dir;
    SampleFile samples(dir.filePath("s.db"));
    QList<Point> expected;
    const auto write = [&](qint64 timeMs) {
        expected.append({timeMs, 1.0 * expected.size()});
        return samples.write({{1, expected.last()}});
    };
    constexpr qint64 kYear = 365LL * 24 * 3'600'000;
    for (int i = 0; i < 100; ++i)
        QVERIFY(write(kStartMs + i * 10'000));
    // A year ahead, an hour back, ten years back, and right again.
    for (const qint64 jump : {kYear, -3'600'000LL - 5, -10 * kYear, 2'000'000LL}) {
        for (int i = 0; i < 100; ++i)
            QVERIFY(write(kStartMs + jump + i * 10'000));
    }
    std::sort(expected.begin(), expected.end(),
              [](const Point &a, const Point &b) { return a.timeMs < b.timeMs; });
    QVERIFY(isSame(samples.points(1), expected));
    QCOMPARE(samples.points(1, kStartMs + kYear, kStartMs + 2 * kYear).size(), 100);
    QCOMPARE(samples.points(1, 0, kStartMs - kYear).size(), 100);
}

void TestSeriesStore::whatWasRolledBackIsGone()
{
    QTemporaryDir dir;
    SampleFile samples(dir.filePath("s.db"));
    for (int i = 0; i < 400; ++i)
        QVERIFY(samples.write({{1, {kStartMs + i, 1}}}));
    QVERIFY(samples.file.begin());
    for (int i = 400; i < 900; ++i)
        samples.store.append(1, {kStartMs + i, 2});
    QVERIFY(samples.store.write());
    samples.file.rollback();
    samples.store.forget();
    QCOMPARE(samples.points(1).size(), 400);
    QVERIFY(samples.write({{1, {kStartMs + 1000, 3}}}));
    QCOMPARE(samples.points(1).size(), 401);
}

void TestSeriesStore::slowSeriesShareChunks()
{
    QTemporaryDir dir;
    SampleFile samples(dir.filePath("s.db"));
    // Every five minutes, with what others write between: 96 points in eight hours.
    for (int tick = 0; tick < 24 * 12 * 3; ++tick) {
        QVERIFY(samples.write({{1, {kStartMs + tick * 300'000LL, 1.0 * tick}}}));
        for (int other = 0; other < 16; ++other)
            QVERIFY(samples.write({{2, {kStartMs + tick * 300'000LL + other, 1}}}));
    }
    QCOMPARE(samples.points(1).size(), 24 * 12 * 3);
    const int chunks = samples.file.value("SELECT count(*) FROM chunks WHERE id >> 32 = 1").toInt();
    QVERIFY2(chunks > 5 && chunks < 15, qPrintable(QString::number(chunks)));
}

void TestSeriesStore::whatComesAtOnceIsNotKeptTwice()
{
    QTemporaryDir dir;
    for (int run = 0; run < 2; ++run) {
        SampleFile samples(dir.filePath("s.db"));
        QVERIFY(samples.write({{2, {kStartMs + run, 2}}}));
        QList<std::pair<qint64, Point>> many;
        for (int i = 0; i < 50'000; ++i)
            many.append({1, {kStartMs + (run * 50'000 + i) * 1000LL, 1.0 * i}});
        QVERIFY(samples.write(many));
        QVERIFY(samples.file.value("SELECT sum(length(data)) FROM journal").toInt() < 1000);
        QCOMPARE(samples.points(1).size(), (run + 1) * 50'000);
    }
    SampleFile samples(dir.filePath("s.db"));
    QCOMPARE(samples.points(1).size(), 100'000);
    QCOMPARE(samples.points(2).size(), 2);
    // By hand, too.
    QVERIFY(samples.write({{1, {1, 1}}, {2, {1, 1}}}));
    QVERIFY(samples.file.begin() && sealAll(samples.store) && samples.file.commit());
    QVERIFY(samples.rows("journal") <= 2);
    QCOMPARE(samples.points(2).size(), 3);
}

void TestSeriesStore::severalWritersSeeEachOther()
{
    QTemporaryDir dir;
    auto one = std::make_unique<SampleFile>(dir.filePath("s.db"));
    auto other = std::make_unique<SampleFile>(dir.filePath("s.db"));
    for (int i = 0; i < 500; ++i) {
        QVERIFY(one->write({{1, {kStartMs + 2 * i, 1}}}));
        QVERIFY(other->write({{1, {kStartMs + 2 * i + 1, 2}}}));
    }
    QCOMPARE(one->points(1).size(), 1000);
    QCOMPARE(other->points(1), one->points(1));
    // Whoever goes first leaves what it had.
    one.reset();
    QCOMPARE(other->points(1).size(), 1000);
    other.reset();
    SampleFile last(dir.filePath("s.db"));
    QCOMPARE(last.points(1).size(), 1000);
    const auto all = SeriesReader(last.store).buckets(1, kStartMs, kStartMs + 10'000, 1);
    QVERIFY(all && all->size() == 1);
    QCOMPARE(all->at(0).count, 1000);
    QCOMPARE(all->at(0).sum, 1500.0);
}

void TestSeriesStore::aLaterWriterTakesOverFromTheDead()
{
    QTemporaryDir dir;
    constexpr int kRounds = 5;
    for (int round = 0; round < kRounds; ++round) {
        SampleFile samples(dir.filePath("s.db"));
        for (int i = 0; i < 50; ++i)
            QVERIFY(samples.write({{1, {kStartMs + (round * 50 + i) * 1000, 1}}}));
    }
    SampleFile samples(dir.filePath("s.db"));
    QCOMPARE(samples.points(1).size(), 50 * kRounds);
    for (int i = 0; i < 400; ++i)
        QVERIFY(samples.write({{1, {kStartMs + (50 * kRounds + i) * 1000, 1}}}));
    QCOMPARE(samples.points(1).size(), 50 * kRounds + 400);
    // Nothing of the dead is left over.
    QVERIFY2(samples.rows("journal") <= 260, qPrintable(QString::number(samples.rows("journal"))));
}

void TestSeriesStore::aBrokenChunkIsSetAside()
{
    QTemporaryDir dir;
    SampleFile samples(dir.filePath("s.db"));
    for (int i = 0; i < 1000; ++i)
        QVERIFY(samples.write({{1, {kStartMs + i * 10'000LL, 1.0 * i}}}));
    const int before = samples.rows("chunks");
    QVERIFY(before >= 3);
    const qsizetype whole = samples.points(1).size();
    QVERIFY(samples.file.run("UPDATE chunks SET data = substr(data, 1, 30) || x'5A' || "
                             "substr(data, 32) WHERE id = (SELECT min(id) FROM chunks)"));
    const qsizetype left = samples.points(1).size();
    QVERIFY(left < whole && left > 400);
    QCOMPARE(samples.store.takeDamaged(), 1);
    QCOMPARE(samples.rows("chunks"), before - 1);
    QCOMPARE(samples.rows("damaged"), 1);
    QCOMPARE(samples.points(1).size(), left);
    QCOMPARE(samples.store.takeDamaged(), 0);
}

void TestSeriesStore::aBrokenJournalRowIsSetAside()
{
    QTemporaryDir dir;
    {
        SampleFile samples(dir.filePath("s.db"));
        for (int i = 0; i < 20; ++i)
            QVERIFY(samples.write({{1, {kStartMs + i, 1}}, {2, {kStartMs + i, 1}}}));
        QVERIFY(samples.file.run("UPDATE journal SET data = x'0102030405060708' WHERE id = "
                                 "(SELECT max(id) FROM journal)"));
    }
    SampleFile samples(dir.filePath("s.db"));
    QVERIFY(samples.isFine);
    QCOMPARE(samples.store.takeDamaged(), 1);
    QCOMPARE(samples.rows("damaged"), 1);
    QCOMPARE(samples.points(1).size(), 19);
}

void TestSeriesStore::bucketsAreWhatThePointsAre()
{
    QTemporaryDir dir;
    SampleFile samples(dir.filePath("s.db"));
    QRandomGenerator random(9);
    for (int i = 0; i < 3000; ++i)
        QVERIFY(samples.write({{1, {kStartMs + i * 10'000LL, random.bounded(1000) / 10.0}}}));
    const QList<Point> points = samples.points(1);
    for (const int most : {1, 7, 100, 5000}) {
        const qint64 from = kStartMs + 123'456;
        const qint64 to = kStartMs + 29'000'000;
        const auto all = SeriesReader(samples.store).buckets(1, from, to, most);
        QVERIFY(all);
        QVERIFY(all->size() <= most);
        qint64 count = 0;
        double sum = 0;
        for (qsizetype i = 0; i < all->size(); ++i) {
            const Bucket &bucket = all->at(i);
            const qint64 width = (to - from) / most + 1;
            QCOMPARE((bucket.startMs - from) % width, 0);
            Bucket own{bucket.startMs, 0, 0, 0, 0};
            for (const Point &point : points) {
                if (point.timeMs >= bucket.startMs && point.timeMs < bucket.startMs + width
                    && point.timeMs <= to)
                    mergeBucket(own, {0, 1, point.value, point.value, point.value});
            }
            QCOMPARE(bucket.count, own.count);
            QCOMPARE(bucket.min, own.min);
            QCOMPARE(bucket.max, own.max);
            QVERIFY(std::abs(bucket.sum - own.sum) < 1e-6);
            count += bucket.count;
            sum += bucket.sum;
        }
        QCOMPARE(count, std::count_if(points.begin(), points.end(), [&](const Point &point) {
                     return point.timeMs >= from && point.timeMs <= to;
                 }));
    }
}

void TestSeriesStore::bucketsReadHeadsWhereTheySuffice()
{
    QTemporaryDir dir;
    SampleFile samples(dir.filePath("s.db"));
    for (int i = 0; i < 240 * 100; ++i)
        samples.store.append(1, {kStartMs + i * 10'000LL, 1.0 * (i % 50)});
    QVERIFY(samples.file.begin());
    QVERIFY(samples.store.write());
    QVERIFY(samples.file.commit());
    SeriesReader reader(samples.store);
    QVERIFY(reader.buckets(1, kStartMs, kStartMs + 240'000'000, 10));
    QVERIFY(reader.effort().headers >= 99);
    QVERIFY2(reader.effort().payloads <= 10, qPrintable(QString::number(reader.effort().payloads)));
}

void TestSeriesStore::impossibleTimesAreRefused()
{
    QTemporaryDir dir;
    SampleFile samples(dir.filePath("s.db"));
    QList<std::pair<qint64, Point>> written{{1, {kStartMs, 1}}};
    for (qint64 i = 1; i <= 70'000; ++i)
        written.append({1, {-i, 2}});
    written.append({1, {std::numeric_limits<qint64>::max(), 3}});
    written.append({1, {(qint64(1) << 32) * 1000 - 1, 4}});
    QVERIFY(samples.write(written));
    QCOMPARE(samples.store.takeRefused(), 70'001);
    QCOMPARE(samples.store.takeRefused(), 0);
    QVERIFY(samples.write({{1, {0, 5}}}));
    QCOMPARE(samples.points(1),
             (QList<Point>{{0, 5}, {kStartMs, 1}, {(qint64(1) << 32) * 1000 - 1, 4}}));
}

void TestSeriesStore::aRowOfImpossibleTimesThatIsFullStopsNothing()
{
    QTemporaryDir dir;
    SampleFile samples(dir.filePath("s.db"));
    // As version 1 let them be.
    QList<Point> points;
    for (qint64 i = 70'000; i > 0; --i)
        points.append({-i, 1.0 * i});
    QVERIFY(samples.file.begin());
    QVERIFY(samples.store.writeChunk(1, points.first(50'000)));
    QVERIFY(samples.store.writeChunk(1, points.mid(50'000)));
    QVERIFY(samples.file.commit());
    QCOMPARE(samples.store.takeRefused(), 70'000 - kMostInChunk);
    QCOMPARE(samples.points(1).size(), kMostInChunk);
    QVERIFY(samples.write({{1, {kStartMs, 1}}}));
    QCOMPARE(samples.points(1, 0).size(), 1);
}

void TestSeriesStore::manyLotsOfOneSecondMakeSeveralChunks()
{
    QTemporaryDir dir;
    SampleFile samples(dir.filePath("s.db"));
    QHash<qint64, double> all;
    // Each lot begins in the same second, with a late sample.
    for (int lot = 0; lot < 90; ++lot) {
        QList<Point> points{{kStartMs + lot, 1.0 * lot}};
        for (int i = 0; i < 800; ++i)
            points.append({kStartMs + 2000 + lot * 80'000 + i * 100, 1.0 * i});
        for (const Point &point : std::as_const(points))
            all[point.timeMs] = point.value;
        QVERIFY(samples.file.begin() && samples.store.writeChunk(1, points)
                && samples.file.commit());
    }
    QCOMPARE(samples.store.takeRefused(), 0);
    const QList<Point> found = samples.points(1);
    QCOMPARE(found.size(), all.size());
    for (const Point &point : found)
        QCOMPARE(point.value, all.value(point.timeMs, -1));
    QVERIFY(samples.rows("chunks") > 50);
}

void TestSeriesStore::manyDueTailsAreSealedBitByBit()
{
    constexpr qint64 kSeries = 2000;
    QTemporaryDir dir;
    int most = 0;
    int before = 0;
    qint64 tick = 0;
    for (int run = 0; run < 2; ++run) {
        SampleFile samples(dir.filePath("s.db"));
        const auto write = [&](qint64 timeMs) {
            QList<std::pair<qint64, Point>> written;
            for (qint64 series = 1; series <= kSeries; ++series)
                written.append({series, {timeMs, 1.0 * tick}});
            ++tick;
            const bool isFine = samples.write(written);
            most = std::max(most, samples.rows("chunks") - before);
            before = samples.rows("chunks");
            return isFine;
        };
        for (int i = 0; i < 60; ++i)
            QVERIFY(write(kStartMs + tick * 10'000LL));
        // A night of sleep: nothing before it fits in a chunk with what comes now.
        for (int i = 0; i < 60; ++i)
            QVERIFY(write(kStartMs + tick * 10'000LL + (1 + run) * 10 * 3'600'000LL));
        // The second run begins with them.
        if (run == 0)
            QVERIFY(before > 0 && before < 2 * kSeries);
    }
    QVERIFY2(most <= 40, qPrintable(QString::number(most)));
    SampleFile samples(dir.filePath("s.db"));
    for (qint64 series = 1; series <= kSeries; series += 97)
        QCOMPARE(samples.points(series).size(), 240);
}

void TestSeriesStore::aFastSeriesDoesNotWaitForSlowOnes()
{
    QTemporaryDir dir;
    SampleFile samples(dir.filePath("s.db"));
    // All of the slow ones are due from the second lot on.
    for (int lot = 0; lot < 20; ++lot) {
        QList<std::pair<qint64, Point>> written;
        for (qint64 series = 2; series <= 3000; ++series)
            written.append({series, {kStartMs + lot * 9 * 3'600'000LL, 1}});
        for (int i = 0; i < 100; ++i)
            written.append({1, {kStartMs + lot * 100'000LL + i * 1000, 1.0 * i}});
        QVERIFY(samples.write(written));
    }
    QCOMPARE(samples.points(1).size(), 2000);
    const auto unsealed = samples.store.unsealed(1);
    QVERIFY(unsealed && unsealed->size() < 2 * kChunkPoints);
}

void TestSeriesStore::overlappingChunksCountOnce()
{
    QTemporaryDir dir;
    SampleFile samples(dir.filePath("s.db"));
    QList<Point> points;
    for (int i = 0; i < 300; ++i)
        points.append({kStartMs + i * 1000LL, 1.0 * i});
    QVERIFY(samples.file.begin());
    QVERIFY(samples.store.writeChunk(1, points.first(200)));
    QVERIFY(samples.store.writeChunk(1, points.mid(100, 150)));
    QVERIFY(samples.file.commit());
    // And in no chunk yet.
    for (int i = 240; i < 300; ++i)
        QVERIFY(samples.write({{1, points.at(i)}}));
    QCOMPARE(samples.rows("chunks"), 2);
    for (const int most : {1, 3}) {
        const auto all = SeriesReader(samples.store).buckets(1, kStartMs, kStartMs + 300'000, most);
        QVERIFY(all);
        qint64 count = 0;
        double sum = 0;
        for (const Bucket &bucket : *all) {
            count += bucket.count;
            sum += bucket.sum;
        }
        QCOMPARE(count, 300);
        QCOMPARE(sum, 300 * 299 / 2.0);
    }
}

void TestSeriesStore::whatIsSetAsideIsKeptOnce()
{
    QTemporaryDir dir;
    SampleFile samples(dir.filePath("s.db"));
    for (int i = 0; i < 500; ++i)
        QVERIFY(samples.write({{1, {kStartMs + i * 10'000LL, 1.0 * i}}}));
    QVERIFY(samples.file.run("UPDATE chunks SET data = x'5A'"));
    QVERIFY(samples.file.run("CREATE TRIGGER stay BEFORE DELETE ON chunks BEGIN SELECT "
                             "RAISE(ABORT, 'no'); END"));
    for (int i = 0; i < 3; ++i)
        samples.points(1);
    QCOMPARE(samples.rows("damaged"), 0);
    QVERIFY(samples.file.run("DROP TRIGGER stay"));
    const int broken = samples.rows("chunks");
    samples.points(1);
    QCOMPARE(samples.rows("damaged"), broken);
    QCOMPARE(samples.rows("chunks"), 0);
}

void TestSeriesStore::othersJournalIsReadOnceForAllSeries()
{
    QTemporaryDir dir;
    SampleFile one(dir.filePath("s.db"));
    SampleFile other(dir.filePath("s.db"));
    for (int i = 0; i < 20; ++i) {
        QList<std::pair<qint64, Point>> written;
        for (qint64 series = 1; series <= 30; ++series)
            written.append({series, {kStartMs + i, 1.0 * i}});
        QVERIFY(other.write(written));
    }
    for (int round = 0; round < 2; ++round) {
        for (qint64 series = 1; series <= 30; ++series)
            QCOMPARE(one.points(series).size(), 20);
    }
    QCOMPARE(one.store.foreignReplays(), 1);
    // What they write next is seen; what this one writes changes nothing of it.
    QVERIFY(one.write({{1, {kStartMs - 1, 1}}}));
    QCOMPARE(one.points(1).size(), 21);
    QCOMPARE(one.store.foreignReplays(), 1);
    QVERIFY(other.write({{1, {kStartMs + 20, 1}}}));
    QCOMPARE(one.points(1).size(), 22);
    QCOMPARE(one.store.foreignReplays(), 2);
}

namespace {

constexpr int kSeriesOfChild = 12;
constexpr qint64 kTickMs = 10'000;

/// Appends a tick after another, moves old ones on, tells each that is committed, and is killed
/// after `microseconds`, wherever it is.
int appendUntilKilled(const QString &path, int microseconds)
{
    SampleFile samples(path, kSeriesOfChild);
    if (!samples.isFine)
        return 1;
    SampleTiers tiers(samples.store, {std::chrono::hours(2), std::chrono::hours(12),
                                      std::chrono::hours(72), std::chrono::hours(24 * 700)});
    const auto last = SeriesReader(samples.store).buckets(1, 0, kStartMs * 2, 1);
    qint64 tick = last && !last->isEmpty() ? static_cast<qint64>(last->at(0).max) : 0;
    std::thread([microseconds] {
        ::usleep(static_cast<useconds_t>(microseconds));
        ::kill(::getpid(), SIGKILL);
    }).detach();
    while (true) {
        ++tick;
        QList<std::pair<qint64, Point>> written;
        for (qint64 series = 1; series <= kSeriesOfChild; ++series)
            written.append({series, {kStartMs + tick * kTickMs, 1.0 * tick}});
        if (!samples.write(written))
            return 2;
        const QByteArray line = QByteArray::number(tick) + '\n';
        if (::write(1, line.constData(), static_cast<std::size_t>(line.size())) < 0)
            return 3;
        if (tick % 20 != 0)
            continue;
        if (!samples.file.begin() || !tiers.slice(kStartMs + tick * kTickMs, 1)
            || !samples.file.commit())
            return 4;
    }
}

} // namespace

void TestSeriesStore::killedAtAnyMomentItLosesNoCommit()
{
    constexpr int kKills = 200;
    QTemporaryDir dir;
    const QString path = dir.filePath("s.db");
    QRandomGenerator random(4);
    qint64 told = 0;
    int unfinished = 0; // kills that fell between a commit and the word of it
    for (int round = 0; round < kKills; ++round) {
        QProcess child;
        child.start(QCoreApplication::applicationFilePath(),
                    {"--append", path, QString::number(random.bounded(40'000))});
        QVERIFY(child.waitForFinished(30'000));
        QCOMPARE(child.exitStatus(), QProcess::CrashExit);
        const QList<QByteArray> lines = child.readAllStandardOutput().trimmed().split('\n');
        told = std::max(told, lines.last().toLongLong());

        SampleFile samples(path, kSeriesOfChild);
        QVERIFY(samples.isFine);
        QCOMPARE(samples.file.value("PRAGMA integrity_check").toString(), QString("ok"));
        qint64 found = -1;
        for (qint64 series = 1; series <= kSeriesOfChild; ++series) {
            const auto all = SeriesReader(samples.store).buckets(series, 0, kStartMs * 2, 1);
            QVERIFY(all);
            const Bucket bucket = all->value(0);
            if (series == 1)
                found = bucket.count;
            // Each tick once, none of them half.
            QCOMPARE(bucket.count, found);
            QCOMPARE(static_cast<qint64>(bucket.max), found);
            QCOMPARE(static_cast<qint64>(bucket.sum), found * (found + 1) / 2);
        }
        QVERIFY2(found == told || found == told + 1,
                 qPrintable(QString("%1 told, %2 found").arg(told).arg(found)));
        unfinished += found - told;
        told = found;
        QCOMPARE(samples.store.takeDamaged(), 0);
    }
    qInfo("%d kills, %lld ticks, %d of them committed but not told", kKills,
          static_cast<long long>(told), unfinished);
    QVERIFY(told > 10 * kKills);
    SampleFile samples(path, kSeriesOfChild);
    for (const SampleTier &tier : kSampleTiers)
        qInfo("%s: %d rows", tier.table, samples.rows(tier.table));
    QVERIFY(samples.rows("minutes") > 0);
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == "--append")
        return appendUntilKilled(arguments.value(2), arguments.value(3).toInt());
    TestSeriesStore test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_seriesstore.moc"
