// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/team/teamtiers.h"

namespace opsdeck {

namespace {

constexpr qint64 kSeriesAtOnce = 50;
constexpr int kEventsAtOnce = 5000;

QByteArray number(qint64 value)
{
    return QByteArray::number(value);
}

/// Points, or buckets of the tier before, as rows of the tier `to`: takes them out of `partition`
/// and puts them in there in one step. What came late is added to what is known; of a counter it is
/// not known where between, so it tells nothing of when that began anew.
QByteArray movingOn(const TeamTable &from, const TeamTable &to, const QByteArray &partition)
{
    const QByteArray width = number(to.bucketMs);
    const QByteArray head = "WITH gone AS (DELETE FROM opsdeck." + partition
                            + " WHERE series_id >= $1 AND series_id < $2 RETURNING *), "
                              "steps AS (SELECT g.*, s.counter, g."
                            + from.time + " - g." + from.time + " % " + width + " AS wide, ";
    const QByteArray window = " OVER (PARTITION BY g.series_id, g." + QByteArray(from.time) + " / "
                              + width + " ORDER BY g." + from.time + ")";
    QByteArray middle;
    if (from.bucketMs == 0)
        middle = "lag(g.value)" + window
                 + " AS before FROM gone g JOIN opsdeck.series s ON s.id = g.series_id) "
                   "INSERT INTO opsdeck."
                 + to.name
                 + " AS kept SELECT series_id, wide, count(*), min(value), max(value), sum(value), "
                   "CASE WHEN counter THEN (array_agg(value ORDER BY time_ms))[1] ELSE 0 END, "
                   "CASE WHEN counter THEN (array_agg(value ORDER BY time_ms DESC))[1] ELSE 0 END, "
                   "CASE WHEN counter THEN coalesce(sum(CASE WHEN value >= before THEN value - "
                   "before ELSE value END) FILTER (WHERE before IS NOT NULL), 0) ELSE 0 END";
    else
        middle = "lag(g.last)" + window
                 + " AS before FROM gone g JOIN opsdeck.series s ON s.id = g.series_id) "
                   "INSERT INTO opsdeck."
                 + to.name
                 + " AS kept SELECT series_id, wide, sum(count)::bigint, min(min), max(max), "
                   "sum(sum), (array_agg(first ORDER BY start_ms))[1], (array_agg(last ORDER BY "
                   "start_ms DESC))[1], CASE WHEN counter THEN sum(increase) + coalesce(sum(CASE "
                   "WHEN first >= before THEN first - before ELSE first END) FILTER (WHERE before "
                   "IS NOT NULL), 0) ELSE 0 END";
    return head + middle
           + " FROM steps GROUP BY series_id, wide, counter ON CONFLICT (series_id, start_ms) DO "
             "UPDATE SET count = kept.count + excluded.count, min = least(kept.min, excluded.min), "
             "max = greatest(kept.max, excluded.max), sum = kept.sum + excluded.sum";
}

} // namespace

void TeamTiers::restart()
{
    m_table = 0;
    m_partition.clear();
    m_nextSeries = 0;
}

Milliseconds TeamTiers::ageOf(std::size_t table) const
{
    const std::array<Milliseconds, kTeamTables.size()> ages = {
        m_limits.samples.points, m_limits.samples.minutes, m_limits.samples.tenMinutes,
        m_limits.samples.hours, m_limits.keepResults};
    return ages.at(table);
}

/// The first partition that lies wholly behind its age; empty: there is none.
Result<QByteArray> TeamTiers::oldest(std::size_t index, qint64 nowMs)
{
    const TeamTable &table = kTeamTables.at(index);
    const auto rows = m_session.ask(
        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE "
        "i.inhparent = to_regclass($1) ORDER BY c.relname",
        {QByteArray("opsdeck.") + table.name});
    if (!rows)
        return failure(rows.error());
    for (int row = 0; row < rows->count(); ++row) {
        const auto start = teamPartitionStart(table, rows->bytes(row, 0));
        if (start && *start + table.partitionMs <= nowMs - ageOf(index).count())
            return rows->bytes(row, 0);
    }
    return QByteArray();
}

Result<bool> TeamTiers::slice()
{
    const auto now = m_session.ask("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint");
    if (!now)
        return failure(now.error());
    const qint64 nowMs = now->number(0, 0);
    if (m_table == kTeamTables.size()) {
        const auto more = removeEvents(nowMs);
        if (more && !*more)
            restart();
        return more;
    }
    if (m_partition.isEmpty()) {
        const auto found = oldest(m_table, nowMs);
        if (!found)
            return failure(found.error());
        m_partition = *found;
        m_nextSeries = 0;
        if (m_partition.isEmpty())
            ++m_table;
        return true;
    }
    if (m_table + 1 < kTeamSampleTiers) {
        const auto more = moveOn(m_table, m_partition);
        if (!more)
            m_partition.clear();
        // Another workstation was first.
        if (!more && m_session.state() == "42P01")
            return true;
        if (!more || *more)
            return more;
    }
    const auto dropped = drop(m_table, std::exchange(m_partition, {}));
    return dropped ? Result<bool>(true) : failure(dropped.error());
}

/// True: there are more series.
Result<bool> TeamTiers::moveOn(std::size_t tier, const QByteArray &partition)
{
    const TeamTable &from = kTeamTables.at(tier);
    const TeamTable &to = kTeamTables.at(tier + 1);
    const auto ends = m_session.ask("SELECT min(series_id), max(series_id) FROM opsdeck."
                                        + partition + " WHERE series_id >= $1",
                                    {number(m_nextSeries)});
    if (!ends)
        return failure(ends.error());
    if (ends->isNull(0, 0))
        return false;
    const qint64 start = teamPartitionStart(from, partition).value_or(0);
    QList<qint64> starts;
    for (qint64 time = start; time < start + from.partitionMs; time += to.partitionMs)
        starts.append(time);
    starts.append(start + from.partitionMs - 1);
    if (auto made = makeTeamPartitions(m_session, to, starts); !made)
        return failure(made.error());
    const qint64 first = ends->number(0, 0);
    const auto moved = m_session.ask(movingOn(from, to, partition),
                                     {number(first), number(first + kSeriesAtOnce)});
    if (!moved)
        return failure(moved.error());
    m_nextSeries = first + kSeriesAtOnce;
    return m_nextSeries <= ends->number(0, 1);
}

/// Unless something came late to a tier that goes on.
Result<void> TeamTiers::drop(std::size_t index, const QByteArray &partition)
{
    const TeamTable &table = kTeamTables.at(index);
    const bool goesOn = index + 1 < kTeamSampleTiers;
    // The table first, as who writes to it does: nobody waits for another in a circle.
    auto done = m_session.run(QByteArray("BEGIN; LOCK TABLE ONLY opsdeck.") + table.name
                              + " IN ACCESS EXCLUSIVE MODE; LOCK TABLE opsdeck." + partition
                              + " IN ACCESS EXCLUSIVE MODE");
    bool isEmpty = true;
    if (done && goesOn) {
        const auto left = m_session.ask("SELECT EXISTS (SELECT FROM opsdeck." + partition + ")");
        if (left)
            isEmpty = !left->flag(0, 0);
        else
            done = failure(left.error());
    }
    if (done && isEmpty)
        done = m_session.run("DROP TABLE opsdeck." + partition + "; COMMIT");
    if (!done || !isEmpty)
        m_session.rollback();
    // Another workstation was first.
    if (!done && m_session.state() == "42P01")
        return {};
    return done;
}

Result<bool> TeamTiers::removeEvents(qint64 nowMs)
{
    const auto gone = m_session.ask(
        "DELETE FROM opsdeck.events WHERE id IN (SELECT id FROM opsdeck.events WHERE time_ms < $1 "
        "ORDER BY time_ms LIMIT $2)",
        {number(nowMs - m_limits.keepEvents.count()), number(kEventsAtOnce)});
    if (!gone)
        return failure(gone.error());
    return gone->affected() == kEventsAtOnce;
}

} // namespace opsdeck
