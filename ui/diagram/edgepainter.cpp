// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diagram/edgepainter.h"

#include "ui/diagram/edgemarks.h"
#include "ui/diagram/edgeway.h"
#include "ui/diagram/trunkpicture.h"
#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

namespace opsdeck {

namespace {

constexpr double kFarScale = 0.2; ///< below it a line is a stroke of one pixel
constexpr double kCrossHalo = 3;  ///< beyond it the line is seen again
constexpr double kLoss = 11;      ///< size of the sign
constexpr double kDimmed = 0.25;
constexpr double kStrokeReach = 16;  ///< of what a line paints beside its way
constexpr double kHighlightEdge = 2; ///< ink at each side of a line that tells a state

/// Dashes are given in pixels, a pen counts them in its own width.
QPen edgePen(const QColor &colour, double width, const QList<qreal> &dashes)
{
    QPen pen(colour, width, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin);
    QList<qreal> pattern;
    for (const qreal dash : dashes)
        pattern.append(dash / width);
    if (!pattern.isEmpty())
        pen.setDashPattern(pattern);
    return pen;
}

QColor colourOf(EdgeState state, const Theme &theme)
{
    switch (state) {
    case EdgeState::Failing:
        return theme.down;
    case EdgeState::Impacted:
        return theme.impact;
    case EdgeState::Normal:
        break;
    }
    return theme.ctl; // a line is no status
}

/// Of a highlighted line that keeps its state's colour.
double highlightWidth(const EdgeLook &look)
{
    return std::max(strokeWidth(look), 2.0);
}

/// `outline` is around it, in the same colour.
void paintEnd(QPainter &painter, const EdgeLook &look, const QColor &colour, double outline = 0)
{
    if (look.corners.size() < 2)
        return;
    const QPointF direction = endDirection(look);
    const QPointF across(-direction.y(), direction.x());
    const QPointF tip = look.corners.last() - direction * look.endGap;
    const double size = arrowSize(look);
    const QPointF back = tip - direction * size;
    painter.setPen(outline > 0
                       ? QPen(colour, 2 * outline, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin)
                       : QPen(Qt::NoPen));
    painter.setBrush(colour);
    painter.drawPolygon(QPolygonF({tip, back + across * (size / 2), back - across * (size / 2)}));
}

/// Seen from so far that dashes, corners and arrows are smaller than a pixel: level and upright
/// strokes of one pixel, the worst ones on top.
void paintFarEdges(QPainter &painter, const QList<EdgeLook> &looks, const Theme &theme)
{
    std::map<std::pair<int, bool>, QList<QLineF>> strokes; // state, dimmed
    for (const EdgeLook &look : looks)
        strokes[{static_cast<int>(look.state), look.isDimmed}].append(edgePieces(look.corners));
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (const auto &[kind, lines] : strokes) {
        painter.setOpacity(kind.second ? kDimmed : 1);
        QPen pen(colourOf(static_cast<EdgeState>(kind.first), theme), 1);
        pen.setCosmetic(true);
        painter.setPen(pen);
        painter.drawLines(lines);
    }
    painter.restore();
}

/// What a cross keeps free of its line around it.
double gapRadius(double scale)
{
    return (kCross + kCrossHalo) * sizeAt(scale);
}

/// As large on the screen at every zoom.
void paintCross(QPainter &painter, const QPointF &centre, const Theme &theme, double scale)
{
    const double half = kCross * sizeAt(scale);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.down, 2 * sizeAt(scale), Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(centre + QPointF(-half, -half), centre + QPointF(half, half));
    painter.drawLine(centre + QPointF(-half, half), centre + QPointF(half, -half));
}

/// All but the places of those crosses.
QPainterPath without(const QList<QPointF> &crosses, const QRectF &area, double scale)
{
    QPainterPath path; // odd and even
    path.addRect(area);
    for (const QPointF &cross : crosses)
        path.addEllipse(cross, gapRadius(scale), gapRadius(scale));
    return path;
}

/// Never below 11 px on the screen where the line has room for it.
void paintLoss(QPainter &painter, const QPointF &centre, const Theme &theme, double scale)
{
    const double size = std::clamp(kLoss / scale, kLoss, 2 * kCrossRoom);
    const QRectF sign(centre - QPointF(size, size) / 2, QSizeF(size, size));
    painter.fillRect(sign, theme.group);
    StatusMark mark;
    mark.health = Health::Degraded;
    paintMark(painter, sign, mark, theme);
}

} // namespace

void paintEdges(QPainter &painter, const QList<EdgeLook> &looks, const Theme &theme, double scale)
{
    if (scale < kFarScale) {
        paintFarEdges(painter, looks, theme);
        return;
    }
    const TrunkPicture all = trunkPicture(looks, painter.combinedTransform(), scale);
    paintTrunks(painter, {&all}, theme, scale);
}

bool areEdgesFar(double scale)
{
    return scale < kFarScale;
}

void paintTrunks(QPainter &painter, const QList<const TrunkPicture *> &trunks, const Theme &theme,
                 double scale, const QRectF &exposed)
{
    const QRectF reach = exposed.adjusted(-kStrokeReach, -kStrokeReach, kStrokeReach, kStrokeReach);
    const auto isSeen = [&](const QRectF &bounds) {
        return exposed.isNull() || touches(bounds, reach);
    };
    QList<const TrunkPicture::Part *> parts;
    QList<QPointF> crosses;
    QRectF area;
    for (const TrunkPicture *trunk : trunks) {
        for (const TrunkPicture::Part &part : trunk->parts)
            parts.append(&part);
        for (qsizetype i = 0; i < trunk->looks.size(); ++i) {
            if (trunk->looks.at(i).state != EdgeState::Failing || !isSeen(trunk->bounds.at(i)))
                continue;
            area |= trunk->bounds.at(i);
            if (trunk->marks.at(i) && isSeen(crossArea(*trunk->marks.at(i), scale)))
                crosses << *trunk->marks.at(i);
        }
    }
    std::stable_sort(parts.begin(), parts.end(),
                     [](const auto *a, const auto *b) { return a->stroke < b->stroke; });
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    bool isClipped = false;
    for (auto it = parts.crbegin(); it != parts.crend();) {
        const EdgeStroke &stroke = (*it)->stroke;
        // Where two lines of one pen cross, two strokes would be bolder than one.
        QPainterPath path;
        for (; it != parts.crend() && !((*it)->stroke < stroke); ++it) {
            for (const TrunkPicture::Piece &piece : (*it)->pieces) {
                if (isSeen(piece.bounds))
                    path.addPath(piece.path);
            }
        }
        if (path.isEmpty())
            continue;
        if (stroke.state == EdgeState::Failing && !isClipped && !crosses.isEmpty()) {
            painter.save();
            painter.setClipPath(without(crosses, area, scale), Qt::IntersectClip);
            isClipped = true;
        }
        painter.setOpacity(stroke.isDimmed ? kDimmed : 1);
        QPen pen =
            edgePen(colourOf(stroke.state, theme), stroke.width * sizeAt(scale), stroke.dashes);
        pen.setDashOffset(stroke.offset / (stroke.width * sizeAt(scale)));
        painter.setPen(pen);
        painter.drawPath(path);
    }
    if (isClipped)
        painter.restore();
    for (const TrunkPicture *trunk : trunks) {
        for (qsizetype i = 0; i < trunk->looks.size(); ++i) {
            if (!isSeen(trunk->bounds.at(i)))
                continue;
            const EdgeLook &look = trunk->looks.at(i);
            const std::optional<QPointF> &mark = trunk->marks.at(i);
            painter.setOpacity(look.isDimmed ? kDimmed : 1);
            paintEnd(painter, look, colourOf(look.state, theme));
            if (mark && look.state == EdgeState::Failing)
                paintCross(painter, *mark, theme, scale);
            else if (mark)
                paintLoss(painter, *mark, theme, scale);
        }
    }
    painter.restore();
}

void paintEdgeHighlights(QPainter &painter, const QList<EdgeLook> &looks, const Theme &theme,
                         double scale, const QList<QPointF> &crosses)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    // The worst on top, where they run together.
    for (const EdgeState state : {EdgeState::Normal, EdgeState::Impacted, EdgeState::Failing}) {
        QList<EdgeLook> alike = looks;
        alike.removeIf([state](const EdgeLook &look) { return look.state != state; });
        for (const EdgeLook &look : std::as_const(alike)) {
            const bool isTold = state != EdgeState::Normal;
            const double width =
                isTold ? highlightWidth(look) + 2 * kHighlightEdge : std::max(2, look.width);
            painter.setBrush(Qt::NoBrush);
            painter.setPen(edgePen(theme.ink, width, isTold ? QList<qreal>() : dashesOf(look)));
            painter.drawPath(edgePath(look.corners, look.beginGap, shortening(look)));
            paintEnd(painter, look, theme.ink, isTold ? kHighlightEdge : 0);
        }
        if (state == EdgeState::Normal)
            continue;
        for (const EdgeLook &look : std::as_const(alike)) {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(edgePen(colourOf(state, theme), highlightWidth(look), dashesOf(look)));
            painter.drawPath(edgePath(look.corners, look.beginGap, shortening(look)));
            paintEnd(painter, look, colourOf(state, theme));
        }
    }
    for (const QPointF &cross : crosses) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.group);
        painter.drawEllipse(cross, gapRadius(scale), gapRadius(scale));
        paintCross(painter, cross, theme, scale);
    }
    painter.restore();
}

void paintEdgeSample(QPainter &painter, const QPointF &from, const QPointF &to,
                     DependencyBasis basis, DependencyRole role, const QColor &colour)
{
    painter.setPen(edgePen(colour, 1.5, dashesOf(basis, role)));
    painter.drawLine(from, to);
}

void paintFlowSample(QPainter &painter, const QPointF &from, const QPointF &to,
                     const QColor &colour)
{
    const double part = (to.x() - from.x()) / 3;
    for (int i = 0; i < 3; ++i) {
        painter.setPen(edgePen(colour, i + 1, {}));
        painter.drawLine(from + QPointF(part * i, 0), from + QPointF(part * (i + 1), 0));
    }
}

} // namespace opsdeck
