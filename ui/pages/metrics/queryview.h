// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/querysheet.h"

#include <QWidget>

class QButtonGroup;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;

namespace opsdeck {

class ThemeHub;
class TimeChart;
struct ChartContent;

/// An expression asked of the shown environment over the shown time: as a chart and a table of the
/// series. It lies over the charts while it is open.
class QueryView final : public QWidget
{
    Q_OBJECT
public:
    QueryView(QuerySheet &sheet, ThemeHub &theme, QWidget *parent);

    void setEnvironment(const EnvironmentKey &environment);
    /// What is asked for from now on; what was asked is asked anew when `again`.
    void setStretch(const Stretch &stretch, bool again);

    TimeChart *chart() const { return m_chart; }

    /// As it is drawn, and as numbers, for the clipboard.
    void copyPicture();
    void copyValues();

Q_SIGNALS:
    void closed();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void ask();
    void refresh();
    void pointAt(int column);
    QWidget *makeQuestion();
    QWidget *makeFoot();
    ChartContent content() const;
    QString statusText() const;
    QuerySheet::Source source() const;

    QuerySheet &m_sheet;
    ThemeHub &m_theme;
    EnvironmentKey m_environment;
    Stretch m_stretch;
    QLineEdit *m_expression;
    QButtonGroup *m_sources;
    QPushButton *m_ask;
    QLabel *m_pointer; ///< under the expression: where in it the error is
    QLabel *m_status;
    TimeChart *m_chart;
    QTableView *m_table;
    QPushButton *m_copyValues;
    QPushButton *m_copyPicture;
};

/// In words how a question stands; empty while nothing was asked.
QString queryText(const QuerySheet &sheet);

} // namespace opsdeck
