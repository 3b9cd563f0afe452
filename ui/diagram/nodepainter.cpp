// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diagram/nodepainter.h"

#include "models/status/statuswords.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>

#include <cmath>

namespace opsdeck {

namespace {

constexpr double kFullDetail = 0.75;
constexpr double kNameDetail = 0.4;
constexpr double kRadius = 6;
constexpr double kRingOutset = 5;
constexpr double kRingRadius = 11;
constexpr double kPadding = 12;
constexpr double kTextX = 44;
constexpr double kMark = 24;
constexpr int kLeastName = 11;

QColor stateColour(const NodeLook &look, const Theme &theme)
{
    return look.mark.maintenance ? theme.maintenance : theme.of(look.mark.health);
}

QPen borderPen(const NodeLook &look, const Theme &theme)
{
    const bool isBad = look.expectsState && look.mark.health != Health::Healthy;
    QPen pen(look.isHighlighted ? theme.ink : theme.ctl, 1);
    if (!look.expectsState) {
        pen.setDashPattern({4, 3});
    } else if (look.mark.soft && isBad) {
        pen.setColor(stateColour(look, theme));
        pen.setDashPattern({4, 3});
    } else if (look.hardBorder) {
        pen = QPen(stateColour(look, theme), 2);
    } else if (isBad && look.mark.health != Health::Unknown) {
        pen.setColor(stateColour(look, theme));
    }
    return pen;
}

QColor fillOf(const NodeLook &look, const Theme &theme)
{
    if (!look.expectsState)
        return Qt::transparent;
    return look.needsYou ? theme.tintOf(look.mark.health) : theme.s1;
}

/// A border of `pen` wholly inside `rect`, so that neighbours of 1 and 2 px stand on the same line.
void paintBox(QPainter &painter, const QRectF &rect, const QPen &pen, const QBrush &fill)
{
    const double inset = pen.widthF() / 2;
    painter.setPen(pen);
    painter.setBrush(fill);
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), kRadius, kRadius);
}

