// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/cleantext.h"
#include "services/probes/exposition/metricpack.h"
#include "services/probes/exposition/scrapeprobe.h"
#include "services/probes/kinds.h"

#include <QCoreApplication>

#include <cmath>

namespace opsdeck {

namespace {

constexpr double kLookupsWorthJudging = 1000; ///< of pages between two checks
constexpr int kServers = 32;                  ///< behind one exporter that are looked at

class PostgresExporter
{
    Q_DECLARE_TR_FUNCTIONS(PostgresExporter)
};

const QString &serverLabel()
{
    static const QString label = QStringLiteral("server");
    return label;
}

QString counterKey(const char *metric, const Sample &sample)
{
    return QStringLiteral("%1 %2 %3")
        .arg(QLatin1String(metric), sample.labels.value(serverLabel()),
             sample.labels.value(QStringLiteral("datname")));
}

/// One server of those behind the exporter; newer exporters have but one and do not name it.
class Server
{
public:
    Server(PackView &view, const CounterRise &rise, const QString &name)
        : m_view(view)
        , m_page(view.page)
        , m_rise(rise)
        , m_labels(name.isEmpty() ? Labels() : Labels{{serverLabel(), name}})
        , m_where(name.isEmpty() ? PostgresExporter::tr("The PostgreSQL behind %1").arg(view.where)
                                 : PostgresExporter::tr("PostgreSQL %1").arg(cleanText(name, 80)))
    {}

    void look();

private:
    void connections();
    void transactions();
    void cache();
    void troubles();
    void replication();
    void archive();
    /// How far the counters of all databases rose together; nothing when none is known.
    std::optional<double> risen(const char *metric) const;

    Limits limits(const char *name, Limits::Side side = Limits::Side::Above) const
    {
        return Limits::from(m_view.parameters, name, side);
    }

