// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QRect>

namespace opsdeck {

/// Where cards of so many columns and rows come to stand on a grid of `columns`, in cells: one
/// after the other, each in the first place of the order of reading that has room for it. One that
/// is wider than the grid is as wide as the grid. All sizes are at least 1.
QList<QRect> cardFlow(const QList<QSize> &cards, int columns);

/// Rows that they take.
int rowsOf(const QList<QRect> &places);

} // namespace opsdeck
