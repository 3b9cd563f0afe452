// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/heat.h"

#include <QRectF>
#include <QStringList>

class QPainter;

namespace opsdeck {

struct Theme;

// A histogram over time: a row for each bucket, all of one height, a column for each answer, the
// stronger the more was counted there. Rows are those of all columns together.

/// Upper ends of the rows, from below, as words.
QStringList heatTicks(const Heat &heat, Unit unit);
/// Where that of row `index` lies.
double heatTickY(const Heat &heat, int index, const QRectF &plot);
/// `isOld`: the newest of it is not of now; then it is drawn in grey.
void paintHeat(QPainter &painter, const QRectF &plot, const Heat &heat, const Stretch &stretch,
               bool isOld, const Theme &theme);
/// What the strongest one means.
void paintHeatScale(QPainter &painter, const QRectF &plot, const Heat &heat, const Theme &theme);

} // namespace opsdeck
