// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/historyreader.h"

#include "services/storage/historyschema.h"
#include "services/storage/ledgertable.h"
#include "services/storage/series/seriesreader.h"
#include "services/storage/showntable.h"

#include <QCoreApplication>
#include <QHash>
#include <QSet>
#include <QSqlError>

#include <limits>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(HistoryReader)
};

/// Runs it with the values for its question marks.
Result<void> ask(const SqliteFile &file, QSqlQuery &query, const QString &statement,
                 const QVariantList &values)
{
    query.setForwardOnly(true);
    bool isFine = query.prepare(statement);
    for (const QVariant &value : values)
        query.addBindValue(value);
    isFine = isFine && query.exec();
    return isFine ? Result<void>() : failure(file.errorOf(query.lastError(), Words::tr("reading")));
}

/// next() ends the same way at the last row and at a broken page.
Result<void> wasReadToTheEnd(const SqliteFile &file, const QSqlQuery &query)
{
    if (query.lastError().type() == QSqlError::NoError)
        return {};
    return failure(file.errorOf(query.lastError(), Words::tr("reading")));
}

template <typename Enum>
Enum stored(const QVariant &value, Enum last)
{
    return static_cast<Enum>(std::clamp(value.toInt(), 0, static_cast<int>(last)));
}

struct KnownSeries
{
    qint64 id = 0;
    Labels labels;
    bool isCounter = false;
};

Result<QList<KnownSeries>> seriesOf(const SqliteFile &file, const CheckKey &check,
                                    const QString &metric)
{
    QSqlQuery rows = file.query();
    if (auto asked = ask(file, rows,
                         QStringLiteral("SELECT series.id, labels, counter FROM series JOIN checks "
                                        "ON checks.id = check_id WHERE checks.key = ? AND metric = "
                                        "? ORDER BY series.id"),
                         {check.toString(), metric});
        !asked)
        return failure(asked.error());
    QList<KnownSeries> all;
    while (rows.next())
        all.append({rows.value(0).toLongLong(), labelsFromText(rows.value(1).toString()),
                    rows.value(2).toBool()});
    if (auto read = wasReadToTheEnd(file, rows); !read)
        return failure(read.error());
    return all;
}

/// What the events tell of a check at last.
struct LastEvent
{
    qint64 changedMs = 0; ///< when its state became another one; 0: that was never told
    Health changedTo = Health::Unknown;
    bool isTold = false;
    Health to = Health::Healthy; ///< by the newest event of all
    bool soft = false;
};

/// By the events not after `untilMs`.
Result<QHash<CheckKey, LastEvent>> readLastEvents(const SqliteFile &file, qint64 untilMs)
{
    QHash<CheckKey, LastEvent> all;
    const auto keyOf = [](const QSqlQuery &row) {
        return CheckKey{ServiceKey::fromString(row.value(0).toString()),
                        CheckId(row.value(1).toString())};
    };
    QSqlQuery changes = file.query();
    if (auto asked = ask(file, changes,
                         QStringLiteral("SELECT service, check_name, max(time_ms), to_health FROM "
                                        "events WHERE from_health <> to_health AND time_ms <= ?"
                                        " GROUP BY service, check_name"),
                         {untilMs});
        !asked)
        return failure(asked.error());
    while (changes.next()) {
        LastEvent &event = all[keyOf(changes)];
        event.changedMs = changes.value(2).toLongLong();
        event.changedTo = stored(changes.value(3), Health::Unknown);
    }
    if (auto read = wasReadToTheEnd(file, changes); !read)
        return failure(read.error());
    QSqlQuery newest = file.query();
    if (auto asked = ask(file, newest,
                         QStringLiteral("SELECT service, check_name, max(id), to_health, soft FROM "
                                        "events WHERE time_ms <= ? GROUP BY service, check_name"),
                         {untilMs});
        !asked)
        return failure(asked.error());
    while (newest.next()) {
        LastEvent &event = all[keyOf(newest)];
        event.isTold = true;
        event.to = stored(newest.value(3), Health::Unknown);
        event.soft = (newest.value(4).toInt() & 1) != 0;
    }
    if (auto read = wasReadToTheEnd(file, newest); !read)
        return failure(read.error());
    return all;
}

