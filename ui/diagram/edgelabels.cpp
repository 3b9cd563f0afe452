// SPDX-License-Identifier: GPL-3.0-or-later
// Words and figures beside lines.
#include "ui/diagram/edgepainter.h"
#include "ui/diagram/edgeway.h"
#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace opsdeck {

namespace {

constexpr double kLabelStep = 8;
constexpr double kSign = 12;
constexpr double kSignGap = 3;
constexpr double kHalo = 4;
constexpr double kRingGap = 7;
constexpr double kCorner = 8;

QFont labelFont(const EdgeLabel &label)
{
    return figureFont(label.pixels);
}

double signSize(const EdgeLabel &label)
{
    return kSign * label.pixels / 11.0;
}

double signRoom(const EdgeLabel &label)
{
    return label.isBad ? signSize(label) + kSignGap : 0;
}

} // namespace

double edgeLabelWidth(const EdgeLabel &label)
{
    return QFontMetricsF(labelFont(label)).horizontalAdvance(label.text) + signRoom(label);
}

namespace {

/// Nothing when nowhere.
std::optional<EdgeLabelPlace> placeAlong(const QList<QPointF> &corners, double width,
                                         const EdgeLabelGround &ground, double step)
{
    const double up = ground.pixels;
    const double height = up + 3;
    const auto isFree = [&](const QPointF &baseline) {
        const QRectF area(baseline + QPointF(-kHalo, -up), QSizeF(width + 2 * kHalo, height));
        const QRectF apart =
            area.adjusted(-ground.apart, -ground.apart, ground.apart, ground.apart);
        return (ground.within.isNull() || ground.within.contains(area))
               && std::none_of(ground.taken.cbegin(), ground.taken.cend(),
                               [&](const QRectF &rect) { return rect.intersects(area); })
               && std::none_of(ground.ownTrunk.cbegin(), ground.ownTrunk.cend(),
                               [&](const QLineF &line) { return touches(area, line); })
               && std::none_of(ground.borders.cbegin(), ground.borders.cend(),
                               [&](const QLineF &line) {
                                   return touches(
                                       QRectF(baseline + QPointF(0, -up), QSizeF(width, height)),
                                       line);
                               })
               && std::none_of(ground.otherLines.cbegin(), ground.otherLines.cend(),
                               [&](const QLineF &line) { return touches(apart, line); });
    };
    std::optional<EdgeLabelPlace> nearest; // to what it is to stand beside
    double least = ground.reach;
    const auto awayFrom = [&](const QPointF &baseline) {
        const QRectF area(baseline + QPointF(0, -up), QSizeF(width, height));
        const QPointF at = *ground.beside;
        return std::hypot(std::max({0.0, area.left() - at.x(), at.x() - area.right()}),
                          std::max({0.0, area.top() - at.y(), at.y() - area.bottom()}));
    };
    double walked = 0; // from the dependency
    for (qsizetype i = corners.size() - 1; i > 0; --i) {
        const QPointF &end = corners.at(i);
        const QPointF back = corners.at(i - 1) - end;
        const double length = std::hypot(back.x(), back.y());
        const bool isFlat = std::abs(back.y()) < 0.5;
        // What it takes along the line, from the nearer end on.
        const double extent = isFlat ? width : height;
        for (double at = i + 1 == corners.size() ? kRingGap + kHalo + 1 : kCorner;
             at + extent <= length; at += step) {
            const QPointF near = end + back / length * at;
            const double left = back.x() < 0 ? near.x() - width : near.x();
            const double low = back.y() < 0 ? near.y() - 3 : near.y() + up;
            const QList<QPointF> places =
                isFlat ? QList<QPointF>{{left, near.y() - 7 - ground.farther},
                                        {left, near.y() + up + 5 + ground.farther}}
                       : QList<QPointF>{{near.x() + 8 + ground.farther, low},
                                        {near.x() - 8 - ground.farther - width, low}};
            for (const QPointF &place : places) {
                if (!isFree(place))
                    continue;
                if (!ground.beside)
                    return EdgeLabelPlace{place, walked + at};
                if (awayFrom(place) < least) {
                    least = awayFrom(place);
                    nearest = EdgeLabelPlace{place, walked + at};
                }
            }
        }
        walked += length;
    }
    return nearest;
}

} // namespace

std::optional<EdgeLabelPlace> edgeLabelPlace(const QList<QPointF> &corners, double width,
                                             const EdgeLabelGround &ground)
{
    // Between two frames there may be just the room it takes: it is looked for more closely.
    if (const auto place =
            placeAlong(corners, width, ground, ground.borders.isEmpty() ? kLabelStep : 1))
        return place;
    if (ground.borders.isEmpty())
        return std::nullopt;
    return placeAlong(corners, width,
                      {ground.taken,
                       ground.ownTrunk,
                       {},
                       ground.otherLines,
                       ground.apart,
                       ground.pixels,
                       ground.within,
                       ground.beside,
                       ground.reach,
                       ground.farther},
                      kLabelStep);
}

void paintEdgeLabel(QPainter &painter, const QPointF &baseline, const EdgeLabel &label,
                    const Theme &theme)
{
    QPainterPath path;
    path.addText(baseline + QPointF(signRoom(label), 0), labelFont(label), label.text);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.bg, kHalo, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(path);
    painter.fillPath(path, label.isBad ? theme.t1 : label.isStale ? theme.t3 : theme.t2);
    painter.restore();
    if (!label.isBad)
        return;
    const double size = signSize(label);
    const QRectF sign(baseline.x(), baseline.y() - size + 2, size, size);
    painter.fillRect(sign, theme.bg);
    StatusMark mark;
    mark.health = Health::Degraded;
    paintMark(painter, sign, mark, theme);
}

QRectF edgeLabelBounds(const QPointF &baseline, const EdgeLabel &label)
{
    return {baseline + QPointF(-kHalo, -label.pixels - 5),
            QSizeF(edgeLabelWidth(label) + 2 * kHalo, label.pixels + 13)};
}

} // namespace opsdeck
