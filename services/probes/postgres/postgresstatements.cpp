// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/postgres/postgresstatements.h"

#include <QVersionNumber>

namespace opsdeck::postgresstats {

namespace {

/// What is not in every supported version is taken from the row as JSON, where a missing column is
/// NULL.
constexpr const char *kServer = R"(SELECT
 current_setting('server_version') AS version,
 pg_is_in_recovery() AS is_standby,
 pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS sees_all,
 current_setting('max_connections')::int AS max_connections,
 current_setting('superuser_reserved_connections')::int
   + coalesce(nullif(current_setting('reserved_connections', true), '')::int, 0) AS reserved,
 extract(epoch FROM pg_postmaster_start_time()) AS started_at,
 extract(epoch FROM clock_timestamp() - pg_postmaster_start_time()) AS uptime,
 pg_database_size(current_database()) AS database_bytes,
 current_setting('archive_mode') AS archive_mode,
 a.*, t.*, l.*, d.*, r.*
FROM (SELECT count(*) AS connections,
   count(*) FILTER (WHERE state = 'active') AS active,
   count(*) FILTER (WHERE state = 'idle') AS idle,
   count(*) FILTER (WHERE state LIKE 'idle in transaction%') AS idle_in_transaction,
   extract(epoch FROM max(clock_timestamp() - state_change) FILTER (WHERE state LIKE 'idle in transaction%')) AS longest_idle
  FROM pg_stat_activity WHERE datid IS NOT NULL AND coalesce(backend_type, 'client backend') = 'client backend') a
 LEFT JOIN (SELECT extract(epoch FROM clock_timestamp() - xact_start) AS longest_transaction,
   pid AS longest_pid, usename AS longest_user, application_name AS longest_application, state AS longest_state
  FROM pg_stat_activity WHERE backend_type = 'client backend' AND xact_start IS NOT NULL AND pid <> pg_backend_pid()
  ORDER BY xact_start LIMIT 1) t ON true
 CROSS JOIN (SELECT count(DISTINCT pid) AS lock_waits,
   extract(epoch FROM max(clock_timestamp() - (to_jsonb(k) ->> 'waitstart')::timestamptz)) AS longest_lock_wait
  FROM pg_locks k WHERE NOT granted) l
 CROSS JOIN (SELECT xact_commit, xact_rollback, blks_read, blks_hit, tup_returned, tup_fetched, tup_inserted, tup_updated,
   tup_deleted, conflicts, temp_bytes, deadlocks FROM pg_stat_database WHERE datname = current_database()) d
 CROSS JOIN (SELECT archived_count, failed_count, last_archived_wal, last_failed_wal,
   extract(epoch FROM clock_timestamp() - last_archived_time) AS archived_age,
   extract(epoch FROM clock_timestamp() - last_failed_time) AS failed_age
  FROM pg_stat_archiver) r)";

constexpr const char *kExtensions =
    R"(SELECT e.extname AS name, e.extversion AS version, quote_ident(n.nspname) AS schema
FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace ORDER BY 1 LIMIT 200)";

constexpr const char *kReplication =
    R"(SELECT application_name AS name, client_addr::text AS address, state, sync_state,
 extract(epoch FROM replay_lag) AS lag,
 pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_lsn() END, replay_lsn)
   AS lag_bytes
FROM pg_stat_replication WHERE coalesce(state, '') NOT IN ('backup', 'startup') ORDER BY 1, 2 LIMIT 100)";

constexpr const char *kSlots = R"(SELECT slot_name AS name, slot_type AS type, active,
 to_jsonb(s) ->> 'wal_status' AS wal_status,
 pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_lsn() END, restart_lsn)
   AS retained
FROM pg_replication_slots s ORDER BY 5 DESC NULLS LAST, 1 LIMIT 100)";

/// primary_conninfo may hold a password: only whether it is set is asked.
constexpr const char *kStandby = R"(SELECT w.receivers,
 coalesce((SELECT setting <> '' FROM pg_settings WHERE name = 'primary_conninfo'), false) AS is_streaming,
 pg_is_wal_replay_paused() AS is_paused,
 CASE WHEN w.receivers > 0 AND pg_last_wal_replay_lsn() >= pg_last_wal_receive_lsn() THEN 0
   ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) END AS replay_age,
 pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) AS replay_bytes
FROM (SELECT count(*) AS receivers FROM pg_stat_wal_receiver) w)";

constexpr const char *kTimescaleJobs =
    R"(SELECT count(*) AS jobs, sum(total_runs) AS runs, sum(total_failures) AS failures,
 count(*) FILTER (WHERE last_run_status = 'Failed') AS failing,
 string_agg(job_id::text, ', ' ORDER BY job_id) FILTER (WHERE last_run_status = 'Failed') AS failing_jobs
FROM timescaledb_information.job_stats)";

} // namespace

QString serverStatement()
{
    return QString::fromLatin1(kServer);
}

QString extensionsStatement()
{
    return QString::fromLatin1(kExtensions);
}

QString replicationStatement()
{
    return QString::fromLatin1(kReplication);
}

QString slotsStatement()
{
    return QString::fromLatin1(kSlots);
}

QString standbyStatement()
{
    return QString::fromLatin1(kStandby);
}

QString statementsStatement(const QString &schema, const QString &version)
{
    const bool isOld = QVersionNumber::fromString(version) < QVersionNumber(1, 8);
    return QStringLiteral("SELECT count(*) AS statements, sum(calls) AS calls, sum(rows) AS rows, "
                          "sum(%2) / 1000 AS seconds "
                          "FROM %1.pg_stat_statements(false)")
        .arg(schema, isOld ? QStringLiteral("total_time") : QStringLiteral("total_exec_time"));
}

QString timescaleJobsStatement()
{
    return QString::fromLatin1(kTimescaleJobs);
}

} // namespace opsdeck::postgresstats
