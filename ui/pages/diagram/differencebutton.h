// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>

class QMenu;

namespace opsdeck {

class EnvironmentDifferences;

/// Chooses the environment that the diagram is compared with, by its menu or D. Hidden where there
/// is none.
class DifferenceButton final : public QPushButton
{
    Q_OBJECT
public:
    DifferenceButton(EnvironmentDifferences &differences, QWidget *parent);

    /// Why nothing can be compared now; empty: it can.
    void setObstacle(const QString &why);

private:
    void fillMenu();
    void refresh();

    EnvironmentDifferences &m_differences;
    QMenu *m_menu;
    QString m_obstacle;
};

} // namespace opsdeck
