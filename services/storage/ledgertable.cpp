// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/ledgertable.h"

#include <QCoreApplication>
#include <QSqlError>

#include <algorithm>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(LedgerTable)
};

Error errorOf(const SqliteFile &file, const QSqlQuery &query, const QString &doing)
{
    return file.errorOf(query.lastError(), doing);
}

} // namespace

Result<void> makeLedgerTable(const SqliteFile &file)
{
    return file.run(QStringLiteral(
        "CREATE TABLE IF NOT EXISTS spans (check_id INTEGER NOT NULL, from_ms INTEGER NOT NULL, "
        "to_ms INTEGER "
        "NOT NULL, reach_ms INTEGER NOT NULL, health INTEGER NOT NULL, asked INTEGER NOT NULL, "
        "PRIMARY KEY (check_id, from_ms)) WITHOUT ROWID"));
}

Result<void> writeSpans(const SqliteFile &file, const QHash<CheckKey, QList<SeenSpan>> &changed,
                        const std::function<Result<qint64>(const CheckKey &)> &idOf)
{
    QSqlQuery row = file.query();
    row.prepare(QStringLiteral(
        "INSERT INTO spans (check_id, from_ms, to_ms, reach_ms, health, asked) VALUES (?, ?, ?, "
        "?, ?, ?) ON CONFLICT (check_id, from_ms) DO UPDATE SET to_ms = max(to_ms, "
        "excluded.to_ms), reach_ms = excluded.reach_ms, health = excluded.health, asked = "
        "excluded.asked"));
    for (auto it = changed.cbegin(); it != changed.cend(); ++it) {
        const auto check = idOf(it.key());
        if (!check)
            return failure(check.error());
        for (const SeenSpan &span : *it) {
            row.bindValue(0, *check);
            row.bindValue(1, span.fromMs);
            row.bindValue(2, span.toMs);
            row.bindValue(3, span.reachMs);
            row.bindValue(4, static_cast<int>(span.health));
            row.bindValue(5, span.asked ? 1 : 0);
            if (!row.exec())
                return failure(errorOf(file, row, Words::tr("writing")));
        }
    }
    return {};
}

Result<QList<CheckSpans>> readSpans(const SqliteFile &file, const QList<CheckKey> &checks,
                                    qint64 fromMs, qint64 toMs)
{
    QSqlQuery rows = file.query();
    rows.setForwardOnly(true);
    const bool isPrepared = rows.prepare(QStringLiteral(
        "SELECT from_ms, to_ms, reach_ms, health, asked FROM spans WHERE check_id = (SELECT id "
        "FROM checks WHERE key = ?) AND from_ms <= ? AND to_ms + reach_ms >= ? ORDER BY from_ms"));
    QList<CheckSpans> all;
    all.reserve(checks.size());
    for (const CheckKey &key : checks) {
        rows.bindValue(0, key.toString());
        rows.bindValue(1, toMs);
        rows.bindValue(2, fromMs);
        if (!isPrepared || !rows.exec())
            return failure(errorOf(file, rows, Words::tr("reading")));
        CheckSpans kept{key, {}};
        while (rows.next())
            kept.spans.append({rows.value(0).toLongLong(), rows.value(1).toLongLong(),
                               std::max(qint64(0), rows.value(2).toLongLong()),
                               static_cast<Health>(std::clamp(rows.value(3).toInt(), 0,
                                                              static_cast<int>(Health::Unknown))),
                               rows.value(4).toBool()});
        // next() ends the same way at the last row and at a broken page.
        if (rows.lastError().type() != QSqlError::NoError)
            return failure(errorOf(file, rows, Words::tr("reading")));
        rows.finish();
        all.append(kept);
    }
    return all;
}

} // namespace opsdeck
