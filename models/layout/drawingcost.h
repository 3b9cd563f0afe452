// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/layout/layeredlayout.h"

namespace opsdeck {

/// Points in which lines cross, each pair of lines counted; those of one trunk never do.
int drawnCrossings(const QList<LayoutEdge> &edges, const LayoutResult &drawing);

/// How hard a drawing is to read: crossings before all, then bends, then the length of lines.
double drawingCost(const QList<LayoutEdge> &edges, const LayoutResult &drawing);

} // namespace opsdeck
