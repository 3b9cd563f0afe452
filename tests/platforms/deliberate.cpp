// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/platforms/deliberate.h"

namespace opsdeck {

const QList<DeliberateDifference> &deliberateDifferences()
{
    static const QString checks("checks");
    static const QString healthy("healthy");
    static const QString telling("a 503 comes from a service that runs and tells of what it "
                                 "depends on: it is degraded, what it lacks is down");
    static const QList<DeliberateDifference> all{
        {"omnicore", checks, "OC-C1", healthy, "does not judge by 'answer with",
         "the document names no key for the system and the cache, and a condition on a guessed one "
         "makes the check unknown"},
        {"residency", checks, "RS-C3", healthy, "does not judge by 'exit 0'", telling},
        {"residency", checks, "RS-C3", healthy, "does not judge by 'http success'", telling},
        {"residency", checks, "RS-C3", "unhealthy", "does not judge by 'exit 1'", telling},
        {"osint", checks, "OS-C1", healthy, "no condition on 'timestamp'",
         "the document says neither how old the time in the answer may be nor in which zone it is"},
    };
    return all;
}

} // namespace opsdeck
