// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/historyschema.h"

#include "services/storage/ledgertable.h"
#include "services/storage/series/sampletables.h"
#include "services/storage/showntable.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace opsdeck {

namespace {

const char *const kSchema[] = {
    "CREATE TABLE checks (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE)",
    "CREATE TABLE series (id INTEGER PRIMARY KEY, check_id INTEGER NOT NULL, metric TEXT NOT NULL, "
    "labels TEXT NOT NULL, counter INTEGER NOT NULL DEFAULT 0, UNIQUE (check_id, metric, labels))",
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
    return makeSampleTables(file);
}

Result<void> makeUpTo(const SqliteFile &file, int version)
{
    Result<void> done;
    if (version == 0)
        done = makeTables(file);
    if (version == 1) {
        done = file.run(
            QStringLiteral("ALTER TABLE series ADD COLUMN counter INTEGER NOT NULL DEFAULT 0"));
        if (done)
            done = makeSampleTables(file);
    }
    if (version == 2) {
        done = file.run(
            QStringLiteral("ALTER TABLE damaged ADD COLUMN time_ms INTEGER NOT NULL DEFAULT 0"));
        // They are kept for as long as one that is found now.
        if (done)
            done = file.run(QStringLiteral("UPDATE damaged SET time_ms = unixepoch() * 1000"));
    }
    if (done && version < 4)
        done = makeLedgerTable(file);
    if (done && version < 5)
        done = makeShownTable(file);
    if (done && version < kHistorySchemaVersion)
        done = file.run(QStringLiteral("PRAGMA user_version=%1").arg(kHistorySchemaVersion));
    return done;
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
    Result<void> done = makeUpTo(file, historySchemaVersion(file));
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
