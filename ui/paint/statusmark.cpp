// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/paint/statusmark.h"

#include "models/status/environmentwords.h"
#include "services/domain/serviceview.h"
#include "ui/paint/paint.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>
#include <QPainterPathStroker>
#include <QPixmapCache>
#include <QTransform>

#include <algorithm>
#include <cmath>

// Geometry in units of a 16 × 16 grid, origin top left, y down: the specification's own figures.

namespace opsdeck {

namespace {

constexpr double kGrid = 16;
constexpr double kBorder = 4; ///< room for ring and badges, in grid units
constexpr int kBadgeFrom = 24;

enum class Shape { Ok, Degraded, Down, Maintenance, Unknown };

Shape shapeOf(const StatusMark &mark)
{
    if (mark.maintenance)
        return Shape::Maintenance;
    switch (mark.health) {
    case Health::Healthy:
        return Shape::Ok;
    case Health::Degraded:
        return Shape::Degraded;
    case Health::Down:
        return Shape::Down;
    case Health::Unknown:
        break;
    }
    return Shape::Unknown;
}

QColor colourOf(Shape shape, const Theme &theme)
{
    switch (shape) {
    case Shape::Ok:
        return theme.ok;
    case Shape::Degraded:
        return theme.degraded;
    case Shape::Down:
        return theme.down;
    case Shape::Maintenance:
        return theme.maintenance;
    case Shape::Unknown:
        break;
    }
    return theme.unknown;
}

/// As light as it is.
QColor withoutHue(const QColor &colour)
{
    const int grey = qGray(colour.rgb());
    return QColor(grey, grey, grey);
}

QPainterPath outlineOf(Shape shape)
{
    QPainterPath path;
    switch (shape) {
    case Shape::Ok:
        path.addEllipse(QPointF(8, 8), 6.25, 6.25);
        return path;
    case Shape::Degraded:
        path.addPolygon(QPolygonF({{8, 1.5}, {15, 14}, {1, 14}}));
        break;
    case Shape::Down:
        path.addPolygon(
            QPolygonF({{5, 1}, {11, 1}, {15, 5}, {15, 11}, {11, 15}, {5, 15}, {1, 11}, {1, 5}}));
        break;
    case Shape::Maintenance:
        path.addRoundedRect(QRectF(2, 2, 12, 12), 1.5, 1.5);
        return path;
    case Shape::Unknown:
        path.addPolygon(QPolygonF({{8, 0.5}, {15.5, 8}, {8, 15.5}, {0.5, 8}}));
        break;
    }
    path.closeSubpath();
    return path;
}

// Qt turns curves to polygons by a tolerance of its own, in units of the path: coarse on a grid of
// 16, so paths are combined on a finer one, or a mark of 208 pixels has corners.
constexpr double kFine = 64;
constexpr double kLarge = 64; ///< pixels

QPainterPath fine(const QPainterPath &path)
{
    return QTransform::fromScale(kFine, kFine).map(path);
}

QPainterPath coarse(const QPainterPath &path)
{
    return QTransform::fromScale(1 / kFine, 1 / kFine).map(path);
}

QPainterPath without(const QPainterPath &path, const QPainterPath &hole)
{
    return coarse(fine(path).subtracted(fine(hole)));
}

QPainterPath joined(const QPainterPath &a, const QPainterPath &b)
{
    return coarse(fine(a).united(fine(b)));
}

QPainterPath common(const QPainterPath &a, const QPainterPath &b)
{
    return coarse(fine(a).intersected(fine(b)));
}

QPainterPath stroked(const QPainterPath &path, double width)
{
    QPainterPathStroker stroker;
    stroker.setWidth(width * kFine);
    stroker.setCapStyle(Qt::RoundCap);
    stroker.setJoinStyle(Qt::RoundJoin);
    return coarse(stroker.createStroke(fine(path)));
}

/// The glyph as a filled outline, its pens applied.
QPainterPath glyphOf(Shape shape)
{
    QPainterPath all;
    const auto add = [&all](const QPainterPath &line, double pen) {
        all = joined(all, stroked(line, pen));
    };
    QPainterPath line;
    switch (shape) {
    case Shape::Ok:
        line.moveTo(5, 8.25);
        line.lineTo(7.2, 10.45);
        line.lineTo(11.1, 6);
        add(line, 1.6);
        break;
    case Shape::Degraded:
        line.moveTo(8, 6.1);
        line.lineTo(8, 9.6);
        line.moveTo(8, 11.9);
        line.lineTo(8, 12);
        add(line, 1.8);
        break;
    case Shape::Down:
        line.moveTo(5.4, 5.4);
        line.lineTo(10.6, 10.6);
        line.moveTo(10.6, 5.4);
        line.lineTo(5.4, 10.6);
        add(line, 2);
        break;
    case Shape::Maintenance: {
        line.moveTo(5, 11);
        line.lineTo(8.5, 7.5);
        add(line, 2.2);
        QPainterPath arc;
        const QRectF circle(7.8, 3.6, 4.6, 4.6);
        arc.arcMoveTo(circle, -5);
        arc.arcTo(circle, -5, -260);
        add(arc, 1.7);
        break;
    }
    case Shape::Unknown: {
        const QRectF circle(8.05 - 1.95, 6.295 - 1.95, 3.9, 3.9);
        line.arcMoveTo(circle, 180);
        line.arcTo(circle, 180, -244);
        line.cubicTo(8.25, 8.4, 8, 8.7, 8, 9.3);
        line.moveTo(8, 11.45);
        line.lineTo(8, 11.5);
        add(line, 1.6);
        break;
    }
    }
    return all;
}

/// Lines rising to the right at 45°, inside `clip`.
void hatch(QPainter &painter, const QPainterPath &clip, const QColor &colour, double size)
{
    const double pitch = size < 20 ? 4 : size < 36 ? 3.4 : 2.8;
    if (!canClip(painter)) {
        QPainterPath lines;
        for (double x = -kGrid; x < 2 * kGrid; x += pitch)
            lines.addPolygon(QPolygonF({{x, kGrid}, {x + kGrid, 0}}));
        painter.fillPath(common(stroked(lines, 1.2), clip), colour);
        return;
    }
    painter.save();
    painter.setClipPath(clip);
    painter.setPen(QPen(colour, 1.2));
    for (double x = -kGrid; x < 2 * kGrid; x += pitch)
        painter.drawLine(QPointF(x, kGrid), QPointF(x + kGrid, 0));
    painter.restore();
}

void fill(QPainter &painter, const QPainterPath &path, const QColor &colour)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawPath(path);
}

void drawOutline(QPainter &painter, const QPainterPath &outline, const QColor &colour,
                 const QList<qreal> &dashes = {})
{
    QPen pen(colour, 1.5, Qt::SolidLine, dashes.isEmpty() ? Qt::RoundCap : Qt::FlatCap,
             Qt::RoundJoin);
    if (!dashes.isEmpty())
        pen.setDashPattern({dashes.at(0) / 1.5, dashes.at(1) / 1.5});
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(outline);
}

QPainterPath aroundTheQuestionMark(const QPainterPath &outline, double size)
{
    QPainterPath disc;
    disc.addEllipse(QPointF(8, 8.4), 4.6, 4.6);
    // Small marks keep the rough disc: it leaves more of the hatch to see.
    return size < kLarge ? outline.subtracted(disc) : without(outline, disc);
}

QPainterPath below(double y)
{
    QPainterPath half;
    half.addRect(QRectF(-kBorder, y, kGrid + 2 * kBorder, kGrid));
    return half;
}

/// What a hard mark fills: the shape with its glyph cut out, so that any background shows through.
QPainterPath hardArea(Shape shape)
{
    const QPainterPath outline = outlineOf(shape);
    if (shape == Shape::Ok || shape == Shape::Unknown)
        return stroked(outline, 1.5);
    return without(joined(outline, stroked(outline, 1)), glyphOf(shape));
}

void paintBadge(QPainter &painter, const Theme &theme)
{
    painter.setCompositionMode(QPainter::CompositionMode_Clear);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Qt::black); // the colour is of no matter: this clears
    painter.drawEllipse(QPointF(14, 14), 4.4, 4.4);
    painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
    painter.setBrush(theme.t1);
    painter.drawEllipse(QPointF(14, 14), 3.2, 3.2);
    painter.setPen(QPen(theme.bg, 1.1, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(QPolygonF({{12.5, 14.1}, {13.6, 15.2}, {15.5, 12.9}}));
}

void paintFlapping(QPainter &painter, const Theme &theme)
{
    const QPolygonF zigzag({{10.6, 3.4}, {12.6, -0.6}, {15, 3.4}, {17, -0.6}});
    painter.setBrush(Qt::NoBrush);
    painter.setCompositionMode(QPainter::CompositionMode_Clear);
    painter.setPen(QPen(Qt::black, 4.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(zigzag);
    painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
    painter.setPen(QPen(theme.t1, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(zigzag);
}

/// The state itself, in the order of precedence planned, stale, soft, acknowledged, hard.
void paintState(QPainter &painter, const StatusMark &mark, Shape shape, const QColor &colour,
                double size)
{
    const QPainterPath outline = outlineOf(shape);
    if (mark.planned) {
        drawOutline(painter, outline, colour, {2.4, 1.9});
        fill(painter, glyphOf(shape), colour);
        return;
    }
    if (mark.stale && shape != Shape::Unknown) {
        hatch(painter, outline, colour, size);
        drawOutline(painter, outline, colour);
        return;
    }
    if (mark.soft) {
        const QPainterPath half = below(shape == Shape::Degraded ? 9 : 8);
        if (shape == Shape::Unknown) {
            hatch(painter, common(aroundTheQuestionMark(outline, size), half), colour, size);
            fill(painter, glyphOf(shape), colour);
        } else {
            fill(painter, common(outline, half), colour);
        }
        drawOutline(painter, outline, colour);
        return;
    }
    if (mark.acknowledged && shape != Shape::Ok) {
        drawOutline(painter, outline, colour);
        fill(painter, glyphOf(shape), colour);
        return;
    }
    fill(painter, hardArea(shape), colour);
    if (shape == Shape::Unknown)
        hatch(painter, aroundTheQuestionMark(outline, size), colour, size);
    if (shape == Shape::Ok || shape == Shape::Unknown)
        fill(painter, glyphOf(shape), colour);
}

void paintShelved(QPainter &painter, const StatusMark &mark, Shape shape, const QColor &colour,
                  double size)
{
    QPainterPath band;
    band.addRect(QRectF(-kBorder, 5.75, kGrid + 2 * kBorder, 4.5));
    QPainterPath outside;
    outside.addRect(QRectF(-kBorder, -kBorder, kGrid + 2 * kBorder, kGrid + 2 * kBorder));
    painter.save();
    painter.setClipPath(outside.subtracted(band));
    if (mark.planned || mark.stale || mark.soft || mark.acknowledged)
        paintState(painter, mark, shape, colour, size);
    else if (shape == Shape::Ok || shape == Shape::Unknown)
        drawOutline(painter, outlineOf(shape), colour);
    else
        fill(painter, joined(outlineOf(shape), stroked(outlineOf(shape), 1)), colour);
    painter.restore();
    painter.setPen(QPen(colour, 1.6, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(QPointF(-1.5, 8), QPointF(17.5, 8));
}

void paintUncached(QPainter &painter, const StatusMark &mark, const Theme &theme, double size)
{
    painter.setRenderHint(QPainter::Antialiasing);
    const Shape shape = shapeOf(mark);
    // What was well and may not be any more has no colour of its own: never a green.
    const QColor colour = mark.stale && shape == Shape::Ok ? withoutHue(colourOf(shape, theme))
                                                           : colourOf(shape, theme);
    if (!mark.hasState) {
        QPainterPath circle;
        circle.addEllipse(QPointF(8, 8), 6.25, 6.25);
        drawOutline(painter, circle, theme.t3, {2.6, 2.3});
    } else if (mark.shelved) {
        paintShelved(painter, mark, shape, colour, size);
    } else {
        paintState(painter, mark, shape, colour, size);
    }
    if (mark.flapping)
        paintFlapping(painter, theme);
    const bool weakened = mark.soft || mark.stale || shape == Shape::Unknown;
    if (mark.acknowledged && shape != Shape::Ok && (size >= kBadgeFrom || weakened))
        paintBadge(painter, theme);
    if (mark.impacted) {
        painter.setPen(QPen(theme.impact, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(QPointF(8, 8), 10.25, 10.25);
    }
}

/// Of the colours that marks are painted with: themes of several palettes are all dark, or light.
size_t coloursOf(const Theme &theme)
{
    size_t hash = 0;
    for (const QColor *each : {&theme.bg, &theme.s1, &theme.t1, &theme.t2, &theme.t3, &theme.ink,
                               &theme.onink, &theme.ok, &theme.degraded, &theme.down,
                               &theme.unknown, &theme.maintenance, &theme.impact})
        hash = qHash(each->rgba(), hash);
    return hash;
}

QString cacheKey(const StatusMark &mark, const Theme &theme, double size, double ratio)
{
    const int bits = (mark.soft ? 1 : 0) | (mark.stale ? 2 : 0) | (mark.impacted ? 4 : 0)
                     | (mark.acknowledged ? 8 : 0) | (mark.shelved ? 16 : 0)
                     | (mark.flapping ? 32 : 0) | (mark.maintenance ? 64 : 0)
                     | (mark.planned ? 128 : 0) | (mark.hasState ? 256 : 0);
    return QStringLiteral("mark:%1:%2:%3:%4:%5")
        .arg(coloursOf(theme))
        .arg(static_cast<int>(mark.health))
        .arg(bits)
        .arg(size)
        .arg(ratio);
}

} // namespace

StatusMark markOf(const ServiceView &view)
{
    StatusMark mark;
    mark.planned = view.presence == Presence::Planned || view.presence == Presence::NotConfigured
                   || (view.presence == Presence::Optional && !view.hasChecks);
    mark.hasState = !mark.planned;
    if (!mark.hasState)
        mark.presence = view.presence;
    mark.health = view.health;
    mark.soft = view.soft;
    mark.stale = view.stale && view.health != Health::Unknown;
    mark.impacted = view.isImpacted();
    mark.flapping = view.flapping;
    if (mark.hasState) {
        mark.maintenance = markOf(view.marks, OperatorMarkKind::Maintenance) != nullptr;
        mark.shelved = markOf(view.marks, OperatorMarkKind::Shelved) != nullptr;
        mark.acknowledged = markOf(view.marks, OperatorMarkKind::Acknowledged) != nullptr;
    }
    return mark;
}

StatusMark markOf(const ServiceView &view, int notSetUp)
{
    StatusMark mark = markOf(view);
    mark.planned = mark.planned || (notSetUp > 0 && view.countsAsHealthy());
    return mark;
}

StatusMark markOf(const CheckView &view)
{
    StatusMark mark;
    mark.health = view.health;
    mark.soft = view.soft;
    mark.stale = view.freshness == Freshness::Stale;
    mark.flapping = isFlapping(view);
    return mark;
}

StatusMark markOf(const EnvironmentView &view)
{
    const Standing standing = standingOf(view);
    StatusMark mark;
    mark.health = standing.health;
    mark.soft = standing.soft;
    mark.stale = standing.stale;
    // Where nothing is watched there is nothing to know.
    mark.hasState = standing.rank != StatusRank::NotSetUp;
    mark.planned = !mark.hasState;
    if (!mark.hasState)
        mark.presence = Presence::NotConfigured;
    return mark;
}

QString wordOf(const StatusMark &mark)
{
    const auto tr = [](const char *text) {
        return QCoreApplication::translate("StatusMark", text);
    };
    if (!mark.hasState) {
        return mark.presence == Presence::NotConfigured ? tr("Not set up")
               : mark.presence == Presence::Optional    ? tr("Optional")
                                                        : tr("Planned");
    }
    if (mark.maintenance)
        return tr("Maintenance");
    if (mark.flapping && mark.soft)
        return tr("Flapping");
    switch (mark.health) {
    case Health::Healthy:
        return mark.stale ? tr("Stale") : mark.flapping ? tr("OK, flapping") : tr("OK");
    case Health::Degraded:
        return tr("Degraded");
    case Health::Down:
        return tr("Down");
    case Health::Unknown:
        break;
    }
    return tr("Unknown");
}

void paintMark(QPainter &painter, const QRectF &rect, const StatusMark &mark, const Theme &theme)
{
    const double size = rect.width();
    const double ratio = painter.device() == nullptr
                             ? 1.0
                             : painter.device()->devicePixelRatioF() * painter.transform().m11();
    const double scale = size / kGrid;
    const QRectF target =
        rect.adjusted(-kBorder * scale, -kBorder * scale, kBorder * scale, kBorder * scale);
    const QString key = cacheKey(mark, theme, size, ratio);
    QPixmap pixmap;
    if (!QPixmapCache::find(key, &pixmap)) {
        const int pixels = std::max(1, static_cast<int>(std::ceil(target.width() * ratio)));
        pixmap = QPixmap(pixels, pixels);
        pixmap.fill(Qt::transparent);
        QPainter into(&pixmap);
        into.scale(pixels / target.width(), pixels / target.width());
        into.scale(scale, scale);
        into.translate(kBorder, kBorder);
        paintUncached(into, mark, theme, size);
        into.end();
        QPixmapCache::insert(key, pixmap);
    }
    const bool smooth = painter.testRenderHint(QPainter::SmoothPixmapTransform);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawPixmap(target, pixmap, QRectF(pixmap.rect()));
    painter.setRenderHint(QPainter::SmoothPixmapTransform, smooth);
}

} // namespace opsdeck
