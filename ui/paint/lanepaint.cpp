// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/paint/lanepaint.h"

#include "ui/paint/paint.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace opsdeck {

void paintLane(QPainter &painter, const QRectF &rect, LaneKind kind, bool soft, const Theme &theme)
{
    constexpr double kMarkHeight = 2;
    constexpr float kSoft = 0.55F;
    const auto faded = [soft](QColor colour) {
        if (soft)
            colour.setAlphaF(kSoft);
        return colour;
    };
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    switch (kind) {
    case LaneKind::Down:
        painter.fillRect(rect, faded(theme.down));
        break;
    case LaneKind::Degraded:
        painter.fillRect(rect.adjusted(0, rect.height() / 2, 0, 0), faded(theme.degraded));
        break;
    case LaneKind::Unknown:
        painter.setPen(QPen(faded(theme.unknown), 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect.adjusted(0, 0, -1, -1));
        break;
    case LaneKind::NotObserved:
        paintHatch(painter, rect, theme.ctl);
        break;
    case LaneKind::Maintenance:
        painter.fillRect(QRectF(rect.left(), rect.top(), rect.width(), kMarkHeight),
                         theme.maintenance);
        break;
    case LaneKind::Acknowledged: {
        QPen pen(theme.t1, kMarkHeight);
        pen.setDashPattern({1, 1});
        pen.setCapStyle(Qt::FlatCap);
        painter.setPen(pen);
        painter.drawLine(QPointF(rect.left(), rect.top() + 1),
                         QPointF(rect.right(), rect.top() + 1));
        break;
    }
    }
    painter.restore();
}

} // namespace opsdeck
