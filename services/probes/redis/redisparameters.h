// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/redisconnection.h"
#include "services/probes/parameters.h"

namespace opsdeck {

/// The server of a check's `host`, `port`, `username` and `database`; without place and password.
Result<RedisTarget> redisTargetFrom(const Parameters &parameters);

} // namespace opsdeck
