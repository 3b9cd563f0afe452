// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/team/teamreader.h"

#include "services/storage/historyschema.h"
#include "services/storage/series/bucketgrid.h"
#include "services/storage/series/sampletables.h"
#include "services/storage/team/teamerrors.h"
#include "services/storage/team/teamschema.h"

#include <QHash>
#include <QSet>

#include <array>

namespace opsdeck {

namespace {

constexpr qint64 kLastMs = qint64(1) << 43; ///< later than any time that is kept

QByteArray number(qint64 value)
{
    return QByteArray::number(value);
}

QByteArray bounded(qint64 timeMs)
{
    return number(std::clamp<qint64>(timeMs, 0, kLastMs));
}

QByteArray texts(const QList<CheckKey> &keys)
{
    QByteArray array("{");
    for (const CheckKey &key : keys) {
        QByteArray text = key.toString().toUtf8();
        text.replace('\\', "\\\\").replace('"', "\\\"").replace('\0', "");
        array += (array.size() > 1 ? ",\"" : "\"") + text + '"';
    }
    return array + '}';
}

template <typename Enum>
Enum stored(qint64 value, Enum last)
{
    return static_cast<Enum>(std::clamp<qint64>(value, 0, static_cast<qint64>(last)));
}

CheckKey keyOf(const TeamRows &rows, int row)
{
    return {ServiceKey::fromString(rows.text(row, 0)), CheckId(rows.text(row, 1))};
}

} // namespace

/// What is kept of a series in a stretch.
struct TeamReader::Held
{
    Labels labels;
    bool isCounter = false;
    QList<Point> points;
    std::array<QList<Bucket>, kTeamSampleTiers> buckets; ///< by tier
};

/// What the events tell of a check at last.
struct TeamReader::LastEvent
{
    qint64 changedMs = 0; ///< when its state became another one; 0: that was never told
    Health changedTo = Health::Unknown;
    bool isTold = false;
    Health to = Health::Healthy; ///< by the newest event of all
    bool soft = false;
};

template <typename T>
Result<T> TeamReader::atOnce(const std::function<Result<T>()> &read)
{
    if (auto begun = m_session.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); !begun)
        return failure(begun.error());
    Result<T> found = read();
    m_session.rollback();
    return found;
}

Result<QList<TeamReader::Held>> TeamReader::held(const CheckKey &check, const QString &metric,
                                                 qint64 fromMs, qint64 toMs)
{
    const auto names =
        m_session.ask("SELECT s.id, s.labels, s.counter FROM opsdeck.series s JOIN opsdeck.checks "
                      "c ON c.id = s.check_id WHERE c.key = $1 AND s.metric = $2 ORDER BY s.id",
                      {check.toString().toUtf8(), metric.toUtf8()});
    if (!names)
        return failure(names.error());
    QList<Held> all;
    QHash<qint64, qsizetype> places;
    QByteArray ids("{");
    for (int row = 0; row < names->count(); ++row) {
        places.insert(names->number(row, 0), all.size());
        all.append({labelsFromText(names->text(row, 1)), names->flag(row, 2), {}, {}});
        ids += (row > 0 ? "," : "") + names->bytes(row, 0);
    }
    if (all.isEmpty())
        return all;
    ids += '}';
    const auto points =
        m_session.ask("SELECT series_id, time_ms, value FROM opsdeck.samples WHERE series_id = ANY "
                      "($1::integer[]) AND time_ms BETWEEN $2 AND $3 ORDER BY series_id, time_ms",
                      {ids, bounded(fromMs), bounded(toMs)});
    if (!points)
        return failure(points.error());
    for (int row = 0; row < points->count(); ++row)
        all[places.value(points->number(row, 0))].points.append(
            {points->number(row, 1), points->real(row, 2)});
    for (std::size_t tier = 1; tier < kTeamSampleTiers; ++tier) {
        const TeamTable &table = kTeamTables.at(tier);
        // One that began before may reach in.
        const auto rows = m_session.ask(
            QByteArray("SELECT series_id, start_ms, count, min, max, sum, first, last, increase "
                       "FROM opsdeck.")
                + table.name
                + " WHERE series_id = ANY ($1::integer[]) AND start_ms > $2 AND start_ms <= $3 "
                  "ORDER BY series_id, start_ms",
            {ids, number(std::clamp<qint64>(fromMs, 0, kLastMs) - table.bucketMs), bounded(toMs)});
        if (!rows)
            return failure(rows.error());
        for (int row = 0; row < rows->count(); ++row)
            all[places.value(rows->number(row, 0))].buckets.at(tier).append(
                {rows->number(row, 1), rows->number(row, 2), rows->real(row, 3), rows->real(row, 4),
                 rows->real(row, 5), rows->real(row, 6), rows->real(row, 7), rows->real(row, 8)});
    }
    return all;
}

