// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/goldenrules.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <utility>

namespace opsdeck {

namespace {

using enum Golden;
using enum GoldenReading;

/// A counter unseen for this long begins anew.
constexpr qint64 kCounterKeptMs = 3'600'000;

// clang-format off
constexpr GoldenRule kRules[] = {
    // What its clients wait for, by its own account: beside the time that a check takes.
    {Latency, "*http_request_duration_seconds_sum", MeanTime, Unit::Seconds, QT_TRANSLATE_NOOP("GoldenRules", "mean of its requests"), "*http_request_duration_seconds_count"},
    {Latency, "http_server_requests_seconds_sum", MeanTime, Unit::Seconds, QT_TRANSLATE_NOOP("GoldenRules", "mean of its requests"), "http_server_requests_seconds_count"},
    {Latency, "celery_task_runtime_seconds", Highest, Unit::Seconds, QT_TRANSLATE_NOOP("GoldenRules", "mean of its tasks")},

    {Traffic, "*http_requests_total", Rate, Unit::PerSecond, QT_TRANSLATE_NOOP("GoldenRules", "requests")},
    {Traffic, "http_server_requests_seconds_count", Rate, Unit::PerSecond, QT_TRANSLATE_NOOP("GoldenRules", "requests")},
    {Traffic, "*http_request_duration_seconds_count", Rate, Unit::PerSecond, QT_TRANSLATE_NOOP("GoldenRules", "requests")},
    {Traffic, "pgbouncer_stats_queries_pooled_total", Rate, Unit::PerSecond, QT_TRANSLATE_NOOP("GoldenRules", "queries")},
    {Traffic, "pg_stat_database_xact_commit", Rate, Unit::PerSecond, QT_TRANSLATE_NOOP("GoldenRules", "transactions")},
    {Traffic, "redis_commands_processed_total", Rate, Unit::PerSecond, QT_TRANSLATE_NOOP("GoldenRules", "commands")},
    {Traffic, "redis_instantaneous_ops_per_sec", Sum, Unit::PerSecond, QT_TRANSLATE_NOOP("GoldenRules", "commands")},
    {Traffic, "celery_tasks_processed_total", Rate, Unit::PerSecond, QT_TRANSLATE_NOOP("GoldenRules", "tasks")},
    {Traffic, "docker_container_network_receive_bytes_total", Rate, Unit::BytesPerSecond, QT_TRANSLATE_NOOP("GoldenRules", "received by its containers")},
    {Traffic, "container_network_receive_bytes_total", Rate, Unit::BytesPerSecond, QT_TRANSLATE_NOOP("GoldenRules", "received by its containers")},
    {Traffic, "node_network_receive_bytes_total", Rate, Unit::BytesPerSecond, QT_TRANSLATE_NOOP("GoldenRules", "received by its devices")},

    {Errors, "*http_requests_total", RateShare, Unit::Ratio, QT_TRANSLATE_NOOP("GoldenRules", "of its requests, answered 5xx"), "*http_requests_total", false, true},
    {Errors, "http_server_requests_seconds_count", RateShare, Unit::Ratio, QT_TRANSLATE_NOOP("GoldenRules", "of its requests, answered 5xx"), "http_server_requests_seconds_count", false, true},
    {Errors, "*http_request_duration_seconds_count", RateShare, Unit::Ratio, QT_TRANSLATE_NOOP("GoldenRules", "of its requests, answered 5xx"), "*http_request_duration_seconds_count", false, true},
    {Errors, "pg_stat_database_xact_rollback", RateShare, Unit::Ratio, QT_TRANSLATE_NOOP("GoldenRules", "of its transactions, rolled back"), "pg_stat_database_xact_commit", true},
    {Errors, "redis_rejected_connections_total", RateShare, Unit::Ratio, QT_TRANSLATE_NOOP("GoldenRules", "of its connections, refused"), "redis_connections_received_total", true},

    // What has a limit: the fullest of them is shown.
    {Saturation, "pg_connections_used_ratio", Highest, Unit::Ratio, QT_TRANSLATE_NOOP("GoldenRules", "connections")},
    {Saturation, "pg_stat_activity_connections", Share, Unit::Ratio, QT_TRANSLATE_NOOP("GoldenRules", "connections"), "pg_settings_max_connections"},
    {Saturation, "pgbouncer_databases_current_connections", Share, Unit::Ratio, QT_TRANSLATE_NOOP("GoldenRules", "connections of its pool"), "pgbouncer_databases_pool_size"},
    {Saturation, "redis_clients_used_ratio", Highest, Unit::Ratio, QT_TRANSLATE_NOOP("GoldenRules", "connections")},
    {Saturation, "redis_connected_clients", Share, Unit::Ratio, QT_TRANSLATE_NOOP("GoldenRules", "connections"), "redis_config_maxclients"},
    {Saturation, "redis_memory_used_ratio", Highest, Unit::Ratio, QT_TRANSLATE_NOOP("GoldenRules", "memory")},
    {Saturation, "docker_container_memory_ratio", Highest, Unit::Ratio, QT_TRANSLATE_NOOP("GoldenRules", "memory")},
    {Saturation, "docker_container_cpu_ratio", Highest, Unit::Ratio, QT_TRANSLATE_NOOP("GoldenRules", "CPU")},
    {Saturation, "container_memory_limit_ratio", Highest, Unit::Ratio, QT_TRANSLATE_NOOP("GoldenRules", "memory")},
    {Saturation, "container_cpu_limit_ratio", Highest, Unit::Ratio, QT_TRANSLATE_NOOP("GoldenRules", "CPU")},
    {Saturation, "node_memory_used_ratio", Highest, Unit::Ratio, QT_TRANSLATE_NOOP("GoldenRules", "memory")},
    {Saturation, "node_cpu_busy_ratio", Highest, Unit::Ratio, QT_TRANSLATE_NOOP("GoldenRules", "CPU")},
    {Saturation, "node_filesystem_used_ratio", Highest, Unit::Ratio, QT_TRANSLATE_NOOP("GoldenRules", "disk")},
    {Saturation, "node_filefd_used_ratio", Highest, Unit::Ratio, QT_TRANSLATE_NOOP("GoldenRules", "open files")},
    {Saturation, "node_nf_conntrack_used_ratio", Highest, Unit::Ratio, QT_TRANSLATE_NOOP("GoldenRules", "tracked connections")},
    {Saturation, "host_memory_used_ratio", Highest, Unit::Ratio, QT_TRANSLATE_NOOP("GoldenRules", "memory")},
    {Saturation, "host_disk_used_ratio", Highest, Unit::Ratio, QT_TRANSLATE_NOOP("GoldenRules", "disk")},
    {Saturation, "proxmox_memory_ratio", Highest, Unit::Ratio, QT_TRANSLATE_NOOP("GoldenRules", "memory")},
    {Saturation, "proxmox_cpu_ratio", Highest, Unit::Ratio, QT_TRANSLATE_NOOP("GoldenRules", "CPU")},
    {Saturation, "proxmox_storage_ratio", Highest, Unit::Ratio, QT_TRANSLATE_NOOP("GoldenRules", "disk")},
    {Saturation, "proxmox_rootfs_ratio", Highest, Unit::Ratio, QT_TRANSLATE_NOOP("GoldenRules", "root disk")},
    {Saturation, "process_open_fds", Share, Unit::Ratio, QT_TRANSLATE_NOOP("GoldenRules", "open files"), "process_max_fds"},
    // What waits has no limit by itself.
    {Saturation, "pgbouncer_pools_client_waiting_connections", Sum, Unit::Count, QT_TRANSLATE_NOOP("GoldenRules", "clients waiting")},
    {Saturation, "celery_queue_length", Sum, Unit::Count, QT_TRANSLATE_NOOP("GoldenRules", "tasks waiting")},
    {Saturation, "nginx_connections_waiting", Sum, Unit::Count, QT_TRANSLATE_NOOP("GoldenRules", "connections waiting")},
};

/// The nearest to those who use it first.
constexpr const char *kAsking[] = {"http", "suite", "postgres", "redis", "smtp", "dns", "pgbouncer", "elasticsearch", "minio", "loki", "grafana", "kibana", "jaeger", "prometheus-server", "alertmanager", "proxmox", "postgres-stats", "tcp", "tls", "prometheus"};
/// They ask another about it.
constexpr const char *kAskingOthers[] = {"docker", "celery", "ssh", "command", "backup", "dead-man", "external"};
/// Labels of which the value tells how a request was answered.
constexpr const char *kStatusLabels[] = {"status", "code", "status_code", "http_status"};
/// Labels that name one of several.
constexpr const char *kNaming[] = {"instance", "name", "mountpoint", "mount", "database", "storage", "device", "queue"};
// clang-format on

bool isMatch(const char *pattern, const QString &name)
{
    return *pattern == '*' ? name.endsWith(QLatin1String(pattern + 1))
                           : name == QLatin1String(pattern);
}

/// "503", "5xx"; empty when no label tells it.
QString statusOf(const Labels &labels)
{
    for (const char *name : kStatusLabels) {
        if (const QString status = labels.value(QLatin1String(name)); !status.isEmpty())
            return status;
    }
    return {};
}

QString whoOf(const Labels &labels)
{
    for (const char *name : kNaming) {
        if (const QString who = labels.value(QLatin1String(name)); !who.isEmpty())
            return who;
    }
    return {};
}

/// Of all counters of that name together; NaN when none has a rate yet, or one began anew.
/// `knownMs`: see CounterRates::next().
double rateOf(const QList<Sample> &samples, const char *metric, bool isFailed, qint64 timeMs,
              CounterRates &rates, qint64 knownMs = 0)
{
    double sum = std::nan("");
    bool isWhole = true;
    for (const Sample &sample : samples) {
        if (!isMatch(metric, sample.metric) || std::isnan(sample.value))
            continue;
        if (isFailed && !statusOf(sample.labels).startsWith(QLatin1Char('5')))
            continue;
        Labels labels = sample.labels;
        labels.insert(QStringLiteral("__name__"), sample.metric);
        const bool isKnown = rates.knows(labels);
        const double own = rates.next(labels, {timeMs, sample.value}, knownMs);
        isWhole = isWhole && !(isKnown && std::isnan(own));
        sum = std::isnan(sum) ? own : std::isnan(own) ? sum : sum + own;
    }
    rates.forget(timeMs - kCounterKeptMs);
    return isWhole ? sum : std::nan("");
}

template <size_t N>
int placeIn(const char *const (&words)[N], const QString &word)
{
    const auto found = std::find_if(std::begin(words), std::end(words),
                                    [&](const char *each) { return word == QLatin1String(each); });
    return static_cast<int>(found - std::begin(words));
}

} // namespace

std::span<const GoldenRule> goldenRules()
{
    return kRules;
}

QString whatText(const GoldenRule &rule)
{
    return QCoreApplication::translate("GoldenRules", rule.what);
}

bool isNamed(const GoldenRule &rule, const QString &metric)
{
    return isMatch(rule.metric, metric);
}

bool asksAnother(const QString &kind)
{
    return placeIn(kAskingOthers, kind) < static_cast<int>(std::size(kAskingOthers));
}

int latencyRank(const QString &kind)
{
    const int known = static_cast<int>(std::size(kAsking));
    return asksAnother(kind) ? known + 1 + placeIn(kAskingOthers, kind) : placeIn(kAsking, kind);
}

std::optional<GoldenReader::Figure> GoldenReader::highest(const QList<Sample> &samples) const
{
    const bool isShare = m_rule->reading == Share;
    const auto limitOf = [&](const Sample &of) -> double {
        const auto limit = std::find_if(samples.cbegin(), samples.cend(), [&](const Sample &each) {
            return isMatch(m_rule->of, each.metric) && each.labels == of.labels;
        });
        return limit == samples.cend() ? std::nan("") : limit->value;
    };
    std::optional<Figure> found;
    for (const Sample &sample : samples) {
        if (!isMatch(m_rule->metric, sample.metric) || std::isnan(sample.value))
            continue;
        const double limit = isShare ? limitOf(sample) : 1;
        // Without a limit, or with none that could be reached, it fills nothing.
        if (std::isnan(limit) || limit <= 0)
            continue;
        if (!found || sample.value / limit > found->value)
            found = Figure{sample.value / limit, whoOf(sample.labels)};
    }
    return found;
}

std::optional<GoldenReader::Figure> GoldenReader::next(const QList<Sample> &samples, qint64 timeMs)
{
    const auto told = [](double value) {
        return std::isnan(value) ? std::nullopt : std::optional(Figure{value, {}});
    };
    switch (m_rule->reading) {
    case Highest:
    case Share:
        return highest(samples);
    case Sum: {
        double sum = std::nan("");
        for (const Sample &sample : samples) {
            if (isMatch(m_rule->metric, sample.metric) && !std::isnan(sample.value))
                sum = std::isnan(sum) ? sample.value : sum + sample.value;
        }
        return told(sum);
    }
    case Rate:
        return told(rateOf(samples, m_rule->metric, false, timeMs, m_rates));
    case MeanTime: {
        const double time = rateOf(samples, m_rule->metric, false, timeMs, m_rates);
        const double number = rateOf(samples, m_rule->of, false, timeMs, m_allRates);
        return number > 0 ? told(time / number) : std::nullopt;
    }
    case RateShare:
        break;
    }
    const bool tellsStatus =
        !m_rule->isByStatus
        || std::any_of(samples.cbegin(), samples.cend(), [this](const Sample &sample) {
               return isMatch(m_rule->metric, sample.metric) && !statusOf(sample.labels).isEmpty();
           });
    if (!tellsStatus)
        return std::nullopt;
    // Clients make a counter when they first count: the first failures are all of it.
    const qint64 before = std::exchange(m_knownMs, timeMs);
    const qint64 known = timeMs - before < kCounterKeptMs ? before : 0;
    double part = rateOf(samples, m_rule->metric, m_rule->isByStatus, timeMs, m_rates, known);
    const double other = rateOf(samples, m_rule->of, false, timeMs, m_allRates, known);
    // Nothing has failed so far: there is no such counter yet.
    const bool hasFailed =
        std::any_of(samples.cbegin(), samples.cend(), [this](const Sample &sample) {
            return isMatch(m_rule->metric, sample.metric)
                   && statusOf(sample.labels).startsWith(QLatin1Char('5'));
        });
    if (std::isnan(part) && m_rule->isByStatus && known != 0 && !hasFailed)
        part = 0;
    const double all = m_rule->isRest ? part + other : other;
    return all > 0 ? told(part / all) : std::nullopt;
}

} // namespace opsdeck
