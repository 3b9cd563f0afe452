// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/pagedesk.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace opsdeck {

/// Over the charts while somebody makes a page of charts: its title, charts to add, keep or let go.
class PageBar final : public QWidget
{
    Q_OBJECT
public:
    /// Both outlive it.
    PageBar(PageDesk &desk, SeriesBoard &series, QWidget *parent = nullptr);

    /// Whose charts can be added.
    void setEnvironment(const EnvironmentKey &environment) { m_environment = environment; }

    /// What is made goes its way to the file, or no longer.
    void setSaving(bool isSaving);
    void showFault(const QString &text, const QString &advice);

Q_SIGNALS:
    void saveWanted(const opsdeck::PageRequest &request);

private:
    void refresh();
    void offerCharts();
    void save(const PageRequest &request);

    PageDesk &m_desk;
    SeriesBoard &m_series;
    EnvironmentKey m_environment;
    bool m_isSaving = false;
    QLineEdit *m_title;
    QPushButton *m_add;
    QPushButton *m_remove;
    QLabel *m_note;
    QPushButton *m_cancel;
    QPushButton *m_save;
};

} // namespace opsdeck
