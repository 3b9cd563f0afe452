// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QPointF>
#include <QRectF>
#include <QSizeF>

namespace opsdeck {

struct LayoutNode
{
    int group = 0; ///< index in LayoutInput::groups
    QSizeF size{176, 72};

    bool operator==(const LayoutNode &) const = default;
};

/// From the dependant to the dependency.
struct LayoutEdge
{
    int from = 0;
    int to = 0;
    int style =
        0; ///< edges of one style to one node share a trunk; others keep a line of their own
    bool observes = false; ///< only looks at its target: tells a monitoring group from one that
                           ///< stands in the chain

    bool operator==(const LayoutEdge &) const = default;
};

/// A node that stands where somebody put it.
struct LayoutPin
{
    int node = 0;
    QPointF middle; ///< of its box

    bool operator==(const LayoutPin &) const = default;
};

/// What is laid out. Groups stand in their order from left to right, or below; empty ones are left
/// out. Edges to nowhere, loops of one node and repetitions are allowed: the first two get no line,
/// the last share one. A group that lies within another, or has others within it, never stands
/// below; of groups that lie within each other the last one has no frame around it.
struct LayoutInput
{
    QList<LayoutNode> nodes;
    QList<LayoutEdge> edges;
    int groups = 0;
    QList<int> below; ///< by group: from 1 on it stands in rows below the others, lower numbers
                      ///< first; 0 or missing: only where it does nothing but observe others
    QList<int> within = {}; ///< by group: the one whose frame encloses its own; -1 or missing: none
    QList<LayoutPin> pins = {}; ///< in any order; of several of one node the first counts

    bool operator==(const LayoutInput &) const = default;
};

/// Distances in device-independent pixels; all on the grid of 8.
struct LayoutMetrics
{
    double columnGap =
        48; ///< between columns of one frame; wider when more than two trunks run there
    double rowGap = 40;
    double frameGap = 16; ///< between frames; wider when trunks run there
    double framePadding = 16;
    double frameTitle = 24; ///< above the padding
    bool turned = false;    ///< from top to bottom instead of from left to right: for tall rooms

    bool operator==(const LayoutMetrics &) const = default;
};

struct LayoutFrame
{
    int group = 0;
    QRectF rect;

    bool operator==(const LayoutFrame &) const = default;
};

struct LayoutResult
{
    QList<QRectF> nodes;       ///< by node
    QList<LayoutFrame> frames; ///< of the groups that have nodes, themselves or within them; those
                               ///< around others first
    QList<QList<QPointF>>
        edges; ///< by edge: corners from the dependant's border to the dependency's; empty: no line
    QRectF bounds;   ///< of frames and lines; top left is (0, 0)
    int columns = 0; ///< from the dependants to the dependencies, also where the drawing is turned
    int rows = 0;

    bool operator==(const LayoutResult &) const = default;
};

/// Layered drawing with orthogonal lines: groups that pass work on from left to right, groups that
/// watch or carry the others in rows below them (LayoutInput::below), inside a group dependencies
/// to the right. No line crosses a node that is not its end. With
/// pins see pinnedLayout(): places are absolute, so that `metrics` do not count. Pure,
/// deterministic, O((nodes + edges) log) with a bounded refinement for small graphs; safe on any
/// thread.
LayoutResult layeredLayout(const LayoutInput &input, const LayoutMetrics &metrics = {});

/// Distances for the drawing `plain`, which was made with the usual ones, in `room`: as far apart
/// as gaps may grow while it is seen at `scale`; rows nearer to each other where it is seen smaller
/// than at 1 because of its height. `turned`: the drawing was made so.
LayoutMetrics spreadMetrics(const LayoutResult &plain, const QSizeF &room, double scale = 1,
                            bool turned = false);
/// True where the drawing turned from top to bottom is seen clearly larger in `room`.
bool isBetterTurned(const LayoutResult &plain, const LayoutResult &turned, const QSizeF &room);

} // namespace opsdeck
