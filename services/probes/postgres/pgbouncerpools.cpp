// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/postgres/pgbouncerpools.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <cmath>

namespace opsdeck {

namespace {

constexpr qsizetype kPools = 100; ///< that become samples

class PgBouncer
{
    Q_DECLARE_TR_FUNCTIONS(PgBouncer)
};

struct Total
{
    const char *column;
    const char *metric;
    double scale;
};

constexpr std::array<Total, 7> kTotals{{
    {"total_xact_count", "pgbouncer_stats_sql_transactions_pooled_total", 1},
    {"total_query_count", "pgbouncer_stats_queries_pooled_total", 1},
    {"total_received", "pgbouncer_stats_received_bytes_total", 1},
    {"total_sent", "pgbouncer_stats_sent_bytes_total", 1},
    {"total_xact_time", "pgbouncer_stats_server_in_transaction_seconds_total", 1e-6},
    {"total_query_time", "pgbouncer_stats_queries_duration_seconds_total", 1e-6},
    {"total_wait_time", "pgbouncer_stats_client_wait_seconds_total", 1e-6},
}};

Labels labelsOf(const QString &database, const QString &user = {})
{
    Labels labels{{QStringLiteral("database"), database}};
    if (!user.isEmpty())
        labels.insert(QStringLiteral("user"), user);
    return labels;
}

Sample gauge(const char *metric, double value, const Labels &labels)
{
    return {QLatin1String(metric), labels, value, MetricType::Gauge};
}

void judgeDatabase(const PgBouncerPools &pools, const PgBouncerPools::Database &database,
                   const PgBouncerLimits &limits, const QString &where, Findings &findings)
{
    if (database.isDisabled || database.isPaused)
        findings.add(
            CheckStatus::Warning, ErrorKind::Status,
            (database.isDisabled ? PgBouncer::tr("PgBouncer %1 has the database %2 disabled.")
                                 : PgBouncer::tr("PgBouncer %1 has the database %2 paused."))
                .arg(where, database.name),
            database.isDisabled
                ? PgBouncer::tr("New clients are refused. Try: ENABLE in its console.")
                : PgBouncer::tr("Clients wait until it is resumed. Try: RESUME in its console."),
            database.isDisabled ? PgBouncer::tr("disabled") : PgBouncer::tr("paused"));
    for (const PgBouncerPools::Pool &pool : pools.pools) {
        if (pool.database != database.name)
            continue;
        const QString name = QStringLiteral("%1/%2").arg(pool.database, pool.user);
        const bool hasServer = pool.serversActive + pool.serversIdle > 0;
        if (pool.clientsWaiting > 0 && !hasServer && !database.isPaused)
            findings.add(CheckStatus::Critical, ErrorKind::Status,
                         PgBouncer::tr("PgBouncer %1 has no connection to the server of %2, and "
                                       "clients wait for one: %3.")
                             .arg(where, name, countText(pool.clientsWaiting)),
                         pools.state.isEmpty()
                             ? PgBouncer::tr("The PostgreSQL behind it does not answer, or "
                                             "PgBouncer was paused, which this version does not "
                                             "tell. Try: that server, its address and password in "
                                             "pgbouncer.ini; RESUME.")
                             : PgBouncer::tr("PgBouncer answers, the PostgreSQL behind it does "
                                             "not. Try: that server, its address and password in "
                                             "pgbouncer.ini."),
                         PgBouncer::tr("no server"));
        const CheckStatus wait = limits.wait.judge(pool.maxWait * 1000);
        findings.add(
            wait, ErrorKind::Condition,
            PgBouncer::tr("A client of the pool %1 of %2 has waited %3 for a connection, limit %4.")
                .arg(name, where, secondsText(pool.maxWait),
                     secondsText(limits.wait.passed(wait) / 1000)),
            PgBouncer::tr(
                "Try: long transactions on the server (postgres-stats), then a larger pool."),
            secondsText(pool.maxWait));
        const CheckStatus waiting = limits.waiting.judge(pool.clientsWaiting);
        findings.add(
            waiting, ErrorKind::Condition,
            PgBouncer::tr("%1 clients wait for the pool %2 of %3, limit %4.")
                .arg(countText(pool.clientsWaiting), name, where,
                     countText(limits.waiting.passed(waiting))),
            PgBouncer::tr(
                "Try: long transactions on the server (postgres-stats), then a larger pool."),
            countText(pool.clientsWaiting));
        if (database.poolSize <= 0)
            continue;
        const CheckStatus use = limits.use.judge(pool.serversActive / database.poolSize);
        findings.add(
            use, ErrorKind::Condition,
            PgBouncer::tr("The pool %1 of %2 uses %3 of its %4 connections, limit %5.")
                .arg(name, where, countText(pool.serversActive), countText(database.poolSize),
                     percentText(limits.use.passed(use))),
            PgBouncer::tr(
                "One more client at work has to wait. Try: long transactions, then a larger pool."),
            QStringLiteral("%1/%2").arg(countText(pool.serversActive),
                                        countText(database.poolSize)));
    }
}

} // namespace

PgBouncerPools PgBouncerPools::read(const PgTable &pools, const PgTable &databases,
                                    const PgTable &stats, const PgTable &version,
                                    const PgTable &state)
{
    PgBouncerPools all;
    all.version = version.text(0, "version", 60);
    for (qsizetype row = 0; row < state.size(); ++row) {
        if (state.text(row, "value", 10) == QLatin1String("yes"))
            all.state = state.text(row, "key", 20);
    }
    for (qsizetype row = 0; row < pools.size(); ++row) {
        Pool pool;
        pool.database = pools.text(row, "database", 64);
        if (pool.database == QLatin1String("pgbouncer"))
            continue;
        pool.user = pools.text(row, "user", 64);
        pool.clientsActive = pools.numberOr(row, "cl_active");
        pool.clientsWaiting = pools.numberOr(row, "cl_waiting");
        pool.serversActive = pools.numberOr(row, "sv_active");
        pool.serversIdle = pools.numberOr(row, "sv_idle") + pools.numberOr(row, "sv_used")
                           + pools.numberOr(row, "sv_tested");
        pool.serversLogin = pools.numberOr(row, "sv_login");
        pool.maxWait = pools.numberOr(row, "maxwait") + pools.numberOr(row, "maxwait_us") / 1e6;
        pool.mode = pools.text(row, "pool_mode", 20);
        all.pools.append(pool);
    }
    for (qsizetype row = 0; row < databases.size(); ++row) {
        Database database;
        database.name = databases.text(row, "name", 64);
        if (database.name == QLatin1String("pgbouncer"))
            continue;
        database.poolSize = databases.numberOr(row, "pool_size");
        database.reserve = databases.numberOr(
            row, databases.has("reserve_pool_size") ? "reserve_pool_size" : "reserve_pool");
        database.maxConnections = databases.numberOr(row, "max_connections");
        database.connections = databases.numberOr(row, "current_connections");
        database.isPaused = databases.flag(row, "paused");
        database.isDisabled = databases.flag(row, "disabled");
        all.databases.append(database);
    }
    for (qsizetype row = 0; row < std::min(stats.size(), kPools); ++row) {
        const QString name = stats.text(row, "database", 64);
        if (name == QLatin1String("pgbouncer"))
            continue;
        for (const Total &total : kTotals) {
            if (const std::optional<double> value = stats.number(row, total.column))
                all.totals.append({QLatin1String(total.metric), labelsOf(name),
                                   *value * total.scale, MetricType::Counter});
        }
    }
    return all;
}

bool pgBouncerTellsState(const PgTable &version)
{
    static const QRegularExpression number(QStringLiteral(R"((\d{1,6})\.(\d{1,6}))"));
    const QRegularExpressionMatch match = number.match(version.text(0, "version", 60));
    const int major = match.captured(1).toInt();
    return major > 1 || (major == 1 && match.captured(2).toInt() >= 19);
}

const PgBouncerPools::Database *PgBouncerPools::database(const QString &name) const
{
    const auto it = std::find_if(databases.cbegin(), databases.cend(),
                                 [&name](const Database &each) { return each.name == name; });
    return it == databases.cend() ? nullptr : &*it;
}

QVariantMap PgBouncerPools::fields() const
{
    double waiting = 0;
    double active = 0;
    double clients = 0;
    double longest = 0;
    for (const Pool &pool : pools) {
        waiting += pool.clientsWaiting;
        active += pool.serversActive;
        clients += pool.clientsActive;
        longest = std::max(longest, pool.maxWait);
    }
    return {{QStringLiteral("pgbouncer.version"), version},
            {QStringLiteral("pgbouncer.state"),
             state.isEmpty() ? PgBouncer::tr("not told by this version") : state},
            {QStringLiteral("pgbouncer.databases"), databases.size()},
            {QStringLiteral("pgbouncer.pools"), pools.size()},
            {QStringLiteral("pgbouncer.clients_active"), clients},
            {QStringLiteral("pgbouncer.clients_waiting"), waiting},
            {QStringLiteral("pgbouncer.servers_active"), active},
            {QStringLiteral("pgbouncer.longest_wait_seconds"), longest}};
}

QList<Sample> PgBouncerPools::samples() const
{
    QList<Sample> samples = totals;
    for (const Pool &pool : pools.first(std::min(pools.size(), kPools))) {
        const Labels labels = labelsOf(pool.database, pool.user);
        samples +=
            {gauge("pgbouncer_pools_client_active_connections", pool.clientsActive, labels),
             gauge("pgbouncer_pools_client_waiting_connections", pool.clientsWaiting, labels),
             gauge("pgbouncer_pools_server_active_connections", pool.serversActive, labels),
             gauge("pgbouncer_pools_server_idle_connections", pool.serversIdle, labels),
             gauge("pgbouncer_pools_server_login_connections", pool.serversLogin, labels),
             gauge("pgbouncer_pools_client_maxwait_seconds", pool.maxWait, labels)};
    }
    for (const Database &database : databases.first(std::min(databases.size(), kPools))) {
        const Labels labels = labelsOf(database.name);
        samples += {gauge("pgbouncer_databases_pool_size", database.poolSize, labels),
                    gauge("pgbouncer_databases_current_connections", database.connections, labels)};
    }
    return samples;
}

ParameterSchema PgBouncerLimits::schema()
{
    using T = ParameterType;
    ParameterSchema all{parameter(
        "databases", T::StringList,
        PgBouncer::tr("Databases to judge, each of which must be there; all when absent."))};
    all += limitParameters("wait", T::Duration,
                           PgBouncer::tr("How long a client may wait for a connection"),
                           qint64(1000), qint64(30'000));
    all += limitParameters("waiting", T::Integer,
                           PgBouncer::tr("Clients of a pool that wait at once"));
    all += limitParameters("use", T::Number,
                           PgBouncer::tr("Share of a pool's connections that clients use"), 0.95,
                           {}, Limits::Side::Above, 1.0);
    return all;
}

QList<ParameterFinding> PgBouncerLimits::findings(const QVariantMap &values)
{
    return limitFindings(values, {"wait", "waiting", "use"});
}

PgBouncerLimits PgBouncerLimits::from(const Parameters &parameters)
{
    return {parameters.list("databases"), Limits::from(parameters, "wait"),
            Limits::from(parameters, "waiting"), Limits::from(parameters, "use")};
}

Findings judgePgBouncer(const PgBouncerPools &pools, const PgBouncerLimits &limits,
                        const QString &where)
{
    Findings findings;
    if (!pools.state.isEmpty() && pools.state != QLatin1String("active"))
        findings.add(CheckStatus::Critical, ErrorKind::Status,
                     PgBouncer::tr("PgBouncer %1 is %2: it serves no client.")
                         .arg(where, pools.state == QLatin1String("paused")
                                         ? PgBouncer::tr("paused")
                                         : PgBouncer::tr("suspended")),
                     PgBouncer::tr("Clients wait until it is resumed. Try: RESUME in its console."),
                     pools.state);
    for (const QString &name : limits.databases) {
        if (pools.database(name) == nullptr)
            findings.add(CheckStatus::Critical, ErrorKind::NotFound,
                         PgBouncer::tr("PgBouncer %1 has no database %2.").arg(where, name),
                         PgBouncer::tr("Try: [databases] in pgbouncer.ini, then RELOAD."), name);
    }
    for (const PgBouncerPools::Database &database : pools.databases) {
        if (limits.databases.isEmpty() || limits.databases.contains(database.name))
            judgeDatabase(pools, database, limits, where, findings);
    }
    return findings;
}

} // namespace opsdeck
