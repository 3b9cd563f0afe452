// SPDX-License-Identifier: GPL-3.0-or-later
// Nodes of the diagram that are put elsewhere, what they lack, and what its frames tell.
#include "models/layout/pinnedlayout.h"
#include "models/status/groupstandings.h"
#include "models/topology/diagrammodel.h"
#include "services/domain/notsetup.h"

#include <algorithm>
#include <utility>

namespace opsdeck {

namespace {

/// Of two that stand alike by their rule the one of which a smaller part is well.
bool standsWorse(const GroupView &a, const GroupView &b)
{
    if (*a.standing != *b.standing)
        return isWorse(*a.standing, *b.standing);
    return a.well * b.expected < b.well * a.expected;
}

} // namespace

void DiagramModel::beginMoving()
{
    m_isMoving = true;
    layOutAsWanted();
}

void DiagramModel::endMoving()
{
    if (!std::exchange(m_isMoving, false))
        return;
    rebuild();
}

void DiagramModel::tryPlace(int node, const QPointF &place)
{
    if (!isSmall() || node < 0 || node >= m_drawing.nodes.size())
        return;
    // It gives way to the others, so that it can stay where it is then.
    const int drawn = m_drawing.nodes.at(node);
    m_drawing.input.pins.removeIf([&](const LayoutPin &pin) { return pin.node == drawn; });
    m_drawing.input.pins.append(
        {drawn, placeBesidePinned(m_drawing.input, LayoutPin{drawn, place})});
    m_isMoving = true;
    layOutAsWanted();
}

void DiagramModel::tryFree(int node)
{
    const int drawn = m_drawing.nodes.value(node, -1);
    m_drawing.input.pins.removeIf(
        [&](const LayoutPin &pin) { return drawn < 0 || pin.node == drawn; });
    m_isMoving = true;
    layOutAsWanted();
}

bool DiagramModel::isPinned(int node) const
{
    const int drawn = m_drawing.nodes.value(node, -1);
    return drawn >= 0
           && std::any_of(m_drawing.input.pins.cbegin(), m_drawing.input.pins.cend(),
                          [&](const LayoutPin &pin) { return pin.node == drawn; });
}

LayoutResult DiagramModel::layoutWithoutPins(const LayoutPlan &plan)
{
    LayoutInput free = m_drawing.input;
    free.pins.clear();
    const auto found = std::find_if(m_cache.begin(), m_cache.end(), [&](const DrawnLayout &cached) {
        return cached.input == free && cached.metrics == LayoutMetrics();
    });
    if (found == m_cache.end())
        m_cache.append({free, {}, plan.drawn()});
    else
        m_cache.move(std::distance(m_cache.begin(), found), m_cache.size() - 1);
    return m_cache.last().result;
}

int DiagramModel::notSetUpOf(const ServiceKey &service) const
{
    const WorkspacePtr &workspace = m_board->workspace();
    const Environment *environment =
        workspace ? workspace->environment(service.environment) : nullptr;
    const Service *found = environment == nullptr ? nullptr : environment->service(service.service);
    return found == nullptr ? 0 : notSetUpIn(*found);
}

QHash<int, GroupView> DiagramModel::currentStandings()
{
    QHash<int, GroupView> standings;
    m_standsIn.clear();
    const WorkspacePtr &workspace = m_board->workspace();
    const Platform *platform = workspace ? workspace->platform(m_environment.platform) : nullptr;
    if (platform == nullptr)
        return standings;
    addStandings(m_environment.environment, standings);
    for (const Environment &each : platform->environments) {
        if (m_isOfAll && each.id != m_environment.environment)
            addStandings(each.id, standings);
    }
    return standings;
}

/// Those that are worse than the ones that are there.
void DiagramModel::addStandings(const EnvironmentId &environment, QHash<int, GroupView> &standings)
{
    const Platform *platform = m_board->workspace()->platform(m_environment.platform);
    const QHash<QString, GroupView> told =
        toldStandings(*m_board, {m_environment.platform, environment});
    for (int i = 0; i < platform->layers.size(); ++i) {
        const auto found = told.constFind(platform->layers.at(i).id);
        if (found == told.cend())
            continue;
        const auto known = standings.constFind(i);
        if (known != standings.cend() && !standsWorse(*found, *known))
            continue;
        standings.insert(i, *found);
        if (m_isOfAll)
            m_standsIn.insert(i, environment.toString().toUpper());
    }
}

} // namespace opsdeck
