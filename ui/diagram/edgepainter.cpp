// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diagram/edgepainter.h"

#include "ui/diagram/edgeway.h"
#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace opsdeck {

namespace {

constexpr double kFarScale = 0.2; ///< below it a line is a stroke of one pixel
constexpr double kArrow = 8;
constexpr double kCrossBefore = 24;
constexpr double kCrossMiddle = 4;   ///< of that, where it begins
constexpr double kCross = 4.5;       ///< half of it, pixels of the screen
constexpr double kCrossHalo = 3;     ///< beyond it the line is seen again
constexpr double kMarkLeast = 24;    ///< pixels of the screen of the piece that it is on
constexpr double kLoss = 11;         ///< size of the sign
constexpr double kCrossRoom = 12;    ///< along its piece, to corners
constexpr double kCrossFromBox = 20; ///< and to the box that it begins at, and its ring
constexpr double kCrossStep = 4;
constexpr double kDimmed = 0.25;
constexpr double kShortDisputed = 45; ///< twice and a half its pattern
constexpr double kHighlightEdge = 2;  ///< ink at each side of a line that tells a state

/// A wide line has a large one.
double arrowSize(const EdgeLook &look)
{
    return kArrow + 1.5 * std::max(0, look.width - 2);
}

double shortening(const EdgeLook &look)
{
    return look.endGap + arrowSize(look) - 1;
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

/// A line too short for the pattern to be told has one dot between two dashes.
QList<qreal> dashesOf(const EdgeLook &look)
{
    const QList<qreal> usual = dashesOf(look.basis, look.role);
    const double length = wayLength(look.corners) - shortening(look) - look.beginGap;
    if (look.basis != DependencyBasis::Disputed || usual.size() < 4 || length >= kShortDisputed)
        return usual;
    const double gap = std::clamp(length / 7, 1.0, 4.0);
    return {std::max(1.0, (length - 3 * gap) / 2), gap, gap, gap};
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

/// What makes lines and crosses as large at a small scale as they are at 1, within reason.
double sizeAt(double scale)
{
    return std::clamp(1 / scale, 1.0, 2.4);
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

bool isSame(const QPointF &a, const QPointF &b)
{
    return (a - b).manhattanLength() < 0.01;
}

bool endTogether(const EdgeLook &a, const EdgeLook &b)
{
    return !a.corners.isEmpty() && !b.corners.isEmpty()
           && isSame(a.corners.last(), b.corners.last());
}

/// What is seen of a piece, from its begin on: from where to where.
std::pair<double, double> seenOf(const EdgeLook &look, qsizetype piece, double length)
{
    const bool isLast = piece + 2 == look.corners.size();
    return {piece == 0 ? look.beginGap : 0, isLast ? length - shortening(look) : length};
}

/// Where none of those runs that end with it, as near to the dependant as it is; nothing when
/// nowhere.
std::optional<QPointF> placeOfItsOwn(const EdgeLook &look, const QList<EdgeLook> &looks,
                                     double scale)
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
            const auto [from, to] = seenOf(look, i, length);
            if ((to - from) * scale < kMarkLeast)
                continue;
            const double room = std::max(kCrossRoom, kMarkLeast / 2 / scale);
            for (double at = i == 0 ? std::max(fromBox, from + room) : room; at + room <= to;
                 at += kCrossStep) {
                const QPointF centre = begin + along / length * at;
                const QRectF area = crossArea(centre, scale);
                if (std::none_of(others.cbegin(), others.cend(),
                                 [&](const QLineF &line) { return touches(area, line); }))
                    return centre;
            }
        }
    }
    return std::nullopt;
}

/// Of what is seen of its pieces; nothing when none has room for a cross.
std::optional<QPointF> middleOfLongest(const EdgeLook &look, double scale)
{
    double longest = 0;
    QPointF middle;
    const QList<QLineF> pieces = edgePieces(look.corners);
    for (qsizetype i = 0; i < pieces.size(); ++i) {
        const auto [from, to] = seenOf(look, i, pieces.at(i).length());
        if (to - from <= longest)
            continue;
        longest = to - from;
        middle = pieces.at(i).pointAt((from + to) / 2 / pieces.at(i).length());
    }
    return longest * scale < kMarkLeast ? std::nullopt : std::optional(middle);
}

/// What is drawn with one pen; the first of them lies on top.
struct Stroke
{
    EdgeState state; ///< worst first
    bool isDimmed;
    QList<qreal> dashes; ///< none first
    double width;        ///< widest first
    double offset;       ///< of the dashes: what was walked of the way before

