// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/topology/layoutplans.h"

#include "models/topology/diagramdefinition.h"

#include <QThreadPool>

#include <algorithm>
#include <chrono>
#include <iterator>

namespace opsdeck {

namespace {

constexpr int kLowPriority = -1;

LayoutInput withoutPins(const LayoutInput &input)
{
    LayoutInput free = input;
    free.pins.clear();
    return free;
}

} // namespace

LayoutPlans &LayoutPlans::shared()
{
    static LayoutPlans plans;
    return plans;
}

qsizetype LayoutPlans::indexOf(const LayoutInput &input) const
{
    const auto found = std::find_if(m_kept.cbegin(), m_kept.cend(),
                                    [&](const Kept &kept) { return kept.input == input; });
    return found == m_kept.cend() ? -1 : std::distance(m_kept.cbegin(), found);
}

bool LayoutPlans::has(const LayoutInput &input)
{
    const std::lock_guard lock(m_mutex);
    return indexOf(withoutPins(input)) >= 0;
}

std::optional<LayoutPlan> LayoutPlans::atOnce(const LayoutInput &input)
{
    if (input.nodes.size() <= kMostNodesAtOnce)
        return planOf(input);
    const std::lock_guard lock(m_mutex);
    const qsizetype known = indexOf(withoutPins(input));
    if (known < 0
        || m_kept.at(known).plan.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
        return std::nullopt;
    m_kept.move(known, m_kept.size() - 1);
    return m_kept.last().plan.get();
}

LayoutPlan LayoutPlans::planOf(const LayoutInput &input)
{
    if (input.nodes.size() > kMostNodes)
        return LayoutPlan(input);
    const LayoutInput free = withoutPins(input);
    std::promise<LayoutPlan> promise;
    {
        std::unique_lock lock(m_mutex);
        if (const qsizetype known = indexOf(free); known >= 0) {
            m_kept.move(known, m_kept.size() - 1);
            const std::shared_future<LayoutPlan> plan = m_kept.last().plan;
            lock.unlock();
            return plan.get();
        }
        m_kept.append({free, promise.get_future().share()});
        if (m_kept.size() > kMostKept)
            m_kept.removeFirst();
    }
    LayoutPlan plan(free);
    promise.set_value(plan);
    return plan;
}

void LayoutPlans::prepare(const WorkspacePtr &workspace, const std::weak_ptr<bool> &wanted)
{
    if (!workspace || workspace->platforms.isEmpty())
        return;
    QThreadPool::globalInstance()->start(
        [this, workspace, wanted] {
            // More would push each other out.
            const qsizetype count = std::min(workspace->platforms.size(), kMostKept / 2);
            for (qsizetype i = 0; i < count && !wanted.expired(); ++i) {
                const Platform &platform = workspace->platforms.at(i);
                if (platform.environments.isEmpty())
                    continue;
                const DiagramDefinition definition =
                    diagramDefinition(platform, platform.environments.first());
                const LayoutInput input = platformDrawing(platform, definition).input;
                if (input.nodes.size() <= kMostNodes)
                    planOf(input);
            }
        },
        kLowPriority);
}

} // namespace opsdeck
