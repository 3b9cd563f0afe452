// SPDX-License-Identifier: GPL-3.0-or-later
// What a time chart paints around Qt's lines.
#include "models/metrics/limitwords.h"
#include "models/metrics/unittext.h"
#include "services/domain/absence.h"
#include "ui/charts/chartkinds.h"
#include "ui/charts/heatmap.h"
#include "ui/charts/limitlabels.h"
#include "ui/charts/servedparts.h"
#include "ui/charts/timechart.h"
#include "ui/paint/lanepaint.h"
#include "ui/paint/paint.h"
#include "ui/theme/theme.h"

#include <QDateTime>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace opsdeck {

namespace {

constexpr int kTimeLabels = 4;
constexpr double kTickApart = 14;

void drawHaloText(QPainter &painter, const QPointF &baseline, const QString &text,
                  const QFont &font, const QColor &ink, const QColor &halo)
{
    QPainterPath path;
    path.addText(baseline, font, text);
    painter.setPen(QPen(halo, 4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink);
    painter.drawPath(path);
}

QString timeLabel(qint64 timeMs, qint64 spanMs)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(timeMs, Qt::UTC);
    if (spanMs > 300 * 24 * 3'600'000LL)
        return time.toString(QStringLiteral("MMM yyyy"));
    if (spanMs > 4 * 24 * 3'600'000LL)
        return time.toString(QStringLiteral("dd MMM"));
    if (spanMs > 36 * 3'600'000LL)
        return time.toString(QStringLiteral("dd MMM HH:mm"));
    return time.toString(spanMs < 10 * 60'000 ? QStringLiteral("HH:mm:ss")
                                              : QStringLiteral("HH:mm"));
}

} // namespace

QPen linePen(const Theme &theme, int colour, double width)
{
    constexpr int kColours = 5;
    QPen pen(theme.series(colour), width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    if (colour >= kColours) {
        pen.setDashPattern(colour < 2 * kColours ? QList<qreal>{6, 2} : QList<qreal>{6, 2, 1, 2});
        pen.setCapStyle(Qt::FlatCap);
    }
    return pen;
}

QPen behindPen(const Theme &theme, int colour)
{
    const QColor line = theme.series(colour);
    const auto dim = [](int one, int ground) { return (one * 7 + ground * 3) / 10; };
    QPen pen(QColor(dim(line.red(), theme.s1.red()), dim(line.green(), theme.s1.green()),
                    dim(line.blue(), theme.s1.blue())),
             1);
    pen.setDashPattern({3, 2.5});
    pen.setCapStyle(Qt::FlatCap);
    return pen;
}

void TimeChart::drawBackground(QPainter *painter, const QRectF &rect)
{
    Q_UNUSED(rect)
    const Theme &theme = m_theme.theme();
    painter->save();
    painter->resetTransform();
    // Where a pixel of the screen is none of ours the last column is half beyond it.
    painter->fillRect(viewport()->rect().adjusted(0, 0, 1, 1), theme.s1);
    const QRectF plot = plotRect();
    painter->setRenderHint(QPainter::Antialiasing, false);
    if (m_content.kind == ChartKind::Table) {
        painter->restore();
        return;
    }
    // Without a value there is nothing to measure, and the words have the place.
    if (!m_content.isEmpty())
        drawGrid(*painter, plot);
    if (m_content.kind == ChartKind::HeatMap)
        paintHeat(*painter, plot, m_content.heat, {m_content.fromMs, m_content.toMs},
                  m_content.isOld, theme);
    drawGaps(*painter, plot);
    if (m_content.kind == ChartKind::Stacked) {
        painter->setRenderHint(QPainter::Antialiasing);
        paintStack(*painter, m_content.lines, theme, [&](const QPointF &point) {
            return QPointF(xOf(point.x(), plot), yOf(point.y(), plot));
        });
        painter->setRenderHint(QPainter::Antialiasing, false);
    }
    if (m_content.kind != ChartKind::HeatMap)
        drawBehind(*painter, plot);
    drawSurplus(*painter, plot);
    drawLane(*painter);
    painter->restore();
}

void TimeChart::drawGrid(QPainter &painter, const QRectF &plot) const
{
    const Theme &theme = m_theme.theme();
    painter.setFont(figureFont(11));
    const bool isHeat = m_content.kind == ChartKind::HeatMap;
    const QList<double> ticks = isHeat ? QList<double>() : m_content.axis.ticks();
    double last = plot.bottom() + kTickApart;
    for (int i = 0; i < m_ticks.size(); ++i) {
        // Of buckets the upper end, as far as there is room for words.
        const double y =
            isHeat ? heatTickY(m_content.heat, i, plot) : std::round(yOf(ticks.at(i), plot)) + 0.5;
        if (isHeat && last - y < kTickApart)
            continue;
        last = y;
        painter.setPen(QPen(theme.grid, 1));
        painter.drawLine(QPointF(isHeat ? plot.left() - 4 : plot.left(), y),
                         QPointF(isHeat ? plot.left() : plot.right(), y));
        painter.setPen(theme.t3);
        painter.drawText(QRectF(0, y - 8, plot.left() - 8, 16), Qt::AlignRight | Qt::AlignVCenter,
                         m_ticks.at(i));
    }
    painter.setPen(theme.t3);
    const qint64 span = m_content.toMs - m_content.fromMs;
    for (int i = 0; i < kTimeLabels; ++i) {
        const double x = plot.left() + plot.width() * i / (kTimeLabels - 1);
        const qint64 time = m_content.fromMs + span * i / (kTimeLabels - 1);
        const Qt::Alignment side = i == 0                 ? Qt::AlignLeft
                                   : i + 1 == kTimeLabels ? Qt::AlignRight
                                                          : Qt::AlignHCenter;
        painter.drawText(QRectF(i == 0                 ? x
                                : i + 1 == kTimeLabels ? x - 80
                                                       : x - 40,
                                std::max(plot.bottom(), laneRect().bottom()) + 4, 80, 16),
                         side | Qt::AlignTop, timeLabel(time, span));
    }
}

void TimeChart::drawBehind(QPainter &painter, const QRectF &plot) const
{
    painter.save();
    painter.setClipRect(plot);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const ChartContent::Line &line : m_content.behind) {
        painter.setPen(behindPen(m_theme.theme(), line.colour));
        for (const QList<QPointF> &segment : line.segments) {
            QPolygonF drawn;
            drawn.reserve(segment.size());
            for (const QPointF &point : segment)
                drawn.append({xOf(point.x(), plot), yOf(point.y(), plot)});
            painter.drawPolyline(drawn);
        }
    }
    painter.restore();
}

