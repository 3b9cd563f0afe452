// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/metric.h"

#include <unordered_map>

namespace opsdeck {

/// Per-second increase from one raw value of a counter to the next. NaN when no time passed, and
/// when the value is smaller: the counter began anew, nobody knows when and what it had lost.
double counterRate(const Point &before, const Point &after);

/// Rates of the counters behind one line, told apart by all their labels: each has its own restarts
/// and comes and goes by itself.
class CounterRates final
{
public:
    /// The counter's rate since its value before; NaN at its first and where it began anew. One
    /// that was not there at `knownMs`, when the others were read, has risen from 0 since then; 0:
    /// none were. A value that comes sooner than `leastMs` after the one before tells no rate (a
    /// counter that its server adds to once a second would seem to stand still); the next one
    /// counts from the one before it.
    double next(const Labels &labels, const Point &raw, qint64 knownMs = 0, qint64 leastMs = 0);

    /// Whether a value of it came before.
    bool knows(const Labels &labels) const { return m_last.contains(labels); }

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
