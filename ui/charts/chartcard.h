// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/coarseboard.h"
#include "models/metrics/metricsmodel.h"
#include "models/metrics/serverboard.h"
#include "ui/charts/timechart.h"

#include <QWidget>

class QMenu;

namespace opsdeck {

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

    /// From now on it asks for what own samples lack, while it is seen, and draws it told apart.
    void setServers(ServerBoard &servers);

    const MetricKey &key() const { return m_key; }

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

protected:
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QStringList valueTexts() const;
    QString accessibleText() const;
    void draw();
    void placeChart();
    QList<Stretch> lacks(const ChartContent &content, qint64 gapMs) const;
    static constexpr int kHeadHeight = 36;
    void wantLacking(const QList<Stretch> &lacks);
    void showSource();
    void addTraces(QMenu &menu);

    /// What there is to draw of the span, and from when to when it is known.
    struct Drawable
    {
        QList<ChartContent::Line> lines;
        qint64 oldestMs = 0;
        qint64 newestMs = 0; ///< 0: there never was anything
        qint64 gapMs = 0;
    };

    Drawable fromPoints() const;
    Drawable fromParts() const;
    bool isHistoryTold() const;
    QString emptyText(qint64 newestMs) const;
    double drawnValue(const QString &label, qint64 timeMs) const;

    /// What the lines were drawn from: another one makes another picture.
    struct Drawn
    {
        qint64 fromMs = 0;
        qint64 toMs = 0;
        qsizetype points = -1;
        qint64 oldestMs = 0;
        qint64 newestMs = 0;
        QList<Stretch> asked = {}; ///< the last one's end moves with the time
        CoarseBoard::Grid grid = {};
        CoarseBoard::State state = CoarseBoard::State::Here;
        int served = 0; ///< revision of what a server told
    };

    Drawn wouldDraw() const;

    MetricKey m_key;
    SeriesBoard &m_board;
    CoarseBoard *m_coarse = nullptr;
    ServerBoard *m_servers = nullptr;
    SourceLine *m_source = nullptr;
    ThemeHub &m_theme;
    TimeChart *m_chart;
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
    qint64 m_fromMs = 0;
    qint64 m_toMs = 1;
    qint64 m_nowMs = 1;
    qint64 m_partMs = 0;     ///< of the parts that were wanted last
    bool m_isCoarse = false; ///< the span is told by parts
    QList<Stretch> m_lacks;  ///< of what is drawn: where own samples are lacking
    std::optional<qint64> m_cursorMs;
    std::optional<Drawn> m_drawn;
};

} // namespace opsdeck