/// A series of Qt's for each of many short segments would cost more than all the rest.
void TimeChart::drawSurplus(QPainter &painter, const QRectF &plot) const
{
    painter.save();
    painter.setClipRect(plot);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const Surplus &each : m_surplus) {
        QPolygonF drawn;
        drawn.reserve(each.segment.size() + 1);
        for (const QPointF &point : each.segment)
            drawn.append({xOf(point.x(), plot), yOf(point.y(), plot)});
        // Of a single point a short dash.
        if (drawn.size() == 1)
            drawn.append(drawn.first() + QPointF(1, 0));
        painter.setPen(each.pen);
        painter.drawPolyline(drawn);
    }
    painter.restore();
}

void TimeChart::drawGaps(QPainter &painter, const QRectF &plot) const
{
    const Theme &theme = m_theme.theme();
    const QFont font = roleFont(TextRole::Caption);
    const QFontMetricsF metrics(font);
    for (const Hole &gap : m_content.gaps) {
        const double left = std::max(plot.left(), xOf(static_cast<double>(gap.fromMs), plot));
        const double right = std::min(plot.right(), xOf(static_cast<double>(gap.toMs), plot));
        if (right - left < 1)
            continue;
        const QRectF band(left, plot.top(), right - left, plot.height());
        if (gap.wasAsked)
            paintNoAnswer(painter, band, theme);
        else
            paintHatch(painter, band, theme.line);
        const QString name = absenceWord(gap.wasAsked ? Absence::NoValue : Absence::NotObserved);
        if (metrics.horizontalAdvance(name) + 12 <= band.width()) {
            painter.setRenderHint(QPainter::Antialiasing);
            drawHaloText(painter,
                         QPointF(band.center().x() - metrics.horizontalAdvance(name) / 2,
                                 band.top() + metrics.ascent() + 4),
                         name, font, theme.t2, gap.wasAsked ? theme.s2 : theme.s1);
        }
    }
}

