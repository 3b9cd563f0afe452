// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/historyschema.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace opsdeck {

namespace {

const char *const kSchema[] = {
    "CREATE TABLE checks (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE)",
    "CREATE TABLE series (id INTEGER PRIMARY KEY, check_id INTEGER NOT NULL, metric TEXT NOT NULL, "
    "labels TEXT NOT NULL, UNIQUE (check_id, metric, labels))",
    "CREATE TABLE samples (series_id INTEGER NOT NULL, time_ms INTEGER NOT NULL, value REAL NOT "
    "NULL, PRIMARY KEY (series_id, time_ms)) WITHOUT ROWID",
    "CREATE TABLE results (check_id INTEGER NOT NULL, time_ms INTEGER NOT NULL, status INTEGER NOT "
    "NULL, latency_us INTEGER NOT NULL,"
    " error_kind TEXT NOT NULL, message TEXT NOT NULL, figure TEXT NOT NULL, PRIMARY KEY "
    "(check_id, time_ms)) WITHOUT ROWID",
    // soft: 1 the state it came to, 2 the state it came from, 3 both
    "CREATE TABLE events (id INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL, service TEXT NOT NULL, "
    "check_name TEXT NOT NULL, from_health INTEGER NOT NULL,"
    " to_health INTEGER NOT NULL, soft INTEGER NOT NULL, error_kind TEXT NOT NULL, text TEXT NOT "
    "NULL)",
    "CREATE INDEX events_by_time ON events (time_ms)",
};

Result<void> makeTables(const SqliteFile &file)
{
    for (const char *statement : kSchema) {
        if (auto made = file.run(QString::fromLatin1(statement)); !made)
            return made;
    }
    return file.run(QStringLiteral("PRAGMA user_version=%1").arg(kHistorySchemaVersion));
}

} // namespace

int historySchemaVersion(const SqliteFile &file)
{
    return file.value(QStringLiteral("PRAGMA user_version")).toInt();
}

Result<void> makeHistorySchema(const SqliteFile &file)
{
    if (auto begun = file.begin(); !begun)
        return begun;
    // Another process may have made it while this one waited.
    Result<void> done = historySchemaVersion(file) == 0 ? makeTables(file) : Result<void>();
    if (done)
        done = file.commit();
    if (!done)
        file.rollback();
    return done;
}

QString labelsText(const Labels &labels)
{
    QJsonObject object;
    for (auto it = labels.cbegin(); it != labels.cend(); ++it)
        object.insert(it.key(), it.value());
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

Labels labelsFromText(const QString &text)
{
    Labels labels;
    const QJsonObject object = QJsonDocument::fromJson(text.toUtf8()).object();
    for (auto it = object.begin(); it != object.end(); ++it)
        labels.insert(it.key(), it.value().toString());
    return labels;
}

} // namespace opsdeck
