// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/probes/findings.h"
#include "services/probes/redis/redisinfo.h"

namespace opsdeck {

/// The role that is not judged.
QString redisAnyRole();
/// `role`: "any", "master" or "replica".
ParameterSpec redisRoleParameter();
/// A role that is wanted where INFO is not asked.
QList<ParameterFinding> redisRoleFindings(const QVariantMap &values);
/// A replica where a master is wanted answers, and refuses each write of those that use it.
void judgeRedisRole(const RedisInfo &info, const QString &wanted, const QString &where,
                    Findings &findings);

} // namespace opsdeck
