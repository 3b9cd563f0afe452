// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/metric.h"

#include <unordered_map>

namespace opsdeck {

/// Per-second increase from one raw value of a counter to the next; a smaller value means that it
/// began anew. NaN when no time passed.
double counterRate(const Point &before, const Point &after);

/// Rates of the counters behind one line, told apart by all their labels: each has its own restarts
/// and comes and goes by itself.
class CounterRates final
{
public:
    /// The counter's rate since its value before; NaN at its first. One that was not there at
    /// `knownMs`, when the others were read, has risen from 0 since then; 0: none were.
    double next(const Labels &labels, const Point &raw, qint64 knownMs = 0);
    /// Leaves out the counters not seen since `beforeMs`.
    void forget(qint64 beforeMs);

private:
    struct Hash
    {
        size_t operator()(const Labels &labels) const;
    };

    std::unordered_map<Labels, Point, Hash> m_last;
};

} // namespace opsdeck