Result<QList<StoredSeries>> TeamReader::series(const CheckKey &check, const QString &metric,
                                               qint64 fromMs, qint64 toMs, int mostPoints)
{
    const auto all = atOnce<QList<Held>>([&] { return held(check, metric, fromMs, toMs); });
    if (!all)
        return failure(all.error());
    QList<StoredSeries> found;
    for (const Held &each : *all) {
        QList<Point> points;
        for (std::size_t tier = kTeamSampleTiers - 1; tier > 0; --tier) {
            for (const Bucket &bucket : each.buckets.at(tier))
                addPointsOf(points, bucket, kTeamTables.at(tier).bucketMs, each.isCounter,
                            each.points);
        }
        points.removeIf(
            [&](const Point &point) { return point.timeMs < fromMs || point.timeMs > toMs; });
        points.append(each.points);
        putInOrder(points);
        if (!points.isEmpty())
            found.append({each.labels, thinned(points, mostPoints)});
    }
    return found;
}

Result<QList<StoredBuckets>> TeamReader::buckets(const CheckKey &check, const QString &metric,
                                                 qint64 fromMs, qint64 toMs, int most)
{
    if (most < 1 || toMs < fromMs)
        return QList<StoredBuckets>();
    const auto all = atOnce<QList<Held>>([&] { return held(check, metric, fromMs, toMs); });
    if (!all)
        return failure(all.error());
    QList<StoredBuckets> found;
    for (const Held &each : *all) {
        BucketGrid grid(fromMs, toMs, most);
        for (std::size_t tier = kTeamSampleTiers - 1; tier > 0; --tier) {
            for (const Bucket &bucket : each.buckets.at(tier))
                grid.add(bucket, kTeamTables.at(tier).bucketMs);
        }
        each.isCounter ? grid.addCounter(each.points) : grid.add(each.points);
        const QList<Bucket> buckets = grid.all();
        if (!buckets.isEmpty())
            found.append({each.labels, buckets});
    }
    return found;
}

Result<QList<StoredResult>> TeamReader::results(const CheckKey &check, int limit)
{
    const auto rows = m_session.ask(
        "SELECT time_ms, status, latency_us, message FROM opsdeck.results WHERE check_id = (SELECT "
        "id FROM opsdeck.checks WHERE key = $1) ORDER BY time_ms DESC LIMIT $2",
        {check.toString().toUtf8(), number(limit)});
    if (!rows)
        return failure(rows.error());
    QList<StoredResult> all;
    for (int row = 0; row < rows->count(); ++row)
        all.append({rows->number(row, 0), stored(rows->number(row, 1), CheckStatus::Unknown),
                    std::chrono::microseconds(rows->number(row, 2)), rows->text(row, 3)});
    return all;
}

Result<QList<AskedSpan>> TeamReader::asked(const CheckKey &check, qint64 fromMs, qint64 toMs,
                                           qint64 apartMs)
{
    const auto rows = m_session.ask(
        "SELECT time_ms FROM opsdeck.results WHERE check_id = (SELECT id FROM opsdeck.checks WHERE "
        "key = $1) AND time_ms BETWEEN $2 AND $3 AND error_kind NOT IN ($4, $5, $6, $7) ORDER BY "
        "time_ms",
        {check.toString().toUtf8(), bounded(fromMs), bounded(toMs), toWord(ErrorKind::Way).toUtf8(),
         toWord(ErrorKind::Credential).toUtf8(), toWord(ErrorKind::Config).toUtf8(),
         toWord(ErrorKind::Cancelled).toUtf8()});
    if (!rows)
        return failure(rows.error());
    QList<AskedSpan> spans;
    for (int row = 0; row < rows->count(); ++row) {
        const qint64 time = rows->number(row, 0);
        if (!spans.isEmpty() && time - spans.last().toMs <= apartMs)
            spans.last().toMs = time;
        else
            spans.append({time, time});
    }
    return spans;
}

