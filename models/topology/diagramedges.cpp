// SPDX-License-Identifier: GPL-3.0-or-later
// States of the diagram's lines, and what they say.
#include "models/status/statuswords.h"
#include "models/topology/diagrammodel.h"

#include <QCoreApplication>

#include <algorithm>

namespace opsdeck {

namespace {

bool isFailing(const ServiceView &dependant, const ServiceView &dependency)
{
    return dependency.causesItsState() && dependency.health == Health::Down && !dependency.soft
           && dependant.impactedBy.contains(dependency.key);
}

bool passesImpactOn(const ServiceView &dependant, const ServiceView &dependency)
{
    return std::any_of(dependant.impactedBy.cbegin(), dependant.impactedBy.cend(),
                       [&](const ServiceKey &root) {
                           return root == dependency.key || dependency.impactedBy.contains(root);
                       });
}

} // namespace

EdgeState DiagramModel::edgeState(int edge) const
{
    return m_edgeStates.value(edge, EdgeState::Normal);
}

QString DiagramModel::edgeLabel(int edge) const
{
    const DiagramEdge &e = m_definition.edges.at(edge);
    if (edgeState(edge) == EdgeState::Failing) {
        const QList<const EnvironmentView *> all = drawnEnvironments();
        for (const EnvironmentView *environment : all) {
            if (stateOfEdge(edge, *environment) != EdgeState::Failing)
                continue;
            const std::optional<Error> error = asCause(*viewIn(e.to, *environment)).error;
            return error ? toWord(error->kind) : QString();
        }
    }
    const bool isDisputed = e.basis == DependencyBasis::Disputed;
    return isDisputed ? QCoreApplication::translate("Diagram", "disputed") : QString();
}

QList<const EnvironmentView *> DiagramModel::drawnEnvironments() const
{
    QList<const EnvironmentView *> all;
    const Platform *own = m_isOfAll ? platform() : nullptr;
    if (own == nullptr) {
        all << m_board->environment(m_environment);
    } else {
        for (const Environment &each : own->environments)
            all << m_board->environment({own->id, each.id});
    }
    all.removeAll(nullptr);
    return all;
}

const ServiceView *DiagramModel::viewIn(int node, const EnvironmentView &environment) const
{
    return m_isOfAll ? m_board->service({environment.key, m_definition.nodes.at(node).key.service})
                     : view(node);
}

EdgeState DiagramModel::stateOfEdge(int edge, const EnvironmentView &in) const
{
    const DiagramEdge &line = m_definition.edges.at(edge);
    const ServiceView *dependant = viewIn(line.from, in);
    const ServiceView *dependency = viewIn(line.to, in);
    if (dependant == nullptr || dependency == nullptr || !carriesImpact(line.basis, line.role))
        return EdgeState::Normal;
    if (isFailing(*dependant, *dependency))
        return EdgeState::Failing;
    return passesImpactOn(*dependant, *dependency) ? EdgeState::Impacted : EdgeState::Normal;
}

QList<EdgeState> DiagramModel::currentEdgeStates() const
{
    const QList<const EnvironmentView *> all = drawnEnvironments();
    QList<EdgeState> states(m_definition.edges.size(), EdgeState::Normal);
    for (int edge = 0; edge < states.size(); ++edge) {
        for (const EnvironmentView *environment : all)
            states[edge] = std::max(states.at(edge), stateOfEdge(edge, *environment));
    }
    return states;
}

bool DiagramModel::isAnythingDown() const
{
    const QList<const EnvironmentView *> all = drawnEnvironments();
    return m_edgeStates.contains(EdgeState::Failing)
           || std::any_of(all.cbegin(), all.cend(), [](const EnvironmentView *environment) {
                  return std::any_of(environment->services.cbegin(), environment->services.cend(),
                                     [](const ServiceView &service) {
                                         return service.causesItsState() && !service.soft
                                                && service.health == Health::Down;
                                     });
              });
}

} // namespace opsdeck
