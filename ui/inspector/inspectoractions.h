// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

class QGridLayout;
class QPushButton;

namespace opsdeck {

class ThemeHub;

/// What can be done with the inspected service: buttons at the foot of the inspector, each in its
/// place as long as the page is the same.
class InspectorActions final : public QWidget
{
    Q_OBJECT
public:
    enum Action { Runbooks, CheckNow, Diagram, Metrics, Edit, AddCheck };

    explicit InspectorActions(ThemeHub &theme, QWidget *parent = nullptr);

    /// `why` it is not possible; shown where the button is pointed at.
    void setPossible(Action action, bool possible, const QString &why);
    /// Whether it leads anywhere from here.
    void setOffered(Action action, bool offered);

    /// Little height: smaller ones, in two rows.
    void setCompact(bool compact);

Q_SIGNALS:
    void chosen(opsdeck::InspectorActions::Action action);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void place();

    ThemeHub &m_theme;
    QGridLayout *m_grid;
    QList<QPushButton *> m_buttons; ///< by Action
    bool m_isCompact = false;
};

} // namespace opsdeck
