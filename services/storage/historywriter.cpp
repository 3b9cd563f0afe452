// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/historywriter.h"

#include "services/base/logging.h"

#include <QDateTime>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSqlError>

#include <cmath>

namespace opsdeck {

namespace {

constexpr int kSchemaVersion = 1;
constexpr int kFlushMs = 1000;
constexpr int kRetryMs = 15'000;
constexpr int kPruneMs = 10 * 60'000;
constexpr int kPruneRows = 5000;
constexpr qsizetype kMostPending = 600;

const char *const kSchema[] = {
    "CREATE TABLE checks (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE)",
    "CREATE TABLE series (id INTEGER PRIMARY KEY, check_id INTEGER NOT NULL, metric TEXT NOT NULL, labels TEXT NOT NULL, UNIQUE (check_id, metric, labels))",
    "CREATE TABLE samples (series_id INTEGER NOT NULL, time_ms INTEGER NOT NULL, value REAL NOT NULL, PRIMARY KEY (series_id, time_ms)) WITHOUT ROWID",
    "CREATE TABLE results (check_id INTEGER NOT NULL, time_ms INTEGER NOT NULL, status INTEGER NOT NULL, latency_us INTEGER NOT NULL,"
    " error_kind TEXT NOT NULL, message TEXT NOT NULL, figure TEXT NOT NULL, PRIMARY KEY (check_id, time_ms)) WITHOUT ROWID",
    "CREATE TABLE events (id INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL, service TEXT NOT NULL, check_name TEXT NOT NULL, from_health INTEGER NOT NULL,"
    " to_health INTEGER NOT NULL, soft INTEGER NOT NULL, error_kind TEXT NOT NULL, text TEXT NOT NULL)",
    "CREATE INDEX events_by_time ON events (time_ms)",
};

QString labelsText(const Labels &labels)
{
    QJsonObject object;
    for (auto it = labels.cbegin(); it != labels.cend(); ++it)
        object.insert(it.key(), it.value());
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

Labels labelsFrom(const QString &text)
{
    Labels labels;
    const QJsonObject object = QJsonDocument::fromJson(text.toUtf8()).object();
    for (auto it = object.begin(); it != object.end(); ++it)
        labels.insert(it.key(), it.value().toString());
    return labels;
}

} // namespace

HistoryWriter::HistoryWriter()
{
    m_flush.setSingleShot(true);
    m_flush.setInterval(kFlushMs);
    m_prune.setInterval(kPruneMs);
    m_retry.setSingleShot(true);
    m_retry.setInterval(kRetryMs);
    connect(&m_flush, &QTimer::timeout, this, &HistoryWriter::flush);
    connect(&m_prune, &QTimer::timeout, this, &HistoryWriter::prune);
    connect(&m_retry, &QTimer::timeout, this, &HistoryWriter::flush);
}

void HistoryWriter::open(const QString &path)
{
    m_path = path;
    m_prune.start();
    if (auto opened = reopen(); !opened)
        fail(opened.error());
}

Result<void> HistoryWriter::reopen()
{
    if (m_file.isOpen())
        return {};
    forgetIds();
    auto opened = m_file.open(m_path, SqliteFile::Durability::Normal);
    if (opened)
        opened = makeSchema();
    if (!opened && opened.error().kind == ErrorKind::Garbage) {
        Q_EMIT problem(opened.error());
        setAside();
        opened = m_file.open(m_path, SqliteFile::Durability::Normal);
        if (opened)
            opened = makeSchema();
    }
    if (!opened)
        m_file.close();
    return opened;
}

void HistoryWriter::setAside()
{
    m_file.close();
    forgetIds();
    const QString name = QStringLiteral("%1.corrupt-%2").arg(m_path, QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-HHmmss-zzz")));
    QFile::rename(m_path, name);
    for (const char *side : {"-wal", "-shm"})
        QFile::rename(m_path + QLatin1String(side), name + QLatin1String(side));
}

Result<void> HistoryWriter::makeSchema()
{
    const int version = m_file.value(QStringLiteral("PRAGMA user_version")).toInt();
    if (version > kSchemaVersion) {
        m_refused = true;
        return failure(ErrorKind::Storage, tr("%1 was written by a newer Opsdeck.").arg(m_path),
                       tr("History is off and the file left alone. Try: the newer version, or another OPSDECK_DATA_DIR."));
    }
    if (version == kSchemaVersion)
        return {};
    if (auto begun = m_file.begin(); !begun)
        return begun;
    // Another process may have made it while this one waited.
    if (m_file.value(QStringLiteral("PRAGMA user_version")).toInt() == 0) {
        for (const char *statement : kSchema) {
            if (auto made = m_file.run(QString::fromLatin1(statement)); !made) {
                m_file.rollback();
                return made;
            }
        }
        if (auto set = m_file.run(QStringLiteral("PRAGMA user_version=%1").arg(kSchemaVersion)); !set) {
            m_file.rollback();
            return set;
        }
    }
    return m_file.commit();
}

void HistoryWriter::take(const ChangeSet &changes)
{
    if (m_refused || m_path.isEmpty())
        return;
    m_pending.append(changes);
    while (m_pending.size() > kMostPending) {
        m_pending.removeFirst();
        ++m_dropped;
    }
    if (!m_flush.isActive() && !m_failing)
        m_flush.start();
}

void HistoryWriter::flush()
{
    if (m_refused || m_pending.isEmpty())
        return;
    Result<void> done = reopen();
    if (done)
        done = m_file.begin();
    if (done) {
        done = write(m_pending);
        if (done)
            done = m_file.commit();
        if (!done) {
            m_file.rollback();
            forgetIds();
        }
    }
    if (!done)
        return fail(done.error());
    m_pending.clear();
    if (std::exchange(m_failing, false)) {
        qCWarning(logStorage, "history is written again; %lld change sets were dropped", static_cast<long long>(std::exchange(m_dropped, 0)));
        Q_EMIT recovered();
    }
}

void HistoryWriter::fail(const Error &error)
{
    if (error.kind == ErrorKind::Garbage)
        setAside();
    m_retry.start();
    if (!std::exchange(m_failing, true) || m_refused)
        Q_EMIT problem(error);
}

void HistoryWriter::close()
{
    flush();
    m_flush.stop();
    m_prune.stop();
    m_retry.stop();
    m_file.close();
}

void HistoryWriter::forgetIds()
{
    m_checks.clear();
    m_series.clear();
}

Result<void> HistoryWriter::exec(QSqlQuery &query, const QString &doing)
{
    if (query.exec())
        return {};
    return failure(m_file.errorOf(query.lastError(), doing));
}

Result<qint64> HistoryWriter::checkId(const CheckKey &key)
{
    const QString text = key.toString();
    if (const auto known = m_checks.constFind(text); known != m_checks.cend())
        return *known;
    QSqlQuery query = m_file.query();
    query.prepare(QStringLiteral("INSERT INTO checks (key) VALUES (?) ON CONFLICT (key) DO UPDATE SET key = key RETURNING id"));
    query.addBindValue(text);
    if (auto done = exec(query, tr("writing")); !done)
        return failure(done.error());
    query.next();
    const qint64 id = query.value(0).toLongLong();
    m_checks.insert(text, id);
    return id;
}

Result<qint64> HistoryWriter::seriesId(qint64 check, const QString &metric, const Labels &labels)
{
    const QString text = labelsText(labels);
    const QString name = QStringLiteral("%1 %2 %3").arg(check).arg(metric, text);
    if (const auto known = m_series.constFind(name); known != m_series.cend())
        return *known;
    QSqlQuery query = m_file.query();
    query.prepare(QStringLiteral(
        "INSERT INTO series (check_id, metric, labels) VALUES (?, ?, ?) ON CONFLICT (check_id, metric, labels) DO UPDATE SET metric = metric RETURNING id"));
    query.addBindValue(check);
    query.addBindValue(metric);
    query.addBindValue(text);
    if (auto done = exec(query, tr("writing")); !done)
        return failure(done.error());
    query.next();
    const qint64 id = query.value(0).toLongLong();
    m_series.insert(name, id);
    return id;
}

Result<void> HistoryWriter::write(const QList<ChangeSet> &all)
{
    for (const ChangeSet &changes : all) {
        for (const CheckResult &result : changes.results) {
            if (auto done = writeResult(result); !done)
                return done;
        }
        for (const Event &event : changes.events) {
            if (auto done = writeEvent(event); !done)
                return done;
        }
    }
    return {};
}

Result<void> HistoryWriter::writeResult(const CheckResult &result)
{
    const auto check = checkId(result.key);
    if (!check)
        return failure(check.error());
    QSqlQuery query = m_file.query();
    query.prepare(QStringLiteral("INSERT OR REPLACE INTO results (check_id, time_ms, status, latency_us, error_kind, message, figure) VALUES (?, ?, ?, ?, ?, ?, ?)"));
    query.addBindValue(*check);
    query.addBindValue(result.observedAt.wallMs);
    query.addBindValue(static_cast<int>(result.status));
    query.addBindValue(static_cast<qint64>(result.latency.count()));
    query.addBindValue(result.error ? toWord(result.error->kind) : QStringLiteral(""));
    query.addBindValue(result.message.isNull() ? QStringLiteral("") : result.message);
    query.addBindValue(result.figure.isNull() ? QStringLiteral("") : result.figure);
    if (auto done = exec(query, tr("writing")); !done)
        return done;
    QSqlQuery insert = m_file.query();
    insert.prepare(QStringLiteral("INSERT OR REPLACE INTO samples (series_id, time_ms, value) VALUES (?, ?, ?)"));
    for (const Sample &sample : result.samples) {
        if (!std::isfinite(sample.value))
            continue;
        const auto series = seriesId(*check, sample.metric, sample.labels);
        if (!series)
            return failure(series.error());
        insert.bindValue(0, *series);
        insert.bindValue(1, result.observedAt.wallMs);
        insert.bindValue(2, sample.value);
        if (auto done = exec(insert, tr("writing")); !done)
            return done;
    }
    return {};
}

Result<void> HistoryWriter::writeEvent(const Event &event)
{
    QSqlQuery query = m_file.query();
    query.prepare(QStringLiteral(
        "INSERT INTO events (time_ms, service, check_name, from_health, to_health, soft, error_kind, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"));
    query.addBindValue(event.timeMs);
    query.addBindValue(event.service.toString());
    query.addBindValue(event.check.isEmpty() ? QStringLiteral("") : event.check.toString());
    query.addBindValue(static_cast<int>(event.from));
    query.addBindValue(static_cast<int>(event.to));
    query.addBindValue(event.soft);
    query.addBindValue(event.errorKind.isNull() ? QStringLiteral("") : event.errorKind);
    query.addBindValue(event.text);
    return exec(query, tr("writing"));
}

QList<StoredSeries> HistoryWriter::series(const CheckKey &check, const QString &metric, qint64 fromMs, qint64 toMs)
{
    flush();
    QList<StoredSeries> all;
    if (!m_file.isOpen())
        return all;
    QSqlQuery series = m_file.query();
    series.prepare(QStringLiteral("SELECT series.id, labels FROM series JOIN checks ON checks.id = check_id WHERE checks.key = ? AND metric = ?"));
    series.addBindValue(check.toString());
    series.addBindValue(metric);
    if (!series.exec())
        return all;
    while (series.next()) {
        StoredSeries one;
        one.labels = labelsFrom(series.value(1).toString());
        QSqlQuery points = m_file.query();
        points.setForwardOnly(true);
        points.prepare(QStringLiteral("SELECT time_ms, value FROM samples WHERE series_id = ? AND time_ms BETWEEN ? AND ? ORDER BY time_ms"));
        points.addBindValue(series.value(0));
        points.addBindValue(fromMs);
        points.addBindValue(toMs);
        if (!points.exec())
            continue;
        while (points.next())
            one.points.append({points.value(0).toLongLong(), points.value(1).toDouble()});
        one.points = thinned(one.points, HistoryStore::kMostPoints);
        if (!one.points.isEmpty())
            all.append(one);
    }
    return all;
}

QList<Event> HistoryWriter::events(int limit)
{
    flush();
    QList<Event> all;
    if (!m_file.isOpen())
        return all;
    QSqlQuery rows = m_file.query();
    rows.prepare(QStringLiteral("SELECT time_ms, service, check_name, from_health, to_health, soft, error_kind, text FROM events ORDER BY time_ms DESC, id DESC LIMIT ?"));
    rows.addBindValue(limit);
    if (!rows.exec())
        return all;
    const auto health = [](const QVariant &value) { return static_cast<Health>(std::clamp(value.toInt(), 0, static_cast<int>(Health::Unknown))); };
    while (rows.next()) {
        Event event;
        event.timeMs = rows.value(0).toLongLong();
        event.service = ServiceKey::fromString(rows.value(1).toString());
        event.check = CheckId(rows.value(2).toString());
        event.from = health(rows.value(3));
        event.to = health(rows.value(4));
        event.soft = rows.value(5).toBool();
        event.errorKind = rows.value(6).toString();
        event.text = rows.value(7).toString();
        all.append(event);
    }
    return all;
}

void HistoryWriter::prune()
{
    if (!m_file.isOpen())
        return;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const qint64 samples = now - HistoryStore::kKeepSamples.count();
    const qint64 events = now - HistoryStore::kKeepEvents.count();
    // Slices, so that nobody waits long for the file.
    static_cast<void>(m_file.run(QStringLiteral("DELETE FROM samples WHERE (series_id, time_ms) IN (SELECT series_id, time_ms FROM samples WHERE time_ms < %1 LIMIT %2)").arg(samples).arg(kPruneRows)));
    static_cast<void>(m_file.run(QStringLiteral("DELETE FROM results WHERE (check_id, time_ms) IN (SELECT check_id, time_ms FROM results WHERE time_ms < %1 LIMIT %2)").arg(samples).arg(kPruneRows)));
    static_cast<void>(m_file.run(QStringLiteral("DELETE FROM events WHERE id IN (SELECT id FROM events WHERE time_ms < %1 LIMIT %2)").arg(events).arg(kPruneRows)));
}

} // namespace opsdeck
