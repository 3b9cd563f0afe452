// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diagram/pinsign.h"

#include "ui/theme/theme.h"

#include <QPainter>
#include <QPainterPath>

namespace opsdeck {

namespace {

constexpr double kFromLeft = 16; ///< behind the number of a wave; the badge stands at the right

} // namespace

void paintPinSign(QPainter &painter, const QRectF &box, const Theme &theme)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(box.left() + kFromLeft, box.top() - 6);
    // Breaks the border, so that it reads as standing in it.
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.s1);
    painter.drawRoundedRect(QRectF(-1, -1, 12, 15), 3, 3);
    QPainterPath pin;
    pin.addRoundedRect(QRectF(2, 0, 6, 2), 1, 1);
    pin.moveTo(3, 2);
    pin.lineTo(7, 2);
    pin.lineTo(7, 5);
    pin.lineTo(9, 7.5);
    pin.lineTo(1, 7.5);
    pin.lineTo(3, 5);
    pin.closeSubpath();
    painter.setBrush(theme.t2);
    painter.drawPath(pin);
    painter.setPen(QPen(theme.t2, 1.25, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(QPointF(5, 7.5), QPointF(5, 12));
    painter.restore();
}

} // namespace opsdeck
