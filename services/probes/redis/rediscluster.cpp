// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/redis/rediscluster.h"

#include "services/base/cleantext.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

constexpr int kSlots = 16'384;

class Words
{
    Q_DECLARE_TR_FUNCTIONS(RedisCluster)
};

} // namespace

bool isClusterNode(const RedisInfo &info)
{
    return info.value("cluster_enabled") == "1";
}

Findings judgeRedisCluster(const RedisValue &answer, const QString &where, ProbeOutcome &outcome)
{
    Findings findings;
    if (answer.type != RedisValue::Type::Text) {
        findings.add(CheckStatus::Warning, ErrorKind::Condition,
                     Words::tr("%1 is a node of a cluster and does not tell whether that serves.")
                         .arg(where),
                     Words::tr("It answers CLUSTER INFO with: %1. Try: let the user run it.")
                         .arg(cleanText(answer.text, 120)));
        return findings;
    }
    const RedisInfo info = RedisInfo::parse(answer.text);
    const QByteArray state = info.value("cluster_state");
    outcome.fields.insert(QStringLiteral("redis.cluster_state"), cleanText(state, 40));
    outcome.samples.append(
        {QStringLiteral("redis_cluster_state"), {}, state == "ok" ? 1.0 : 0.0, MetricType::Gauge});
    for (const char *name : {"cluster_slots_assigned", "cluster_slots_ok", "cluster_slots_pfail",
                             "cluster_slots_fail", "cluster_known_nodes", "cluster_size"}) {
        bool isNumber = false;
        const double value = info.value(name).toDouble(&isNumber);
        if (!isNumber)
            continue;
        outcome.fields.insert(QStringLiteral("redis.") + QLatin1String(name), value);
        outcome.samples.append(
            {QStringLiteral("redis_") + QLatin1String(name), {}, value, MetricType::Gauge});
    }
    const int assigned = info.value("cluster_slots_assigned").toInt();
    const int failed = info.value("cluster_slots_fail").toInt();
    const QString slots = Words::tr("%1 of %2 slots have no node, %3 have one that failed.")
                              .arg(kSlots - assigned)
                              .arg(kSlots)
                              .arg(failed);
    if (state == "ok" && assigned == kSlots && failed == 0)
        return findings;
    if (state == "ok")
        findings.add(CheckStatus::Warning, ErrorKind::Condition,
                     Words::tr("The cluster of %1 serves a part of its keys.").arg(where),
                     slots + QLatin1Char(' ') + Words::tr("Try: CLUSTER NODES."),
                     Words::tr("partial"));
    else
        findings.add(CheckStatus::Critical, ErrorKind::Condition,
                     Words::tr("The cluster of %1 is down, its state is '%2'.")
                         .arg(where, cleanText(state, 40)),
                     slots + QLatin1Char(' ')
                         + Words::tr("This node answers, and refuses every key. Try: CLUSTER "
                                     "NODES, and the nodes that it misses."),
                     Words::tr("cluster down"));
    return findings;
}

} // namespace opsdeck