/// `spans` and what the ledger tells of the time before the oldest result that is left.
Result<QList<AskedSpan>> withLedger(const SqliteFile &file, const CheckKey &check, qint64 fromMs,
                                    qint64 toMs, qint64 apartMs, const QList<AskedSpan> &spans)
{
    QSqlQuery first = file.query();
    if (auto asked = ask(file, first,
                         QStringLiteral("SELECT min(time_ms) FROM results WHERE check_id = (SELECT "
                                        "id FROM checks WHERE key = ?)"),
                         {check.toString()});
        !asked)
        return failure(asked.error());
    if (first.next() && !first.value(0).isNull())
        toMs = std::min(toMs, first.value(0).toLongLong());
    if (auto read = wasReadToTheEnd(file, first); !read)
        return failure(read.error());
    if (fromMs >= toMs)
        return spans;
    const auto ledger = readSpans(file, {check}, fromMs, toMs);
    if (!ledger)
        return failure(ledger.error());
    QList<AskedSpan> all;
    const auto add = [&](const AskedSpan &span) {
        if (!all.isEmpty() && span.fromMs - all.last().toMs <= apartMs)
            all.last().toMs = std::max(all.last().toMs, span.toMs);
        else
            all.append(span);
    };
    for (const SeenSpan &span : ledger->first().spans) {
        const AskedSpan cut{std::max(fromMs, span.fromMs), std::min(toMs, span.toMs)};
        if (span.asked && cut.fromMs <= cut.toMs)
            add(cut);
    }
    std::for_each(spans.cbegin(), spans.cend(), add);
    return all;
}

} // namespace

Result<QList<StoredSeries>> readSeries(SeriesStore &samples, const CheckKey &check,
                                       const QString &metric, qint64 fromMs, qint64 toMs,
                                       int mostPoints)
{
    const auto all = seriesOf(samples.file(), check, metric);
    if (!all)
        return failure(all.error());
    QList<StoredSeries> found;
    for (const KnownSeries &series : *all) {
        const auto points = SeriesReader(samples).points(series.id, fromMs, toMs, series.isCounter);
        if (!points)
            return failure(points.error());
        if (!points->isEmpty())
            found.append({series.labels, thinned(*points, mostPoints)});
    }
    return found;
}

Result<QList<StoredBuckets>> readBuckets(SeriesStore &samples, const CheckKey &check,
                                         const QString &metric, qint64 fromMs, qint64 toMs,
                                         int most)
{
    const auto all = seriesOf(samples.file(), check, metric);
    if (!all)
        return failure(all.error());
    QList<StoredBuckets> found;
    for (const KnownSeries &series : *all) {
        const auto buckets =
            SeriesReader(samples).buckets(series.id, fromMs, toMs, most, series.isCounter);
        if (!buckets)
            return failure(buckets.error());
        if (!buckets->isEmpty())
            found.append({series.labels, *buckets});
    }
    return found;
}

Result<QList<StoredResult>> readResults(const SqliteFile &file, const CheckKey &check, int limit)
{
    QSqlQuery rows = file.query();
    if (auto asked = ask(file, rows,
                         QStringLiteral("SELECT time_ms, status, latency_us, message FROM results "
                                        "WHERE check_id = (SELECT id FROM checks WHERE key = ?)"
                                        " ORDER BY time_ms DESC LIMIT ?"),
                         {check.toString(), limit});
        !asked)
        return failure(asked.error());
    QList<StoredResult> all;
    while (rows.next())
        all.append({rows.value(0).toLongLong(), stored(rows.value(1), CheckStatus::Unknown),
                    std::chrono::microseconds(rows.value(2).toLongLong()),
                    rows.value(3).toString()});
    if (auto read = wasReadToTheEnd(file, rows); !read)
        return failure(read.error());
    return all;
}

