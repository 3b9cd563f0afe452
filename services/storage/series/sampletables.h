// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/storage/series/bucketcodec.h"
#include "services/storage/sqlitefile.h"

#include <array>

namespace opsdeck {

/// A stretch of a series lies in one of these: its points, or, when it is older, buckets. A row
/// holds a chunk of points, or the buckets of one block of time.
struct SampleTier
{
    const char *table;
    qint64 widthMs; ///< of a bucket; 0: points
    qint64 blockMs; ///< longest that a row covers; blocks of buckets begin at its multiples
};

constexpr int kChunkPoints = 240; ///< of a full chunk
constexpr qint64 kMinuteMs = 60'000;
constexpr std::array<SampleTier, 4> kSampleTiers = {{
    {"chunks", 0, 8 * 60 * kMinuteMs},
    {"minutes", kMinuteMs, 240 * kMinuteMs},
    {"ten_minutes", 10 * kMinuteMs, 2400 * kMinuteMs},
    {"hours", 60 * kMinuteMs, 14'400 * kMinuteMs},
}};

/// The row of a series that begins at `timeMs`: rows of one series lie together, in the order of
/// time. Times before 1970 and after 2105 share a row number with those at the ends.
qint64 sampleRow(qint64 series, qint64 timeMs);
/// From 1970 to 2105: only a clock that is wrong tells another time.
bool isStorable(qint64 timeMs);

/// A row as it is stored.
struct SampleRow
{
    qint64 id = 0;
    QByteArray data;
};

/// The tables and the journal. In the caller's transaction.
Result<void> makeSampleTables(const SqliteFile &file);

/// Runs it with the values for its question marks.
Result<void> runWith(const SqliteFile &file, QSqlQuery &query, const QString &statement,
                     const QVariantList &values);
/// At most `most` rows of a series that may hold something of [fromMs, toMs], in their order.
Result<QList<SampleRow>> sampleRows(const SqliteFile &file, const SampleTier &tier, qint64 series,
                                    qint64 fromMs, qint64 toMs, int most = -1);
Result<QList<SampleRow>> rowsOf(QSqlQuery &query, const SqliteFile &file);
/// A row that is broken into the table `damaged`: it is in nobody's way there, and not lost.
Result<void> setRowAside(const SqliteFile &file, const QString &table, qint64 id);

/// In the order of their times; of several of one time the last.
void putInOrder(QList<Point> &points);

} // namespace opsdeck
