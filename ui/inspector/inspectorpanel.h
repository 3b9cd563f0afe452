// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/inspector/checksmodel.h"
#include "models/inspector/resultsmodel.h"
#include "models/metrics/metricsmodel.h"
#include "ui/inspector/inspectoractions.h"

#include <QUrl>
#include <QWidget>

class QLabel;
class QListView;
class QVBoxLayout;

namespace opsdeck {

class ChartCard;
class DifferenceSection;
class DocumentedSection;
class EdgeFlows;
class EnvironmentDifferences;
class ErrorSection;
class FactList;
class InspectorHead;
class LinkSection;
class MarkSection;
class NeighbourList;
class NotSetUpSection;
class ResultSection;
class ThemeHub;

/// Everything that is known of one service: state and why, error and advice, chart, checks with
/// their ages, last results, what is not set up, its own pages, what it stands on and what stands
/// on it, the facts of its document with their sources; below them, always in sight, what can be
/// done. Reads the boards; asks by signals.
class InspectorPanel final : public QWidget
{
    Q_OBJECT
public:
    InspectorPanel(StatusBoard &board, SeriesBoard &series, ThemeHub &theme,
                   QWidget *parent = nullptr);

    /// Tells what flows to and from the neighbours, too; outlives the panel.
    void setFlows(EdgeFlows &flows);
    void setService(const ServiceKey &service);

    const ServiceKey &service() const { return m_service; }

    /// The page that it stands beside: the way to that one is not offered.
    void setPage(const QString &id);

    /// Of the service, while there are any to be told. They outlive it.
    void setDifferences(const EnvironmentDifferences &differences);

    /// Above all else: what it stands beside shows another time or state. Empty: it does not.
    void setNote(const QString &note);

    /// The answer to resultsWanted().
    void addPastResults(const CheckKey &check, const QList<CheckResult> &results);

Q_SIGNALS:
    /// The last `most` results of this check are wanted, those of before this run among them.
    void resultsWanted(const opsdeck::CheckKey &check, int most);
    void serviceActivated(const opsdeck::ServiceKey &service); ///< another one: a neighbour
    void runbooksRequested(const opsdeck::ServiceKey &service);
    void checkNowRequested(const opsdeck::ServiceKey &service);
    void metricsRequested(const opsdeck::ServiceKey &service);
    void diagramRequested(const opsdeck::ServiceKey &service);
    void editRequested(const opsdeck::ServiceKey &service);
    void checkAdditionRequested(const opsdeck::ServiceKey &service);
    void markRequested(const opsdeck::ServiceKey &service, opsdeck::OperatorMarkKind kind);
    void markLifted(const opsdeck::ServiceKey &service, opsdeck::OperatorMarkKind kind);
    void pageRequested(const QUrl &page); ///< of the service's own, to be opened in the browser

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void addCheckSections(QVBoxLayout &column);
    void ask(InspectorActions::Action action);
    void showResultsOf(const CheckKey &check);
    CheckKey tellingCheck(const ServiceView &view) const;
    QString whereText() const;
    QString sinceText(const ServiceView &view) const;
    void showStrip();
    void refresh();
    void refreshChart();

    StatusBoard &m_board;
    SeriesBoard &m_series;
    ThemeHub &m_theme;
    EdgeFlows *m_flows = nullptr;
    ServiceKey m_service;
    ChecksModel m_checks;
    ResultsModel m_results;
    CheckKey
        m_chosenCheck; ///< whose results the user asked for; empty: the one that decides the state
    MetricsModel m_metrics;
    QLabel *m_note;
    InspectorHead *m_head;
    QLabel *m_sentence;
    QLabel *m_impact;
    DifferenceSection *m_differences;
    MarkSection *m_marks;
    QLabel *m_description;
    ErrorSection *m_error;
    QWidget *m_chartPlace;
    ChartCard *m_chart = nullptr;
    QListView *m_list = nullptr;
    QWidget *m_checkSection = nullptr;
    ResultSection *m_resultSection = nullptr;
    FactList *m_facts = nullptr;
    NeighbourList *m_needs;
    NeighbourList *m_neededBy;
    NeighbourList *m_through;
    NotSetUpSection *m_notSetUp;
    LinkSection *m_links;
    DocumentedSection *m_documented;
    InspectorActions *m_actions;
};

} // namespace opsdeck
