// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/chartkind.h"
#include "models/metrics/heat.h"
#include "models/metrics/holes.h"
#include "models/metrics/servicestates.h"
#include "models/metrics/targetline.h"
#include "models/metrics/valueaxis.h"

#include <QChartView>
#include <QPen>
#include <QPointF>

#include <optional>

class QLineSeries;
class QValueAxis;

namespace opsdeck {

class ThemeHub;
struct Theme;

/// What one chart shows. Times are milliseconds since 1970, UTC.
struct ChartContent
{
    struct Line
    {
        QString label;
        QList<QList<QPointF>> segments;    ///< broken where nothing was observed
        int colour = 0;                    ///< Theme::series()
        QList<QList<QPointF>> own = {};    ///< of one that is stacked: what it is by itself
        QList<QList<QPointF>> served = {}; ///< where a server told it, by itself; told apart
        bool isStacked = false;            ///< its segments are its part of a sum

        /// As it is drawn there: of the first point not before it. NaN in a hole.
        double valueAt(qint64 timeMs) const;
    };

    qint64 fromMs = 0;
    qint64 toMs = 1;
    ValueAxis axis;
    Unit unit = Unit::None;
    QList<Line> lines;
    QList<Line> behind; ///< what they are held against, at the times of these; dashed
    ChartKind kind = ChartKind::Lines;
    Heat heat;              ///< of a heat map: what is drawn in place of the lines
    bool isOld = false;     ///< the newest values are not of now
    bool isSilent = false;  ///< there is no value of now at all
    bool hasBehind = false; ///< there is something to hold against, shown or not
    QList<Threshold> thresholds;
    std::optional<TargetLine> target = {};
    QList<Hole> gaps; ///< marked by their kind, and named where there is room

    struct Exemplar
    {
        QPointF at; ///< on its line
        QString text;
        QString trace; ///< empty: it names none
    };

    QList<Exemplar> exemplars;    ///< in order of time
    QList<Stretch> lacks;         ///< where own samples are lacking and a server may be asked
    QList<Stretch> served;        ///< what a server told, in order
    QString servedBy;             ///< its name
    bool isOneSource = false;     ///< all that is drawn is told by it, also what came as it went on
    QStringList servedLabels;     ///< of the lines that it alone tells, drawn or not
    QList<LaneStretch> lane = {}; ///< what the service was
    qint64 laneFromMs = 0;        ///< before it nobody knows; from there no stretch means well
    QString emptyText;            ///< why there is nothing, when there is nothing

    bool isEmpty() const { return lines.isEmpty() && behind.isEmpty(); }
};

/// Of the line of that number: from the sixth on the colours come again, with dots.
QPen linePen(const Theme &theme, int colour, double width);
/// Of what stands behind it: dim and dashed.
QPen behindPen(const Theme &theme, int colour);
/// "Down, 13:48:10 – 13:52:20, 4 min 10 s: refused".
QString laneText(const LaneStretch &stretch);
/// A moment under the cursor of a chart that shows so much.
QString cursorText(qint64 timeMs, qint64 spanMs);

/// A time chart on Qt Charts: the lines are Qt's, the grid, limits, gaps, labels and the cursor are
/// painted around them, so that a moving cursor or a changed limit builds no series anew.
class TimeChart final : public QChartView
{
    Q_OBJECT
public:
    explicit TimeChart(ThemeHub &theme, QWidget *parent = nullptr);

    void setContent(const ChartContent &content);

    const ChartContent &content() const { return m_content; }

    const QStringList &ticks() const { return m_ticks; }

    /// A vertical line at this time, shared by all charts of a page; nothing hides it.
    /// A part of it may be chosen by dragging, and it may be zoomed and moved by the wheel.
    void setChoosable(bool choosable) { m_isChoosable = choosable; }

    void setCursorTime(std::optional<qint64> timeMs);
    QRectF plotRect() const;
    /// Below the plot; empty where the service was well all the time.
    QRectF laneRect() const;
    /// What the lane says there; empty: nothing.
    QString laneTextAt(const QPointF &at) const;

Q_SIGNALS:
    void cursorMoved(qint64 timeMs);
    void cursorLeft();
    /// This part of it is to be shown: it was dragged over.
    void stretchChosen(const opsdeck::Stretch &stretch);
    /// By the wheel with Ctrl: so many times as long, `timeMs` where it is.
    void zoomWanted(double factor, qint64 timeMs);
    /// By the wheel with Shift or sideways: by a part of what is shown.
    void moveWanted(double part);

protected:
    void drawBackground(QPainter *painter, const QRectF &rect) override;
    void drawForeground(QPainter *painter, const QRectF &rect) override;
    bool viewportEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    void applyTheme();
    void placePlot();
    void drawGrid(QPainter &painter, const QRectF &plot) const;
    void drawGaps(QPainter &painter, const QRectF &plot) const;
    void drawBehind(QPainter &painter, const QRectF &plot) const;
    void drawSurplus(QPainter &painter, const QRectF &plot) const;
    void drawServed(QPainter &painter, const QRectF &plot) const;
    void drawExemplars(QPainter &painter, const QRectF &plot) const;
    void tellExemplar(const QPointF &at);
    void drawThresholds(QPainter &painter, const QRectF &plot) const;
    void drawLane(QPainter &painter) const;
    void drawCursor(QPainter &painter, const QRectF &plot) const;
    void drawChosen(QPainter &painter, const QRectF &plot) const;
    qint64 timeAt(double x) const;
    double xOf(double timeMs, const QRectF &plot) const;
    double yOf(double value, const QRectF &plot) const;

    ThemeHub &m_theme;
    ChartContent m_content;
    std::optional<qint64> m_cursorMs;
    bool m_isChoosable = false;
    std::optional<double> m_draggedFrom; ///< x, while a button is held
    double m_draggedTo = 0;
    QValueAxis *m_timeAxis;
    QValueAxis *m_valueAxis;
    QStringList m_ticks;      ///< words beside the value axis, from below; none of an empty chart
    double m_labelWidth = 56; ///< room for the longest of them at the left

    struct Surplus
    {
        QPen pen;
        QList<QPointF> segment;
    };

    QList<Surplus> m_surplus;
    QList<QLineSeries *> m_series; ///< one a segment; kept and reused
};

} // namespace opsdeck
