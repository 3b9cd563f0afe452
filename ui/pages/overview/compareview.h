// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/comparison/comparisonfilter.h"
#include "models/comparison/comparisonmodel.h"
#include "ui/pages/overview/explainrequest.h"

#include <QWidget>

class QHBoxLayout;
class QKeyEvent;
class QLabel;
class QPushButton;
class QTableView;

namespace opsdeck {

class ExplainForm;
class ThemeHub;

/// The environments of a platform beside each other: what differs between them, all of the chosen
/// row in words below.
class CompareView final : public QWidget
{
    Q_OBJECT
public:
    CompareView(StatusBoard &board, ThemeHub &theme, QWidget *parent);

    /// Which environments, only what differs, copying: for the head of the page.
    QWidget *controls() const { return m_controls; }

    void setPlatform(const PlatformId &platform);
    void setText(const QString &text);
    /// Only while it is compared does it read anything.
    void setComparing(bool comparing);
    /// "8 of 61 facts differ, 2 more are explained, 5 expected to, 2 not observed everywhere".
    QString factsText() const;

    /// Of what is asked for by explainRequested().
    ExplainForm &explainForm() const { return *m_explain; }

    /// Whether the platform has what could be compared.
    static bool canCompare(const StatusBoard &board, const PlatformId &platform);

Q_SIGNALS:
    void factsChanged();
    void serviceSelected(const opsdeck::ServiceKey &service);
    /// `/`: what is typed next filters.
    void filterWanted();
    void explainRequested(const opsdeck::ExplainRequest &request);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private Q_SLOTS:
    void activate(const QModelIndex &index);

private:
    void makeTable(ThemeHub &theme);
    void makeControls();
    void makeChoices();
    void choose();
    void fitColumns();
    void chooseAgain();
    bool takeKey(QKeyEvent &event);
    void showRow();
    void fitDetail();
    void describe();
    void copyMarkdown();
    void copyCsv();

    StatusBoard &m_board;
    ComparisonModel m_model;
    ComparisonFilter m_filter;
    QTableView *m_table;
    QWidget *m_detail;
    QLabel *m_rowTitle;
    QLabel *m_rowText;
    ExplainForm *m_explain;
    QLabel *m_empty;
    QWidget *m_controls;
    QHBoxLayout *m_choiceRow;
    QList<QPushButton *> m_choices; ///< by environment, in the order of ComparisonModel::choices()
    QPushButton *m_only = nullptr;
    QString m_key; ///< of the row that was chosen last
    int m_column = 1;
    int m_scrolled = 0; ///< before the rows were made anew
};

} // namespace opsdeck
