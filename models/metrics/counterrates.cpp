// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/counterrates.h"

#include <cmath>

namespace opsdeck {

double counterRate(const Point &before, const Point &after)
{
    const double seconds = static_cast<double>(after.timeMs - before.timeMs) / 1000.0;
    if (seconds <= 0)
        return std::nan("");
    return after.value < before.value ? std::nan("") : (after.value - before.value) / seconds;
}

double CounterRates::next(const Labels &labels, const Point &raw, qint64 knownMs, qint64 leastMs)
{
    const auto [it, isFirst] = m_last.try_emplace(labels, raw);
    if (isFirst)
        return knownMs == 0 ? std::nan("") : counterRate({knownMs, 0}, raw);
    const qint64 passed = raw.timeMs - it->second.timeMs;
    if (raw.value >= it->second.value && passed >= 0 && passed < leastMs)
        return std::nan("");
    const double rate = counterRate(it->second, raw);
    it->second = raw;
    return rate;
}

void CounterRates::forget(qint64 beforeMs)
{
    std::erase_if(m_last, [beforeMs](const auto &each) { return each.second.timeMs < beforeMs; });
}

size_t CounterRates::Hash::operator()(const Labels &labels) const
{
    size_t seed = 0;
    for (auto it = labels.cbegin(); it != labels.cend(); ++it)
        seed = qHashMulti(seed, it.key(), it.value());
    return seed;
}

} // namespace opsdeck