    PackView &m_view;
    const MetricPage &m_page;
    const CounterRise &m_rise;
    Labels m_labels;
    QString m_where;
};

void Server::look()
{
    connections();
    transactions();
    cache();
    troubles();
    replication();
    archive();
}

std::optional<double> Server::risen(const char *metric) const
{
    std::optional<double> all;
    for (const Sample &sample : m_page.all(metric)) {
        if (!containsLabels(sample.labels, m_labels))
            continue;
        if (const std::optional<double> rise = m_rise.of(counterKey(metric, sample)))
            all = all.value_or(0) + *rise;
    }
    return all;
}

void Server::connections()
{
    std::optional<double> used = m_page.sum("pg_stat_activity_count", m_labels);
    if (!used)
        used = m_page.sum("pg_stat_database_numbackends", m_labels);
    const double all =
        m_page.value("pg_settings_max_connections", m_labels).value_or(0)
        - m_page.value("pg_settings_superuser_reserved_connections", m_labels).value_or(0);
    if (!used || all <= 0)
        return;
    const double share = *used / all;
    m_view.gauge("pg_connections_used_ratio", share, m_labels);
    m_view.summary.append(
        PostgresExporter::tr("%1 of %2 connections").arg(countText(*used), countText(all)));
    const Limits connectionLimits = limits("connections");
    const CheckStatus status = connectionLimits.judge(share);
    m_view.judge(status,
                 PostgresExporter::tr("%1 has %2 of %3 connections in use, limit %4.")
                     .arg(m_where, countText(*used), countText(all),
                          percentText(connectionLimits.passed(status))),
                 PostgresExporter::tr("Try: who holds them (pg_stat_activity), or a pool."),
                 QStringLiteral("%1/%2").arg(countText(*used), countText(all)));
}

void Server::transactions()
{
    double longest = 0;
    for (const Sample &sample : m_page.all("pg_stat_activity_max_tx_duration")) {
        if (containsLabels(sample.labels, m_labels))
            longest = std::max(longest, sample.value);
    }
    if (!m_page.has("pg_stat_activity_max_tx_duration"))
        return;
    m_view.gauge("pg_longest_transaction_seconds", longest, m_labels);
    const Limits transactionLimits = limits("transaction");
    const CheckStatus status = transactionLimits.judge(longest * 1000);
    m_view.judge(status,
                 PostgresExporter::tr("%1 has a transaction that is open for %2, limit %3.")
                     .arg(m_where, secondsText(longest),
                          secondsText(transactionLimits.passed(status) / 1000)),
                 PostgresExporter::tr("It keeps dead rows from being cleaned and may hold locks. "
                                      "Try: end what has forgotten it (pg_stat_activity)."),
                 secondsText(longest));
}

void Server::cache()
{
    const std::optional<double> hits = risen("pg_stat_database_blks_hit");
    const std::optional<double> reads = risen("pg_stat_database_blks_read");
    if (!hits || !reads || *hits + *reads < kLookupsWorthJudging)
        return;
    const double rate = *hits / (*hits + *reads);
    m_view.gauge("pg_cache_hit_ratio", rate, m_labels);
    m_view.summary.append(PostgresExporter::tr("cache hit %1").arg(percentText(rate)));
    const Limits hitLimits = limits("cache_hit", Limits::Side::Below);
    const CheckStatus status = hitLimits.judge(rate);
    m_view.judge(
        status,
        PostgresExporter::tr("%1 finds %2 of the pages it looks for in its cache, limit %3.")
            .arg(m_where, percentText(rate), percentText(hitLimits.passed(status))),
        PostgresExporter::tr("Since the last check. Try: shared_buffers, and the "
                             "statements that read most (pg_stat_statements)."),
        percentText(rate));
}

void Server::troubles()
{
    const double locked = risen("pg_stat_database_deadlocks").value_or(0);
    const Limits deadlockLimits = limits("deadlocks");
    m_view.judge(deadlockLimits.judge(locked),
                 PostgresExporter::tr("%1 has ended %n deadlock(s) since the last check.", nullptr,
                                      static_cast<int>(std::min(locked, 1e6)))
                     .arg(m_where),
                 PostgresExporter::tr("Each has cost somebody a transaction. Try: its log names "
                                      "both sides."),
                 PostgresExporter::tr("deadlocks"));
    if (const std::optional<double> size = m_page.sum("pg_database_size_bytes", m_labels))
        m_view.gauge("pg_databases_size_bytes", *size, m_labels);
}

void Server::replication()
{
    const bool isPrimary = m_page.value("pg_replication_is_replica", m_labels).value_or(1) <= 0;
    std::optional<double> lag = m_page.value("pg_replication_lag_seconds", m_labels);
    if (!lag)
        lag = m_page.value("pg_replication_lag", m_labels);
    if (lag && !isPrimary) {
        m_view.gauge("pg_replication_lag_seconds", *lag, m_labels);
        const Limits lagLimits = limits("replication_lag");
        const CheckStatus status = lagLimits.judge(*lag * 1000);
        m_view.judge(
            status,
            PostgresExporter::tr("%1 is %2 behind its primary, limit %3.")
                .arg(m_where, secondsText(*lag), secondsText(lagLimits.passed(status) / 1000)),
            PostgresExporter::tr("It serves old rows. A primary that writes nothing looks "
                                 "the same. Try: pg_stat_replication on the primary."),
            secondsText(*lag));
    }
    const Limits byteLimits = limits("replication_bytes");
    for (const Sample &sample : m_page.all("pg_stat_replication_pg_wal_lsn_diff")) {
        if (!containsLabels(sample.labels, m_labels))
            continue;
        const QString standby =
            cleanText(sample.labels.value(QStringLiteral("application_name")), 60);
        m_view.gauge("pg_standby_behind_bytes", sample.value,
                     {{QStringLiteral("application_name"), standby}});
        const CheckStatus status = byteLimits.judge(sample.value);
        m_view.judge(status,
                     PostgresExporter::tr("The standby %1 is %2 of WAL behind, limit %3.")
                         .arg(standby, sizeText(sample.value), sizeText(byteLimits.passed(status))),
                     PostgresExporter::tr("Try: the standby's load, and the network to it."),
                     sizeText(sample.value));
    }
    const Limits slotLimits = limits("slot_retained");
    for (const Sample &sample : m_page.all("pg_replication_slots_pg_wal_lsn_diff")) {
        if (!containsLabels(sample.labels, m_labels))
            continue;
        const CheckStatus status = slotLimits.judge(sample.value);
        m_view.judge(
            status,
            PostgresExporter::tr("The replication slot %1 keeps %2 of WAL, limit %3.")
                .arg(cleanText(sample.labels.value(QStringLiteral("slot_name")), 60),
                     sizeText(sample.value), sizeText(slotLimits.passed(status))),
            PostgresExporter::tr("It fills the disk until somebody reads it. Try: its reader, or "
                                 "pg_drop_replication_slot()."),
            sizeText(sample.value));
    }
}

void Server::archive()
{
    const double failed = risen("pg_stat_archiver_failed_count").value_or(0);
    if (failed > 0)
        m_view.findings.add(
            CheckStatus::Warning, ErrorKind::Condition,
            PostgresExporter::tr("%1 has failed %2 times to archive its WAL since the last check.")
                .arg(m_where, countText(failed)),
            PostgresExporter::tr("A restore would end before that. Try: archive_command and the "
                                 "place it writes to."),
            PostgresExporter::tr("archive"));
    const std::optional<double> age = m_page.value("pg_stat_archiver_last_archive_age", m_labels);
    if (!age)
        return;
    const Limits ageLimits = limits("archive_age");
    const CheckStatus status = ageLimits.judge(*age * 1000);
    m_view.judge(status,
                 PostgresExporter::tr("%1 has archived its last WAL %2 ago, limit %3.")
                     .arg(m_where, secondsText(*age), secondsText(ageLimits.passed(status) / 1000)),
                 PostgresExporter::tr("Try: archive_command, and archive_timeout when little is "
                                      "written."),
                 secondsText(*age));
}

constexpr std::initializer_list<const char *> kCounters{
    "pg_stat_database_blks_hit", "pg_stat_database_blks_read", "pg_stat_database_deadlocks",
    "pg_stat_archiver_failed_count"};

std::optional<Error> serverError(const PackView &view)
{
    const std::optional<double> up = view.page.value("pg_up");
    if (!up)
        return neterror::garbage(PostgresExporter::tr("%1 answers with metrics, but not with those "
                                                      "of a PostgreSQL exporter.")
                                     .arg(view.where));
    for (const Sample &sample : view.page.all("pg_up")) {
        if (sample.value <= 0)
            return Error{
                ErrorKind::Status,
                PostgresExporter::tr("The exporter on %1 does not reach its PostgreSQL.")
                    .arg(view.where),
                PostgresExporter::tr("PostgreSQL is down, or refuses the exporter. Try: PostgreSQL "
                                     "itself, then the exporter's log."),
                {}};
    }
    return std::nullopt;
}

void look(PackView &view)
{
    view.error = serverError(view);
    if (view.error)
        return;
    if (view.page.value("pg_exporter_last_scrape_error").value_or(0) > 0)
        view.findings.add(
            CheckStatus::Warning, ErrorKind::Status,
            PostgresExporter::tr("The exporter on %1 could not read all it was asked for.")
                .arg(view.where),
            PostgresExporter::tr("Some figures are missing or old. Try: the exporter's log, and "
                                 "the role pg_monitor for its user."),
            PostgresExporter::tr("incomplete"));
    QMap<QString, double> counters;
    for (const char *metric : kCounters) {
        for (const Sample &sample : view.page.all(metric))
            counters.insert(counterKey(metric, sample), sample.value);
    }
    const double start = view.page.value("pg_postmaster_start_time_seconds").value_or(0);
    const CounterRise rise = view.rise(QString::number(start, 'f', 0), counters);
    QStringList servers;
    for (const char *metric : {"pg_settings_max_connections", "pg_stat_database_numbackends"}) {
        for (const Sample &sample : view.page.all(metric)) {
            const QString name = sample.labels.value(serverLabel());
            if (!servers.contains(name) && servers.size() < kServers)
                servers.append(name);
        }
    }
    // The label is missing on what newer collectors write beside what older ones do.
    if (servers.size() > 1)
        servers.removeAll(QString());
    if (servers.isEmpty())
        servers.append(QString());
    for (const QString &server : servers)
        Server(view, rise, servers.size() > 1 ? server : QString()).look();
}

ParameterSchema parameters()
{
    using T = ParameterType;
    const auto above = Limits::Side::Above;
    ParameterSchema all;
    all += limitParameters(
        "connections", T::Number,
        PostgresExporter::tr("Share of the connections for ordinary users that are in use"), 0.8,
        0.95, above, 1.0);
    all += limitParameters("transaction", T::Duration,
                           PostgresExporter::tr("Age of the longest open transaction"),
                           qint64(300'000));
    all += limitParameters("cache_hit", T::Number,
                           PostgresExporter::tr("Share of page lookups that the cache answers"), {},
                           {}, Limits::Side::Below, 1.0);
    all += limitParameters("deadlocks", T::Integer,
                           PostgresExporter::tr("Deadlocks since the last check"), 0);
    all += limitParameters("replication_lag", T::Duration,
                           PostgresExporter::tr("How far a standby may be behind in time"),
                           qint64(30'000), qint64(300'000));
    all += limitParameters("replication_bytes", T::ByteSize,
                           PostgresExporter::tr("How far a standby may be behind in WAL"));
    all += limitParameters(
        "slot_retained", T::ByteSize,
        PostgresExporter::tr("WAL that a replication slot may keep which nobody reads"),
        qint64(1) << 30);
    all += limitParameters("archive_age", T::Duration,
                           PostgresExporter::tr("Age of the last archived WAL"));
    return all;
}

QList<ParameterFinding> findings(const QVariantMap &values)
{
    return ScrapeProbe::findings(values)
           + limitFindings(values,
                           {"connections", "transaction", "deadlocks", "replication_lag",
                            "replication_bytes", "slot_retained", "archive_age"},
                           {"cache_hit"});
}

} // namespace

const MetricPack &postgresExporterPack()
{
    static const MetricPack pack{
        "postgres-exporter",
        QT_TRANSLATE_NOOP("ProbeKind", "PostgreSQL exporter"),
        parameters,
        findings,
        {QStringLiteral("pg_up"), QStringLiteral("pg_exporter_last_scrape_error"),
         QStringLiteral("pg_postmaster_start_time_seconds"),
         QStringLiteral("pg_settings_max_connections"),
         QStringLiteral("pg_settings_superuser_reserved_connections"),
         QStringLiteral("pg_stat_activity_count"),
         QStringLiteral("pg_stat_activity_max_tx_duration"),
         QStringLiteral("pg_stat_database_numbackends"),
         QStringLiteral("pg_stat_database_blks_hit"), QStringLiteral("pg_stat_database_blks_read"),
         QStringLiteral("pg_stat_database_deadlocks"), QStringLiteral("pg_database_size_bytes"),
         QStringLiteral("pg_replication_is_replica"), QStringLiteral("pg_replication_lag"),
         QStringLiteral("pg_replication_lag_seconds"),
         QStringLiteral("pg_stat_replication_pg_wal_lsn_diff"),
         QStringLiteral("pg_replication_slots_pg_wal_lsn_diff"),
         QStringLiteral("pg_stat_archiver_failed_count"),
         QStringLiteral("pg_stat_archiver_last_archive_age")},
        look};
    return pack;
}

ProbeKind postgresExporterProbeKind()
{
    return packProbeKind<postgresExporterPack>();
}

} // namespace opsdeck
