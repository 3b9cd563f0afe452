// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineF>
#include <QList>
#include <QPointF>
#include <QRectF>

class QPainterPath;

namespace opsdeck {

/// From one point to another: of length 1.
QPointF toward(const QPointF &from, const QPointF &to);

/// Along the way with rounded corners.
double wayLength(const QList<QPointF> &corners);

/// The way with rounded corners, from the dependency on, so that dashes of a shared trunk fall
/// together; what is walked of it within `from` of the dependency and `beginGap` of the dependant
/// is left out.
QPainterPath edgePath(const QList<QPointF> &corners, double beginGap, double from);

/// How far `way` runs where `other`, with the same end, runs too; from there, along the rounded
/// way.
double sharedWay(const QList<QPointF> &other, const QList<QPointF> &way);

/// Of a level or an upright line.
bool touches(const QRectF &area, const QLineF &line);
/// Edges count; an area may be without width or height.
bool touches(const QRectF &one, const QRectF &other);
/// The pieces of a line.
QList<QLineF> edgePieces(const QList<QPointF> &corners);

/// What painting a line may touch, label left out.
QRectF edgeBounds(const QList<QPointF> &corners);

} // namespace opsdeck
