// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QRectF>
#include <QString>

class QPainter;

namespace opsdeck {

struct Theme;

/// A short word in a neutral box: "new 3 min". 11 px of text at least, larger on request.
QFont badgeFont(int pixels = 11);
QSizeF badgeSize(const QString &text, const QFont &font);
/// Its ground is opaque: it may lie over lines.
void paintBadge(QPainter &painter, const QRectF &place, const QString &text, const QFont &font,
                const Theme &theme);

} // namespace opsdeck
