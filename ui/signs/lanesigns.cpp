// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/paint/lanepaint.h"
#include "ui/signs/sign.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace opsdeck {

namespace {

constexpr int kSwatchWidth = 28;
constexpr int kSwatchHeight = 10;

} // namespace

QList<Sign> laneSigns()
{
    Sign sign{QStringLiteral("lane"),
              SignWords::tr("lane"),
              SignWords::tr("Its service below a chart: down, degraded, unknown."),
              kSwatchWidth,
              {}};
    sign.paint = [](QPainter &painter, const QRectF &box, const Theme &theme) {
        QRectF part(box.left(), box.center().y() - kSwatchHeight / 2.0, kSwatchWidth / 3.0,
                    kSwatchHeight);
        painter.fillRect(QRectF(part.topLeft(), QSizeF(kSwatchWidth, kSwatchHeight)), theme.s2);
        for (const LaneKind kind : {LaneKind::Down, LaneKind::Degraded, LaneKind::Unknown}) {
            paintLane(painter, part, kind, false, theme);
            part.translate(part.width(), 0);
        }
    };
    return {sign};
}

} // namespace opsdeck
