// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/series/bucketcodec.h"
#include "services/storage/series/valuecolumn.h"

#include <QRandomGenerator>
#include <QTest>

#include <bit>
#include <cmath>
#include <limits>

using namespace opsdeck;

Q_DECLARE_METATYPE(QList<double>)

class TestChunkCodec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbersComeBack_data();
    void numbersComeBack();
    void valuesComeBackBitForBit_data();
    void valuesComeBackBitForBit();
    void anyPointsComeBack();
    void anyTimesComeBack();
    void headerTellsWhatIsInside();
    void headerOfDecimalsIsNotRounded();
    void headerOfNoNumbers();
    void nothingAndTooMuchAreNoChunk();
    void theUsualIsSmall_data();
    void theUsualIsSmall();
    void anOutlierWidensNothingElse();
    void everyDamageIsNoticed();
    void everyTruncationIsNoticed();
    void foreignBytesAreNoChunk();
    void bucketsComeBack();
    void bucketsAreBuiltFromPoints();
    void narrowBucketsMakeWideOnes();
    void damagedBucketsAreNone();
};

namespace {

constexpr qint64 kStartMs = 1'700'000'000'000;

bool isSame(const QList<Point> &one, const QList<Point> &other)
{
    return std::equal(
        one.begin(), one.end(), other.begin(), other.end(), [](const Point &a, const Point &b) {
            return a.timeMs == b.timeMs
                   && std::bit_cast<quint64>(a.value) == std::bit_cast<quint64>(b.value);
        });
}

QList<Point> pointsOf(const QList<double> &values, qint64 stepMs = 10'000)
{
    QList<Point> points;
    for (qsizetype i = 0; i < values.size(); ++i)
        points.append({kStartMs + i * stepMs, values.at(i)});
    return points;
}

QList<Point> roundTrip(const QList<Point> &points)
{
    QList<Point> back;
    if (!decodeChunk(encodeChunk(points), back))
        return {};
    return back;
}

/// A value of one of many kinds.
double anyValue(QRandomGenerator &random)
{
    switch (random.bounded(12)) {
    case 0:
        return random.bounded(100);
    case 1:
        return random.bounded(100000) / 1000.0;
    case 2:
        return random.generateDouble();
    case 3:
        return std::bit_cast<double>(random.generate64());
    case 4:
        return -0.0;
    case 5:
        return std::numeric_limits<double>::infinity() * (random.bounded(2) ? 1 : -1);
    case 6:
        return std::bit_cast<double>(0x7FF0000000000002ULL); // Prometheus: stale
    case 7:
        return std::numeric_limits<double>::denorm_min();
    case 8:
        return 1e300;
    case 9:
        return -double(random.bounded(1 << 20));
    case 10:
        return 9007199254740993.0;
    default:
        return 1;
    }
}

} // namespace

void TestChunkCodec::numbersComeBack_data()
{
    QTest::addColumn<QList<qint64>>("numbers");
    constexpr qint64 kLow = std::numeric_limits<qint64>::min();
    constexpr qint64 kHigh = std::numeric_limits<qint64>::max();
    QTest::newRow("none") << QList<qint64>();
    QTest::newRow("one") << QList<qint64>{-7};
    QTest::newRow("equal") << QList<qint64>(1000, 12345);
    QTest::newRow("extremes") << QList<qint64>{kLow, kHigh, 0, -1, 1, kLow, kHigh};
    QTest::newRow("low outlier") << (QList<qint64>(300, 5) << kLow << QList<qint64>(300, 6));
    QTest::newRow("high outlier") << (QList<qint64>{kHigh} + QList<qint64>(300, 5));
    QRandomGenerator random(11);
    for (int width = 0; width <= 64; ++width) {
        QList<qint64> numbers;
        const int count = 1 + random.bounded(500);
        const quint64 mask = width == 64 ? ~0ULL : (1ULL << width) - 1;
        for (int i = 0; i < count; ++i)
            numbers.append(qint64(random.generate64() & mask) - 1000);
        QTest::addRow("width %d", width) << numbers;
    }
}

void TestChunkCodec::numbersComeBack()
{
    QFETCH(QList<qint64>, numbers);
    ByteWriter to;
    const NumberPacking packing = packingOf(numbers);
    packNumbers(to, numbers, packing);
    // Exactly its bytes, with others behind.
    const QByteArray bytes = to.bytes();
    ByteReader from(bytes);
    QList<qint64> back(numbers.size());
    QVERIFY(unpackNumbers(from, std::span(back.data(), std::size_t(back.size()))));
    QVERIFY(from.atEnd());
    QCOMPARE(back, numbers);
    QVERIFY(quint64(bytes.size()) <= packing.bits / 8 + 24);
    for (qsizetype size = 0; size < bytes.size(); ++size) {
        ByteReader less(QByteArrayView(bytes).first(size));
        QVERIFY(!unpackNumbers(less, std::span(back.data(), std::size_t(back.size()))));
    }
}

void TestChunkCodec::valuesComeBackBitForBit_data()
{
    QTest::addColumn<QList<double>>("values");
    constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
    QTest::newRow("one") << QList<double>{42};
    QTest::newRow("negative zero") << QList<double>{0, -0.0, 0, -0.0, 1, 2, 3, 4, 5, 6, 7};
    QTest::newRow("nan") << QList<double>{1, 2, kNan, 4, 5, 6};
    QTest::newRow("only nan") << QList<double>{kNan, kNan, -kNan};
    QTest::newRow("stale markers") << QList<double>{1,
                                                    std::bit_cast<double>(0x7FF0000000000002ULL),
                                                    std::bit_cast<double>(0xFFF8000000000123ULL),
                                                    4,
                                                    5,
                                                    6,
                                                    7,
                                                    8,
                                                    9};
    QTest::newRow("thirds") << QList<double>{1 / 3.0, 2 / 3.0, 4 / 3.0, 1 / 3.0};
    QTest::newRow("half of them thirds") << QList<double>{1, 2 / 3.0, 3, 4 / 7.0, 5, 6 / 7.0};
    QTest::newRow("nine decimals") << QList<double>{0.123456789, 1.000000001, 5};
    QTest::newRow("ten decimals") << QList<double>{0.1234567891, 1.0000000001, 5};
    QTest::newRow("largest") << QList<double>{9007199254740992.0, 9007199254740991.0, 1, 2, 3, 4};
    QTest::newRow("2^51") << QList<double>{2251799813685248.0, 2251799813685247.0,
                                           -2251799813685247.0};
    QTest::newRow("denormal") << QList<double>{5e-324, 0, 5e-324, 0};
    QTest::newRow("one deep among shallow")
        << (QList<double>(100, 2.5) << 0.123456789 << QList<double>(100, 3.5));
}

void TestChunkCodec::valuesComeBackBitForBit()
{
    QFETCH(QList<double>, values);
    QVERIFY(isSame(roundTrip(pointsOf(values)), pointsOf(values)));
}

void TestChunkCodec::anyPointsComeBack()
{
    QRandomGenerator random(23);
    for (int round = 0; round < 3000; ++round) {
        QList<Point> points;
        const int count = 1 + random.bounded(round % 10 == 0 ? 400 : 40);
        // Mostly of a kind, and now and then something else.
        const QRandomGenerator kind(random.generate());
        qint64 time = kStartMs;
        for (int i = 0; i < count; ++i) {
            QRandomGenerator same = kind;
            const double value = random.bounded(4) > 0 ? anyValue(same) : anyValue(random);
            time += random.bounded(3) > 0 ? 10'000 : random.bounded(-5'000, 100'000);
            points.append({time, value});
        }
        QVERIFY2(isSame(roundTrip(points), points), qPrintable(QString::number(round)));
    }
}

void TestChunkCodec::anyTimesComeBack()
{
    QRandomGenerator random(29);
    for (int round = 0; round < 500; ++round) {
        QList<Point> points;
        for (int i = 0; i < 1 + round % 70; ++i)
            points.append({qint64(random.generate64()) >> random.bounded(64), 1.0 * i});
        QVERIFY(isSame(roundTrip(points), points));
    }
}

void TestChunkCodec::headerTellsWhatIsInside()
{
    QRandomGenerator random(31);
    for (int round = 0; round < 300; ++round) {
        QList<double> values;
        double sum = 0;
        for (int i = 0; i < 1 + random.bounded(200); ++i) {
            values.append(round % 2 ? random.bounded(-5000, 5000) / 100.0
                                    : random.generateDouble());
            sum += values.last();
        }
        const auto header = chunkHeader(encodeChunk(pointsOf(values)));
        QVERIFY(header);
        QCOMPARE(header->firstMs, kStartMs);
        QCOMPARE(header->lastMs, kStartMs + (values.size() - 1) * 10'000);
        QCOMPARE(header->count, values.size());
        QCOMPARE(header->numbers, values.size());
        QCOMPARE(header->min, *std::min_element(values.begin(), values.end()));
        QCOMPARE(header->max, *std::max_element(values.begin(), values.end()));
        QVERIFY(std::abs(header->sum - sum) < 1e-6);
    }
}

void TestChunkCodec::headerOfDecimalsIsNotRounded()
{
    QCOMPARE(chunkHeader(encodeChunk(pointsOf(QList<double>(10, 0.1))))->sum, 1.0);
}

void TestChunkCodec::headerOfNoNumbers()
{
    constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
    const auto none = chunkHeader(encodeChunk(pointsOf({kNan, kNan})));
    QVERIFY(none);
    QCOMPARE(none->count, 2);
    QCOMPARE(none->numbers, 0);
    QVERIFY(std::isnan(none->min) && std::isnan(none->max));
    QCOMPARE(none->sum, 0.0);
    const auto some = chunkHeader(encodeChunk(pointsOf({kNan, 3, kNan, -1})));
    QCOMPARE(some->numbers, 2);
    QCOMPARE(some->min, -1.0);
    QCOMPARE(some->max, 3.0);
    QCOMPARE(some->sum, 2.0);
}

void TestChunkCodec::nothingAndTooMuchAreNoChunk()
{
    QVERIFY(encodeChunk({}).isEmpty());
    const QList<Point> most(kMostInChunk, {kStartMs, 1});
    QVERIFY(isSame(roundTrip(most), most));
    QVERIFY(encodeChunk(most + QList<Point>{{kStartMs, 1}}).isEmpty());
}

void TestChunkCodec::theUsualIsSmall_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<double>("most"); ///< bytes a sample
    QTest::newRow("constant") << "constant" << 0.15;
    QTest::newRow("latency, 3 decimals") << "latency" << 1.65;
    QTest::newRow("counter") << "counter" << 0.75;
    QTest::newRow("gauge") << "gauge" << 0.85;
    QTest::newRow("full mantissa") << "random" << 8.4;
    QTest::newRow("full mantissa that stands still") << "still" << 0.7;
}

void TestChunkCodec::theUsualIsSmall()
{
    QFETCH(QString, kind);
    QFETCH(double, most);
    QRandomGenerator random(5);
    QList<double> values;
    double counter = 1e9;
    for (int i = 0; i < 240; ++i) {
        counter += random.bounded(10);
        values.append(kind == "constant"  ? 1
                      : kind == "latency" ? (1000 + random.bounded(2000)) / 1000.0
                      : kind == "counter" ? counter
                      : kind == "gauge"   ? 200 + random.bounded(30)
                      : kind == "random"  ? random.generateDouble()
                                          : (i < 100 ? 1 / 3.0 : 2 / 3.0));
    }
    const double bytes = double(encodeChunk(pointsOf(values)).size()) / 240;
    QVERIFY2(bytes <= most, qPrintable(QString::number(bytes)));
}

void TestChunkCodec::anOutlierWidensNothingElse()
{
    QRandomGenerator random(5);
    QList<double> values;
    for (int i = 0; i < 240; ++i)
        values.append(random.bounded(16));
    QList<Point> points = pointsOf(values);
    const qsizetype plain = encodeChunk(points).size();
    points[100].value = 1'000'000'000;
    points[200].value = -1'000'000'000;
    for (qsizetype i = 150; i < points.size(); ++i)
        points[i].timeMs += 3'600'000; // it did not run for an hour
    QVERIFY(isSame(roundTrip(points), points));
    QVERIFY(encodeChunk(points).size() <= plain + 50);
}

void TestChunkCodec::everyDamageIsNoticed()
{
    QRandomGenerator random(3);
    QList<double> values;
    for (int i = 0; i < 60; ++i)
        values.append(random.bounded(100) / 10.0);
    const QByteArray whole = encodeChunk(pointsOf(values));
    for (qsizetype i = 0; i < whole.size(); ++i) {
        for (int bit = 0; bit < 8; ++bit) {
            QByteArray damaged = whole;
            damaged[i] = char(damaged.at(i) ^ (1 << bit));
            QList<Point> points{{1, 1}};
            QVERIFY(!decodeChunk(damaged, points));
            QVERIFY(!chunkHeader(damaged));
            QCOMPARE(points.size(), 1);
        }
    }
}

void TestChunkCodec::everyTruncationIsNoticed()
{
    const QByteArray whole = encodeChunk(pointsOf({1, 2.5, 3, 1e300, 5}));
    QList<Point> points;
    for (qsizetype size = 0; size < whole.size(); ++size)
        QVERIFY(!decodeChunk(QByteArrayView(whole).first(size), points));
    QVERIFY(!decodeChunk(whole + 'x', points));
}

void TestChunkCodec::foreignBytesAreNoChunk()
{
    // With a checksum that is right: what lies behind it must hold by itself.
    const QByteArray whole = encodeChunk(pointsOf({1, 2.5, 3, 1e300, 5, 6, 7, 8, 1 / 3.0}));
    QRandomGenerator random(17);
    int taken = 0;
    for (int round = 0; round < 200'000; ++round) {
        QByteArray bytes = whole.chopped(4);
        for (int hit = 0; hit < 1 + random.bounded(3); ++hit)
            bytes[random.bounded(int(bytes.size()))] = char(random.bounded(256));
        bytes.truncate(bytes.size() - random.bounded(4));
        ByteWriter sum;
        sum.fixed32(checksumOf(bytes));
        bytes += sum.bytes();
        QList<Point> points;
        const bool isTaken = decodeChunk(bytes, points);
        taken += isTaken;
        QVERIFY(isTaken != points.isEmpty());
        QVERIFY(points.size() <= kMostInChunk);
        QList<Bucket> buckets;
        static_cast<void>(decodeBuckets(bytes, 60'000, buckets));
    }
    QVERIFY(taken > 0);
}

void TestChunkCodec::bucketsComeBack()
{
    QRandomGenerator random(7);
    for (const qint64 width : {60'000LL, 600'000LL, 3'600'000LL}) {
        QList<Bucket> buckets;
        qint64 start = bucketStart(kStartMs, width) - 400 * width;
        for (int i = 0; i < 300; ++i) {
            start += width * (1 + (random.bounded(20) == 0 ? random.bounded(100) : 0));
            const double low = random.bounded(1000) / 100.0;
            const double high = low + (i % 2 ? random.generateDouble() : random.bounded(100));
            buckets.append({start, 6, low, high, low * 4 + high});
        }
        QList<Bucket> back;
        const QByteArray bytes = encodeBuckets(buckets, width);
        QVERIFY(decodeBuckets(bytes, width, back));
        QCOMPARE(back, buckets);
        const auto header = bucketsHeader(bytes, width);
        QVERIFY(header);
        QCOMPARE(header->firstMs, buckets.first().startMs);
        QCOMPARE(header->lastMs, buckets.last().startMs);
        QCOMPARE(header->all.count, 1800);
    }
}

void TestChunkCodec::bucketsAreBuiltFromPoints()
{
    constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
    const QList<Point> points{{0, 1},      {10'000, 3},     {20'000, kNan}, {59'999, 2},
                              {60'000, 7}, {200'000, kNan}, {240'000, -1},  {-1, 5}};
    QList<Bucket> buckets;
    addToBuckets(buckets, points, 60'000);
    QCOMPARE(buckets, (QList<Bucket>{{0, 3, 1, 3, 6},
                                     {60'000, 1, 7, 7, 7},
                                     {240'000, 1, -1, -1, -1},
                                     {-60'000, 1, 5, 5, 5}}));
    // Decimals add up to decimals.
    buckets.clear();
    addToBuckets(buckets, QList<Point>{{0, 0.1}, {1, 0.2}, {2, 0.5}}, 60'000);
    QCOMPARE(buckets, (QList<Bucket>{{0, 3, 0.1, 0.5, 0.8}}));
    QVERIFY(buckets.at(0).sum == 0.8);
}

void TestChunkCodec::narrowBucketsMakeWideOnes()
{
    QList<Bucket> wide;
    addToBuckets(wide, QList<Bucket>{{0, 3, 1, 3, 6}, {60'000, 1, 7, 7, 7}, {600'000, 2, 0, 1, 1}},
                 600'000);
    QCOMPARE(wide, (QList<Bucket>{{0, 4, 1, 7, 13}, {600'000, 2, 0, 1, 1}}));
}

void TestChunkCodec::damagedBucketsAreNone()
{
    const QByteArray whole = encodeBuckets(
        QList<Bucket>{{0, 3, 1, 3, 6}, {60'000, 1, 7, 7, 7}, {600'000, 2, 0, 1, 1}}, 60'000);
    QList<Bucket> buckets;
    for (qsizetype i = 0; i < whole.size(); ++i) {
        QByteArray damaged = whole;
        damaged[i] = char(damaged.at(i) ^ 0x10);
        QVERIFY(!decodeBuckets(damaged, 60'000, buckets));
        QVERIFY(!decodeBuckets(QByteArrayView(whole).first(i), 60'000, buckets));
    }
    QVERIFY(buckets.isEmpty());
    QVERIFY(decodeBuckets(whole, 60'000, buckets));
}

QTEST_GUILESS_MAIN(TestChunkCodec)
#include "tst_chunkcodec.moc"
