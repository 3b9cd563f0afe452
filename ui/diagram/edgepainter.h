// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/topology/diagrammodel.h"

#include <optional>

class QPainter;
class QPainterPath;

namespace opsdeck {

struct Theme;

/// One line of the diagram, its corners as laid out.
struct EdgeLook {
    QList<QPointF> corners;
    DependencyBasis basis = DependencyBasis::Stated;
    DependencyRole role = DependencyRole::Uses;
    EdgeState state = EdgeState::Normal;
    bool endsAtRing = false; ///< stops before the ring of the dependency
    bool isDimmed = false;
};

/// The way with rounded corners, from the dependency on, so that dashes of a shared trunk fall together; its piece of
/// `shorten` units at the dependency is left out.
QPainterPath edgePath(const QList<QPointF> &corners, double shorten);

/// Lines, arrows at the dependencies and, on failing ones, a cross before it. What is wrong lies above what is not; lines
/// that end together are one stroke, so that a shared trunk is no bolder than one of them. Widths grow at small `scale`,
/// so that lines stay visible.
void paintEdges(QPainter &painter, const QList<EdgeLook> &looks, const Theme &theme, double scale);

/// The same ways in ink, over everything else: what the pointer asks about.
void paintEdgeHighlights(QPainter &painter, const QList<EdgeLook> &looks, const Theme &theme);

/// Where a label of `width` stands free of `nodes`: its baseline's left end; nothing when no piece has the room.
std::optional<QPointF> edgeLabelPlace(const QList<QPointF> &corners, double width, const QList<QRectF> &nodes);
void paintEdgeLabel(QPainter &painter, const QPointF &baseline, const QString &text, const Theme &theme);
double edgeLabelWidth(const QString &text);

/// What painting a line may touch, label left out.
QRectF edgeBounds(const QList<QPointF> &corners);
/// What painting its label may touch.
QRectF edgeLabelBounds(const QPointF &baseline, const QString &text);

void paintFrame(QPainter &painter, const QRectF &rect, const QString &title, const Theme &theme, double scale);

/// A short sample for the legend.
void paintEdgeSample(QPainter &painter, const QPointF &from, const QPointF &to, DependencyBasis basis, DependencyRole role,
                     const QColor &colour);

} // namespace opsdeck
