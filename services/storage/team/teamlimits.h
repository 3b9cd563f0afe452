// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/storage/historystore.h"

namespace opsdeck {

/// How much of a team's history is kept and where, and how long is waited for its server.
struct TeamLimits
{
    HistoryLimits history; ///< mostBytes does not count: the server's disk is its own
    qint64 mostSpooled = qint64(256) << 20; ///< bytes that wait for the server
    Milliseconds flushEvery{1000};          ///< a tick
    Milliseconds connectWithin{5'000};
    Milliseconds answerWithin{10'000};
    Milliseconds retryAfter{5'000};
    Milliseconds endWithin{2'000}; ///< for what is left when the store is closed
};

} // namespace opsdeck
