// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/chartdescription.h"
#include "models/metrics/coarseboard.h"
#include "models/metrics/goldenboard.h"
#include "models/metrics/metricsmodel.h"
#include "models/metrics/pagedesk.h"
#include "models/metrics/serverboard.h"
#include "models/metrics/servicestates.h"
#include "models/metrics/timewindow.h"
#include "models/status/statusboard.h"
#include "ui/pages/page.h"

#include <QTimer>

#include <optional>

class QButtonGroup;
class QGridLayout;
class QHBoxLayout;
class QLabel;
class QMenu;
class QPushButton;
class QScrollArea;

namespace opsdeck {

class ChartCard;
class GoldenStrip;
class QuerySheet;
class QueryView;
class PageArranger;
class PageBar;
class Legend;
class RangeBar;
class ThemeHub;

/// The charts of one environment under one time cursor: all, those of one service below its
/// latency, traffic, errors and saturation, or a page that somebody put together.
class MetricsPage final : public Page
{
    Q_OBJECT
public:
    MetricsPage(StatusBoard &board, SeriesBoard &series, CoarseBoard &coarse, GoldenBoard &golden,
                ThemeHub &theme, QWidget *parent = nullptr);

    void setEnvironment(const EnvironmentKey &environment) override;
    void setSelectedService(const ServiceKey &service) override;
    Milliseconds oldestShownAge() const override;
    /// From now on environments' servers are asked for what charts lack, while the page is seen.
    void setServers(ServerBoard &servers);
    /// From now on a person can ask the environment by an expression.
    void setQuery(QuerySheet &sheet);
    void showQuery(bool shown);
    /// From now on a person can make pages of charts; whoever hears of one keeps it.
    void setPagesKept(bool kept);
    /// One of the pages that somebody put together; false: there is none of that id.
    bool showChartPage(const QString &page);
    void showPageSettled(const PageRequest &request, const Result<void> &done);
    /// Own history has come: what is on screen is drawn with it.
    void historyCame();

    /// The page of one service; empty: the charts of all.
    void showService(const ServiceId &service);

    const TimeWindow &window() const { return m_window; }

    /// Shows this stretch of time, and the way back to the one before.
    void showTimes(const Stretch &stretch);
    /// Shows what led to this moment, with the cursor on it; nothing: the present again.
    void showMoment(std::optional<qint64> timeMs);
    /// Holds all charts against this.
    void compareWith(const Companion &companion);

    const Companion &companion() const { return m_companion; }

    /// Parts of what the charts are held against; whoever has the history answers what it wants.
    CoarseBoard &compared() { return m_compared; }

    /// What the lanes under the charts are drawn from.
    ServiceStates &states() { return m_states; }

    /// The chart under the cursor, or that was under it last, alone; again: all of them.
    void toggleMaximised();

Q_SIGNALS:
    /// This page of charts is to be kept, or taken out.
    void pageSaveWanted(const opsdeck::PageRequest &request);
    /// History in front of what is shown is wanted for this chart.
    void historyWanted(const opsdeck::MetricKey &metric, qint64 fromMs, qint64 toMs);
    /// The newest `most` answers of this check from before are wanted.
    void answersWanted(const opsdeck::CheckKey &check, int most);
    /// This page is to be opened in the browser.
    void pageRequested(const QUrl &page);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    static constexpr int kPageMargin = 24;
    static constexpr int kCardGap = 16;

    void buildCards();
    void addCards(int most);
    void buildServiceButtons();
    void addServiceButton(const ServiceId &id, const QString &text);
    void choose(const ServiceId &service);
    void connectPages();
    void addPageButton(const ChartPage &page);
    void choosePage(const QString &page);
    void takePage();
    void takeEditing();
    void offerPages(QMenu *menu, const ChartCard &card);
    void fitServices();
    ServiceKey shownService() const;
    void tellEmpty();
    void refreshGolden();
    void askForAnswers();
    void placeCards();
    void placeCard(int row);
    void sortCards();
    void refreshCards();
    void refreshCard(int row);
    void refreshChart(const MetricKey &key);
    void refreshSome();
    void connectRange();
    void connectCompare();
    QList<Companion> offered() const;
    void compareWithNext(int step);
    void keepCompanion();
    void tellCompanion();
    ChartDescription descriptionOf(const MetricKey &key) const;
    void describe(ChartCard &card);
    void askForCompanion(const MetricKey &key);
    void connectChart(ChartCard *card);
    template <typename Change>
    void change(const Change &made);
    void maximise(ChartCard *card);
    Milliseconds goldenSpan() const;
    void askForHistory();
    void placeQuery();
    void tellQuery(bool again);
    void setCursorTime(std::optional<qint64> timeMs);

    StatusBoard &m_board;
    SeriesBoard &m_series;
    GoldenBoard &m_golden;
    ThemeHub &m_theme;
    MetricsModel m_model;
    PageDesk m_desk;
    EnvironmentKey m_environment;
    ServiceId m_service; ///< empty: all
    CoarseBoard &m_coarse;
    CoarseBoard m_compared;
    ServiceStates m_states;
    Companion m_companion; ///< of all charts that have none of their own
    QHash<MetricKey, ChartDescription> m_descriptions; ///< of those that were made others
    ServerBoard *m_servers = nullptr;
    QueryView *m_query = nullptr;
    QPushButton *m_queryButton = nullptr;
    TimeWindow m_window{Milliseconds(15 * 60'000)};
    QLabel *m_cursorLabel;
    QLabel *m_empty;
    Legend *m_legend;
    QWidget *m_serviceBar;
    QButtonGroup *m_serviceButtons;
    QPushButton *m_serviceMenu; ///< in the bar's place where there is no room for it
    QHBoxLayout *m_head;
    QPushButton *m_compare;
    QPushButton *m_newPage;
    QPushButton *m_editPage;
    PageBar *m_pageBar;
    PageArranger *m_arranger = nullptr;
    QLabel *m_missing; ///< charts of the shown page that are not of this environment
    RangeBar *m_range;
    GoldenStrip *m_strip;
    QScrollArea *m_scroll;
    QWidget *m_grid;
    QGridLayout *m_gridLayout;
    QList<ChartCard *> m_cards;
    bool m_isHistoryDue = false;      ///< of the times that were chosen while it was hidden
    std::optional<qint64> m_moment;   ///< that is replayed
    ChartCard *m_pointed = nullptr;   ///< under the cursor, or last
    ChartCard *m_maximised = nullptr; ///< the only one that is shown
    int m_columns = 0;
    int m_cardHeight = 0;  ///< of one row
    QList<QRect> m_places; ///< in cells, of all rows of the model
    bool m_isKept = false; ///< pages of charts are
    QTimer m_building;     ///< the cards that are not there yet, a few a turn
    QTimer m_refreshing;   ///< the cards from m_next on, a few a turn
    int m_next = 0;
};

} // namespace opsdeck
