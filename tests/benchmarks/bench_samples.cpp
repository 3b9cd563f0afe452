// SPDX-License-Identifier: GPL-3.0-or-later
// Packed samples against rows of SQLite in the same run: CPU of appending, bytes on the disk, and
// seven days of one series among many; and the start after a process was killed. One of few, many,
// reads and start as an argument runs that part alone.
#include "services/storage/historyschema.h"
#include "services/storage/series/seriesreader.h"
#include "services/storage/series/seriesstore.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>

using namespace opsdeck;

namespace {

constexpr qint64 kStartMs = 1'700'000'000'000;
constexpr qint64 kTickMs = 10'000;
constexpr int kReads = 21;

/// Of this process, user and system.
double cpuNs()
{
    timespec time = {};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

/// A quarter each: constant 1, latency with three decimals, counter, integer gauge.
class Mix
{
public:
    explicit Mix(int series)
        : m_counters(static_cast<std::size_t>(series), 1e6)
        , m_gauges(static_cast<std::size_t>(series), 500)
    {}

    double next(int series)
    {
        const auto at = static_cast<std::size_t>(series);
        switch (series % 4) {
        case 0:
            return 1;
        case 1:
            return (20'000 + m_random.bounded(2000)) / 1000.0;
        case 2:
            return m_counters[at] += m_random.bounded(10);
        default:
            return m_gauges[at] += m_random.bounded(31) - 15;
        }
    }

private:
    QRandomGenerator m_random{42};
    std::vector<double> m_counters;
    std::vector<double> m_gauges;
};

struct Cost
{
    double cpu = 0; ///< ns a sample
    double bytes = 0;
    double longestTickMs = 0;
};

double sizeOf(SqliteFile &file)
{
    static_cast<void>(file.run(QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)")));
    return (file.value(QStringLiteral("PRAGMA page_count")).toDouble()
            - file.value(QStringLiteral("PRAGMA freelist_count")).toDouble())
           * file.value(QStringLiteral("PRAGMA page_size")).toDouble();
}

/// The whole of `ticks`, a commit each.
template <typename Write>
Cost appended(SqliteFile &file, int series, int ticks, Write write)
{
    Mix mix(series);
    std::vector<double> values(static_cast<std::size_t>(series));
    Cost cost;
    for (int tick = 0; tick < ticks; ++tick) {
        for (int i = 0; i < series; ++i)
            values[static_cast<std::size_t>(i)] = mix.next(i);
        const double before = cpuNs();
        static_cast<void>(file.begin());
        write(kStartMs + tick * kTickMs, values);
        static_cast<void>(file.commit());
        const double spent = cpuNs() - before;
        cost.cpu += spent;
        cost.longestTickMs = std::max(cost.longestTickMs, spent / 1e6);
    }
    cost.cpu /= double(series) * ticks;
    return cost;
}

template <typename Read>
double medianMs(Read read)
{
    std::vector<double> all;
    for (int i = 0; i < kReads; ++i) {
        const double before = cpuNs();
        read();
        all.push_back((cpuNs() - before) / 1e6);
    }
    std::sort(all.begin(), all.end());
    return all.at(all.size() / 2);
}

void prepareRows(SqliteFile &rows)
{
    static_cast<void>(
        rows.run(QStringLiteral("CREATE TABLE samples (series_id INTEGER NOT NULL, time_ms INTEGER "
                                "NOT NULL, value REAL NOT NULL, PRIMARY KEY (series_id, time_ms)) "
                                "WITHOUT ROWID")));
}

void writeRows(QSqlQuery &insert, qint64 time, const std::vector<double> &values)
{
    for (std::size_t i = 0; i < values.size(); ++i) {
        insert.bindValue(0, static_cast<qint64>(i + 1));
        insert.bindValue(1, time);
        insert.bindValue(2, values[i]);
        insert.exec();
    }
}

const QString kInsert = QStringLiteral("INSERT OR REPLACE INTO samples VALUES (?, ?, ?)");

void compareAppends(int series, int ticks)
{
    const QTemporaryDir dir;
    SqliteFile rows;
    SqliteFile packed;
    if (!rows.open(dir.filePath(QStringLiteral("rows.db")), SqliteFile::Durability::Normal)
        || !packed.open(dir.filePath(QStringLiteral("packed.db")), SqliteFile::Durability::Normal,
                        SqliteFile::Space::GivenBack)
        || !makeHistorySchema(packed))
        return;
    prepareRows(rows);
    QSqlQuery insert = rows.query();
    insert.prepare(kInsert);
    // Rows are slow: a tenth of the ticks tells enough.
    const int rowTicks = std::max(60, ticks / 10);
    Cost ofRows = appended(rows, series, rowTicks, [&](qint64 time, const auto &values) {
        writeRows(insert, time, values);
    });
    ofRows.bytes = sizeOf(rows) / series / rowTicks;
    SeriesStore store(packed);
    static_cast<void>(store.load());
    Cost ofPacked = appended(packed, series, ticks, [&](qint64 time, const auto &values) {
        for (std::size_t i = 0; i < values.size(); ++i)
            store.append(static_cast<qint64>(i + 1), {time, values[i]});
        static_cast<void>(store.write());
    });
    // Without the journal, which does not grow.
    QSqlQuery sums = packed.query();
    double payload = 0;
    double sealed = 0;
    sums.exec(QStringLiteral("SELECT data FROM chunks"));
    while (sums.next()) {
        const QByteArray data = sums.value(0).toByteArray();
        payload += double(data.size());
        sealed += chunkHeader(data).value_or(ChunkHeader()).count;
    }
    sums.finish();
    const double journal =
        packed.value(QStringLiteral("SELECT sum(length(data)) FROM journal")).toDouble();
    static_cast<void>(packed.run(QStringLiteral("DELETE FROM journal")));
    ofPacked.bytes = sizeOf(packed) / sealed;
    store.forget();
    std::printf("%d series, %d ticks of 10 s (rows: %d):\n", series, ticks, rowTicks);
    std::printf("  append, us CPU a sample     rows %8.3f   packed %8.3f   %.4f (1/%.0f)\n",
                ofRows.cpu / 1000, ofPacked.cpu / 1000, ofPacked.cpu / ofRows.cpu,
                ofRows.cpu / ofPacked.cpu);
    std::printf("  longest tick, ms CPU        rows %8.2f   packed %8.2f\n", ofRows.longestTickMs,
                ofPacked.longestTickMs);
    std::printf("  bytes a sample              rows %8.2f   packed %8.2f   %.4f   (payload %.2f; "
                "journal %.0f a series)\n",
                ofRows.bytes, ofPacked.bytes, ofPacked.bytes / ofRows.bytes, payload / sealed,
                journal / series);
    std::fflush(stdout);
}

/// Seven days of series 2 (latencies) among 10,000; the others hold enough to lie between.
void compareReads()
{
    constexpr int kSeries = 10'000;
    constexpr int kOthers = 240;
    constexpr int kTicks = 60'480;
    const QTemporaryDir dir;
    SqliteFile rows;
    SqliteFile packed;
    if (!rows.open(dir.filePath(QStringLiteral("rows.db")), SqliteFile::Durability::Normal)
        || !packed.open(dir.filePath(QStringLiteral("packed.db")), SqliteFile::Durability::Normal,
                        SqliteFile::Space::GivenBack)
        || !makeHistorySchema(packed))
        return;
    prepareRows(rows);
    QSqlQuery insert = rows.query();
    insert.prepare(kInsert);
    SeriesStore store(packed);
    static_cast<void>(store.load());
    Mix mix(kSeries);
    for (SqliteFile *file : {&rows, &packed})
        static_cast<void>(file->begin());
    for (int tick = 0; tick < kTicks; ++tick) {
        const bool isAll = tick % 500 == 0;
        for (int series = 1; series <= (isAll ? kSeries : 2); ++series) {
            if (!isAll && series != 2)
                continue;
            const Point point{kStartMs + tick * kTickMs, mix.next(series == 2 ? 1 : series - 1)};
            insert.bindValue(0, series);
            insert.bindValue(1, point.timeMs);
            insert.bindValue(2, point.value);
            insert.exec();
            store.append(series, point);
        }
        if (tick % kOthers == 0) {
            static_cast<void>(store.write());
            static_cast<void>(packed.commit());
            static_cast<void>(packed.begin());
        }
    }
    static_cast<void>(store.write());
    for (SqliteFile *file : {&rows, &packed})
        static_cast<void>(file->commit());
    double sumOfRows = 0;
    double sumOfPacked = 0;
    const double ofRows = medianMs([&] {
        QSqlQuery query = rows.query();
        query.setForwardOnly(true);
        query.exec(QStringLiteral(
            "SELECT time_ms, value FROM samples WHERE series_id = 2 ORDER BY time_ms"));
        QList<Point> points;
        while (query.next())
            points.append({query.value(0).toLongLong(), query.value(1).toDouble()});
        sumOfRows = 0;
        for (const Point &point : points)
            sumOfRows += point.value;
    });
    const double ofPacked = medianMs([&] {
        const QList<Point> points =
            SeriesReader(store).points(2, 0, kStartMs * 2).value_or(QList<Point>());
        sumOfPacked = 0;
        for (const Point &point : points)
            sumOfPacked += point.value;
    });
    const double ofBuckets = medianMs([&] {
        static_cast<void>(
            SeriesReader(store).buckets(2, kStartMs, kStartMs + kTicks * kTickMs, 100));
    });
    std::printf(
        "7 days of one series among %d, ms CPU (sums %s):\n  rows %.2f   packed %.3f   %.4f "
        "(1/%.0f)   100 buckets of it %.3f (1/%.0f)\n",
        kSeries, std::abs(sumOfRows - sumOfPacked) < 1e-6 ? "equal" : "DIFFER", ofRows, ofPacked,
        ofPacked / ofRows, ofRows / ofPacked, ofBuckets, ofRows / ofBuckets);
    std::fflush(stdout);
}

/// As a killed process leaves it at worst: of each series all but one point of a chunk in the
/// journal. Then the ticks in which they become full together.
void measureStart()
{
    constexpr int kSeries = 10'000;
    constexpr int kTicks = kChunkPoints - 1;
    constexpr qint64 kFirstRow = qint64(1) << kWriterBits;
    const QTemporaryDir dir;
    SqliteFile file;
    if (!file.open(dir.filePath(QStringLiteral("packed.db")), SqliteFile::Durability::Normal,
                   SqliteFile::Space::GivenBack)
        || !makeHistorySchema(file) || !file.begin())
        return;
    Mix mix(kSeries);
    QSqlQuery insert = file.query();
    insert.prepare(QStringLiteral("INSERT INTO journal (id, data) VALUES (?, ?)"));
    const auto write = [&insert](qint64 id, const QByteArray &data) {
        insert.bindValue(0, id);
        insert.bindValue(1, data);
        insert.exec();
    };
    write(kFirstRow, journalBeginning(true));
    for (int tick = 0; tick < kTicks; ++tick) {
        JournalRow row;
        for (int i = 0; i < kSeries; ++i)
            row.sample(i + 1, {kStartMs + tick * kTickMs, mix.next(i)});
        write(kFirstRow + 1 + tick, row.bytes());
    }
    insert.finish();
    static_cast<void>(file.commit());
    SeriesStore store(file);
    const double before = cpuNs();
    QElapsedTimer timer;
    timer.start();
    static_cast<void>(store.load());
    const double started = double(timer.nsecsElapsed()) / 1e6;
    const double startedCpu = (cpuNs() - before) / 1e6;
    double longest = 0;
    for (int tick = kTicks; tick < 2 * kTicks; ++tick) {
        for (int i = 0; i < kSeries; ++i)
            store.append(i + 1, {kStartMs + tick * kTickMs, mix.next(i)});
        const double begun = cpuNs();
        static_cast<void>(file.begin());
        static_cast<void>(store.write());
        static_cast<void>(file.commit());
        longest = std::max(longest, (cpuNs() - begun) / 1e6);
    }
    std::printf("start with %d tails of %d points: %.0f ms (%.0f ms CPU); the longest tick after "
                "it, as all become full: %.2f ms CPU\n",
                kSeries, kTicks, started, startedCpu, longest);
    store.close();
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QString part = QCoreApplication::arguments().value(1);
    if (part.isEmpty() || part == QLatin1String("few"))
        compareAppends(50, 8640);
    if (part.isEmpty() || part == QLatin1String("many"))
        compareAppends(10'000, 720);
    if (part.isEmpty() || part == QLatin1String("reads"))
        compareReads();
    if (part.isEmpty() || part == QLatin1String("start"))
        measureStart();
    return 0;
}