Result<QList<AskedSpan>> readAsked(const SqliteFile &file, const CheckKey &check, qint64 fromMs,
                                   qint64 toMs, qint64 apartMs)
{
    QSqlQuery rows = file.query();
    if (auto asked = ask(file, rows,
                         QStringLiteral("SELECT time_ms FROM results WHERE check_id = (SELECT id "
                                        "FROM checks WHERE key = ?) AND time_ms BETWEEN ? AND ?"
                                        " AND error_kind NOT IN (?, ?, ?, ?) ORDER BY time_ms"),
                         {check.toString(), fromMs, toMs, toWord(ErrorKind::Way),
                          toWord(ErrorKind::Credential), toWord(ErrorKind::Config),
                          toWord(ErrorKind::Cancelled)});
        !asked)
        return failure(asked.error());
    QList<AskedSpan> spans;
    while (rows.next()) {
        const qint64 time = rows.value(0).toLongLong();
        if (!spans.isEmpty() && time - spans.last().toMs <= apartMs)
            spans.last().toMs = time;
        else
            spans.append({time, time});
    }
    if (auto read = wasReadToTheEnd(file, rows); !read)
        return failure(read.error());
    return withLedger(file, check, fromMs, toMs, apartMs, spans);
}

Result<QList<Event>> readEvents(const SqliteFile &file, qint64 fromMs, int limit)
{
    QSqlQuery rows = file.query();
    if (auto asked =
            ask(file, rows,
                QStringLiteral("SELECT time_ms, service, check_name, from_health, to_health, soft, "
                               "error_kind, text FROM events"
                               " WHERE time_ms >= ? ORDER BY time_ms DESC, id DESC LIMIT ?"),
                {fromMs, limit});
        !asked)
        return failure(asked.error());
    QList<Event> all;
    while (rows.next()) {
        Event event;
        event.timeMs = rows.value(0).toLongLong();
        event.service = ServiceKey::fromString(rows.value(1).toString());
        event.check = CheckId(rows.value(2).toString());
        event.from = stored(rows.value(3), Health::Unknown);
        event.to = stored(rows.value(4), Health::Unknown);
        event.soft = (rows.value(5).toInt() & 1) != 0;
        event.fromSoft = (rows.value(5).toInt() & 2) != 0;
        event.errorKind = rows.value(6).toString();
        event.text = rows.value(7).toString();
        all.append(event);
    }
    if (auto read = wasReadToTheEnd(file, rows); !read)
        return failure(read.error());
    return all;
}

Result<QList<StoredState>> readStates(const SqliteFile &file)
{
    const Result<QHash<CheckKey, LastEvent>> events =
        readLastEvents(file, std::numeric_limits<qint64>::max());
    if (!events)
        return failure(events.error());
    QSqlQuery rows = file.query();
    if (auto asked = ask(file, rows,
                         QStringLiteral("SELECT checks.id, key, time_ms, status, error_kind, "
                                        "message FROM checks JOIN results ON check_id = checks.id"
                                        " AND time_ms = (SELECT max(time_ms) FROM results WHERE "
                                        "check_id = checks.id) ORDER BY key"),
                         {});
        !asked)
        return failure(asked.error());
    QList<StoredState> all;
    while (rows.next()) {
        StoredState state;
        state.key = CheckKey::fromString(rows.value(1).toString());
        state.seenMs = state.sinceMs = rows.value(2).toLongLong();
        state.status = stored(rows.value(3), CheckStatus::Unknown);
        state.errorKind = rows.value(4).toString();
        state.message = rows.value(5).toString();
        const LastEvent last = events->value(state.key);
        const bool isTold = last.changedMs > 0 && last.changedTo == healthOf(state.status);
        state.soft = last.to == healthOf(state.status) && last.soft;
        if (isTold) {
            state.sinceMs = std::min(last.changedMs, state.seenMs);
        } else {
            QSqlQuery first = file.query();
            if (auto asked =
                    ask(file, first,
                        QStringLiteral("SELECT time_ms FROM results WHERE check_id = ? AND time_ms "
                                       "> ? AND status = ? ORDER BY time_ms LIMIT 1"),
                        {rows.value(0), last.changedMs, static_cast<int>(state.status)});
                !asked)
                return failure(asked.error());
            if (first.next())
                state.sinceMs = first.value(0).toLongLong();
            if (auto read = wasReadToTheEnd(file, first); !read)
                return failure(read.error());
        }
        all.append(state);
    }
    if (auto read = wasReadToTheEnd(file, rows); !read)
        return failure(read.error());
    return all;
}

