// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/paint/paint.h"

#include "ui/paint/sentence.h"
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

namespace opsdeck {

namespace {

constexpr qreal kTagHeight = 20;
constexpr qreal kTagPadding = 8;
constexpr qreal kTagStripes = 8;
constexpr qreal kCrossesLowFrom = 40; ///< height from which crosses stand at the bottom
constexpr qreal kHatchPitch = 6;
constexpr qreal kHatchLine = 1.2;
constexpr int kHatchPeriods = 8; ///< of a tile: its rounding to whole pixels vanishes among so many

QFont tagFont(qreal scale)
{
    QFont made = textFont(static_cast<int>(std::lround(12 * scale)), QFont::DemiBold);
    made.setLetterSpacing(QFont::AbsoluteSpacing, 0.6 * scale);
    return made;
}

void strokeHatch(QPainter &painter, const QRectF &rect, const QColor &colour, qreal scale)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, kHatchLine * scale));
    for (qreal x = rect.left() - rect.height(); x < rect.right() + kHatchPitch * scale;
         x += kHatchPitch * scale)
        painter.drawLine(QPointF(x, rect.bottom()), QPointF(x + rect.height(), rect.top()));
}

/// The same, cut to the rectangle without a clip.
void strokeHatchWithin(QPainter &painter, const QRectF &rect, const QColor &colour)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, kHatchLine, Qt::SolidLine, Qt::FlatCap));
    for (qreal x = rect.left() - rect.height(); x < rect.right(); x += kHatchPitch) {
        // From the bottom edge or the left one, to the top edge or the right one.
        const qreal from = std::max(0.0, rect.left() - x);
        const qreal to = std::min(rect.height(), rect.right() - x);
        if (to > from)
            painter.drawLine(QPointF(x + from, rect.bottom() - from),
                             QPointF(x + to, rect.bottom() - to));
    }
}

/// A square of hatch that joins its neighbours: strokes of a whole plot are dear, copies are not.
QPixmap hatchTile(const QColor &colour, qreal scale, qreal devicePixelRatio)
{
    const QString key =
        QStringLiteral("hatch:%1:%2:%3").arg(colour.rgba()).arg(scale).arg(devicePixelRatio);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    const int pixels = std::max(
        1, static_cast<int>(std::lround(kHatchPeriods * kHatchPitch * scale * devicePixelRatio)));
    pixmap = QPixmap(pixels, pixels);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    // Beyond the edges, or the strokes' ends would show in the corners.
    const qreal period = static_cast<qreal>(pixels) / kHatchPeriods;
    strokeHatch(
        painter,
        QRectF(0, 0, pixels, pixels).adjusted(-2 * period, -2 * period, 2 * period, 2 * period),
        colour, period / kHatchPitch);
    painter.end();
    pixmap.setDevicePixelRatio(devicePixelRatio);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

const char *iconPath(const QString &name)
{
    const auto it =
        std::find_if(kIconTokens.cbegin(), kIconTokens.cend(),
                     [&](const IconToken &icon) { return name == QLatin1String(icon.name); });
    return it == kIconTokens.cend() ? "" : it->path;
}

} // namespace

QString environmentTagText(const EnvironmentId &id)
{
    return id.toString().toUpper();
}

qreal environmentTagWidth(const QString &text, Tier tier, qreal scale)
{
    const qreal stripes = tier == Tier::Prod ? kTagStripes * scale : 0;
    return std::ceil(QFontMetricsF(tagFont(scale)).horizontalAdvance(text) + 2 * kTagPadding * scale
                     + stripes);
}

void paintEnvironmentTag(QPainter &painter, const QPointF &topLeft, const QString &text, Tier tier,
                         const Theme &theme, qreal scale)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF rect(topLeft, QSizeF(environmentTagWidth(text, tier, scale), kTagHeight * scale));
    QRectF textRect = rect;
    const QRectF inner = rect.adjusted(0.5, 0.5, -0.5, -0.5);
    QColor ink = theme.t1;
    switch (tier) {
    case Tier::Dev: {
        QPen pen(theme.ctl, 1);
        pen.setDashPattern({1.5, 2});
        painter.setPen(pen);
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(inner, 3, 3);
        ink = theme.t2;
        break;
    }
    case Tier::Staging:
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.stage);
        painter.drawRoundedRect(rect, 3, 3);
        break;
    case Tier::Prod:
        painter.fillRect(rect, theme.ink);
        paintStripes(painter, QRectF(rect.topLeft(), QSizeF(kTagStripes * scale, rect.height())),
                     static_cast<int>(std::lround(4 * scale)), theme.ink, theme.s1);
        textRect.setLeft(rect.left() + kTagStripes * scale);
        ink = theme.onink;
        break;
    case Tier::Other:
        painter.setPen(QPen(theme.ctl, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(inner, 3, 3);
        break;
    }
    painter.setFont(tagFont(scale));
    painter.setPen(ink);
    painter.drawText(textRect, Qt::AlignCenter, text);
    painter.restore();
}

