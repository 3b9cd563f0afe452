// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/layout/layeredlayout.h"
#include "services/domain/workspace.h"

namespace opsdeck {

struct DiagramNode
{
    ServiceKey key;
    QString title;
    QString subtitle;   ///< technology and port, in full: "PostgreSQL 15 · 5432"
    QString technology; ///< for the box; empty where the title says it already
    QString port;
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
    QStringList groups; ///< titles of the frames, in the platform's order; the last may be empty:
                        ///< services without a layer
    QList<int> below;   ///< by group: LayoutInput::below
    QList<int> within = {}; ///< by group: LayoutInput::within

    int depthOf(int group) const; ///< frames around its own

    bool operator==(const DiagramDefinition &) const = default;
};

/// Where the layer of that id stands in every platform: 0 beside the others, as it is part of the
/// chain of requests; 1 (monitoring, observability…), 2 (logs) or 3 (host, machine…) in rows below
/// them, as it watches them or carries them.
int rankBelow(const QString &layer);
/// True when no word of `technology` is missing in `title`: "Celery" of "Celery worker".
bool isSaidBy(const QString &title, const QString &technology);

DiagramDefinition diagramDefinition(const Platform &platform, const Environment &environment);
LayoutInput layoutInput(const DiagramDefinition &definition);

/// One drawing for all environments of a platform, so that what they share stands in one place.
struct PlatformDrawing
{
    LayoutInput input;                 ///< all services of all environments
    QList<int> nodes;                  ///< by node of the environment's diagram: in `input`
    QList<int> edges;                  ///< by edge of it
    QHash<ServiceId, int> nodeOf = {}; ///< in `input`
};

/// With its pinned nodes where they are put.
PlatformDrawing platformDrawing(const Platform &platform, const DiagramDefinition &definition);
/// Of the whole drawing what the environment has; its bounds stay.
LayoutResult shownPart(const LayoutResult &whole, const PlatformDrawing &drawing);

} // namespace opsdeck