Result<QList<Event>> TeamReader::events(qint64 fromMs, int limit)
{
    const auto rows = m_session.ask(
        "SELECT service, check_name, time_ms, from_health, to_health, soft, error_kind, text FROM "
        "opsdeck.events WHERE time_ms >= $1 ORDER BY time_ms DESC, id DESC LIMIT $2",
        {number(fromMs), number(limit)});
    if (!rows)
        return failure(rows.error());
    QList<Event> all;
    for (int row = 0; row < rows->count(); ++row) {
        Event &event = all.emplaceBack();
        event.service = keyOf(*rows, row).service;
        event.check = keyOf(*rows, row).check;
        event.timeMs = rows->number(row, 2);
        event.from = stored(rows->number(row, 3), Health::Unknown);
        event.to = stored(rows->number(row, 4), Health::Unknown);
        event.soft = (rows->number(row, 5) & 1) != 0;
        event.fromSoft = (rows->number(row, 5) & 2) != 0;
        event.errorKind = rows->text(row, 6);
        event.text = rows->text(row, 7);
    }
    return all;
}

Result<QHash<CheckKey, TeamReader::LastEvent>> TeamReader::lastEvents(qint64 untilMs)
{
    QHash<CheckKey, LastEvent> all;
    const auto changes = m_session.ask(
        "SELECT DISTINCT ON (service, check_name) service, check_name, time_ms, to_health FROM "
        "opsdeck.events WHERE from_health <> to_health AND time_ms <= $1 ORDER BY service, "
        "check_name, time_ms DESC, id DESC",
        {number(untilMs)});
    if (!changes)
        return failure(changes.error());
    for (int row = 0; row < changes->count(); ++row) {
        LastEvent &event = all[keyOf(*changes, row)];
        event.changedMs = changes->number(row, 2);
        event.changedTo = stored(changes->number(row, 3), Health::Unknown);
    }
    const auto newest = m_session.ask(
        "SELECT DISTINCT ON (service, check_name) service, check_name, to_health, soft FROM "
        "opsdeck.events WHERE time_ms <= $1 ORDER BY service, check_name, time_ms DESC, id DESC",
        {number(untilMs)});
    if (!newest)
        return failure(newest.error());
    for (int row = 0; row < newest->count(); ++row) {
        LastEvent &event = all[keyOf(*newest, row)];
        event.isTold = true;
        event.to = stored(newest->number(row, 2), Health::Unknown);
        event.soft = (newest->number(row, 3) & 1) != 0;
    }
    return all;
}

Result<QList<StoredState>> TeamReader::states()
{
    return atOnce<QList<StoredState>>([&]() -> Result<QList<StoredState>> {
        const auto events = lastEvents(std::numeric_limits<qint64>::max());
        if (!events)
            return failure(events.error());
        const auto rows = m_session.ask(
            "SELECT c.key, c.id, r.time_ms, r.status, r.error_kind, r.message FROM opsdeck.checks "
            "c "
            "CROSS JOIN LATERAL (SELECT * FROM opsdeck.results WHERE check_id = c.id ORDER BY "
            "time_ms DESC LIMIT 1) r ORDER BY c.key COLLATE \"C\"");
        if (!rows)
            return failure(rows.error());
        QList<StoredState> all;
        for (int row = 0; row < rows->count(); ++row) {
            StoredState &state = all.emplaceBack();
            state.key = CheckKey::fromString(rows->text(row, 0));
            state.seenMs = state.sinceMs = rows->number(row, 2);
            state.status = stored(rows->number(row, 3), CheckStatus::Unknown);
            state.errorKind = rows->text(row, 4);
            state.message = rows->text(row, 5);
            const LastEvent last = events->value(state.key);
            state.soft = last.to == healthOf(state.status) && last.soft;
            if (last.changedMs > 0 && last.changedTo == healthOf(state.status)) {
                state.sinceMs = std::min(last.changedMs, state.seenMs);
                continue;
            }
            const auto first = m_session.ask(
                "SELECT time_ms FROM opsdeck.results WHERE check_id = $1 AND time_ms > $2 AND "
                "status = $3 ORDER BY time_ms LIMIT 1",
                {rows->bytes(row, 1), number(last.changedMs), rows->bytes(row, 3)});
            if (!first)
                return failure(first.error());
            if (first->count() > 0)
                state.sinceMs = first->number(0, 0);
        }
        return all;
    });
}

