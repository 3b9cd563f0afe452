// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diagram/nodepainter.h"

#include "models/status/markwords.h"
#include "models/status/statuswords.h"
#include "services/domain/operatormarks.h"
#include "ui/diagram/nodeenvironments.h"
#include "ui/diagram/nodetext.h"
#include "ui/diagram/pinsign.h"
#include "ui/paint/badge.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace opsdeck {

namespace {

constexpr double kNameDetail = 0.4;
constexpr double kRadius = 6;
constexpr double kRingOutset = 5;
constexpr double kInnerRing = 1.75; ///< of the selection, within the ring of impact
constexpr double kInnerWidth = 2.5;
constexpr double kImpactWidth = 2;
constexpr double kWaveSize = 24;      ///< of a block, pixels of the screen
constexpr double kArrowRoom = 12;     ///< at each side of the middle, where lines arrive
constexpr double kSelectionWidth = 3; ///< the only outline in ink

constexpr double kBadgeRight = 8;
constexpr double kBadgeBelow = 7;   ///< of it, below the box's upper edge
constexpr int kMostDifference = 40; ///< pixels of the drawing, so that it keeps to its reach
constexpr int kLeastText = 11;      ///< pixels of the screen

QFont badgeFontAt(double scale)
{
    return badgeFont(static_cast<int>(std::ceil(kLeastText / scale)));
}

QFont differenceFontAt(double scale)
{
    return badgeFont(std::min(kMostDifference, static_cast<int>(std::ceil(kLeastText / scale))));
}

QColor stateColour(const NodeLook &look, const Theme &theme)
{
    return look.mark.maintenance ? theme.maintenance : theme.of(look.mark.health);
}

bool isUnknown(const NodeLook &look)
{
    return look.mark.health == Health::Unknown && !look.mark.maintenance;
}

QPen borderPen(const NodeLook &look, const Theme &theme)
{
    const bool isBad = look.expectsState && look.mark.health != Health::Healthy;
    // Ink, and unknown's near-white, would look like a selection.
    QPen pen(look.isHighlighted ? theme.t3 : theme.ctl, look.isHighlighted ? 2 : 1);
    if (!look.expectsState) {
        pen.setDashPattern({4, 3});
    } else if (look.mark.soft && isBad) {
        pen.setColor(isUnknown(look) ? theme.ctl : stateColour(look, theme));
        pen.setDashPattern({4, 3});
    } else if (isUnknown(look)) {
        pen.setWidthF(look.hardBorder ? 2 : pen.widthF());
    } else if (look.hardBorder) {
        pen = QPen(stateColour(look, theme), 2);
    } else if (isBad) {
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

QRectF grownBy(const QRectF &rect, double by)
{
    return rect.adjusted(-by, -by, by, by);
}

void paintRing(QPainter &painter, const QRectF &rect, const QColor &colour, double width,
               double outset = kRingOutset)
{
    const QRectF ring = grownBy(rect, outset);
    painter.setPen(QPen(colour, width));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(ring, kRadius + outset, kRadius + outset);
}

QColor colourOf(NodeLine::Role role, const NodeLook &look, const Theme &theme)
{
    switch (role) {
    case NodeLine::Role::Name:
        return look.expectsState ? theme.t1 : theme.t2;
    case NodeLine::Role::Detail:
        return theme.t3;
    case NodeLine::Role::Word:
    case NodeLine::Role::Figure:
        return look.isAbnormal ? theme.t1 : theme.t2;
    case NodeLine::Role::Count:
        break;
    }
    return theme.t2;
}

void paintBody(QPainter &painter, const QRectF &rect, const NodeLook &look, const Theme &theme,
               double scale)
{
    paintMark(painter, nodeMarkRect(look, rect.size(), scale).translated(rect.topLeft()), look.mark,
              theme);
    for (const NodeLine &line : nodeLines(look, rect.size(), scale)) {
        painter.setFont(line.font);
        painter.setPen(colourOf(line.role, look, theme));
        painter.drawText(rect.topLeft() + line.baseline, line.text);
    }
}

/// "≠ 3 differ", or the longest of "≠ 3" and the sign alone that leaves the middle free, where
/// lines leave and arrive; the sign alone where boxes have no words.
QString differenceText(const NodeLook &look, double width, double scale)
{
    if (look.differences == 0)
        return {};
    const QString sign(QChar(0x2260));
    if (scale < kNameDetail)
        return sign;
    const QString words =
        look.differences == 1
            ? QCoreApplication::translate("Diagram", "1 differs")
            : QCoreApplication::translate("Diagram", "%1 differ").arg(look.differences);
    const double room = width / 2 - kArrowRoom - kBadgeRight;
    for (const QString &text : {sign + QLatin1Char(' ') + words,
                                sign + QLatin1Char(' ') + QString::number(look.differences)}) {
        if (badgeSize(text, differenceFontAt(scale)).width() <= room)
            return text;
    }
    return sign;
}

/// A number in a disc of ink: no colour of a status.
void paintWave(QPainter &painter, const QRectF &rect, const QString &text, const Theme &theme)
{
    painter.setPen(QPen(theme.bg, rect.height() / 12));
    painter.setBrush(theme.ink);
    const double radius = rect.height() / 2;
    painter.drawRoundedRect(rect, radius, radius);
    QFont font = figureFont(14, QFont::Bold);
    font.setPixelSize(std::max(1, static_cast<int>(rect.height() * (text.size() > 2 ? 0.5 : 0.7))));
    painter.setFont(font);
    painter.setPen(theme.onink);
    painter.drawText(rect, Qt::AlignCenter, text);
}

} // namespace

QString nodeBadgeText(const NodeLook &look, double width, double scale)
{
    if (look.badge.isEmpty() || scale < kNameDetail)
        return {};
    // The longest that leaves the middle free.
    const QString age = look.badge.section(QLatin1Char(' '), 1);
    const double room = width / 2 - kArrowRoom - kBadgeRight;
    return badgeSize(look.badge, badgeFontAt(scale)).width() <= room || age.isEmpty() ? look.badge
                                                                                      : age;
}

QRectF nodeBadgeRect(const NodeLook &look, const QRectF &rect, double scale)
{
    const QString text = nodeBadgeText(look, rect.width(), scale);
    if (text.isEmpty())
        return {};
    const QSizeF size = badgeSize(text, badgeFontAt(scale));
    return {{rect.right() - kBadgeRight - size.width(), rect.top() + kBadgeBelow - size.height()},
            size};
}

QRectF nodeDifferenceRect(const NodeLook &look, const QRectF &rect, double scale)
{
    if (look.differences == 0)
        return {};
    return {{rect.left() + kBadgeRight, rect.bottom() - kBadgeBelow},
            badgeSize(differenceText(look, rect.width(), scale), differenceFontAt(scale))};
}

NodeLook nodeLook(const DiagramNode &node, const ServiceView *view, const QString &figure,
                  const QString &badge, int notSetUp)
{
    NodeLook look;
    look.title = node.title;
    look.technology = node.technology;
    look.port = node.port;
    look.figure = figure;
    look.badge = badge;
    look.replicas = node.replicas;
    if (view == nullptr) {
        look.word = QCoreApplication::translate("Diagram", "Unknown");
        return look;
    }
    look.word = statusWord(*view);
    if (expectsState(*view) && !view->marks.isEmpty()) {
        look.technology = whoSays(*view);
        look.port.clear();
    }
    if (notSetUp > 0 && view->countsAsHealthy())
        look.word = QCoreApplication::translate("Diagram", "%1, %2 not set up", "OK, checks")
                        .arg(look.word)
                        .arg(notSetUp);
    look.mark = markOf(*view);
    look.mark.impacted = false; // the whole box is ringed instead
    look.expectsState = expectsState(*view);
    look.isImpacted = view->isImpacted();
    look.isAbnormal = look.expectsState && !view->countsAsHealthy();
    const bool isHardRoot = view->causesItsState() && !view->soft;
    const bool isUnknown = look.expectsState && view->health == Health::Unknown;
    // Somebody has it: it says what it is, and asks for nobody.
    const bool isNobodys = ownershipOf(*view) == Ownership::Nobody;
    // A bad word without a figure tells what says so.
    if (look.isAbnormal && look.figure.isEmpty() && view->marks.isEmpty()
        && !view->message.isEmpty()) {
        look.technology = view->message;
        look.port.clear();
    }
    look.needsYou = isNobodys && (isHardRoot || isUnknown);
    look.hardBorder = isNobodys && (isHardRoot || (isUnknown && !view->neverObserved));
    return look;
}

double ringReach(const NodeLook &look)
{
    if (!hasRing(look))
        return 0;
    return kRingOutset + (look.isImpacted ? kImpactWidth : kSelectionWidth) / 2;
}

double outlineReach(const NodeLook &look, bool isBehind, double scale)
{
    // A ring keeps clear of the outlines even where they are too small to be painted.
    const bool isStacked = look.replicas > 1 && isBehind && (hasRing(look) || scale >= kNameDetail);
    return ringReach(look) + (isStacked ? 2 * kReplicaStep : 0);
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
    const QRectF whole = rect.adjusted(0, 0, stack, stack);
    if (look.isImpacted)
        paintRing(painter, whole, theme.impact, kImpactWidth);
    if (look.isSelected && look.isImpacted)
        paintRing(painter, whole, theme.ink, kInnerWidth, kInnerRing);
    else if (look.isSelected)
        paintRing(painter, whole, theme.ink, kSelectionWidth);
    if (!look.environments.isEmpty()) {
        const NodeLook worst = lookOfWorst(look);
        paintBox(painter, rect, borderPen(worst, theme), fillOf(worst, theme));
        paintNodeEnvironments(painter, rect, look, theme, scale);
        painter.restore();
        return;
    }
    QColor fill = fillOf(look, theme);
    const bool isOwned = look.mark.acknowledged || look.mark.shelved || look.mark.maintenance;
    if (scale < kNameDetail && look.expectsState && look.mark.health != Health::Healthy && !isOwned)
        fill = theme.tintOf(look.mark.health);
    QPen border = borderPen(look, theme);
    if (scale < kNameDetail)
        border.setWidthF(std::max(border.widthF(), border.widthF() / (2 * scale)));
    paintBox(painter, rect, border, fill);
    if (scale >= kNameDetail) {
        paintBody(painter, rect, look, theme, scale);
        if (look.isPinned)
            paintPinSign(painter, rect, theme);
    } else {
        const double size = std::min(16 / scale, rect.height());
        paintMark(painter, QRectF(rect.center() - QPointF(size / 2, size / 2), QSizeF(size, size)),
                  look.mark, theme);
    }
    paintBadge(painter, nodeBadgeRect(look, rect, scale), nodeBadgeText(look, rect.width(), scale),
               badgeFontAt(scale), theme);
    paintBadge(painter, nodeDifferenceRect(look, rect, scale),
               differenceText(look, rect.width(), scale), differenceFontAt(scale), theme);
    if (!look.wave.isEmpty()) {
        const double side = std::min(kWaveSize / scale, rect.height());
        paintWave(painter,
                  scale < kNameDetail
                      ? QRectF(rect.topLeft(), QSizeF(side, side))
                      : nodeWaveRect(look, rect.size(), scale).translated(rect.topLeft()),
                  look.wave, theme);
    }
    painter.restore();
}

} // namespace opsdeck
