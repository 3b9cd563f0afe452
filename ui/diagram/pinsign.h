// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>

class QPainter;

namespace opsdeck {

struct Theme;

/// A small pin on the upper edge of a box, at its left, that stands where somebody put it.
void paintPinSign(QPainter &painter, const QRectF &box, const Theme &theme);

} // namespace opsdeck