void paintRing(QPainter &painter, const QRectF &rect, const QColor &colour)
{
    const QRectF ring = rect.adjusted(-kRingOutset, -kRingOutset, kRingOutset, kRingOutset);
    painter.setPen(QPen(colour, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(ring, kRingRadius, kRingRadius);
}

void paintText(QPainter &painter, const QPointF &baseline, const QFont &font, const QColor &colour,
               const QString &text, double width, Qt::TextElideMode elide)
{
    painter.setFont(font);
    painter.setPen(colour);
    painter.drawText(baseline, QFontMetricsF(font).elidedText(text, elide, width));
}

void paintAll(QPainter &painter, const QRectF &rect, const NodeLook &look, const Theme &theme)
{
    const QPointF origin = rect.topLeft();
    const double right = rect.width() - kPadding;
    paintMark(painter, QRectF(origin + QPointF(kPadding, kPadding), QSizeF(kMark, kMark)),
              look.mark, theme);
    double nameWidth = right - kTextX;
    if (look.replicas > 1) {
        const QString count = QStringLiteral("×%1").arg(look.replicas);
        const QFont font = figureFont(11);
        const double width = QFontMetricsF(font).horizontalAdvance(count);
        paintText(painter, origin + QPointF(right - width, 22), font, theme.t2, count, width + 1,
                  Qt::ElideNone);
        nameWidth -= width + 8;
    }
    paintText(painter, origin + QPointF(kTextX, 22), textFont(13, QFont::DemiBold),
              look.expectsState ? theme.t1 : theme.t2, look.title, nameWidth, Qt::ElideMiddle);
    paintText(painter, origin + QPointF(kTextX, 38), textFont(11), theme.t3, look.subtitle,
              right - kTextX, Qt::ElideRight);

    const QFont wordFont = textFont(12, look.isAbnormal ? QFont::DemiBold : QFont::Normal);
    const double wordWidth = QFontMetricsF(wordFont).horizontalAdvance(look.word);
    paintText(painter, origin + QPointF(kTextX, 59), wordFont,
              look.isAbnormal ? theme.t1 : theme.t2, look.word, wordWidth + 1, Qt::ElideNone);
    // The word never gives way; the figure does.
    const QFont valueFont = figureFont(12);
    const double room = right - kTextX - wordWidth - 8;
    const QString figure = QFontMetricsF(valueFont).elidedText(look.figure, Qt::ElideRight, room);
    if (figure.size() > 1 || figure == look.figure) {
        const double width = QFontMetricsF(valueFont).horizontalAdvance(figure);
        paintText(painter, origin + QPointF(right - width, 59), valueFont,
                  look.isAbnormal ? theme.t1 : theme.t2, figure, width + 1, Qt::ElideNone);
    }
}

void paintMarkAndName(QPainter &painter, const QRectF &rect, const NodeLook &look,
                      const Theme &theme, double scale)
{
    const QPointF origin = rect.topLeft();
    paintMark(painter,
              QRectF(origin + QPointF(kPadding, (rect.height() - kMark) / 2), QSizeF(kMark, kMark)),
              look.mark, theme);
    const int size = std::max(13, static_cast<int>(std::ceil(kLeastName / scale)));
    const QFont font = textFont(size, QFont::DemiBold);
    const QFontMetricsF metrics(font);
    const double baseline = rect.height() / 2 + (metrics.ascent() - metrics.descent()) / 2;
    paintText(painter, origin + QPointF(kTextX, baseline), font,
              look.expectsState ? theme.t1 : theme.t2, look.title, rect.width() - kTextX - 6,
              Qt::ElideMiddle);
}

} // namespace

NodeLook nodeLook(const DiagramNode &node, const ServiceView *view, const QString &figure)
{
    NodeLook look;
    look.title = node.title;
    look.subtitle = node.subtitle;
    look.figure = figure;
    look.replicas = node.replicas;
    if (view == nullptr) {
        look.word = QCoreApplication::translate("Diagram", "Unknown");
        return look;
    }
    look.word = statusWord(*view);
    look.mark = markOf(*view);
    look.mark.impacted = false; // the whole box is ringed instead
    look.expectsState = expectsState(*view);
    look.isImpacted = view->isImpacted();
    look.isAbnormal = look.expectsState && !view->countsAsHealthy();
    const bool isHardRoot = view->causesItsState() && !view->soft;
    const bool isUnknown = look.expectsState && view->health == Health::Unknown;
    look.needsYou = isHardRoot || isUnknown;
    look.hardBorder = isHardRoot || (isUnknown && !view->neverObserved);
    return look;
}

void paintNode(QPainter &painter, const QRectF &rect, const NodeLook &look, const Theme &theme,
               double scale)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (look.isDimmed)
        painter.setOpacity(0.25);
    const double stack = look.replicas > 1 ? 2 * kReplicaStep : 0;
    if (scale >= kNameDetail) {
        for (double step = stack; step > 0; step -= kReplicaStep)
            paintBox(painter, rect.translated(step, step), QPen(theme.ctl, 1), theme.s1);
    }
    if (look.isSelected)
        paintRing(painter, rect.adjusted(0, 0, stack, stack), theme.ink);
    else if (look.isImpacted)
        paintRing(painter, rect.adjusted(0, 0, stack, stack), theme.impact);
    QColor fill = fillOf(look, theme);
    if (scale < kNameDetail && look.expectsState && look.mark.health != Health::Healthy)
        fill = theme.tintOf(look.mark.health);
    QPen border = borderPen(look, theme);
    if (scale < kNameDetail)
        border.setWidthF(std::max(border.widthF(), border.widthF() / (2 * scale)));
    paintBox(painter, rect, border, fill);
    if (scale >= kFullDetail) {
        paintAll(painter, rect, look, theme);
    } else if (scale >= kNameDetail) {
        paintMarkAndName(painter, rect, look, theme, scale);
    } else {
        const double size = std::min(16 / scale, rect.height());
        paintMark(painter, QRectF(rect.center() - QPointF(size / 2, size / 2), QSizeF(size, size)),
                  look.mark, theme);
    }
    painter.restore();
}

} // namespace opsdeck
