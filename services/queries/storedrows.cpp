// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queries/storedrows.h"

#include "services/storage/historyschema.h"
#include "services/storage/series/bucketcodec.h"
#include "services/storage/series/sampletables.h"
#include "services/storage/series/seriesreader.h"

#include <QCoreApplication>
#include <QSqlError>

#include <algorithm>
#include <limits>

namespace opsdeck::queries {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(StoredRows)
};

constexpr qint64 kHourMs = 3'600'000;
constexpr qint64 kSliceMs = 30 * 24 * kHourMs;
constexpr qint64 kLastSecond = 0xFFFFFFFF;
/// Longer than any row covers.
constexpr qint64 kLongestRowMs = 11 * 24 * kHourMs;

/// Asks, and calls `take` for each row.
template <typename Take>
Result<void> eachRow(const SqliteFile &file, const QString &statement, const QVariantList &values,
                     Take take)
{
    QSqlQuery rows = file.query();
    rows.setForwardOnly(true);
    if (auto asked = runWith(file, rows, statement, values); !asked)
        return asked;
    while (rows.next())
        take(rows);
    if (rows.lastError().type() != QSqlError::NoError)
        return failure(file.errorOf(rows.lastError(), Words::tr("reading")));
    return {};
}

QVariantList rowsOfSeries(qint64 series)
{
    return {series << 32, (series << 32) | kLastSecond};
}

} // namespace

Result<void> judgeVersion(const SqliteFile &file)
{
    const int version = historySchemaVersion(file);
    if (version == kHistorySchemaVersion)
        return {};
    if (version > kHistorySchemaVersion)
        return failure(ErrorKind::Storage,
                       Words::tr("%1 was written by a newer Opsdeck.").arg(file.path()),
                       Words::tr("Try: the newer version."));
    return failure(ErrorKind::Storage,
                   Words::tr("%1 was written by an older Opsdeck.").arg(file.path()),
                   Words::tr("Try: open the window of Opsdeck once; it brings the file up."));
}

Result<QList<StoredCheck>> storedChecks(const SqliteFile &file, const EnvironmentKey &environment)
{
    QList<StoredCheck> all;
    // From "platform/environment/" on, up to the sign that follows the slash.
    const QString prefix = environment.toString();
    auto done = eachRow(
        file, QStringLiteral("SELECT id, key FROM checks WHERE key > ? AND key < ? ORDER BY key"),
        {QString(prefix + QLatin1Char('/')), QString(prefix + QLatin1Char('0'))},
        [&](const QSqlQuery &row) {
            all.append({row.value(0).toLongLong(), CheckKey::fromString(row.value(1).toString())});
        });
    if (!done)
        return failure(done.error());
    return all;
}

Result<QList<StoredName>> storedNames(const SqliteFile &file, qint64 check, const QString &metric)
{
    QList<StoredName> all;
    QString statement =
        QStringLiteral("SELECT id, metric, labels, counter FROM series WHERE check_id = ?");
    QVariantList values{check};
    if (!metric.isEmpty()) {
        statement += QLatin1String(" AND metric = ?");
        values.append(metric);
    }
    auto done = eachRow(file, statement, values, [&](const QSqlQuery &row) {
        all.append({row.value(0).toLongLong(), row.value(1).toString(),
                    labelsFromText(row.value(2).toString()), row.value(3).toBool()});
    });
    if (!done)
        return failure(done.error());
    return all;
}

Result<QList<StoredAnswer>> storedAnswers(const SqliteFile &file, qint64 check, qint64 fromMs,
                                          qint64 toMs)
{
    QList<StoredAnswer> all;
    auto done = eachRow(file,
                        QStringLiteral("SELECT time_ms, status, latency_us FROM results WHERE "
                                       "check_id = ? AND time_ms BETWEEN ? AND ? ORDER BY time_ms"),
                        {check, fromMs, toMs}, [&](const QSqlQuery &row) {
                            all.append({row.value(0).toLongLong(), row.value(1).toInt(),
                                        row.value(2).toLongLong()});
                        });
    if (!done)
        return failure(done.error());
    return all;
}

Result<qint64> coarseUntil(const SqliteFile &file, qint64 series)
{
    for (const SampleTier &tier : kSampleTiers) {
        if (tier.widthMs == 0)
            continue;
        std::optional<qint64> until;
        auto done = eachRow(file,
                            QStringLiteral("SELECT data FROM %1 WHERE id BETWEEN ? AND ? ORDER BY "
                                           "id DESC LIMIT 1")
                                .arg(QLatin1String(tier.table)),
                            rowsOfSeries(series), [&](const QSqlQuery &row) {
                                const auto header =
                                    bucketsHeader(row.value(0).toByteArray(), tier.widthMs);
                                if (header)
                                    until = header->lastMs + tier.widthMs - 1;
                            });
        if (!done)
            return failure(done.error());
        if (until)
            return *until;
    }
    return std::numeric_limits<qint64>::min();
}

Result<QList<TimeSlice>> timeSlices(const SqliteFile &file, qint64 series, qint64 fromMs,
                                    qint64 toMs)
{
    if (toMs - fromMs <= kSliceMs)
        return QList<TimeSlice>{{fromMs, toMs}};
    qint64 first = std::numeric_limits<qint64>::max();
    qint64 last = std::numeric_limits<qint64>::min();
    for (const SampleTier &tier : kSampleTiers) {
        auto done =
            eachRow(file,
                    QStringLiteral("SELECT min(id), max(id) FROM %1 WHERE id BETWEEN ? AND ?")
                        .arg(QLatin1String(tier.table)),
                    rowsOfSeries(series), [&](const QSqlQuery &row) {
                        if (row.value(0).isNull())
                            return;
                        first = std::min(first, (row.value(0).toLongLong() & kLastSecond) * 1000);
                        last = std::max(last, (row.value(1).toLongLong() & kLastSecond) * 1000);
                    });
        if (!done)
            return failure(done.error());
    }
    QList<TimeSlice> slices;
    qint64 from = fromMs;
    qint64 edge = std::max(first, fromMs) / kHourMs * kHourMs;
    while (first <= last && edge + kSliceMs < std::min(toMs, last + kLongestRowMs)) {
        edge += kSliceMs;
        slices.append({from, edge - 1});
        from = edge;
    }
    slices.append({from, toMs});
    return slices;
}

Result<QList<Point>> storedPoints(SeriesStore &store, const StoredName &name,
                                  const TimeSlice &slice)
{
    return SeriesReader(store).points(name.id, slice.fromMs, slice.toMs, name.isCounter);
}

} // namespace opsdeck::queries
