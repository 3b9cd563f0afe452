// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/timechart.h"

#include "models/metrics/limitwords.h"
#include "models/metrics/unittext.h"
#include "services/domain/absence.h"
#include "ui/charts/limitlabels.h"
#include "ui/charts/servedparts.h"
#include "ui/paint/paint.h"
#include "ui/theme/theme.h"

#include <QChart>
#include <QDateTime>
#include <QLineSeries>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QValueAxis>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace opsdeck {

namespace {

constexpr int kLabelWidth = 56;
constexpr int kTimeLabelHeight = 20;
constexpr int kTopMargin = 8;
constexpr int kRightMargin = 8;
constexpr int kTimeLabels = 4;
constexpr int kMostSegments = 128;
constexpr double kLeastDrag = 6;     ///< less of it is a click
constexpr double kStepOfZoom = 1.25; ///< a notch of the wheel
constexpr double kStepOfMove = 0.1;
constexpr double kServedWidth = 1; ///< of a line as a server tells it
constexpr int kNotch = 120;        ///< QWheelEvent::angleDelta()

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

QString cursorText(qint64 timeMs, qint64 spanMs)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(timeMs, Qt::UTC);
    return time.toString(spanMs > 24 * 3'600'000LL ? QStringLiteral("dd MMM HH:mm")
                                                   : QStringLiteral("HH:mm:ss"));
}

TimeChart::TimeChart(ThemeHub &theme, QWidget *parent)
    : QChartView(parent)
    , m_theme(theme)
    , m_timeAxis(new QValueAxis(this))
    , m_valueAxis(new QValueAxis(this))
{
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    setFocusPolicy(Qt::NoFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setRenderHint(QPainter::Antialiasing);
    chart()->setAnimationOptions(QChart::NoAnimation);
    chart()->legend()->hide();
    chart()->setMargins({});
    chart()->setContentsMargins(0, 0, 0, 0);
    chart()->setBackgroundVisible(false);
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    for (QValueAxis *axis : {m_timeAxis, m_valueAxis}) {
        axis->setVisible(false);
        chart()->addAxis(axis, axis == m_timeAxis ? Qt::AlignBottom : Qt::AlignLeft);
    }
    connect(&m_theme, &ThemeHub::changed, this, &TimeChart::applyTheme);
    applyTheme();
}

void TimeChart::applyTheme()
{
    setBackgroundBrush(Qt::NoBrush);
    viewport()->setAutoFillBackground(false);
    // The ground is painted here, all of it: nothing below need be painted first, and no region
    // worked out.
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    setViewportUpdateMode(QGraphicsView::FullViewportUpdate);
    setContent(m_content);
}

void TimeChart::setContent(const ChartContent &content)
{
    m_content = content;
    const Theme &theme = m_theme.theme();
    m_timeAxis->setRange(static_cast<double>(content.fromMs), static_cast<double>(content.toMs));
    m_valueAxis->setRange(content.axis.minimum, content.axis.maximum);
    const QFontMetricsF metrics(figureFont(11));
    double widest = kLabelWidth - 8;
    m_ticks = content.isEmpty() ? QStringList() : tickTexts(content.axis, content.unit);
    for (const QString &text : std::as_const(m_ticks))
        widest = std::max(widest, metrics.horizontalAdvance(text) + 4);
    if (std::exchange(m_labelWidth, std::ceil(widest) + 8) != m_labelWidth)
        placePlot();
    int used = 0;
    for (int line = 0; line < content.lines.size(); ++line) {
        const ChartContent::Line &drawn = content.lines.at(line);
        const qsizetype own = drawn.segments.size();
        for (qsizetype part = 0; part < own + drawn.served.size(); ++part) {
            const QList<QPointF> &segment =
                part < own ? drawn.segments.at(part) : drawn.served.at(part - own);
            if (used >= kMostSegments)
                break;
            if (used == m_series.size()) {
                auto *series = new QLineSeries(chart());
                chart()->addSeries(series);
                series->attachAxis(m_timeAxis);
                series->attachAxis(m_valueAxis);
                m_series.append(series);
            }
            QLineSeries *series = m_series.at(used);
            series->setPen(QPen(theme.series(line), part < own ? 1.5 : kServedWidth, Qt::SolidLine,
                                Qt::RoundCap, Qt::RoundJoin));
            // A single point has no line to draw: a short dash shows that something was there.
            series->replace(segment.size() > 1
                                ? segment
                                : QList<QPointF>{segment.first(), segment.first() + QPointF(1, 0)});
            series->setVisible(true);
            ++used;
        }
    }
    for (qsizetype i = used; i < m_series.size(); ++i) {
        m_series.at(i)->clear();
        m_series.at(i)->setVisible(false);
    }
    viewport()->update();
}

void TimeChart::setCursorTime(std::optional<qint64> timeMs)
{
    if (timeMs == m_cursorMs)
        return;
    m_cursorMs = timeMs;
    viewport()->update();
}

QRectF TimeChart::plotRect() const
{
    return QRectF(viewport()->rect())
        .adjusted(m_labelWidth, kTopMargin, -kRightMargin, -kTimeLabelHeight);
}

void TimeChart::placePlot()
{
    chart()->resize(viewport()->size());
    chart()->setPlotArea(plotRect());
}

void TimeChart::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    placePlot();
}

double TimeChart::xOf(double timeMs, const QRectF &plot) const
{
    return plot.left()
           + (timeMs - static_cast<double>(m_content.fromMs))
                 / static_cast<double>(m_content.toMs - m_content.fromMs) * plot.width();
}

