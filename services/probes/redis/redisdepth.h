// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/probes/exposition/counterrise.h"
#include "services/probes/findings.h"
#include "services/probes/redis/redisinfo.h"

namespace opsdeck {

/// What a check holds against the figures of INFO.
struct RedisLimits
{
    Limits memory;     ///< share of maxmemory; judged where a full memory refuses writes
    Limits clients;    ///< share of maxclients
    Limits hitRate;    ///< ratio, below
    Limits evictions;  ///< keys a second
    Limits saveAge;    ///< ms, while there are unsaved changes
    Limits replicaLag; ///< ms
    std::optional<double> replicas;       ///< at least so many
    QString role = QStringLiteral("any"); ///< "any", "master" or "replica"

    static ParameterSchema schema();
    static QList<ParameterFinding> findings(const QVariantMap &values);
    static RedisLimits from(const Parameters &parameters);
};

/// The counters whose rise between two checks is judged.
QMap<QString, double> redisCounters(const RedisInfo &info);
/// Facts that are reckoned from INFO: "redis.hit_rate", "redis.memory_used_ratio"…
QVariantMap redisDepthFields(const RedisInfo &info, const CounterRise &rise);
QList<Sample> redisDepthSamples(const RedisInfo &info, const CounterRise &rise);
/// `nowMs`: UTC, for servers that do not tell their own time.
Findings judgeRedis(const RedisInfo &info, const RedisLimits &limits, const CounterRise &rise,
                    const QString &where, qint64 nowMs);

} // namespace opsdeck