void TimeChart::drawServed(QPainter &painter, const QRectF &plot) const
{
    if (m_content.isOneSource)
        return;
    for (const Stretch &told : m_content.served) {
        const double left = std::max(plot.left(), xOf(static_cast<double>(told.fromMs), plot));
        const double right = std::min(plot.right(), xOf(static_cast<double>(told.toMs), plot));
        if (right - left >= 1)
            paintServedBracket(painter, QRectF(left, plot.top(), right - left, plot.height()),
                               tr("from %1").arg(m_content.servedBy), m_theme.theme());
    }
}

void TimeChart::drawLane(QPainter &painter) const
{
    const QRectF lane = laneRect();
    if (lane.isEmpty())
        return;
    const Theme &theme = m_theme.theme();
    // Its ground is where it is known: nothing there means well.
    const double known =
        std::max(lane.left(), std::round(xOf(static_cast<double>(m_content.laneFromMs), lane)));
    if (known < lane.right())
        painter.fillRect(QRectF(QPointF(known, lane.top()), lane.bottomRight()), theme.s2);
    for (const LaneStretch &stretch : m_content.lane) {
        const double left =
            std::max(lane.left(), std::round(xOf(static_cast<double>(stretch.fromMs), lane)));
        const double right =
            std::min(lane.right(), std::round(xOf(static_cast<double>(stretch.toMs), lane)));
        // However short it was, it is seen.
        paintLane(painter, QRectF(left, lane.top(), std::max(2.0, right - left), lane.height()),
                  stretch.kind, stretch.soft, theme);
    }
}

void TimeChart::drawThresholds(QPainter &painter, const QRectF &plot) const
{
    const Theme &theme = m_theme.theme();
    const QFont labelFont = textFont(11);
    const QFontMetricsF metrics(labelFont);
    QList<LimitLabel> labels;
    QStringList texts;
    const auto line = [&](double value, const QPen &pen, const QString &text, bool labelAbove) {
        if (value < m_content.axis.minimum || value > m_content.axis.maximum)
            return;
        const double y = std::round(yOf(value, plot)) + 0.5;
        painter.setPen(pen);
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
        labels.append({y, metrics.horizontalAdvance(text), labelAbove});
        texts.append(text);
    };
    for (const Threshold &threshold : m_content.thresholds) {
        QPen enter(threshold.severity == Severity::Critical ? theme.down : theme.degraded, 1.5);
        enter.setDashPattern({8 / 1.5, 4 / 1.5});
        enter.setCapStyle(Qt::FlatCap);
        line(threshold.enter, enter, limitLabel(threshold, m_content.unit), threshold.above);
        if (threshold.clear) {
            QPen clear(theme.t3, 1);
            clear.setDashPattern({2, 3});
            clear.setCapStyle(Qt::FlatCap);
            line(*threshold.clear, clear,
                 tr("clear %1").arg(unitText(*threshold.clear, m_content.unit)), !threshold.above);
        }
    }
    if (m_content.target) {
        const TargetLine &target = *m_content.target;
        const QString text = targetLabel(target, m_content.unit);
        const auto same = std::find_if(
            m_content.thresholds.cbegin(), m_content.thresholds.cend(),
            [&](const Threshold &each) { return qFuzzyCompare(each.enter, target.value); });
        if (same != m_content.thresholds.cend()) {
            // One line is both.
            const QString enter = limitLabel(*same, m_content.unit);
            const qsizetype at = texts.indexOf(enter);
            if (at >= 0) {
                texts[at] = tr("%1, %2").arg(enter, text);
                labels[at].width = metrics.horizontalAdvance(texts.at(at));
            }
        } else {
            QPen pen(theme.t2, 1);
            pen.setDashPattern({1, 5});
            pen.setCapStyle(Qt::FlatCap);
            line(target.value, pen, text, !target.isBelow);
        }
    }
    const QList<QRectF> boxes = placeLimitLabels(labels, plot);
    for (qsizetype i = 0; i < boxes.size(); ++i)
        drawHaloText(painter, boxes.at(i).bottomLeft() - QPointF(0, 3), texts.at(i), labelFont,
                     theme.t2, theme.s1);
}

