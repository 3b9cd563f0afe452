// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/postgres/postgresstats.h"

#include <algorithm>
#include <array>

namespace opsdeck {

namespace {

constexpr std::array<const char *, 14> kCounters{
    "xact_commit", "xact_rollback", "blks_read",      "blks_hit",     "tup_returned",
    "tup_fetched", "tup_inserted",  "tup_updated",    "tup_deleted",  "conflicts",
    "temp_bytes",  "deadlocks",     "archived_count", "failed_count",
};

Sample gauge(const char *metric, double value, const Labels &labels = {})
{
    return {QLatin1String(metric), labels, value, MetricType::Gauge};
}

} // namespace

bool PostgresStats::readServer(const PgTable &table)
{
    if (table.size() != 1 || !table.number(0, "connections") || !table.number(0, "max_connections"))
        return false;
    version = table.text(0, "version", 40);
    isStandby = table.flag(0, "is_standby");
    seesAll = table.flag(0, "sees_all");
    maxConnections = table.numberOr(0, "max_connections");
    reserved = table.numberOr(0, "reserved");
    startedAt = table.numberOr(0, "started_at");
    uptime = table.numberOr(0, "uptime");
    databaseBytes = table.numberOr(0, "database_bytes");
    connections = table.numberOr(0, "connections");
    active = table.numberOr(0, "active");
    idle = table.numberOr(0, "idle");
    idleInTransaction = table.numberOr(0, "idle_in_transaction");
    longestIdle = table.numberOr(0, "longest_idle");
    longestTransaction = table.numberOr(0, "longest_transaction");
    if (table.number(0, "longest_pid")) {
        longestWho = QStringLiteral("pid %1, user %2, %3")
                         .arg(table.text(0, "longest_pid", 12), table.text(0, "longest_user", 40),
                              table.text(0, "longest_state", 40));
        const QString application = table.text(0, "longest_application", 40);
        if (!application.isEmpty())
            longestWho += QStringLiteral(", ") + application;
    }
    lockWaits = table.numberOr(0, "lock_waits");
    longestLockWait = table.numberOr(0, "longest_lock_wait");
    for (const char *name : kCounters) {
        if (const std::optional<double> value = table.number(0, name))
            counters.insert(QLatin1String(name), *value);
    }
    archiveMode = table.text(0, "archive_mode", 20);
    lastFailedWal = table.text(0, "last_failed_wal", 40);
    archivedAge = table.number(0, "archived_age");
    failedAge = table.number(0, "failed_age");
    return true;
}

void PostgresStats::readExtensions(const PgTable &table)
{
    for (qsizetype row = 0; row < table.size(); ++row)
        extensions.append({table.text(row, "name", 64), table.text(row, "version", 40),
                           table.text(row, "schema", 140)});
}

void PostgresStats::readReplication(const PgTable &table)
{
    for (qsizetype row = 0; row < table.size(); ++row)
        standbys.append({table.text(row, "name", 64), table.text(row, "address", 64),
                         table.text(row, "state", 20), table.text(row, "sync_state", 20),
                         table.number(row, "lag"), table.number(row, "lag_bytes")});
}

void PostgresStats::readSlots(const PgTable &table)
{
    for (qsizetype row = 0; row < table.size(); ++row)
        replicationSlots.append({table.text(row, "name", 64), table.text(row, "type", 20),
                                 table.text(row, "wal_status", 20), table.flag(row, "active"),
                                 table.number(row, "retained")});
}

void PostgresStats::readStandby(const PgTable &table)
{
    replayAge = table.number(0, "replay_age");
    replayBytes = table.number(0, "replay_bytes");
    isReplayPaused = table.flag(0, "is_paused");
    wantsReceiver = table.flag(0, "is_streaming");
    hasReceiver = table.numberOr(0, "receivers") > 0;
}

void PostgresStats::readStatements(const PgTable &table)
{
    for (const char *name : {"statements", "calls", "rows", "seconds"}) {
        if (const std::optional<double> value = table.number(0, name))
            counters.insert(QStringLiteral("statements.") + QLatin1String(name), *value);
    }
}

void PostgresStats::readTimescaleJobs(const PgTable &table)
{
    timescaleJobs = table.number(0, "jobs");
    timescaleFailing = table.numberOr(0, "failing");
    timescaleFailingJobs = table.text(0, "failing_jobs", 80);
    for (const char *name : {"runs", "failures"}) {
        if (const std::optional<double> value = table.number(0, name))
            counters.insert(QStringLiteral("timescaledb.") + QLatin1String(name), *value);
    }
}

const PostgresStats::Extension *PostgresStats::extension(const QString &name) const
{
    const auto it =
        std::find_if(extensions.cbegin(), extensions.cend(),
                     [&name](const Extension &extension) { return extension.name == name; });
    return it == extensions.cend() ? nullptr : &*it;
}

std::optional<double> PostgresStats::cacheHitRatio() const
{
    const double hit = counters.value(QStringLiteral("blks_hit"));
    const double all = hit + counters.value(QStringLiteral("blks_read"));
    return all > 0 ? std::optional(hit / all) : std::nullopt;
}

QVariantMap PostgresStats::fields() const
{
    QVariantMap fields{
        {QStringLiteral("postgres.version"), version},
        {QStringLiteral("postgres.role"),
         isStandby ? QStringLiteral("standby") : QStringLiteral("primary")},
        {QStringLiteral("postgres.connections"), connections},
        {QStringLiteral("postgres.max_connections"), maxConnections},
        {QStringLiteral("postgres.reserved_connections"), reserved},
        {QStringLiteral("postgres.idle_in_transaction"), idleInTransaction},
        {QStringLiteral("postgres.longest_transaction_seconds"), longestTransaction},
        {QStringLiteral("postgres.lock_waits"), lockWaits},
        {QStringLiteral("postgres.database_bytes"), databaseBytes},
        {QStringLiteral("postgres.uptime_seconds"), uptime},
        {QStringLiteral("postgres.archive_mode"), archiveMode},
        {QStringLiteral("postgres.standbys"), standbys.size()},
        {QStringLiteral("postgres.slots"), replicationSlots.size()},
        {QStringLiteral("postgres.sees_all"), seesAll},
    };
    if (!longestWho.isEmpty())
        fields.insert(QStringLiteral("postgres.longest_transaction"), longestWho);
    if (archivedAge)
        fields.insert(QStringLiteral("postgres.last_archived_seconds_ago"), *archivedAge);
    if (replayAge)
        fields.insert(QStringLiteral("postgres.replay_age_seconds"), *replayAge);
    for (const char *name : {"timescaledb", "age", "pg_stat_statements"}) {
        if (const Extension *found = extension(QLatin1String(name)))
            fields.insert(QStringLiteral("postgres.extension.") + found->name, found->version);
    }
    if (timescaleJobs)
        fields.insert(QStringLiteral("timescaledb.jobs"), *timescaleJobs);
    return fields;
}

QList<Sample> PostgresStats::samples() const
{
    QList<Sample> samples{
        gauge("pg_settings_max_connections", maxConnections),
        gauge("pg_settings_superuser_reserved_connections", reserved),
        gauge("pg_stat_activity_connections", connections),
        gauge("pg_stat_activity_max_tx_duration", longestTransaction),
        gauge("pg_stat_activity_max_idle_in_transaction_seconds", longestIdle),
        gauge("pg_locks_waiting", lockWaits),
        gauge("pg_locks_max_wait_seconds", longestLockWait),
        gauge("pg_database_size_bytes", databaseBytes),
        gauge("pg_replication_is_replica", isStandby ? 1 : 0),
        gauge("pg_stat_replication_standbys", static_cast<double>(standbys.size())),
        gauge("pg_uptime_seconds", uptime),
    };
    const auto state = [&samples](const char *name, double count) {
        samples.append(gauge("pg_stat_activity_count", count,
                             {{QStringLiteral("state"), QLatin1String(name)}}));
    };
    state("active", active);
    state("idle", idle);
    state("idle in transaction", idleInTransaction);
    for (auto it = counters.cbegin(); it != counters.cend(); ++it) {
        const QString &name = it.key();
        QString metric = QStringLiteral("pg_stat_database_") + name;
        if (name.startsWith(QLatin1String("statements.")))
            metric = QStringLiteral("pg_stat_statements_") + name.mid(11);
        else if (name.startsWith(QLatin1String("timescaledb.")))
            metric = QStringLiteral("timescaledb_job_") + name.mid(12);
        else if (name == QLatin1String("archived_count") || name == QLatin1String("failed_count"))
            metric = QStringLiteral("pg_stat_archiver_") + name;
        samples.append({metric,
                        {},
                        it.value(),
                        name == QLatin1String("statements.statements") ? MetricType::Gauge
                                                                       : MetricType::Counter});
    }
    if (const std::optional<double> ratio = cacheHitRatio())
        samples.append(gauge("pg_cache_hit_ratio", *ratio));
    if (archivedAge)
        samples.append(gauge("pg_stat_archiver_last_archive_age", *archivedAge));
    if (replayAge)
        samples.append(gauge("pg_replication_lag_seconds", *replayAge));
    for (const Standby &standby : standbys) {
        const Labels labels{{QStringLiteral("application_name"), standby.name},
                            {QStringLiteral("client_addr"), standby.address}};
        if (standby.lagBytes)
            samples.append(gauge("pg_stat_replication_pg_wal_lsn_diff", *standby.lagBytes, labels));
        samples.append(
            gauge("pg_stat_replication_replay_lag_seconds", standby.lag.value_or(0), labels));
    }
    for (const Slot &slot : replicationSlots) {
        const Labels labels{{QStringLiteral("slot_name"), slot.name}};
        samples.append(gauge("pg_replication_slots_active", slot.isActive ? 1 : 0, labels));
        if (slot.retained)
            samples.append(gauge("pg_replication_slots_pg_wal_lsn_diff", *slot.retained, labels));
    }
    if (timescaleJobs)
        samples.append(gauge("timescaledb_jobs_failing", timescaleFailing));
    return samples;
}

} // namespace opsdeck