Result<QList<PastCheck>> readPast(const SqliteFile &file, const QList<CheckKey> &checks,
                                  qint64 atMs, int most)
{
    // All of them are gone through, so only where a state is not kept.
    std::optional<QHash<CheckKey, LastEvent>> events;
    QList<PastCheck> all;
    for (const CheckKey &key : checks) {
        PastCheck past;
        past.key = key;
        const auto shown = readShown(file, key, atMs);
        if (!shown)
            return failure(shown.error());
        past.shown = *shown;
        if (!past.shown && !events) {
            auto found = readLastEvents(file, atMs);
            if (!found)
                return failure(found.error());
            events = *found;
        }
        if (!past.shown) {
            const LastEvent last = events->value(key);
            past.isTold = last.isTold;
            past.told = last.to;
            past.toldSoft = last.soft;
            past.changedMs = last.changedMs;
            past.changedTo = last.changedTo;
        }
        QSqlQuery rows = file.query();
        if (auto asked =
                ask(file, rows,
                    QStringLiteral(
                        "SELECT time_ms, status, latency_us, error_kind, message, figure FROM "
                        "results WHERE check_id = (SELECT id FROM checks WHERE key = ?)"
                        " AND time_ms <= ? ORDER BY time_ms DESC LIMIT ?"),
                    {key.toString(), atMs, most});
            !asked)
            return failure(asked.error());
        while (rows.next())
            past.results.prepend(
                {rows.value(0).toLongLong(), stored(rows.value(1), CheckStatus::Unknown),
                 std::chrono::microseconds(rows.value(2).toLongLong()), rows.value(3).toString(),
                 rows.value(4).toString(), rows.value(5).toString()});
        if (auto read = wasReadToTheEnd(file, rows); !read)
            return failure(read.error());
        all.append(past);
    }
    return all;
}

Result<PastExtent> readExtent(const SqliteFile &file, const QList<CheckKey> &checks)
{
    PastExtent extent;
    QSet<CheckKey> wanted(checks.cbegin(), checks.cend());
    for (const CheckKey &key : checks) {
        QSqlQuery row = file.query();
        if (auto asked =
                ask(file, row,
                    QStringLiteral("SELECT min(time_ms), max(time_ms) FROM results WHERE check_id "
                                   "= (SELECT id FROM checks WHERE key = ?)"),
                    {key.toString()});
            !asked)
            return failure(asked.error());
        if (row.next() && !row.value(0).isNull()) {
            const qint64 first = row.value(0).toLongLong();
            extent.firstMs = extent.firstMs == 0 ? first : std::min(extent.firstMs, first);
            extent.lastMs = std::max(extent.lastMs, row.value(1).toLongLong());
        }
        if (auto read = wasReadToTheEnd(file, row); !read)
            return failure(read.error());
    }
    QSqlQuery rows = file.query();
    if (auto asked = ask(file, rows,
                         QStringLiteral("SELECT time_ms, service, check_name FROM events WHERE "
                                        "time_ms >= ? AND (from_health <> to_health"
                                        " OR soft IN (1, 2)) ORDER BY time_ms"),
                         {extent.firstMs});
        !asked)
        return failure(asked.error());
    while (rows.next()) {
        const qint64 time = rows.value(0).toLongLong();
        const CheckKey key{ServiceKey::fromString(rows.value(1).toString()),
                           CheckId(rows.value(2).toString())};
        const bool isKnown = !extent.changesMs.isEmpty() && extent.changesMs.last() == time;
        if (wanted.contains(key) && !isKnown)
            extent.changesMs.append(time);
    }
    if (auto read = wasReadToTheEnd(file, rows); !read)
        return failure(read.error());
    return extent;
}

} // namespace opsdeck
