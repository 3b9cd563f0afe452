// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diagram/edgeway.h"

#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace opsdeck {

namespace {

constexpr double kCorner = 8;
constexpr double kNear = 0.01;
constexpr double kReach = 20; ///< of a cross at the least scale that has one
/// Of a quadratic curve round a right angle, in its radius: (sqrt 2 + asinh 1) / sqrt 2.
constexpr double kBend = 1.62323;

double distance(const QPointF &a, const QPointF &b)
{
    return std::hypot(b.x() - a.x(), b.y() - a.y());
}

/// 0 at the ends.
double radiusAt(const QList<QPointF> &way, qsizetype corner)
{
    if (corner <= 0 || corner + 1 >= way.size())
        return 0;
    return std::min({kCorner, distance(way.at(corner), way.at(corner - 1)) / 2,
                     distance(way.at(corner), way.at(corner + 1)) / 2});
}

QList<QPointF> turned(const QList<QPointF> &way)
{
    return {way.crbegin(), way.crend()};
}

} // namespace

QPointF toward(const QPointF &from, const QPointF &to)
{
    const double length = distance(from, to);
    return length <= 0 ? QPointF(1, 0) : (to - from) / length;
}

double wayLength(const QList<QPointF> &corners)
{
    double length = 0;
    for (qsizetype i = 0; i + 1 < corners.size(); ++i)
        length += distance(corners.at(i), corners.at(i + 1)) - (2 - kBend) * radiusAt(corners, i);
    return length;
}

QPainterPath edgePath(const QList<QPointF> &corners, double beginGap, double from)
{
    QPainterPath path;
    if (corners.size() < 2)
        return path;
    const QList<QPointF> way = turned(corners);
    double walked = 0; // up to the straight part of the piece
    bool hasBegun = false;
    for (qsizetype i = 0; i + 1 < way.size(); ++i) {
        const QPointF along = toward(way.at(i), way.at(i + 1));
        const double radius = radiusAt(way, i + 1);
        const double last = i + 2 == way.size() ? beginGap : radius;
        const QPointF begin = way.at(i) + along * radiusAt(way, i);
        const QPointF end = way.at(i + 1) - along * last;
        const double length = distance(way.at(i), way.at(i + 1)) - radiusAt(way, i) - last;
        if (!hasBegun && from <= walked + length) {
            path.moveTo(begin + along * std::max(0.0, from - walked));
            hasBegun = true;
        }
        const bool isInBend = !hasBegun && from < walked + length + kBend * radius;
        if (isInBend) {
            path.moveTo(end);
            hasBegun = true;
        } else if (hasBegun) {
            path.lineTo(end);
        }
        walked += length;
        if (i + 2 == way.size())
            break;
        const QPointF after = way.at(i + 1) + toward(way.at(i + 1), way.at(i + 2)) * radius;
        if (hasBegun)
            path.quadTo(way.at(i + 1), after);
        walked += kBend * radius;
    }
    return path;
}

double sharedWay(const QList<QPointF> &other, const QList<QPointF> &way)
{
    const QList<QPointF> a = turned(other);
    const QList<QPointF> b = turned(way);
    const auto isSame = [](const QPointF &x, const QPointF &y) { return distance(x, y) < kNear; };
    double walked = 0; // of b, to the corner at the piece's begin, its own bends cut short
    for (qsizetype i = 0; i + 1 < a.size() && i + 1 < b.size(); ++i) {
        if (!isSame(a.at(i), b.at(i)))
            return walked;
        // Where one turns and the other goes another way, both are there up to the earlier bend.
        if (!isSame(toward(a.at(i), a.at(i + 1)), toward(b.at(i), b.at(i + 1))))
            return std::max(0.0, walked - std::max(radiusAt(a, i), radiusAt(b, i))
                                     + (2 - kBend) / 2 * radiusAt(b, i));
        const double ofA = distance(a.at(i), a.at(i + 1));
        const double ofB = distance(b.at(i), b.at(i + 1));
        const double shared = std::min(ofA, ofB);
        if (std::abs(ofA - ofB) >= kNear) {
            const double bend = ofA < ofB ? radiusAt(a, i + 1) : radiusAt(b, i + 1);
            return std::max(0.0, walked + shared - bend - (2 - kBend) / 2 * radiusAt(b, i));
        }
        walked += shared - (2 - kBend) / 2 * (radiusAt(b, i) + radiusAt(b, i + 1));
    }
    return walked;
}

bool touches(const QRectF &area, const QLineF &line)
{
    return touches(area, QRectF(line.p1(), line.p2()).normalized());
}

bool touches(const QRectF &one, const QRectF &other)
{
    return other.left() <= one.right() && other.right() >= one.left() && other.top() <= one.bottom()
           && other.bottom() >= one.top();
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
    return bounds.adjusted(-kReach, -kReach, kReach, kReach);
}

} // namespace opsdeck
