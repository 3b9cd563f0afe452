// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diagram/edgepainter.h"

#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <compare>
#include <map>

namespace opsdeck {

namespace {

constexpr double kFarScale = 0.2; ///< below it a line is a stroke of one pixel
constexpr double kCorner = 8;
constexpr double kArrow = 8;
constexpr double kRingGap = 7;
constexpr double kCrossBefore = 24;
constexpr double kCross = 4;
constexpr double kLoss = 11;         ///< size of the sign
constexpr double kCrossRoom = 12;    ///< along its piece, to corners
constexpr double kCrossFromBox = 20; ///< and to the box that it begins at, and its ring
constexpr double kCrossStep = 4;
constexpr double kDimmed = 0.25;
constexpr double kHighlightEdge = 2; ///< ink at each side of a line that tells a state

QPointF toward(const QPointF &from, const QPointF &to)
{
    const QPointF d = to - from;
    const double length = std::hypot(d.x(), d.y());
    return length <= 0 ? QPointF(1, 0) : d / length;
}

QList<qreal> dashesOf(DependencyBasis basis, DependencyRole role)
{
    if (role == DependencyRole::Scrapes)
        return {2, 3};
    switch (basis) {
    case DependencyBasis::Implied:
        return {6, 4};
    case DependencyBasis::Disputed:
        return {8, 4, 2, 4};
    case DependencyBasis::Stated:
        break;
    }
    return {};
}

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

double ringGap(const EdgeLook &look)
{
    return look.endsAtRing ? kRingGap : 0;
}

/// A wide line has a large one.
double arrowSize(const EdgeLook &look)
{
    return kArrow + 1.5 * std::max(0, look.width - 2);
}

double shortening(const EdgeLook &look)
{
    return ringGap(look) + arrowSize(look) - 1;
}

double usualWidth(EdgeState state)
{
    return state == EdgeState::Failing ? 2 : 1.5;
}

/// A failing one is never thinner than without a flow.
double widthOf(EdgeState state, int flow)
{
    if (flow == 0)
        return usualWidth(state);
    return state == EdgeState::Failing ? std::max(usualWidth(state), double(flow)) : flow;
}

/// What is drawn with one stroke. The order is that of painting.
struct Bundle
{
    EdgeState state;
    bool isDimmed;
    DependencyBasis basis;
    DependencyRole role;
    double x;
    double y;
    int width;

