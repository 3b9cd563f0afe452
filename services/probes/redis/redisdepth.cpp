// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/redis/redisdepth.h"

#include "services/base/cleantext.h"
#include "services/net/neterrors.h"
#include "services/probes/redis/redisrole.h"

#include <QCoreApplication>

#include <array>
#include <cmath>

namespace opsdeck {

namespace {

constexpr double kLookupsWorthJudging = 20;
constexpr int kReplicas = 32; ///< that are looked at

class RedisDepth
{
    Q_DECLARE_TR_FUNCTIONS(RedisDepth)
};

std::optional<double> numberIn(const QByteArray &text)
{
    bool isNumber = false;
    const double number = text.toDouble(&isNumber);
    return isNumber && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

std::optional<double> number(const RedisInfo &info, const char *name)
{
    return numberIn(info.value(name));
}

std::optional<double> share(const RedisInfo &info, const char *part, const char *whole)
{
    const std::optional<double> used = number(info, part);
    const std::optional<double> all = number(info, whole);
    if (!used || !all || !(*all > 0) || !std::isfinite(*used / *all))
        return std::nullopt;
    return *used / *all;
}

/// slave0:ip=10.0.0.2,port=6379,state=online,offset=42,lag=1
struct Replica
{
    QString name;
    QByteArray state;
    std::optional<double> lag;
};

QList<Replica> replicasIn(const RedisInfo &info)
{
    QList<Replica> replicas;
    for (int index = 0; index < kReplicas; ++index) {
        const QByteArray line = info.value(("slave" + QByteArray::number(index)).constData());
        if (line.isEmpty())
            break;
        QHash<QByteArray, QByteArray> parts;
        for (const QByteArray &part : line.split(',')) {
            const qsizetype sign = part.indexOf('=');
            if (sign > 0)
                parts.insert(part.left(sign), part.mid(sign + 1));
        }
        replicas.append({cleanText(parts.value("ip") + ':' + parts.value("port"), 60),
                         parts.value("state"), numberIn(parts.value("lag"))});
    }
    return replicas;
}

std::optional<double> hitRate(const RedisInfo &info, const CounterRise &rise)
{
    const std::optional<double> newHits = rise.of("keyspace_hits");
    const std::optional<double> newMisses = rise.of("keyspace_misses");
    const bool isRecent = newHits && newMisses;
    const double hits = isRecent ? *newHits : number(info, "keyspace_hits").value_or(0);
    const double all = hits + (isRecent ? *newMisses : number(info, "keyspace_misses").value_or(0));
    return all >= kLookupsWorthJudging ? std::optional(hits / all) : std::nullopt;
}

/// Seconds since the last RDB save; nothing when there was none.
std::optional<double> saveAge(const RedisInfo &info, qint64 nowMs)
{
    const std::optional<double> saved = number(info, "rdb_last_save_time");
    if (!saved || *saved <= 0)
        return std::nullopt;
    const std::optional<double> own = number(info, "server_time_usec");
    return std::max(0.0, (own ? *own / 1e6 : static_cast<double>(nowMs) / 1000.0) - *saved);
}

class Judge
{
public:
    Judge(const RedisInfo &info, const RedisLimits &limits, const CounterRise &rise,
          const QString &where, qint64 nowMs)
        : m_info(info)
        , m_limits(limits)
        , m_rise(rise)
        , m_where(where)
        , m_nowMs(nowMs)
    {}

    Findings judge()
    {
        // First: of what is equally bad it is what others suffer from.
        judgeRedisRole(m_info, m_limits.role, m_where, m_findings);
        link();
        disk();
        memory();
        clients();
        cache();
        return m_findings;
    }

private:
    void add(CheckStatus status, ErrorKind kind, const QString &message, const QString &advice,
             const QString &figure = {})
    {
        m_findings.add(status, kind, message, advice, figure);
    }

    void link();
    void disk();
    void memory();
    void clients();
    void cache();

    const RedisInfo &m_info;
    const RedisLimits &m_limits;
    const CounterRise &m_rise;
    const QString &m_where;
    qint64 m_nowMs;
    Findings m_findings;
};

void Judge::link()
{
    if (m_info.value("master_link_status") == "down") {
        add(CheckStatus::Warning, ErrorKind::Status,
            RedisDepth::tr("%1 is a replica that has lost its master.").arg(m_where),
            RedisDepth::tr(
                "It serves what it had. Try: the master, and the network between them."));
    } else if (const std::optional<double> silent = number(m_info, "master_last_io_seconds_ago");
               silent && *silent >= 0) {
        const CheckStatus status = m_limits.replicaLag.judge(*silent * 1000);
        add(status, ErrorKind::Condition,
            RedisDepth::tr("The replica %1 has heard nothing of its master for %2, limit %3.")
                .arg(m_where, secondsText(*silent),
                     secondsText(m_limits.replicaLag.passed(status) / 1000)),
            RedisDepth::tr("It serves what it had. Try: the master, and the network between them."),
            secondsText(*silent));
    }
    if (m_info.value("role") == "slave")
        return;
    const QList<Replica> replicas = replicasIn(m_info);
    double online = 0;
    for (const Replica &replica : replicas) {
        if (replica.state == "online")
            ++online;
        if (!replica.lag)
            continue;
        const CheckStatus status = m_limits.replicaLag.judge(*replica.lag * 1000);
        add(status, ErrorKind::Condition,
            RedisDepth::tr("The replica %1 of %2 is %3 behind, limit %4.")
                .arg(replica.name, m_where, secondsText(*replica.lag),
                     secondsText(m_limits.replicaLag.passed(status) / 1000)),
            RedisDepth::tr("Try: the replica's load, and the network to it."),
            secondsText(*replica.lag));
    }
    // Told only where min-replicas-to-write is set, which is not told itself but is at least 1.
    if (m_info.value("min_slaves_good_slaves") == "0")
        add(CheckStatus::Warning, ErrorKind::Condition,
            RedisDepth::tr("%1 takes no writes: no replica follows it closely enough.")
                .arg(m_where),
            RedisDepth::tr("Its min-replicas-to-write wants at least one, and writes are refused "
                           "with NOREPLICAS. Try: the replicas and the network to them."),
            RedisDepth::tr("no replicas"));
    if (m_limits.replicas && online < *m_limits.replicas)
        add(CheckStatus::Warning, ErrorKind::Condition,
            RedisDepth::tr("%1 has %2 of %3 replicas online.")
                .arg(m_where, countText(online), countText(*m_limits.replicas)),
            RedisDepth::tr("Try: the missing replica and the network to it."),
            QStringLiteral("%1/%2").arg(countText(online), countText(*m_limits.replicas)));
}

void Judge::disk()
{
    if (m_info.value("rdb_last_bgsave_status") == "err"
        || m_info.value("aof_last_write_status") == "err"
        || m_info.value("aof_last_bgrewrite_status") == "err")
        add(CheckStatus::Warning, ErrorKind::Status,
            RedisDepth::tr("%1 can't save to its disk.").arg(m_where),
            RedisDepth::tr("A restart would lose what is in memory. Try: space and rights in its "
                           "data directory."));
    const std::optional<double> age = saveAge(m_info, m_nowMs);
    if (!age || number(m_info, "rdb_changes_since_last_save").value_or(0) <= 0)
        return;
    const CheckStatus status = m_limits.saveAge.judge(*age * 1000);
    add(status, ErrorKind::Condition,
        RedisDepth::tr("%1 saved its data %2 ago, limit %3; changes since then: %4.")
            .arg(m_where, secondsText(*age), secondsText(m_limits.saveAge.passed(status) / 1000),
                 countText(number(m_info, "rdb_changes_since_last_save").value_or(0))),
        RedisDepth::tr("A restart would lose them, unless there is an append-only file. Try: save "
                       "in its configuration."),
        secondsText(*age));
}

void Judge::memory()
{
    const std::optional<double> used = share(m_info, "used_memory", "maxmemory");
    // With an eviction policy a cache is full by design.
    if (!used || m_info.value("maxmemory_policy") != "noeviction")
        return;
    const CheckStatus status = m_limits.memory.judge(*used);
    add(status, ErrorKind::Condition,
        RedisDepth::tr("%1 uses %2 of its memory of %3, limit %4.")
            .arg(m_where, percentText(*used), sizeText(number(m_info, "maxmemory").value_or(0)),
                 percentText(m_limits.memory.passed(status))),
        RedisDepth::tr("It evicts nothing: when it is full, writes are refused. Try: what grows "
                       "(MEMORY STATS), or a larger maxmemory."),
        percentText(*used));
}

void Judge::clients()
{
    if (const std::optional<double> used = share(m_info, "connected_clients", "maxclients")) {
        const CheckStatus status = m_limits.clients.judge(*used);
        const QString count = countText(number(m_info, "connected_clients").value_or(0));
        const QString all = countText(number(m_info, "maxclients").value_or(0));
        add(status, ErrorKind::Condition,
            RedisDepth::tr("%1 has %2 of %3 client slots in use, limit %4.")
                .arg(m_where, count, all, percentText(m_limits.clients.passed(status))),
            RedisDepth::tr("Try: what holds them (CLIENT LIST)."),
            QStringLiteral("%1/%2").arg(count, all));
    }
    if (const std::optional<double> rejected = m_rise.of("rejected_connections");
        rejected && *rejected > 0)
        add(CheckStatus::Warning, ErrorKind::Condition,
            RedisDepth::tr("%1 has turned away %2 connections since the last check.")
                .arg(m_where, countText(*rejected)),
            RedisDepth::tr("It had reached maxclients. Try: what holds the slots (CLIENT LIST)."),
            RedisDepth::tr("rejected"));
}

void Judge::cache()
{
    if (const std::optional<double> rate = hitRate(m_info, m_rise)) {
        const CheckStatus status = m_limits.hitRate.judge(*rate);
        add(status, ErrorKind::Condition,
            RedisDepth::tr("%1 finds %2 of the keys it is asked for, limit %3.")
                .arg(m_where, percentText(*rate), percentText(m_limits.hitRate.passed(status))),
            RedisDepth::tr("The cache was emptied, is too small, or its entries expire too soon."),
            percentText(*rate));
    }
    if (const std::optional<double> evictions = m_rise.perSecond("evicted_keys")) {
        const CheckStatus status = m_limits.evictions.judge(*evictions);
        add(status, ErrorKind::Condition,
            RedisDepth::tr("%1 evicts %2 keys a second, limit %3.")
                .arg(m_where, QString::number(*evictions, 'f', 1),
                     QString::number(m_limits.evictions.passed(status))),
            RedisDepth::tr(
                "Its memory is full. Try: a larger maxmemory, or shorter lives for its keys."),
            QStringLiteral("%1/s").arg(QString::number(*evictions, 'f', 0)));
    }
}

} // namespace

ParameterSchema RedisLimits::schema()
{
    using T = ParameterType;
    ParameterSchema all;
    all += limitParameters("memory", T::Number,
                           RedisDepth::tr("Share of maxmemory in use, where nothing is evicted"),
                           0.9, 0.98, Limits::Side::Above, 1.0);
    all += limitParameters("clients", T::Number, RedisDepth::tr("Share of maxclients in use"), 0.8,
                           0.95, Limits::Side::Above, 1.0);
    all += limitParameters(
        "hit_rate", T::Number,
        RedisDepth::tr("Share of lookups that find their key, since the last check"), {}, {},
        Limits::Side::Below, 1.0);
    all += limitParameters("evictions", T::Number,
                           RedisDepth::tr("Keys evicted a second since the last check"));
    all += limitParameters("save_age", T::Duration,
                           RedisDepth::tr("Age of the last save while there are changes"));
    all += limitParameters("replica_lag", T::Duration,
                           RedisDepth::tr("How long a replica may hear nothing of its master"),
                           qint64(30'000));
    all.append(redisRoleParameter());
    all.append(
        rangeParameter("replicas", T::Integer, 0, 1000,
                       RedisDepth::tr("So many replicas must be online; fewer is a warning."), {}));
    return all;
}

QList<ParameterFinding> RedisLimits::findings(const QVariantMap &values)
{
    return redisRoleFindings(values)
           + limitFindings(values, {"memory", "clients", "evictions", "save_age", "replica_lag"},
                           {"hit_rate"});
}

RedisLimits RedisLimits::from(const Parameters &parameters)
{
    return {Limits::from(parameters, "memory"),
            Limits::from(parameters, "clients"),
            Limits::from(parameters, "hit_rate", Limits::Side::Below),
            Limits::from(parameters, "evictions"),
            Limits::from(parameters, "save_age"),
            Limits::from(parameters, "replica_lag"),
            parameters.number("replicas"),
            parameters.text("role", redisAnyRole())};
}

QMap<QString, double> redisCounters(const RedisInfo &info)
{
    QMap<QString, double> counters;
    for (const char *name :
         {"keyspace_hits", "keyspace_misses", "evicted_keys", "rejected_connections"}) {
        if (const std::optional<double> value = number(info, name))
            counters.insert(QLatin1String(name), *value);
    }
    return counters;
}

QVariantMap redisDepthFields(const RedisInfo &info, const CounterRise &rise)
{
    QVariantMap fields;
    if (const std::optional<double> rate = hitRate(info, rise))
        fields.insert(QStringLiteral("redis.hit_rate"), *rate);
    if (const std::optional<double> used = share(info, "used_memory", "maxmemory"))
        fields.insert(QStringLiteral("redis.memory_used_ratio"), *used);
    if (const std::optional<double> evictions = rise.perSecond("evicted_keys"))
        fields.insert(QStringLiteral("redis.evictions_per_second"), *evictions);
    const QList<Replica> replicas = replicasIn(info);
    if (!replicas.isEmpty()) {
        QStringList texts;
        for (const Replica &replica : replicas)
            texts.append(QStringLiteral("%1 %2").arg(replica.name, cleanText(replica.state, 20)));
        fields.insert(QStringLiteral("redis.replicas"), texts.join(QStringLiteral(", ")));
    }
    return fields;
}

QList<Sample> redisDepthSamples(const RedisInfo &info, const CounterRise &rise)
{
    QList<Sample> samples;
    if (const std::optional<double> rate = hitRate(info, rise))
        samples.append({QStringLiteral("redis_hit_ratio"), {}, *rate, MetricType::Gauge});
    if (const std::optional<double> used = share(info, "used_memory", "maxmemory"))
        samples.append({QStringLiteral("redis_memory_used_ratio"), {}, *used, MetricType::Gauge});
    const auto status = [&](const char *name, const char *metric, const char *good) {
        const QByteArray value = info.value(name);
        if (!value.isEmpty())
            samples.append(
                {QLatin1String(metric), {}, value == good ? 1.0 : 0.0, MetricType::Gauge});
    };
    status("rdb_last_bgsave_status", "redis_rdb_last_bgsave_status", "ok");
    status("aof_last_write_status", "redis_aof_last_write_status", "ok");
    status("aof_enabled", "redis_aof_enabled", "1");
    status("master_link_status", "redis_master_link_up", "up");
    if (const std::optional<double> saved = number(info, "rdb_last_save_time"))
        samples.append({QStringLiteral("redis_rdb_last_save_timestamp_seconds"),
                        {},
                        *saved,
                        MetricType::Gauge});
    for (const Replica &replica : replicasIn(info)) {
        if (replica.lag)
            samples.append({QStringLiteral("redis_connected_slave_lag_seconds"),
                            {{QStringLiteral("slave"), replica.name}},
                            *replica.lag,
                            MetricType::Gauge});
    }
    return samples;
}

Findings judgeRedis(const RedisInfo &info, const RedisLimits &limits, const CounterRise &rise,
                    const QString &where, qint64 nowMs)
{
    return Judge(info, limits, rise, where, nowMs).judge();
}

} // namespace opsdeck
