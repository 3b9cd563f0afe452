// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/redisvalue.h"
#include "services/probes/findings.h"
#include "services/probes/redis/redisinfo.h"

namespace opsdeck {

/// Whether INFO says that the server is a node of a cluster.
bool isClusterNode(const RedisInfo &info);
/// What CLUSTER INFO answered: its facts and samples go into `outcome`; what is wrong is returned.
/// A node answers PING and INFO while the cluster refuses every key.
Findings judgeRedisCluster(const RedisValue &answer, const QString &where, ProbeOutcome &outcome);

} // namespace opsdeck