double TimeChart::yOf(double value, const QRectF &plot) const
{
    return plot.bottom()
           - (value - m_content.axis.minimum) / (m_content.axis.maximum - m_content.axis.minimum)
                 * plot.height();
}

void TimeChart::drawGrid(QPainter &painter, const QRectF &plot) const
{
    const Theme &theme = m_theme.theme();
    painter.setFont(figureFont(11));
    const QList<double> ticks = m_content.axis.ticks();
    for (int i = 0; i < m_ticks.size(); ++i) {
        const double y = std::round(yOf(ticks.at(i), plot)) + 0.5;
        painter.setPen(QPen(theme.grid, 1));
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
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
                                plot.bottom() + 4, 80, 16),
                         side | Qt::AlignTop, timeLabel(time, span));
    }
}

void TimeChart::drawBackground(QPainter *painter, const QRectF &rect)
{
    Q_UNUSED(rect)
    const Theme &theme = m_theme.theme();
    painter->save();
    painter->resetTransform();
    painter->fillRect(viewport()->rect(), theme.s1);
    const QRectF plot = plotRect();
    painter->setRenderHint(QPainter::Antialiasing, false);
    // Without a value there is nothing to measure, and the words have the place.
    if (!m_content.isEmpty())
        drawGrid(*painter, plot);
    drawGaps(*painter, plot);
    painter->restore();
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
    for (const Stretch &told : m_content.served) {
        const double left = std::max(plot.left(), xOf(static_cast<double>(told.fromMs), plot));
        const double right = std::min(plot.right(), xOf(static_cast<double>(told.toMs), plot));
        if (right - left >= 1)
            paintServedBracket(painter, QRectF(left, plot.top(), right - left, plot.height()),
                               tr("from %1").arg(m_content.servedBy), m_theme.theme());
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
                     QPointF(std::round(x) + 0.5, plot.bottom()));
    for (int line = 0; line < m_content.lines.size(); ++line) {
        const double value = m_content.lines.at(line).valueAt(*m_cursorMs);
        if (std::isnan(value))
            continue;
        painter.setPen(QPen(theme.s1, 1.5));
        painter.setBrush(theme.series(line));
        painter.drawEllipse(QPointF(x, yOf(value, plot)), 3.5, 3.5);
    }
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
    } else {
        drawThresholds(*painter, plot);
        drawServed(*painter, plot);
        drawExemplars(*painter, plot);
        drawCursor(*painter, plot);
    }
    drawChosen(*painter, plot);
    painter->restore();
}

qint64 TimeChart::timeAt(double x) const
{
    const QRectF plot = plotRect();
    const double share = plot.width() > 0 ? (x - plot.left()) / plot.width() : 0;
    return m_content.fromMs
           + std::llround(std::clamp(share, 0.0, 1.0)
                          * static_cast<double>(m_content.toMs - m_content.fromMs));
}

void TimeChart::mousePressEvent(QMouseEvent *event)
{
    if (m_isChoosable && event->button() == Qt::LeftButton
        && plotRect().contains(event->position())) {
        m_draggedFrom = m_draggedTo = event->position().x();
        event->accept();
        return;
    }
    event->ignore();
}

void TimeChart::mouseMoveEvent(QMouseEvent *event)
{
    const QRectF plot = plotRect();
    tellExemplar(event->position());
    if (m_draggedFrom) {
        m_draggedTo = event->position().x();
        viewport()->update();
    }
    if (plot.width() > 0 && plot.contains(event->position()))
        Q_EMIT cursorMoved(timeAt(event->position().x()));
    else
        Q_EMIT cursorLeft();
    QChartView::mouseMoveEvent(event);
}

void TimeChart::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_draggedFrom) {
        event->ignore();
        return;
    }
    const double from = *std::exchange(m_draggedFrom, std::nullopt);
    const double to = event->position().x();
    viewport()->update();
    if (std::abs(to - from) >= kLeastDrag)
        Q_EMIT stretchChosen({timeAt(std::min(from, to)), timeAt(std::max(from, to))});
}

void TimeChart::wheelEvent(QWheelEvent *event)
{
    if (!m_isChoosable) {
        event->ignore();
        return;
    }
    const bool isZoom = (event->modifiers() & Qt::ControlModifier) != 0;
    const QPoint turned = event->angleDelta();
    if (isZoom && turned.y() != 0) {
        Q_EMIT zoomWanted(std::pow(kStepOfZoom, -static_cast<double>(turned.y()) / kNotch),
                          timeAt(event->position().x()));
    } else if (turned.x() != 0 || (event->modifiers() & Qt::ShiftModifier) != 0) {
        const int way = turned.x() != 0 ? turned.x() : turned.y();
        Q_EMIT moveWanted(-kStepOfMove * way / kNotch);
    } else {
        event->ignore(); // the page scrolls
        return;
    }
    event->accept();
}

void TimeChart::leaveEvent(QEvent *event)
{
    Q_EMIT cursorLeft();
    QChartView::leaveEvent(event);
}

double ChartContent::Line::valueAt(qint64 timeMs) const
{
    const auto time = static_cast<double>(timeMs);
    for (const QList<QPointF> &segment : segments + served) {
        if (segment.first().x() > time || segment.last().x() < time)
            continue;
        return std::lower_bound(
                   segment.cbegin(), segment.cend(), time,
                   [](const QPointF &point, double wanted) { return point.x() < wanted; })
            ->y();
    }
    return std::nan("");
}

} // namespace opsdeck
