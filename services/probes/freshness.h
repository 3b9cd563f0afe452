// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/instant.h"

#include <algorithm>

namespace opsdeck {

/// How far the time that a figure carries may be from now. What is older says nothing of now; what
/// is ahead comes from a clock that can't be told from one that stands.
struct Freshness
{
    static constexpr qint64 kLeastMs = 5 * 60'000; ///< may pass whatever the interval
    static constexpr int kIntervals = 3;           ///< that may be missed
    static constexpr qint64 kAheadMs = 60'000;     ///< between two clocks

    qint64 oldestMs; ///< UTC
    qint64 newestMs;

    /// Of what is made anew every `interval`; zero: not known.
    static Freshness at(qint64 nowMs, Milliseconds interval)
    {
        return {nowMs - std::max<qint64>(kLeastMs, kIntervals * interval.count()),
                nowMs + kAheadMs};
    }
};

} // namespace opsdeck
