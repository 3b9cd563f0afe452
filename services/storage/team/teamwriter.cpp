// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/team/teamwriter.h"

#include "services/storage/historyschema.h"
#include "services/storage/team/teamerrors.h"

#include <QCryptographicHash>

namespace opsdeck {

namespace {

/// Gone with the transaction's end, whoever has the session then.
constexpr const char *kStagedNames = "CREATE TEMPORARY TABLE IF NOT EXISTS new_names (n integer, "
                                     "key text, metric text, labels text, "
                                     "counter boolean, digest text) ON COMMIT DELETE ROWS";
constexpr const char *kStagedRows =
    "CREATE TEMPORARY TABLE IF NOT EXISTS new_samples (n bigint GENERATED ALWAYS AS IDENTITY, "
    "series_id integer, time_ms bigint, value double precision) ON COMMIT DELETE ROWS;"
    "CREATE TEMPORARY TABLE IF NOT EXISTS new_results (n bigint GENERATED ALWAYS AS IDENTITY, "
    "check_id integer, time_ms bigint, status smallint, latency_us bigint, error_kind text, "
    "message text, figure text) ON COMMIT DELETE ROWS;"
    "CREATE TEMPORARY TABLE IF NOT EXISTS new_events (writer_id integer, tick bigint, place "
    "integer, time_ms bigint, service text, check_name text, from_health smallint, to_health "
    "smallint, soft smallint, error_kind text, text text) ON COMMIT DELETE ROWS";

QByteArray digestOf(const QString &metric, const QString &labels)
{
    const QByteArray text = metric.toUtf8() + '\n' + labels.toUtf8();
    return QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex();
}

/// Fields of a row of COPY's text format.
template <typename... Fields>
void addRow(QByteArray &rows, const Fields &...fields)
{
    const char *between = "";
    const auto add = [&](const QByteArray &field) {
        rows += between;
        rows += field;
        between = "\t";
    };
    (add(fields), ...);
    rows += '\n';
}

QByteArray number(qint64 value)
{
    return QByteArray::number(value);
}

} // namespace

void TeamWriter::forget()
{
    m_writer.clear();
    m_ids.clear();
    m_partitions.clear();
}

Result<void> TeamWriter::learnWriter(const QString &writer)
{
    if (!m_writer.isEmpty())
        return {};
    const auto rows = m_session.ask("INSERT INTO opsdeck.writers (name) VALUES ($1) ON CONFLICT "
                                    "(name) DO UPDATE SET name = excluded.name RETURNING id",
                                    {writer.toUtf8()});
    if (!rows)
        return failure(rows.error());
    m_writer = number(rows->number(0, 0));
    return {};
}

Result<void> TeamWriter::learnNames(const QList<NumberedTick> &ticks)
{
    QList<Name> names;
    QSet<Name> wanted;
    QByteArray rows;
    const auto want = [&](const Name &name, bool isCounter) {
        if (m_ids.contains(name) || wanted.contains(name))
            return;
        wanted.insert(name);
        const QString labels = labelsText(name.labels);
        addRow(rows, number(names.size()), copyText(name.check.toString()),
               name.isOfCheck ? QByteArray("\\N") : copyText(name.metric), copyText(labels),
               QByteArray(isCounter ? "t" : "f"), digestOf(name.metric, labels));
        names.append(name);
    };
    for (const NumberedTick &each : ticks) {
        for (const Tick::Result &result : each.tick.results) {
            want({result.check, {}, {}, true}, false);
            for (const Sample &sample : result.samples)
                want({result.check, sample.metric, sample.labels},
                     sample.type == MetricType::Counter);
        }
    }
    if (names.isEmpty())
        return {};
    auto learned = learn(names, rows);
    if (!learned)
        m_session.rollback();
    return learned;
}

/// In a transaction of their own, one workstation at a time: nobody waits for another in a circle,
/// and ids are in the order in which names were seen first.
Result<void> TeamWriter::learn(const QList<Name> &names, const QByteArray &rows)
{
    if (auto begun = m_session.run(QByteArray("BEGIN; SELECT pg_advisory_xact_lock(")
                                   + kTeamNamesLock + "); " + kStagedNames);
        !begun)
        return begun;
    if (auto copied = m_session.copyIn("COPY pg_temp.new_names FROM STDIN", rows); !copied)
        return copied;
    auto made = m_session.run(
        "INSERT INTO opsdeck.checks (key) SELECT key FROM pg_temp.new_names n WHERE NOT EXISTS "
        "(SELECT FROM opsdeck.checks c WHERE c.key = n.key) GROUP BY key ORDER BY min(n.n) ON "
        "CONFLICT DO NOTHING;"
        "INSERT INTO opsdeck.series (check_id, metric, labels, counter, digest) SELECT c.id, "
        "metric, labels, counter, digest FROM pg_temp.new_names n JOIN opsdeck.checks c USING "
        "(key) "
        "WHERE metric IS NOT NULL AND NOT EXISTS (SELECT FROM opsdeck.series o WHERE o.check_id = "
        "c.id AND o.digest = n.digest AND o.counter = n.counter) ORDER BY n.n "
        "ON CONFLICT (check_id, digest) DO UPDATE SET counter = excluded.counter");
    if (!made)
        return made;
    const auto ids = m_session.ask(
        "SELECT n.n, CASE WHEN n.metric IS NULL THEN c.id ELSE s.id END FROM pg_temp.new_names n "
        "JOIN opsdeck.checks c USING (key) LEFT JOIN opsdeck.series s ON s.check_id = c.id AND "
        "s.digest = n.digest");
    if (!ids)
        return failure(ids.error());
    if (auto done = m_session.run("COMMIT"); !done)
        return done;
    if (ids->count() != names.size())
        return failure(teamerror::notOurs(m_session.place()));
    for (int row = 0; row < ids->count(); ++row) {
        const qint64 at = ids->number(row, 0);
        if (at < 0 || at >= names.size() || ids->number(row, 1) <= 0)
            return failure(teamerror::notOurs(m_session.place()));
        m_ids.insert(names.at(at), number(ids->number(row, 1)));
    }
    return {};
}

Result<void> TeamWriter::makePartitions(const QList<NumberedTick> &ticks)
{
    for (const std::size_t index : {std::size_t(0), kTeamResults}) {
        const TeamTable &table = kTeamTables.at(index);
        QList<qint64> missing;
        QSet<QByteArray> names;
        for (const NumberedTick &each : ticks) {
            for (const Tick::Result &result : each.tick.results) {
                const QByteArray name = teamPartition(table, result.timeMs);
                if (m_partitions.contains(name) || names.contains(name))
                    continue;
                names.insert(name);
                missing.append(result.timeMs);
            }
        }
        if (auto made = makeTeamPartitions(m_session, table, missing); !made)
            return made;
        m_partitions.unite(names);
    }
    return {};
}

TeamWriter::Rows TeamWriter::rowsOf(const NumberedTick &from) const
{
    Rows rows;
    for (const Tick::Result &result : from.tick.results) {
        addRow(rows.results, m_ids.value({result.check, {}, {}, true}), number(result.timeMs),
               number(result.status), number(result.latencyUs), copyText(result.errorKind),
               copyText(result.message), copyText(result.figure));
        for (const Sample &sample : result.samples)
            addRow(rows.samples, m_ids.value({result.check, sample.metric, sample.labels}),
                   number(result.timeMs), QByteArray::number(sample.value, 'g', 17));
    }
    qint64 place = 0;
    for (const Event &event : from.tick.events)
        addRow(rows.events, m_writer, number(from.number), number(place++), number(event.timeMs),
               copyText(event.service.toString()), copyText(event.check.toString()),
               number(static_cast<int>(event.from)), number(static_cast<int>(event.to)),
               number((event.soft ? 1 : 0) + (event.fromSoft ? 2 : 0)), copyText(event.errorKind),
               copyText(event.text));
    return rows;
}

Result<qint64> TeamWriter::write(const QString &writer, const QList<NumberedTick> &ticks)
{
    if (auto known = learnWriter(writer); !known)
        return failure(known.error());
    if (auto known = learnNames(ticks); !known)
        return failure(known.error());
    if (auto made = makePartitions(ticks); !made)
        return failure(made.error());
    auto written = writeAll(ticks);
    if (!written) {
        m_session.rollback();
        // A partition that was dropped by another workstation is made again.
        m_partitions.clear();
    }
    return written;
}

Result<qint64> TeamWriter::writeAll(const QList<NumberedTick> &ticks)
{
    if (auto begun = m_session.run("BEGIN"); !begun)
        return failure(begun.error());
    // Another process with the same file waits here, and finds then what this one wrote.
    const auto before =
        m_session.ask("SELECT last_tick FROM opsdeck.writers WHERE id = $1 FOR UPDATE", {m_writer});
    if (!before)
        return failure(before.error());
    if (before->count() == 0) {
        m_writer.clear();
        return failure(teamerror::notOurs(m_session.place()));
    }
    qint64 last = before->number(0, 0);
    Rows all;
    for (const NumberedTick &each : ticks) {
        if (each.number <= last)
            continue;
        const Rows rows = rowsOf(each);
        all.samples += rows.samples;
        all.results += rows.results;
        all.events += rows.events;
        last = each.number;
    }
    if (last == before->number(0, 0)) {
        m_session.rollback();
        return last;
    }
    Result<void> done = m_session.run(kStagedRows);
    if (done && !all.samples.isEmpty())
        done = m_session.copyIn("COPY pg_temp.new_samples (series_id, time_ms, value) FROM STDIN",
                                all.samples);
    if (done && !all.results.isEmpty())
        done = m_session.copyIn("COPY pg_temp.new_results (check_id, time_ms, status, latency_us, "
                                "error_kind, message, figure) FROM STDIN",
                                all.results);
    if (done && !all.events.isEmpty())
        done = m_session.copyIn("COPY pg_temp.new_events FROM STDIN", all.events);
    if (done)
        done = m_session.run(
            "INSERT INTO opsdeck.samples SELECT DISTINCT ON (series_id, time_ms) series_id, "
            "time_ms, value FROM pg_temp.new_samples ORDER BY series_id, time_ms, n DESC ON "
            "CONFLICT DO NOTHING;"
            "INSERT INTO opsdeck.results SELECT DISTINCT ON (check_id, time_ms) check_id, time_ms, "
            "status, latency_us, error_kind, message, figure FROM pg_temp.new_results ORDER BY "
            "check_id, time_ms, n DESC ON CONFLICT DO NOTHING;"
            "INSERT INTO opsdeck.events (writer_id, tick, place, time_ms, service, check_name, "
            "from_health, to_health, soft, error_kind, text) SELECT * FROM pg_temp.new_events "
            "ORDER BY tick, place ON CONFLICT DO NOTHING;"
            "UPDATE opsdeck.writers SET last_tick = "
            + number(last) + " WHERE id = " + m_writer + "; COMMIT");
    return done ? Result<qint64>(last) : failure(done.error());
}

} // namespace opsdeck