void TimeChart::drawCursor(QPainter &painter, const QRectF &plot) const
{
    if (!m_cursorMs)
        return;
    const double x = xOf(static_cast<double>(*m_cursorMs), plot);
    if (x < plot.left() || x > plot.right())
        return;
    const Theme &theme = m_theme.theme();
    painter.setPen(QPen(theme.ink, 1));
    painter.drawLine(QPointF(std::round(x) + 0.5, plot.top()),
                     QPointF(std::round(x) + 0.5, std::max(plot.bottom(), laneRect().bottom())));
    const auto dot = [&](const ChartContent::Line &line, bool isHollow) {
        const double value = line.valueAt(*m_cursorMs);
        if (std::isnan(value))
            return;
        const QColor colour = theme.series(line.colour);
        painter.setPen(QPen(isHollow ? colour : theme.s1, 1.5));
        painter.setBrush(isHollow ? theme.s1 : colour);
        painter.drawEllipse(QPointF(x, yOf(value, plot)), 3.5, 3.5);
    };
    if (m_content.kind == ChartKind::HeatMap)
        return;
    for (const ChartContent::Line &line : m_content.behind)
        dot(line, true);
    for (const ChartContent::Line &line : m_content.lines)
        dot(line, false);
}

/// What is being dragged over, the rest dimmed.
void TimeChart::drawChosen(QPainter &painter, const QRectF &plot) const
{
    if (!m_draggedFrom)
        return;
    const double from =
        std::clamp(std::min(*m_draggedFrom, m_draggedTo), plot.left(), plot.right());
    const double to = std::clamp(std::max(*m_draggedFrom, m_draggedTo), plot.left(), plot.right());
    const Theme &theme = m_theme.theme();
    QColor veil = theme.s1;
    veil.setAlphaF(0.6F);
    painter.fillRect(QRectF(plot.left(), plot.top(), from - plot.left(), plot.height()), veil);
    painter.fillRect(QRectF(to, plot.top(), plot.right() - to, plot.height()), veil);
    painter.setPen(QPen(theme.ink, 1));
    for (const double x : {from, to})
        painter.drawLine(QPointF(std::round(x) + 0.5, plot.top()),
                         QPointF(std::round(x) + 0.5, plot.bottom()));
}

void TimeChart::drawForeground(QPainter *painter, const QRectF &rect)
{
    Q_UNUSED(rect)
    painter->save();
    painter->resetTransform();
    const QRectF plot = plotRect();
    if (m_content.isEmpty()) {
        painter->setFont(textFont(12));
        painter->setPen(m_theme.theme().t2);
        painter->drawText(viewport()->rect().adjusted(12, 8, -12, -8),
                          Qt::AlignCenter | Qt::TextWordWrap, m_content.emptyText);
    } else if (m_content.kind == ChartKind::Table) {
        paintTable(*painter, QRectF(viewport()->rect()).adjusted(0, 8, 0, -4), m_content,
                   m_cursorMs, m_theme.theme());
    } else {
        if (m_content.kind == ChartKind::Number)
            paintNumber(*painter, QRectF(viewport()->rect()), m_content, m_cursorMs,
                        m_theme.theme());
        else if (m_content.kind == ChartKind::HeatMap)
            paintHeatScale(*painter, plot, m_content.heat, m_theme.theme());
        else
            drawThresholds(*painter, plot);
        if (m_content.kind != ChartKind::HeatMap) {
            drawServed(*painter, plot);
            drawExemplars(*painter, plot);
        }
        drawCursor(*painter, plot);
        // What stands behind is no value of that time.
        if (m_content.lines.isEmpty()) {
            const QFontMetricsF metrics(textFont(12));
            const QString text =
                metrics.elidedText(m_content.emptyText, Qt::ElideRight, plot.width() - 16);
            drawHaloText(
                *painter,
                QPointF(plot.center().x() - metrics.horizontalAdvance(text) / 2, plot.center().y()),
                text, textFont(12), m_theme.theme().t2, m_theme.theme().s1);
        }
    }
    drawChosen(*painter, plot);
    painter->restore();
}

} // namespace opsdeck
