// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/paint/badge.h"

#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace opsdeck {

namespace {

constexpr int kLeastText = 11; ///< pixels
constexpr double kAround = 5;  ///< left and right of the text, at the usual size
constexpr double kHeight = 15; ///< at the usual size
constexpr double kRadius = 4;

double growth(const QFont &font)
{
    return font.pixelSize() / static_cast<double>(kLeastText);
}

} // namespace

QFont badgeFont(int pixels)
{
    return figureFont(std::max(kLeastText, pixels), QFont::Medium);
}

QSizeF badgeSize(const QString &text, const QFont &font)
{
    if (text.isEmpty())
        return {0, 0};
    return {std::ceil(QFontMetricsF(font).horizontalAdvance(text) + 2 * kAround * growth(font)),
            std::ceil(kHeight * growth(font))};
}

void paintBadge(QPainter &painter, const QRectF &place, const QString &text, const QFont &font,
                const Theme &theme)
{
    if (place.isEmpty())
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.ctl, 1));
    painter.setBrush(theme.s3);
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);
    painter.setFont(font);
    painter.setPen(theme.t1);
    painter.drawText(place, Qt::AlignCenter | Qt::TextDontClip, text);
    painter.restore();
}

} // namespace opsdeck