    auto operator<=>(const Bundle &) const = default;
};

Bundle bundleOf(const EdgeLook &look)
{
    return {look.state, look.isDimmed,           look.basis,
            look.role,  look.corners.last().x(), look.corners.last().y(),
            look.width};
}

/// Direction of the last piece.
QPointF endDirection(const EdgeLook &look)
{
    return toward(look.corners.at(look.corners.size() - 2), look.corners.last());
}

/// Of a highlighted line that keeps its state's colour.
double highlightWidth(const EdgeLook &look)
{
    return std::max(widthOf(look.state, look.width), 2.0);
}

/// `outline` is around it, in the same colour.
void paintEnd(QPainter &painter, const EdgeLook &look, const QColor &colour, double outline = 0)
{
    if (look.corners.size() < 2)
        return;
    const QPointF direction = endDirection(look);
    const QPointF across(-direction.y(), direction.x());
    const QPointF tip = look.corners.last() - direction * ringGap(look);
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

void paintCross(QPainter &painter, const QPointF &centre, const Theme &theme)
{
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.group, 6));
    painter.drawPoint(centre);
    painter.setPen(QPen(theme.down, 2, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(centre + QPointF(-kCross, -kCross), centre + QPointF(kCross, kCross));
    painter.drawLine(centre + QPointF(-kCross, kCross), centre + QPointF(kCross, -kCross));
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

bool isSame(const QPointF &a, const QPointF &b)
{
    return (a - b).manhattanLength() < 0.01;
}

bool endTogether(const EdgeLook &a, const EdgeLook &b)
{
    return !a.corners.isEmpty() && !b.corners.isEmpty()
           && isSame(a.corners.last(), b.corners.last());
}

/// Where none of those runs that end with it, as near to the dependant as it is; nothing when
/// nowhere.
std::optional<QPointF> placeOfItsOwn(const EdgeLook &look, const QList<EdgeLook> &looks)
{
    QList<QLineF> others;
    for (const EdgeLook &other : looks) {
        if (&other != &look && endTogether(other, look)
            && !isSame(other.corners.first(), look.corners.first()))
            others += edgePieces(other.corners);
    }
    for (const double fromBox : {kCrossFromBox, kCrossRoom}) {
        for (qsizetype i = 0; i + 1 < look.corners.size(); ++i) {
            const QPointF &begin = look.corners.at(i);
            const QPointF along = look.corners.at(i + 1) - begin;
            const double length = std::hypot(along.x(), along.y());
            for (double at = i == 0 ? fromBox : kCrossRoom; at + kCrossRoom <= length;
                 at += kCrossStep) {
                const QPointF centre = begin + along / length * at;
                const QRectF area =
                    QRectF(centre, QSizeF()).adjusted(-kCross, -kCross, kCross, kCross);
                if (std::none_of(others.cbegin(), others.cend(),
                                 [&](const QLineF &line) { return touches(area, line); }))
                    return centre;
            }
        }
    }
    return std::nullopt;
}

/// Of its pieces; nothing when none has room for a cross.
std::optional<QPointF> middleOfLongest(const EdgeLook &look)
{
    QLineF longest;
    for (const QLineF &piece : edgePieces(look.corners)) {
        if (piece.length() > longest.length())
            longest = piece;
    }
    return longest.length() < 2 * kCrossRoom ? std::nullopt : std::optional(longest.center());
}

/// On the middle of pixels, so that a level or upright line is as strong as its colour.
QList<EdgeLook> onPixels(const QPainter &painter, QList<EdgeLook> looks)
{
    const QTransform there = painter.combinedTransform();
    bool isInvertible = false;
    const QTransform back = there.inverted(&isInvertible);
    if (!isInvertible || there.isRotating())
        return looks;
    for (EdgeLook &look : looks) {
        for (QPointF &corner : look.corners) {
            const QPointF at = there.map(corner);
            corner = back.map(QPointF(std::floor(at.x()) + 0.5, std::floor(at.y()) + 0.5));
        }
    }
    return looks;
}

} // namespace

std::optional<QPointF> failingMark(const QList<EdgeLook> &looks, qsizetype index)
{
    const EdgeLook &look = looks.at(index);
    const qsizetype count = look.corners.size();
    if (count < 2)
        return std::nullopt;
    const bool isShared = std::any_of(looks.cbegin(), looks.cend(), [&](const EdgeLook &other) {
        return &other != &look && endTogether(other, look);
    });
    if (isShared) {
        if (const auto own = placeOfItsOwn(look, looks))
            return own;
    }
    const QPointF piece = look.corners.last() - look.corners.at(count - 2);
    if (std::hypot(piece.x(), piece.y()) < kCrossBefore + ringGap(look) + 2 * kCross)
        return middleOfLongest(look);
    return look.corners.last() - endDirection(look) * (ringGap(look) + kCrossBefore - kCross);
}

QPainterPath edgePath(const QList<QPointF> &corners, double shorten)
{
    QPainterPath path;
    if (corners.size() < 2)
        return path;
    path.moveTo(corners.first());
    for (int i = 1; i + 1 < corners.size(); ++i) {
        const QPointF &corner = corners.at(i);
        const QPointF before = corner - corners.at(i - 1);
        const QPointF after = corners.at(i + 1) - corner;
        const double radius = std::min({kCorner, std::hypot(before.x(), before.y()) / 2,
                                        std::hypot(after.x(), after.y()) / 2});
        path.lineTo(corner - toward(corners.at(i - 1), corner) * radius);
        path.quadTo(corner, corner + toward(corner, corners.at(i + 1)) * radius);
    }
    const QPointF &last = corners.last();
    path.lineTo(last - toward(corners.at(corners.size() - 2), last) * shorten);
    return path.toReversed();
}

void paintEdges(QPainter &painter, const QList<EdgeLook> &exact, const Theme &theme, double scale)
{
    if (scale < kFarScale) {
        paintFarEdges(painter, exact, theme);
        return;
    }
    const QList<EdgeLook> looks = onPixels(painter, exact);
    std::map<Bundle, QPainterPath> bundles;
    for (const EdgeLook &look : looks) {
        if (look.corners.size() < 2)
            continue;
        QPainterPath &path = bundles[bundleOf(look)];
        path.addPath(edgePath(look.corners, shortening(look)));
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    for (const auto &[bundle, path] : bundles) {
        const double width = widthOf(bundle.state, bundle.width) * std::clamp(1 / scale, 1.0, 2.4);
        painter.setOpacity(bundle.isDimmed ? kDimmed : 1);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(
            edgePen(colourOf(bundle.state, theme), width, dashesOf(bundle.basis, bundle.role)));
        painter.drawPath(path);
    }
    for (qsizetype i = 0; i < looks.size(); ++i) {
        const EdgeLook &look = looks.at(i);
        painter.setOpacity(look.isDimmed ? kDimmed : 1);
        paintEnd(painter, look, colourOf(look.state, theme));
        const bool isFailing = look.state == EdgeState::Failing;
        const std::optional<QPointF> mark =
            isFailing || look.losesMuch ? failingMark(looks, i) : std::nullopt;
        if (mark && isFailing)
            paintCross(painter, *mark, theme);
        else if (mark)
            paintLoss(painter, *mark, theme, scale);
    }
    painter.restore();
}

void paintEdgeHighlights(QPainter &painter, const QList<EdgeLook> &looks, const Theme &theme,
                         const QList<QPointF> &crosses)
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
            painter.setPen(edgePen(theme.ink, width,
                                   isTold ? QList<qreal>() : dashesOf(look.basis, look.role)));
            painter.drawPath(edgePath(look.corners, shortening(look)));
            paintEnd(painter, look, theme.ink, isTold ? kHighlightEdge : 0);
        }
        if (state == EdgeState::Normal)
            continue;
        for (const EdgeLook &look : std::as_const(alike)) {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(edgePen(colourOf(state, theme), highlightWidth(look),
                                   dashesOf(look.basis, look.role)));
            painter.drawPath(edgePath(look.corners, shortening(look)));
            paintEnd(painter, look, colourOf(state, theme));
        }
    }
    for (const QPointF &cross : crosses)
        paintCross(painter, cross, theme);
    painter.restore();
}

bool touches(const QRectF &area, const QLineF &line)
{
    const QRectF box = QRectF(line.p1(), line.p2()).normalized();
    return box.left() <= area.right() && box.right() >= area.left() && box.top() <= area.bottom()
           && box.bottom() >= area.top();
}

QList<QLineF> edgePieces(const QList<QPointF> &corners)
{
    QList<QLineF> pieces;
    for (int i = 0; i + 1 < corners.size(); ++i)
        pieces.append(QLineF(corners.at(i), corners.at(i + 1)));
    return pieces;
}

QRectF edgeBounds(const QList<QPointF> &corners)
{
    if (corners.isEmpty())
        return {};
    QRectF bounds(corners.first(), QSizeF(0, 0));
    for (const QPointF &corner : corners) {
        bounds.setLeft(std::min(bounds.left(), corner.x()));
        bounds.setRight(std::max(bounds.right(), corner.x()));
        bounds.setTop(std::min(bounds.top(), corner.y()));
        bounds.setBottom(std::max(bounds.bottom(), corner.y()));
    }
    return bounds.adjusted(-8, -8, 8, 8);
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
        painter.setPen(edgePen(colour, i + 2, {}));
        painter.drawLine(from + QPointF(part * i, 0), from + QPointF(part * (i + 1), 0));
    }
}

} // namespace opsdeck