Result<QList<PastCheck>> TeamReader::past(const QList<CheckKey> &checks, qint64 atMs)
{
    return atOnce<QList<PastCheck>>([&]() -> Result<QList<PastCheck>> {
        const auto events = lastEvents(atMs);
        if (!events)
            return failure(events.error());
        QList<PastCheck> all;
        for (const CheckKey &key : checks) {
            const LastEvent last = events->value(key);
            PastCheck &past = all.emplaceBack();
            past.key = key;
            past.isTold = last.isTold;
            past.told = last.to;
            past.toldSoft = last.soft;
            past.changedMs = last.changedMs;
            past.changedTo = last.changedTo;
        }
        const auto rows = m_session.ask(
            "SELECT k.n, r.time_ms, r.status, r.latency_us, r.error_kind, r.message, r.figure FROM "
            "unnest($1::text[]) WITH ORDINALITY AS k (key, n) JOIN opsdeck.checks c USING (key) "
            "CROSS JOIN LATERAL (SELECT * FROM opsdeck.results WHERE check_id = c.id AND time_ms "
            "<= $2 ORDER BY time_ms DESC LIMIT $3) r ORDER BY k.n, r.time_ms",
            {texts(checks), number(atMs), number(kPastResults)});
        if (!rows)
            return failure(rows.error());
        for (int row = 0; row < rows->count(); ++row) {
            const qint64 at = rows->number(row, 0) - 1;
            if (at < 0 || at >= all.size())
                return failure(teamerror::notOurs(m_session.place()));
            all[at].results.append({rows->number(row, 1),
                                    stored(rows->number(row, 2), CheckStatus::Unknown),
                                    std::chrono::microseconds(rows->number(row, 3)),
                                    rows->text(row, 4), rows->text(row, 5), rows->text(row, 6)});
        }
        return all;
    });
}

Result<PastExtent> TeamReader::extent(const QList<CheckKey> &checks)
{
    return atOnce<PastExtent>([&]() -> Result<PastExtent> {
        PastExtent extent;
        const auto ends = m_session.ask(
            "SELECT min(f.time_ms), max(l.time_ms) FROM opsdeck.checks c CROSS JOIN LATERAL "
            "(SELECT time_ms FROM opsdeck.results WHERE check_id = c.id ORDER BY time_ms LIMIT 1) "
            "f "
            "CROSS JOIN LATERAL (SELECT time_ms FROM opsdeck.results WHERE check_id = c.id ORDER "
            "BY time_ms DESC LIMIT 1) l WHERE c.key = ANY ($1::text[])",
            {texts(checks)});
        if (!ends)
            return failure(ends.error());
        if (!ends->isNull(0, 0)) {
            extent.firstMs = ends->number(0, 0);
            extent.lastMs = ends->number(0, 1);
        }
        const auto rows = m_session.ask("SELECT service, check_name, time_ms FROM opsdeck.events "
                                        "WHERE time_ms >= $1 AND from_health <> to_health ORDER "
                                        "BY time_ms",
                                        {number(extent.firstMs)});
        if (!rows)
            return failure(rows.error());
        const QSet<CheckKey> wanted(checks.cbegin(), checks.cend());
        for (int row = 0; row < rows->count(); ++row) {
            const qint64 time = rows->number(row, 2);
            const bool isKnown = !extent.changesMs.isEmpty() && extent.changesMs.last() == time;
            if (wanted.contains(keyOf(*rows, row)) && !isKnown)
                extent.changesMs.append(time);
        }
        return extent;
    });
}

} // namespace opsdeck
