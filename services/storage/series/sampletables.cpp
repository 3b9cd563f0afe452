// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/series/sampletables.h"

#include "services/base/logging.h"

#include <QCoreApplication>
#include <QSqlError>
#include <QVariant>

#include <algorithm>
#include <limits>

namespace opsdeck {

namespace {

constexpr qint64 kLastSecond = 0xFFFF'FFFF;

class Words
{
    Q_DECLARE_TR_FUNCTIONS(SampleTables)
};

} // namespace

qint64 sampleRow(qint64 series, qint64 timeMs)
{
    return (series << 32) | std::clamp(timeMs / 1000, qint64(0), kLastSecond);
}

bool isStorable(qint64 timeMs)
{
    return timeMs >= 0 && timeMs / 1000 <= kLastSecond;
}

Result<void> makeSampleTables(const SqliteFile &file)
{
    QStringList statements = {
        // Packed samples of a commit; see samplejournal.h.
        QStringLiteral("CREATE TABLE journal (id INTEGER PRIMARY KEY, data BLOB NOT NULL)"),
        // What could not be read: of which table, its row, the bytes, and when that was found.
        QStringLiteral("CREATE TABLE damaged (of_table TEXT NOT NULL, id INTEGER NOT NULL, data "
                       "BLOB NOT NULL, time_ms INTEGER NOT NULL DEFAULT 0)")};
    for (const SampleTier &tier : kSampleTiers)
        statements.append(
            QStringLiteral("CREATE TABLE %1 (id INTEGER PRIMARY KEY, data BLOB NOT NULL)")
                .arg(QLatin1String(tier.table)));
    for (const QString &statement : std::as_const(statements)) {
        if (auto made = file.run(statement); !made)
            return made;
    }
    return {};
}

Result<void> runWith(const SqliteFile &file, QSqlQuery &query, const QString &statement,
                     const QVariantList &values)
{
    query.setForwardOnly(true);
    bool isFine = query.prepare(statement);
    for (const QVariant &value : values)
        query.addBindValue(value);
    isFine = isFine && query.exec();
    return isFine ? Result<void>() : failure(file.errorOf(query.lastError(), Words::tr("samples")));
}

Result<QList<SampleRow>> rowsOf(QSqlQuery &query, const SqliteFile &file)
{
    QList<SampleRow> rows;
    while (query.next())
        rows.append({query.value(0).toLongLong(), query.value(1).toByteArray()});
    if (query.lastError().type() != QSqlError::NoError)
        return failure(file.errorOf(query.lastError(), Words::tr("reading")));
    return rows;
}

Result<QList<SampleRow>> sampleRows(const SqliteFile &file, const SampleTier &tier, qint64 series,
                                    qint64 fromMs, qint64 toMs, int most)
{
    // A row that began before may reach into it.
    const qint64 earliest = fromMs < std::numeric_limits<qint64>::min() + tier.blockMs
                                ? std::numeric_limits<qint64>::min()
                                : fromMs - tier.blockMs;
    QSqlQuery query = file.query();
    const QString statement =
        QStringLiteral("SELECT id, data FROM %1 WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?")
            .arg(QLatin1String(tier.table));
    if (auto asked = runWith(file, query, statement,
                             {sampleRow(series, earliest), sampleRow(series, toMs), most});
        !asked)
        return failure(asked.error());
    return rowsOf(query, file);
}

Result<void> setRowAside(const SqliteFile &file, const QString &table, qint64 id)
{
    qCWarning(logStorage, "row %lld of %s is broken: set aside", static_cast<long long>(id),
              qPrintable(table));
    // Both or none, in a transaction of the caller's or without one.
    if (auto begun = file.run(QStringLiteral("SAVEPOINT aside")); !begun)
        return begun;
    Result<void> done;
    for (const QString &statement :
         {QStringLiteral("INSERT INTO damaged (of_table, id, data, time_ms) SELECT '%1', id, data, "
                         "unixepoch() * 1000 FROM %1 WHERE id = ?"),
          QStringLiteral("DELETE FROM %1 WHERE id = ?")}) {
        QSqlQuery query = file.query();
        if (done)
            done = runWith(file, query, statement.arg(table), {id});
    }
    if (done)
        done = file.run(QStringLiteral("RELEASE aside"));
    if (!done) {
        static_cast<void>(file.run(QStringLiteral("ROLLBACK TO aside")));
        static_cast<void>(file.run(QStringLiteral("RELEASE aside")));
    }
    return done;
}

void putInOrder(QList<Point> &points)
{
    const auto isNotBefore = [](const Point &a, const Point &b) { return a.timeMs >= b.timeMs; };
    if (std::adjacent_find(points.cbegin(), points.cend(), isNotBefore) == points.cend())
        return;
    std::stable_sort(points.begin(), points.end(),
                     [](const Point &a, const Point &b) { return a.timeMs < b.timeMs; });
    qsizetype kept = 0;
    for (qsizetype i = 0; i < points.size(); ++i) {
        if (kept > 0 && points.at(kept - 1).timeMs == points.at(i).timeMs)
            --kept;
        points[kept++] = points.at(i);
    }
    points.resize(kept);
}

} // namespace opsdeck
