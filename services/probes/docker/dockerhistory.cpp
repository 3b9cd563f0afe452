// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/docker/dockerhistory.h"

#include <algorithm>

namespace opsdeck {

namespace {

constexpr qint64 kMostStarts = 1000; ///< remembered of one container

} // namespace

int DockerHistory::restartsIn(const dockerapi::Container &container, const Instant &now,
                              qint64 engineNow, Milliseconds window)
{
    const bool isFirst = !m_seen.contains(container.id);
    Seen &seen = m_seen[container.id];
    qint64 more = 0;
    Instant from = seen.at;
    if (isFirst) {
        // All restarts of a container that is younger than the window fell into it.
        if (container.created.isValid()
            && engineNow - container.created.toMSecsSinceEpoch() < window.count())
            more = container.restarts;
        from = now;
    } else {
        // A start by hand sets the count to zero; one between the two counts too.
        const bool isAgain = seen.startedAt.isValid() && container.startedAt.isValid()
                             && seen.startedAt != container.startedAt;
        more = container.restarts >= seen.restarts ? container.restarts - seen.restarts
                                                   : container.restarts;
        more = std::max<qint64>(more, isAgain ? 1 : 0);
    }
    more = std::min(more, kMostStarts);
    // When exactly, nobody told: they are spread over the time between.
    const Milliseconds gap = from.ageAt(now);
    for (qint64 each = 1; each <= more; ++each)
        seen.starts.append(moved(from, Milliseconds(gap.count() * each / more)));
    while (!seen.starts.isEmpty()
           && (seen.starts.size() > kMostStarts || seen.starts.first().ageAt(now) >= window))
        seen.starts.removeFirst();
    seen.at = now;
    seen.restarts = container.restarts;
    seen.startedAt = container.startedAt;
    return static_cast<int>(seen.starts.size());
}

std::optional<double> DockerHistory::coresInUse(const QString &id, const dockerapi::Stats &stats)
{
    if (stats.isEmpty())
        return std::nullopt;
    Seen &seen = m_seen[id];
    std::optional<double> cores;
    if (seen.cpuReadAt.isValid() && seen.cpuReadAt < stats.readAt
        && stats.cpuSeconds >= seen.cpuSeconds)
        cores = (stats.cpuSeconds - seen.cpuSeconds) * 1000.0
                / static_cast<double>(seen.cpuReadAt.msecsTo(stats.readAt));
    seen.cpuReadAt = stats.readAt;
    seen.cpuSeconds = stats.cpuSeconds;
    return cores;
}

void DockerHistory::keepOnly(const QStringList &ids)
{
    for (auto it = m_seen.begin(); it != m_seen.end();)
        it = ids.contains(it.key()) ? std::next(it) : m_seen.erase(it);
}

} // namespace opsdeck