    auto key() const { return std::tuple(-static_cast<int>(state), isDimmed, dashes, -width); }

    bool operator<(const Stroke &other) const
    {
        return std::tuple(key(), offset) < std::tuple(other.key(), other.offset);
    }

    /// Nothing of `other` would be seen where this runs over it.
    bool covers(const Stroke &other) const
    {
        return state >= other.state && (!isDimmed || other.isDimmed) && width >= other.width
               && (dashes.isEmpty() || dashes == other.dashes);
    }
};

/// Of what runs together each piece is there once: two strokes over each other are bolder than one.
std::map<Stroke, QPainterPath> strokes(const QList<EdgeLook> &looks)
{
    std::map<std::pair<double, double>, QList<QPair<Stroke, const EdgeLook *>>> ends;
    for (const EdgeLook &look : looks) {
        if (look.corners.size() < 2)
            continue;
        const QPointF &end = look.corners.last();
        ends[{end.x(), end.y()}].append(
            {{look.state, look.isDimmed, dashesOf(look), widthOf(look.state, look.width), 0},
             &look});
    }
    std::map<Stroke, QPainterPath> found;
    for (auto &[end, together] : ends) {
        std::stable_sort(together.begin(), together.end(),
                         [](const auto &a, const auto &b) { return a.first < b.first; });
        for (qsizetype i = 0; i < together.size(); ++i) {
            const auto &[stroke, look] = together.at(i);
            double from = shortening(*look); // from the dependency
            for (qsizetype before = 0; before < i; ++before) {
                if (together.at(before).first.covers(stroke))
                    from = std::max(from,
                                    sharedWay(together.at(before).second->corners, look->corners));
            }
            Stroke own = stroke;
            own.offset = stroke.dashes.isEmpty() ? 0 : from - shortening(*look);
            found[own].addPath(edgePath(look->corners, look->beginGap, from));
        }
    }
    return found;
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

QRectF crossArea(const QPointF &middle, double scale)
{
    const double half = kCross * sizeAt(scale);
    return QRectF(middle, QSizeF()).adjusted(-half, -half, half, half);
}

std::optional<QPointF> failingMark(const QList<EdgeLook> &looks, qsizetype index, double scale)
{
    const EdgeLook &look = looks.at(index);
    const qsizetype count = look.corners.size();
    if (count < 2)
        return std::nullopt;
    const bool isShared = std::any_of(looks.cbegin(), looks.cend(), [&](const EdgeLook &other) {
        return &other != &look && endTogether(other, look);
    });
    if (isShared) {
        if (const auto own = placeOfItsOwn(look, looks, scale))
            return own;
    }
    const QPointF piece = look.corners.last() - look.corners.at(count - 2);
    const double before = (kCrossBefore - kCrossMiddle) * sizeAt(scale);
    const double begin = count == 2 ? look.beginGap : 0;
    if (std::hypot(piece.x(), piece.y()) - begin < look.endGap + 2 * before - kArrow)
        return middleOfLongest(look, scale);
    return look.corners.last() - endDirection(look) * (look.endGap + before);
}

void paintEdges(QPainter &painter, const QList<EdgeLook> &exact, const Theme &theme, double scale)
{
    if (scale < kFarScale) {
        paintFarEdges(painter, exact, theme);
        return;
    }
    const QList<EdgeLook> looks = onPixels(painter, exact);
    QList<std::optional<QPointF>> marks;
    QList<QPointF> crosses;
    QRectF area;
    for (qsizetype i = 0; i < looks.size(); ++i) {
        const EdgeLook &look = looks.at(i);
        const bool isFailing = look.state == EdgeState::Failing;
        marks << (isFailing || look.losesMuch ? failingMark(looks, i, scale) : std::nullopt);
        if (isFailing && marks.last())
            crosses << *marks.last();
        if (isFailing)
            area |= edgeBounds(look.corners);
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    const auto all = strokes(looks);
    bool isClipped = false;
    for (auto it = all.crbegin(); it != all.crend(); ++it) {
        const Stroke &stroke = it->first;
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
        painter.drawPath(it->second);
    }
    if (isClipped)
        painter.restore();
    for (qsizetype i = 0; i < looks.size(); ++i) {
        const EdgeLook &look = looks.at(i);
        painter.setOpacity(look.isDimmed ? kDimmed : 1);
        paintEnd(painter, look, colourOf(look.state, theme));
        if (marks.at(i) && look.state == EdgeState::Failing)
            paintCross(painter, *marks.at(i), theme, scale);
        else if (marks.at(i))
            paintLoss(painter, *marks.at(i), theme, scale);
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
