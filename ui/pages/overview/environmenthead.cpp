// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview/environmenthead.h"

#include "ui/paint/paint.h"
#include "ui/paint/sentence.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QPainter>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(EnvironmentHead)
};

} // namespace

void paintEnvironmentHead(QPainter &painter, const QRect &rect, const EnvironmentHead &head,
                          bool hasTwoLines, const Theme &theme)
{
    const bool isProd = head.tier == Tier::Prod;
    const QRect band = hasTwoLines ? rect.adjusted(2, 3, -2, -3) : rect.adjusted(2, 6, -2, -6);
    QColor text = theme.t1;
    int left = band.left() + 10;
    if (isProd) {
        painter.fillRect(band, theme.ink);
        paintStripes(painter, QRectF(band.left(), band.top(), 12, band.height()), 4, theme.ink,
                     theme.onink);
        text = theme.onink;
        left += 10;
    } else if (head.tier == Tier::Staging) {
        painter.fillRect(band, theme.stage);
    } else {
        painter.setPen(QPen(theme.ctl, 1, head.tier == Tier::Dev ? Qt::DotLine : Qt::SolidLine));
        painter.drawRoundedRect(QRectF(band).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    }
    const QString oldest =
        head.oldest.count() < 0 ? QString() : Words::tr("to %1").arg(durationText(head.oldest));
    // Narrow columns have the counts below the name: worst first, and whole.
    const QRect upper = hasTwoLines ? QRect(band.left(), band.top() + 2, band.width(), 18) : band;
    const QRect lower = hasTwoLines ? QRect(band.left(), upper.bottom(), band.width(),
                                            band.bottom() - upper.bottom() - 2)
                                    : band;
    painter.setPen(text);
    painter.setFont(figureFont(11));
    const int ageWidth =
        oldest.isEmpty() ? 0 : painter.fontMetrics().horizontalAdvance(oldest) + 10;
    painter.drawText(upper.adjusted(0, 0, -10, 0), Qt::AlignRight | Qt::AlignVCenter, oldest);
    QFont name = textFont(12, QFont::DemiBold);
    name.setLetterSpacing(QFont::AbsoluteSpacing, 0.8);
    painter.setFont(name);
    const QString tag = environmentTagText(head.environment);
    const int nameWidth = painter.fontMetrics().horizontalAdvance(tag) + 10;
    painter.drawText(QRect(left, upper.top(), nameWidth, upper.height()), Qt::AlignVCenter, tag);
    left += hasTwoLines ? 0 : nameWidth;
    painter.setFont(roleFont(TextRole::Small));
    const int room = band.right() - left - 6 - (hasTwoLines ? 0 : ageWidth);
    painter.drawText(QRect(left, lower.top(), room, lower.height()), Qt::AlignVCenter,
                     wholeCounts(painter.fontMetrics(), head.counts, room));
}

} // namespace opsdeck
