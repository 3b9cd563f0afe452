// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/series/rowmigration.h"

#include "services/base/logging.h"

#include <QCoreApplication>
#include <QSqlError>
#include <QVariant>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr int kRowsAtOnce = 12'000;

class Words
{
    Q_DECLARE_TR_FUNCTIONS(RowMigration)
};

Result<QList<Point>> pointsOf(const SqliteFile &file, const QString &statement,
                              const QVariantList &values)
{
    QSqlQuery query = file.query();
    if (auto asked = runWith(file, query, statement, values); !asked)
        return failure(asked.error());
    QList<Point> points;
    while (query.next())
        points.append({query.value(0).toLongLong(), query.value(1).toDouble()});
    if (query.lastError().type() != QSqlError::NoError)
        return failure(file.errorOf(query.lastError(), Words::tr("reading")));
    return points;
}

/// The first value of the answer; invalid only when there is none, never for one that failed.
Result<QVariant> firstOf(const SqliteFile &file, const QString &statement)
{
    QSqlQuery query = file.query();
    if (auto asked = runWith(file, query, statement, {}); !asked)
        return failure(asked.error());
    const QVariant value = query.next() ? query.value(0) : QVariant();
    if (query.lastError().type() != QSqlError::NoError)
        return failure(file.errorOf(query.lastError(), Words::tr("reading")));
    return value;
}

Result<bool> pack(SeriesStore &store)
{
    const SqliteFile &file = store.file();
    const Result<QVariant> first =
        firstOf(file, QStringLiteral("SELECT series_id FROM samples ORDER BY series_id LIMIT 1"));
    if (!first)
        return failure(first.error());
    const QVariant series = *first;
    if (!series.isValid()) {
        auto dropped = file.run(QStringLiteral("DROP TABLE samples"));
        return dropped ? Result<bool>(false) : failure(dropped.error());
    }
    const Result<QList<Point>> points =
        pointsOf(file,
                 QStringLiteral("SELECT time_ms, value FROM samples WHERE series_id = ? ORDER BY "
                                "time_ms LIMIT ?"),
                 {series, kRowsAtOnce});
    if (!points)
        return failure(points.error());
    const std::span<const Point> all(points->constData(), static_cast<std::size_t>(points->size()));
    std::size_t begin = 0;
    for (std::size_t i = 1; i <= all.size(); ++i) {
        const bool isWhole = i == all.size() || i - begin == kChunkPoints
                             || all[i].timeMs - all[begin].timeMs >= kSampleTiers.front().blockMs;
        if (!isWhole)
            continue;
        if (auto done = store.writeChunk(series.toLongLong(), all.subspan(begin, i - begin)); !done)
            return failure(done.error());
        begin = i;
    }
    QSqlQuery query = file.query();
    if (auto done = runWith(
            file, query, QStringLiteral("DELETE FROM samples WHERE series_id = ? AND time_ms <= ?"),
            {series, points->last().timeMs});
        !done)
        return failure(done.error());
    return true;
}

} // namespace

Result<bool> hasSampleRows(const SqliteFile &file)
{
    const Result<QVariant> found = firstOf(
        file,
        QStringLiteral("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'samples'"));
    return found ? Result<bool>(found->isValid()) : failure(found.error());
}

Result<QList<Point>> samplesOfRows(const SqliteFile &file, qint64 series, qint64 fromMs,
                                   qint64 toMs)
{
    const Result<bool> hasRows = hasSampleRows(file);
    if (!hasRows)
        return failure(hasRows.error());
    if (!*hasRows)
        return QList<Point>();
    return pointsOf(file,
                    QStringLiteral("SELECT time_ms, value FROM samples WHERE series_id = ? AND "
                                   "time_ms BETWEEN ? AND ? ORDER BY time_ms"),
                    {series, fromMs, toMs});
}

Result<bool> packSomeRows(SeriesStore &store)
{
    const SqliteFile &file = store.file();
    if (auto begun = file.begin(); !begun)
        return failure(begun.error());
    // Another process may have packed the last of them.
    Result<bool> more = hasSampleRows(file);
    if (more && *more)
        more = pack(store);
    if (more) {
        if (auto done = file.commit(); !done)
            more = failure(done.error());
    }
    if (!more)
        file.rollback();
    return more;
}

Shrinking makeShrinkable(const SqliteFile &file, qint64 mostBytes)
{
    constexpr int kIncremental = 2;
    const QVariant mode = file.value(QStringLiteral("PRAGMA auto_vacuum"));
    if (!mode.isValid())
        return Shrinking::Later;
    if (mode.toInt() == kIncremental)
        return Shrinking::Possible;
    const qint64 pages = file.value(QStringLiteral("PRAGMA page_count")).toLongLong()
                         - file.value(QStringLiteral("PRAGMA freelist_count")).toLongLong();
    const qint64 bytes = pages * file.value(QStringLiteral("PRAGMA page_size")).toLongLong();
    if (bytes > mostBytes) {
        qCWarning(logStorage,
                  "%s keeps its size, and uses again what becomes free: %lld MB in it are too much "
                  "to be written anew",
                  qPrintable(file.path()), static_cast<long long>(bytes >> 20));
        return Shrinking::TooLarge;
    }
    for (const QString &statement :
         {QStringLiteral("PRAGMA auto_vacuum=INCREMENTAL"), QStringLiteral("VACUUM")}) {
        if (auto done = file.run(statement); !done) {
            qCInfo(logStorage, "%s does not shrink yet: %s", qPrintable(file.path()),
                   qPrintable(done.error().detail));
            return Shrinking::Later;
        }
    }
    return Shrinking::Possible;
}

} // namespace opsdeck