void paintStripes(QPainter &painter, const QRectF &rect, int pitch, const QColor &ink,
                  const QColor &ground)
{
    painter.save();
    painter.fillRect(rect, ground);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink);
    // Cut, not clipped: pictures in SVG know no clip.
    const QPolygonF area(
        QList<QPointF>{rect.topLeft(), rect.topRight(), rect.bottomRight(), rect.bottomLeft()});
    // A stripe of `pitch` measured across is √2 times as wide along the edge.
    const qreal run = pitch * std::sqrt(2.0);
    for (qreal x = rect.left() - run * 2; x < rect.right() + rect.height() + run * 2;
         x += 2 * run) {
        const QPolygonF stripe({{x, rect.top()},
                                {x + run, rect.top()},
                                {x + run - rect.height(), rect.bottom()},
                                {x - rect.height(), rect.bottom()}});
        const QPolygonF inside = stripe.intersected(area);
        if (!inside.isEmpty())
            painter.drawPolygon(inside);
    }
    painter.restore();
}

bool canClip(const QPainter &painter)
{
    return painter.paintEngine() == nullptr || painter.paintEngine()->type() != QPaintEngine::SVG;
}

void paintHatch(QPainter &painter, const QRectF &rect, const QColor &colour)
{
    if (rect.isEmpty())
        return;
    painter.save();
    if (!canClip(painter)) {
        strokeHatchWithin(painter, rect, colour);
        painter.restore();
        return;
    }
    painter.setClipRect(rect, Qt::IntersectClip);
    const QTransform transform = painter.worldTransform();
    const qreal scale = transform.m11();
    if (transform.type() > QTransform::TxScale || scale <= 0
        || !qFuzzyCompare(scale, transform.m22())) {
        strokeHatch(painter, rect, colour, 1);
    } else {
        const qreal ratio =
            painter.device() == nullptr ? 1.0 : painter.device()->devicePixelRatioF();
        const QPixmap tile = hatchTile(colour, scale, ratio);
        painter.resetTransform();
        // Whole pixels, or every copy would be interpolated.
        const QRect area = transform.mapRect(rect).toAlignedRect();
        painter.drawTiledPixmap(area, tile);
    }
    painter.restore();
}

void paintNoAnswer(QPainter &painter, const QRectF &rect, const Theme &theme)
{
    if (rect.isEmpty())
        return;
    painter.save();
    painter.setClipRect(rect, Qt::IntersectClip);
    painter.fillRect(rect, theme.s2);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.t3, 1.2, Qt::SolidLine, Qt::RoundCap));
    const bool isSmall = rect.height() < kCrossesLowFrom;
    const qreal arm = isSmall ? 2 : 3;
    const qreal pitch = isSmall ? 8 : 14;
    const qreal y = isSmall ? rect.center().y() : rect.bottom() - 10;
    // In the middle of what there is, so that a narrow one has its cross, too.
    const auto count = std::max(1, static_cast<int>(rect.width() / pitch));
    qreal x = rect.center().x() - (count - 1) * pitch / 2;
    for (int i = 0; i < count; ++i, x += pitch) {
        painter.drawLine(QPointF(x - arm, y - arm), QPointF(x + arm, y + arm));
        painter.drawLine(QPointF(x - arm, y + arm), QPointF(x + arm, y - arm));
    }
    painter.restore();
}

