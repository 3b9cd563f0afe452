// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/topology/layeredlayout.h"
#include "services/domain/workspace.h"

namespace opsdeck {

struct DiagramNode
{
    ServiceKey key;
    QString title;
    QString subtitle; ///< technology and port: "PostgreSQL 15 · 5432"
    Presence presence = Presence::Active;
    int replicas = 1;
    int group = 0;

    bool operator==(const DiagramNode &) const = default;
};

/// From the dependant to the dependency, by index of DiagramDefinition::nodes.
struct DiagramEdge
{
    int from = 0;
    int to = 0;
    DependencyBasis basis = DependencyBasis::Stated;
    DependencyRole role = DependencyRole::Uses;

    bool operator==(const DiagramEdge &) const = default;
};

/// What a diagram shows of one environment, without states and places. Nodes are in the
/// definition's order.
struct DiagramDefinition
{
    QList<DiagramNode> nodes;
    QList<DiagramEdge> edges;
    QStringList groups; ///< titles of the frames, left to right; the last may be empty: services
                        ///< without a layer

    bool operator==(const DiagramDefinition &) const = default;
};

DiagramDefinition diagramDefinition(const Platform &platform, const Environment &environment);
LayoutInput layoutInput(const DiagramDefinition &definition);

} // namespace opsdeck
