// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/redis/redisparameters.h"

namespace opsdeck {

Result<RedisTarget> redisTargetFrom(const Parameters &parameters)
{
    constexpr qint64 kHighest = 65'535;
    const Result<Endpoint> endpoint = endpointFrom(parameters);
    if (!endpoint)
        return failure(endpoint.error());
    RedisTarget target;
    target.endpoint = *endpoint;
    target.username = parameters.text("username");
    const qint64 database = parameters.integer("database");
    if (database < 0 || database > kHighest)
        return failure(missingParameter("database"));
    target.database = static_cast<int>(database);
    return target;
}

} // namespace opsdeck