void paintSpark(QPainter &painter, const QRectF &rect, const QList<double> &values,
                const QList<bool> &asked, double limit, const QColor &line, const Theme &theme)
{
    const QRectF area = rect.adjusted(0, 2, 0, -2);
    double lowest = 0;
    double highest = 0;
    bool any = false;
    for (const double value : values) {
        if (!std::isfinite(value))
            continue;
        lowest = any ? std::min(lowest, value) : value;
        highest = any ? std::max(highest, value) : value;
        any = true;
    }
    if (!any) {
        paintHatch(painter, area, theme.ctl);
        return;
    }
    if (std::isfinite(limit)) {
        lowest = std::min(lowest, limit);
        highest = std::max(highest, limit);
    }
    // Small noise on a steady value must not look like a storm.
    const double middle = (lowest + highest) / 2;
    const double reach = std::max((highest - lowest) / 2, std::abs(middle) * 0.25);
    const auto y = [&](double value) {
        return reach <= 0 ? area.center().y()
                          : area.center().y() - (value - middle) / reach * area.height() / 2;
    };
    const double step =
        values.size() > 1 ? area.width() / static_cast<double>(values.size() - 1) : 0;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (std::isfinite(limit)) {
        QPen pen(theme.t3, 1);
        pen.setDashPattern({3, 2});
        painter.setPen(pen);
        painter.drawLine(QPointF(area.left(), y(limit)), QPointF(area.right(), y(limit)));
    }
    QPolygonF piece;
    const auto flush = [&] {
        painter.setPen(QPen(line, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        if (piece.size() == 1)
            painter.drawPoint(piece.first());
        else
            painter.drawPolyline(piece);
        piece.clear();
    };
    double gapFrom = -1;
    bool wasAsked = false;
    const auto closeGap = [&](double x) {
        // Before the first observation there was nothing to miss.
        const QRectF gap(gapFrom, area.top(), x - gapFrom, area.height());
        if (gapFrom > area.left() && wasAsked)
            paintNoAnswer(painter, gap, theme);
        else if (gapFrom > area.left())
            paintHatch(painter, gap, theme.line);
        gapFrom = -1;
    };
    for (qsizetype i = 0; i < values.size(); ++i) {
        const double x = area.left() + step * static_cast<double>(i);
        if (std::isfinite(values.at(i))) {
            closeGap(x);
            piece.append({x, y(values.at(i))});
            continue;
        }
        flush();
        const bool isAsked = asked.value(i);
        if (gapFrom > area.left() && isAsked != wasAsked) {
            closeGap(x - step / 2);
            gapFrom = x - step / 2;
        }
        wasAsked = isAsked;
        if (gapFrom < 0)
            gapFrom = i == 0 ? area.left() : x - step / 2;
    }
    if (gapFrom >= 0)
        closeGap(area.right());
    flush();
    painter.restore();
}

QPixmap iconPixmap(const QString &name, int size, const QColor &colour, qreal devicePixelRatio)
{
    const QString key = QStringLiteral("icon:%1:%2:%3:%4")
                            .arg(name)
                            .arg(size)
                            .arg(colour.rgba())
                            .arg(devicePixelRatio);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    const int pixels = std::max(1, static_cast<int>(std::lround(size * devicePixelRatio)));
    pixmap = QPixmap(pixels, pixels);
    pixmap.fill(Qt::transparent);
    const QString svg =
        QStringLiteral("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 20'><path d='%1' "
                       "fill='none' stroke='%2' "
                       "stroke-width='1.5' stroke-linecap='round' stroke-linejoin='round'/></svg>")
            .arg(QString::fromLatin1(iconPath(name)), colour.name());
    QSvgRenderer renderer(svg.toUtf8());
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    renderer.render(&painter);
    painter.end();
    pixmap.setDevicePixelRatio(devicePixelRatio);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

void paintTwoLines(QPainter &painter, const QRect &rect, const QString &text)
{
    QTextLayout layout(text, painter.font());
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setLineWidth(rect.width());
    const auto until = line.textLength();
    layout.endLayout();
    const int high = rect.height() / 2;
    painter.drawText(QRect(rect.left(), rect.top(), rect.width(), high), Qt::AlignVCenter,
                     text.left(until).trimmed());
    painter.drawText(QRect(rect.left(), rect.top() + high, rect.width(), high), Qt::AlignVCenter,
                     elidedSentence(painter.fontMetrics(), text.mid(until), rect.width()));
}

void paintCard(QPainter &painter, const QRect &rect, const Theme &theme)
{
    painter.setPen(QPen(theme.line, 1));
    painter.setBrush(theme.s1);
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
}

void paintIcon(QPainter &painter, const QRectF &rect, const QString &name, const QColor &colour)
{
    const qreal ratio = painter.device() == nullptr ? 1.0 : painter.device()->devicePixelRatioF();
    const QPixmap pixmap =
        iconPixmap(name, static_cast<int>(std::lround(rect.width())), colour, ratio);
    painter.drawPixmap(rect, pixmap, QRectF(pixmap.rect()));
}

} // namespace opsdeck
