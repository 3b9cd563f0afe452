// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/redis/redisinfo.h"

#include "services/base/cleantext.h"

#include <array>

namespace opsdeck {

namespace {

constexpr int kShown = 120;
constexpr qsizetype kDatabases = 64;

struct Row
{
    const char *name;
    const char *metric;
    MetricType type;
};

constexpr std::array<Row, 22> kSamples{{
    {"used_memory", "redis_memory_used_bytes", MetricType::Gauge},
    {"used_memory_rss", "redis_memory_used_rss_bytes", MetricType::Gauge},
    {"maxmemory", "redis_memory_max_bytes", MetricType::Gauge},
    {"mem_fragmentation_ratio", "redis_mem_fragmentation_ratio", MetricType::Gauge},
    {"connected_clients", "redis_connected_clients", MetricType::Gauge},
    {"blocked_clients", "redis_blocked_clients", MetricType::Gauge},
    {"maxclients", "redis_config_maxclients", MetricType::Gauge},
    {"instantaneous_ops_per_sec", "redis_instantaneous_ops_per_sec", MetricType::Gauge},
    {"total_commands_processed", "redis_commands_processed_total", MetricType::Counter},
    {"total_connections_received", "redis_connections_received_total", MetricType::Counter},
    {"rejected_connections", "redis_rejected_connections_total", MetricType::Counter},
    {"keyspace_hits", "redis_keyspace_hits_total", MetricType::Counter},
    {"keyspace_misses", "redis_keyspace_misses_total", MetricType::Counter},
    {"evicted_keys", "redis_evicted_keys_total", MetricType::Counter},
    {"expired_keys", "redis_expired_keys_total", MetricType::Counter},
    {"total_net_input_bytes", "redis_net_input_bytes_total", MetricType::Counter},
    {"total_net_output_bytes", "redis_net_output_bytes_total", MetricType::Counter},
    {"connected_slaves", "redis_connected_slaves", MetricType::Gauge},
    {"uptime_in_seconds", "redis_uptime_in_seconds", MetricType::Gauge},
    {"rdb_changes_since_last_save", "redis_rdb_changes_since_last_save", MetricType::Gauge},
    {"loading", "redis_loading_dump_file", MetricType::Gauge},
    {"master_last_io_seconds_ago", "redis_master_last_io_seconds_ago", MetricType::Gauge},
}};

constexpr std::array<std::pair<const char *, const char *>, 14> kFields{{
    {"redis_version", "redis.version"},
    {"role", "redis.role"},
    {"run_id", "redis.run_id"},
    {"used_memory", "redis.used_memory"},
    {"maxmemory", "redis.maxmemory"},
    {"connected_clients", "redis.connected_clients"},
    {"instantaneous_ops_per_sec", "redis.ops_per_second"},
    {"keyspace_hits", "redis.keyspace_hits"},
    {"keyspace_misses", "redis.keyspace_misses"},
    {"evicted_keys", "redis.evicted_keys"},
    {"uptime_in_seconds", "redis.uptime_seconds"},
    {"master_link_status", "redis.master_link_status"},
    {"rdb_last_bgsave_status", "redis.last_save"},
    {"aof_last_write_status", "redis.last_aof_write"},
}};

} // namespace

RedisInfo RedisInfo::parse(const QByteArray &text)
{
    RedisInfo info;
    for (const QByteArray &line : text.split('\n')) {
        const QByteArray trimmed = line.trimmed();
        const qsizetype colon = trimmed.indexOf(':');
        if (colon > 0 && !trimmed.startsWith('#'))
            info.m_values.insert(trimmed.left(colon), trimmed.mid(colon + 1));
    }
    return info;
}

QVariantMap RedisInfo::fields() const
{
    QVariantMap fields;
    for (const auto &[name, field] : kFields) {
        const auto it = m_values.constFind(name);
        if (it == m_values.cend())
            continue;
        bool isNumber = false;
        const qint64 number = it->toLongLong(&isNumber);
        fields.insert(QLatin1String(field),
                      isNumber ? QVariant(number) : QVariant(cleanText(*it, kShown)));
    }
    return fields;
}

QList<Sample> RedisInfo::samples() const
{
    QList<Sample> samples;
    for (const Row &row : kSamples) {
        bool isNumber = false;
        const double value = m_values.value(row.name).toDouble(&isNumber);
        if (isNumber)
            samples.append({QLatin1String(row.metric), {}, value, row.type});
    }
    // db0:keys=12,expires=3,avg_ttl=0
    for (qsizetype index = 0; index < kDatabases; ++index) {
        const QByteArray name = "db" + QByteArray::number(index);
        for (const QByteArray &part : m_values.value(name).split(',')) {
            bool isNumber = false;
            const double value = part.startsWith("keys=") ? part.mid(5).toDouble(&isNumber) : 0;
            if (isNumber)
                samples.append({QStringLiteral("redis_db_keys"),
                                {{QStringLiteral("db"), QString::fromLatin1(name)}},
                                value,
                                MetricType::Gauge});
        }
    }
    return samples;
}

} // namespace opsdeck
