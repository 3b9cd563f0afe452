// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/exposition/counterrise.h"

#include "services/probes/probememory.h"

namespace opsdeck {

/// What is kept in the memory.
struct SeenCounters
{
    QString life;
    Instant at;
    QMap<QString, double> counters;
};

CounterRise::CounterRise(ProbeMemory *memory, const CheckKey &key, const QString &life,
                         const Instant &now, const QMap<QString, double> &counters)
{
    if (memory == nullptr)
        return;
    auto &seen = memory->of<SeenCounters>(key);
    m_seconds = std::chrono::duration<double>(now.boot - seen.at.boot).count();
    if (seen.life == life && m_seconds > 0) {
        for (auto it = counters.cbegin(); it != counters.cend(); ++it) {
            const auto old = seen.counters.constFind(it.key());
            if (old != seen.counters.cend() && it.value() >= *old)
                m_rise.insert(it.key(), it.value() - *old);
        }
    }
    seen = {life, now, counters};
}

std::optional<double> CounterRise::of(const QString &counter) const
{
    const auto it = m_rise.constFind(counter);
    return it == m_rise.cend() ? std::nullopt : std::optional(*it);
}

std::optional<double> CounterRise::perSecond(const QString &counter) const
{
    const std::optional<double> rise = of(counter);
    return rise ? std::optional(*rise / m_seconds) : std::nullopt;
}

} // namespace opsdeck
