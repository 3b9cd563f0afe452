// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/import/importservicesfilter.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;

namespace opsdeck {

class ImportServicesModel;
class ThemeHub;

/// The services that were found, each to be accepted or skipped; below them what there is to know
/// about the current one.
class ImportServicesPage final : public QWidget
{
    Q_OBJECT
public:
    ImportServicesPage(ImportServicesModel &services, ThemeHub &theme, QWidget *parent);

    /// Looks at another plan from its top.
    void begin();
    /// Instead of a focus proxy, which would catch the Tab key in the page.
    void focusFirst();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *makeHead();
    QPushButton *makeButton(const QString &text, const QString &name, QWidget *parent);
    void makeTable(ThemeHub &theme);
    void setColumns();
    void toggleCurrent();
    void showCurrent();

    ImportServicesModel &m_services;
    ImportServicesFilter m_filter;
    QTableView *m_table = nullptr;
    QLineEdit *m_text = nullptr;
    QPushButton *m_doubtful = nullptr;
    QLabel *m_note = nullptr;
    QLabel *m_place = nullptr;
};

} // namespace opsdeck
