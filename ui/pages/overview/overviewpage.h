// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/overview/matrixfilter.h"
#include "models/overview/matrixmodel.h"
#include "models/status/rootcausemodel.h"
#include "ui/pages/page.h"

class QHBoxLayout;
class QItemSelection;
class QLabel;
class QLineEdit;
class QPushButton;

namespace opsdeck {

class CompareView;
class EventsModel;
class MatrixDelegate;
class MatrixHeader;
class MatrixTable;
class NewestChanges;
class RootCauseList;
class ThemeHub;

/// Services by environments of one platform or of all, the root causes above: their states, or what
/// differs between the environments of the one platform.
class OverviewPage final : public Page
{
    Q_OBJECT
public:
    OverviewPage(StatusBoard &board, SeriesBoard &series, EventsModel &events, ThemeHub &theme,
                 QWidget *parent = nullptr);

    void setEnvironment(const EnvironmentKey &environment) override;
    void setSelectedService(const ServiceKey &service) override;
    void setWholeWorkspace(bool whole) override;

    bool showsWholeWorkspace() const override { return true; }

    bool hasEnvironmentBand() const override { return false; }

    void setCoveredRight(int width) override;

    CompareView &compareView() const { return *m_compare; }

    /// What differs between the environments instead of their states.
    void setComparing(bool comparing);

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *makeHead();
    void makeModes(QHBoxLayout &head);
    bool isComparing() const;
    void showMode();
    void onSelectionChanged(const QItemSelection &selected);
    void placeRows();
    void takePlatforms();
    int platformNameWidth() const;
    QString factsText() const;
    bool toggleGroup(const QModelIndex &index);
    void describe();

    StatusBoard &m_board;
    ThemeHub &m_theme;
    MatrixModel m_model;
    MatrixFilter m_filter;
    RootCauseModel m_rootCauses;
    MatrixDelegate *m_delegate;
    MatrixHeader *m_header;
    RootCauseList *m_list;
    MatrixTable *m_table;
    QWidget *m_states; ///< what is shown while nothing is compared
    QHBoxLayout *m_columns = nullptr;
    CompareView *m_compare;
    NewestChanges *m_changes;
    QLabel *m_facts = nullptr;
    QLabel *m_empty = nullptr;
    QLineEdit *m_text = nullptr;
    QPushButton *m_abnormal = nullptr;
    QPushButton *m_statesMode = nullptr;
    QPushButton *m_compareMode = nullptr;
    EnvironmentKey m_environment;
    ServiceKey m_service; ///< that is looked at
    bool m_isOfAll = false;
    bool m_selecting = false;
    bool m_placing = false;
};

} // namespace opsdeck
