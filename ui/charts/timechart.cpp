// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/timechart.h"

#include "ui/charts/chartkinds.h"
#include "ui/charts/heatmap.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plaintip.h"

#include <QChart>
#include <QDateTime>
#include <QHelpEvent>
#include <QLineSeries>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QValueAxis>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace opsdeck {

namespace {

constexpr int kLabelWidth = 56;
constexpr int kTimeLabelHeight = 20;
constexpr int kLaneHeight = 10;
constexpr int kLaneGap = 4;
constexpr int kTopMargin = 8;
constexpr int kRightMargin = 8;
constexpr int kMostSegments = 128;   ///< that are series of Qt's; what is beyond is painted here
constexpr double kLeastDrag = 6;     ///< less of it is a click
constexpr double kStepOfZoom = 1.25; ///< a notch of the wheel
constexpr double kStepOfMove = 0.1;
constexpr double kServedWidth = 1; ///< of a line as a server tells it
constexpr int kNotch = 120;        ///< QWheelEvent::angleDelta()

bool hasLines(ChartKind kind)
{
    return kind != ChartKind::Table && kind != ChartKind::HeatMap;
}

} // namespace

QString cursorText(qint64 timeMs, qint64 spanMs)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(timeMs, Qt::UTC);
    return time.toString(spanMs > 24 * 3'600'000LL ? QStringLiteral("dd MMM HH:mm")
                                                   : QStringLiteral("HH:mm:ss"));
}

QString laneText(const LaneStretch &stretch)
{
    const auto time = [&](qint64 ms) { return cursorText(ms, stretch.toMs - stretch.fromMs); };
    const QString when =
        TimeChart::tr("%1, %2 – %3, %4")
            .arg(stretch.soft ? TimeChart::tr("%1, not confirmed").arg(laneWord(stretch.kind))
                              : laneWord(stretch.kind),
                 time(stretch.fromMs), time(stretch.toMs),
                 durationText(Milliseconds(stretch.toMs - stretch.fromMs)));
    return stretch.text.isEmpty() ? when : TimeChart::tr("%1: %2").arg(when, stretch.text);
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
    const bool isPlaced =
        m_content.lane.isEmpty() == content.lane.isEmpty() && m_content.kind == content.kind;
    m_content = content;
    const Theme &theme = m_theme.theme();
    m_timeAxis->setRange(static_cast<double>(content.fromMs), static_cast<double>(content.toMs));
    m_valueAxis->setRange(content.axis.minimum, content.axis.maximum);
    const QFontMetricsF metrics(figureFont(11));
    double widest = kLabelWidth - 8;
    m_ticks = content.isEmpty() || content.kind == ChartKind::Number ? QStringList()
              : content.kind == ChartKind::HeatMap ? heatTicks(content.heat, content.unit)
                                                   : tickTexts(content.axis, content.unit);
    for (const QString &text : std::as_const(m_ticks))
        widest = std::max(widest, metrics.horizontalAdvance(text) + 4);
    if (std::exchange(m_labelWidth, std::ceil(widest) + 8) != m_labelWidth || !isPlaced)
        placePlot();
    // A wide pen strokes each step by itself: where they are closer than two pixels a fine one
    // looks the same at a fraction of the cost.
    const auto width = [this](const ChartContent::Line &line) {
        const qsizetype points =
            std::accumulate(line.segments.cbegin(), line.segments.cend(), qsizetype(0),
                            [](qsizetype sum, const auto &each) { return sum + each.size(); });
        return static_cast<double>(points) * 2 > plotRect().width() ? 1.0 : 1.5;
    };
    int used = 0;
    m_surplus.clear();
    for (int line = 0; line < content.lines.size() && hasLines(content.kind); ++line) {
        const ChartContent::Line &drawn = content.lines.at(line);
        const double lineWidth = width(drawn);
        const qsizetype own = drawn.segments.size();
        // In a sum it stands already.
        const qsizetype told = drawn.isStacked ? 0 : drawn.served.size();
        for (qsizetype part = 0; part < own + told; ++part) {
            const QList<QPointF> &segment =
                part < own ? drawn.segments.at(part) : drawn.served.at(part - own);
            if (used >= kMostSegments) {
                m_surplus.append(
                    {linePen(theme, drawn.colour, part < own ? lineWidth : kServedWidth), segment});
                continue;
            }
            if (used == m_series.size()) {
                auto *series = new QLineSeries(chart());
                chart()->addSeries(series);
                series->attachAxis(m_timeAxis);
                series->attachAxis(m_valueAxis);
                m_series.append(series);
            }
            QLineSeries *series = m_series.at(used);
            series->setPen(linePen(theme, drawn.colour, part < own ? lineWidth : kServedWidth));
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
    const double above = m_content.kind == ChartKind::Number
                             ? numberHeight(m_content, viewport()->height())
                             : kTopMargin;
    return QRectF(viewport()->rect())
        .adjusted(m_labelWidth, above, -kRightMargin,
                  -kTimeLabelHeight - (m_content.lane.isEmpty() ? 0 : kLaneHeight + kLaneGap));
}

QRectF TimeChart::laneRect() const
{
    const QRectF plot = plotRect();
    return m_content.lane.isEmpty()
               ? QRectF()
               : QRectF(plot.left(), plot.bottom() + kLaneGap, plot.width(), kLaneHeight);
}

QString TimeChart::laneTextAt(const QPointF &at) const
{
    const QRectF lane = laneRect();
    QStringList texts;
    for (const LaneStretch &stretch : m_content.lane) {
        const double left = xOf(static_cast<double>(stretch.fromMs), lane);
        const double right = std::max(left + 2, xOf(static_cast<double>(stretch.toMs), lane));
        if (lane.adjusted(0, -kLaneGap, 0, kLaneGap).contains(at) && at.x() >= left - 1
            && at.x() <= right + 1)
            texts << laneText(stretch);
    }
    return texts.join(QLatin1Char('\n'));
}

bool TimeChart::viewportEvent(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QChartView::viewportEvent(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const QString text = laneTextAt(help->pos());
    if (text.isEmpty())
        return QChartView::viewportEvent(event);
    QToolTip::showText(help->globalPos(), plainTip(text), viewport());
    return true;
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
