// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/showntable.h"

#include <QCoreApplication>
#include <QSqlError>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(ShownTable)
};

} // namespace

Result<void> makeShownTable(const SqliteFile &file)
{
    return file.run(QStringLiteral(
        "CREATE TABLE IF NOT EXISTS shown (check_id INTEGER NOT NULL, from_ms INTEGER NOT NULL, "
        "state TEXT NOT NULL, PRIMARY KEY (check_id, from_ms)) WITHOUT ROWID"));
}

Result<void> writeShown(const SqliteFile &file, const QHash<CheckKey, QList<ShownState>> &changed,
                        const std::function<Result<qint64>(const CheckKey &)> &idOf)
{
    QSqlQuery row = file.query();
    row.prepare(
        QStringLiteral("INSERT OR REPLACE INTO shown (check_id, from_ms, state) VALUES (?, ?, ?)"));
    for (auto it = changed.cbegin(); it != changed.cend(); ++it) {
        if (it->isEmpty())
            continue;
        const auto check = idOf(it.key());
        if (!check)
            return failure(check.error());
        for (const ShownState &state : *it) {
            row.bindValue(0, *check);
            row.bindValue(1, state.fromMs);
            row.bindValue(2, toText(state));
            if (!row.exec())
                return failure(file.errorOf(row.lastError(), Words::tr("writing")));
        }
    }
    return {};
}

Result<std::optional<ShownState>> readShown(const SqliteFile &file, const CheckKey &check,
                                            qint64 atMs)
{
    QSqlQuery row = file.query();
    row.setForwardOnly(true);
    const bool isPrepared = row.prepare(QStringLiteral(
        "SELECT from_ms, state FROM shown WHERE check_id = (SELECT id FROM checks WHERE key = ?)"
        " AND from_ms <= ? ORDER BY from_ms DESC LIMIT 1"));
    row.addBindValue(check.toString());
    row.addBindValue(atMs);
    if (!isPrepared || !row.exec())
        return failure(file.errorOf(row.lastError(), Words::tr("reading")));
    std::optional<ShownState> found;
    if (row.next()) {
        found = shownFromText(row.value(1).toString(), row.value(0).toLongLong());
        // Something was shown; one that can't be read is as good as none.
        if (!found)
            found = lostFrom(row.value(0).toLongLong());
    } else if (row.lastError().type() != QSqlError::NoError) {
        return failure(file.errorOf(row.lastError(), Words::tr("reading")));
    }
    if (!found || !found->isLost)
        return found;
    row.finish();
    const bool isAsked = row.prepare(
        QStringLiteral("SELECT min(from_ms) FROM shown WHERE check_id = (SELECT id FROM checks "
                       "WHERE key = ?) AND from_ms > ?"));
    row.addBindValue(check.toString());
    row.addBindValue(found->fromMs);
    if (!isAsked || !row.exec() || !row.next())
        return failure(file.errorOf(row.lastError(), Words::tr("reading")));
    found->lostToMs = row.value(0).toLongLong();
    return found;
}

} // namespace opsdeck
