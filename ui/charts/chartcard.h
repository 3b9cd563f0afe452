// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/chartdescription.h"
#include "models/metrics/coarseboard.h"
#include "models/metrics/metricsmodel.h"
#include "models/metrics/serverboard.h"
#include "models/metrics/servicestates.h"
#include "ui/charts/cardlines.h"
#include "ui/charts/timechart.h"

#include <QWidget>

class QMenu;

namespace opsdeck {

class ChartLegend;
class SourceLine;
class ThemeHub;

/// A card with one chart: title, service, value of each line at the cursor (or the newest), age of
/// the newest sample, and the severity's mark when a limit is crossed. Reads the row of a
/// MetricsModel, the lines of the SeriesBoard and, of long stretches, those of the CoarseBoard.
class ChartCard final : public QWidget
{
    Q_OBJECT
public:
    ChartCard(const MetricKey &key, SeriesBoard &board, ThemeHub &theme, QWidget *parent = nullptr);

    /// From now on long and old stretches are drawn, too.
    void setCoarse(CoarseBoard &coarse) { m_coarse = &coarse; }

    /// Where long and old stretches of what stands behind the lines come from.
    void setCoarseBehind(CoarseBoard &coarse) { m_coarseBehind = &coarse; }

    /// From now on what the service was stands in a lane under the chart.
    void setStates(ServiceStates &states) { m_states = &states; }

    /// From now on it asks for what own samples lack, while it is seen, and draws it told apart.
    void setServers(ServerBoard &servers);

    const MetricKey &key() const { return m_key; }

    void describe(const ChartDescription &description);
    /// Holds the lines against these, drawn behind them.
    void setCompanion(const Companion &companion);

    const Companion &companion() const { return m_companion; }

    /// Which of its lines are drawn.
    void setChoice(const LineChoice &choice);

    const LineChoice &choice() const { return m_choice; }

    /// One that cannot show its lines (canShow()) shows lines.
    void setKind(ChartKind kind);

    ChartKind kind() const { return m_kind; }

    /// What the menu offers to hold the lines against.
    void setOffered(const QList<Companion> &companions) { m_offered = companions; }

    /// What would be drawn of the span now.
    ChartContent contentOf() const;

    TimeChart *chart() const { return m_chart; }

    void setSpan(qint64 fromMs, qint64 toMs) { setSpan(fromMs, toMs, toMs); }

    /// One that may end before now.
    void setSpan(qint64 fromMs, qint64 toMs, qint64 nowMs);
    /// Takes over what the row says, and builds the lines anew from the board when they would look
    /// otherwise and can be seen.
    void refresh(const QModelIndex &row);
    /// False when it is scrolled away or its page is hidden.
    bool isOnScreen() const;
    void setAge(qint64 ageMs);
    void setCursorTime(std::optional<qint64> timeMs);

    /// As it is drawn, for the clipboard.
    void copyPicture();
    void copyValues();
    /// What it draws, in PromQL.
    void copyExpression();

Q_SIGNALS:
    /// This page is to be opened in the browser.
    void pageRequested(const QUrl &page);
    /// It has the focus now.
    void entered();
    /// Whoever has something to add to the menu does so now.
    void menuOpening(QMenu *menu);
    /// Its menu or its legend made it another one.
    void described(const opsdeck::ChartDescription &description);

protected:
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    /// Labels of all lines, then of those that only stand behind, then of those that only a server
    /// tells.
    QStringList labels(const QStringList &served) const;

    /// With those of what is drawn.
    QStringList labels() const { return labels(m_chart->content().servedLabels); }

    void choose(const LineChoice &choice);
    double valueOf(const QString &label) const;
    double behindValueOf(const QString &label) const;
    QString behindText() const;
    void refreshLegend();
    void addCompanions(QMenu &menu);
    void addKinds(QMenu &menu);

    ChartDescription description() const { return {m_key, m_companion, m_choice, m_kind}; }

    QStringList valueTexts() const;
    QString accessibleText() const;
    void draw();
    void placeChart();
    QList<Stretch> lacks(const ChartContent &content, qint64 gapMs) const;
    static constexpr int kHeadHeight = 36;
    void wantLacking(const QList<Stretch> &lacks);
    void showSource();
    void addTraces(QMenu &menu);

    using Drawable = DrawableLines;
    using Source = LineSource;
    using Drawn = DrawnFrom;

    Drawable drawableOf(const Source &source) const;
    Drawable fromPoints(const Source &source) const;
    Drawable fromParts(const Source &source) const;
    Heat heatOf(const Source &source) const;
    QList<ChartContent::Line> behindLines() const;
    QList<LaneStretch> laneOf(const QList<Hole> &gaps) const;
    void want(Source &source, CoarseBoard *coarse);
    static bool isHistoryTold(const Source &source);
    QString emptyText(qint64 newestMs) const;
    static double drawnValue(const QList<ChartContent::Line> &lines, const QString &label,
                             qint64 timeMs);

    Drawn wouldDraw(const Source &source) const;
    static bool isSame(const Drawn &drawn, const Drawn &now, qint64 pixelMs);

    MetricKey m_key;
    SeriesBoard &m_board;
    CoarseBoard *m_coarse = nullptr;
    CoarseBoard *m_coarseBehind = nullptr;
    ServiceStates *m_states = nullptr;
    ServerBoard *m_servers = nullptr;
    SourceLine *m_source = nullptr;
    ThemeHub &m_theme;
    TimeChart *m_chart;
    ChartLegend *m_legend;
    QString m_title;
    QString m_serviceTitle;
    QStringList m_values;    ///< as they were last announced
    QString m_limit;         ///< that it is past one, and for how long
    int m_wasSeverity = -1;  ///< of a value that is not of now
    QString m_note;          ///< why the newest value is not of now
    bool m_isSilent = false; ///< there is no value of now at all
    int m_severity = -1;
    int m_pending = -1;
    qint64 m_ageMs = -1;
    Source m_own;
    Source m_behind; ///< of what the lines are held against
    qint64 m_nowMs = 1;
    QList<Stretch> m_lacks; ///< of what is drawn: where own samples are lacking
    Companion m_companion;
    QList<Companion> m_offered;
    LineChoice m_choice;
    ChartKind m_kind = ChartKind::Lines;
    std::optional<qint64> m_cursorMs;
    std::optional<Drawn> m_drawn;
    Drawn m_drawnBehind;
};

/// "1 h before", "STAGING"; of nothing empty.
QString companionText(const Companion &companion);

} // namespace opsdeck
