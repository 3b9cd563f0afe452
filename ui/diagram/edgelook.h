// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/topology/diagrammodel.h"

#include <QList>
#include <QPointF>

namespace opsdeck {

/// One line of the diagram, its corners as laid out.
struct EdgeLook
{
    QList<QPointF> corners;
    DependencyBasis basis = DependencyBasis::Stated;
    DependencyRole role = DependencyRole::Uses;
    EdgeState state = EdgeState::Normal;
    double endGap = 0;   ///< to the box of the dependency, for a ring or a stack around it
    double beginGap = 0; ///< the same of the dependant
    bool isDimmed = false;
    int width = 0;          ///< by what flows; 0: as usual
    bool losesMuch = false; ///< of what flows too much fails, and no words beside it say so

    bool operator==(const EdgeLook &) const = default;
};

// Its measures, in the drawing at 100 %.

inline constexpr double kArrow = 8;

/// A wide line has a large one.
double arrowSize(const EdgeLook &look);
/// What the arrow and the gap before the box take of it.
double shortening(const EdgeLook &look);
/// Direction of the last piece.
QPointF endDirection(const EdgeLook &look);
/// A failing one is never thinner than without a flow.
double strokeWidth(const EdgeLook &look);
QList<qreal> dashesOf(DependencyBasis basis, DependencyRole role);
/// A line too short for the pattern to be told has one dot between two dashes.
QList<qreal> dashesOf(const EdgeLook &look);

/// What makes lines and crosses as large at a small scale as they are at 1, within reason.
double sizeAt(double scale);

} // namespace opsdeck
