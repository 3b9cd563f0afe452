// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/diagram/differencebutton.h"

#include "models/comparison/environmentdifferences.h"
#include "ui/paint/paint.h"

#include <QMenu>
#include <QShortcut>

namespace opsdeck {

DifferenceButton::DifferenceButton(EnvironmentDifferences &differences, QWidget *parent)
    : QPushButton(parent)
    , m_differences(differences)
    , m_menu(new QMenu(this))
{
    setObjectName(QStringLiteral("diagram.differences"));
    setProperty("kind", QStringLiteral("segment"));
    m_menu->setObjectName(QStringLiteral("diagram.differences.menu"));
    setMenu(m_menu);
    connect(m_menu, &QMenu::aboutToShow, this, &DifferenceButton::fillMenu);
    connect(&differences, &EnvironmentDifferences::changed, this, &DifferenceButton::refresh);
    auto *key = new QShortcut(QKeySequence(Qt::Key_D), this);
    connect(key, &QShortcut::activated, this, [this] {
        if (isVisible() && isEnabled())
            showMenu();
    });
    refresh();
}

void DifferenceButton::setObstacle(const QString &why)
{
    m_obstacle = why;
    refresh();
}

void DifferenceButton::fillMenu()
{
    m_menu->clear();
    const auto add = [this](const QString &text, const EnvironmentId &other) {
        QAction *action = m_menu->addAction(text);
        action->setObjectName(QStringLiteral("diagram.differences.")
                              + (other.isEmpty() ? QStringLiteral("off") : other.toString()));
        action->setCheckable(true);
        action->setChecked(m_differences.other() == other);
        connect(action, &QAction::triggered, this,
                [this, other] { m_differences.setOther(other); });
    };
    add(tr("Off"), {});
    const QList<EnvironmentId> choices = m_differences.choices();
    for (const EnvironmentId &each : choices)
        add(tr("Compare with %1").arg(environmentTagText(each)), each);
}

void DifferenceButton::refresh()
{
    const QString other = environmentTagText(m_differences.other());
    setVisible(!m_differences.choices().isEmpty());
    setEnabled(m_obstacle.isEmpty());
    setText(m_differences.isOn() ? tr("Differences from %1: %2", "environment, number")
                                       .arg(other, QString::number(m_differences.total()))
                                 : tr("Differences"));
    setAccessibleName(
        m_differences.isOn()
            ? tr("%n fact(s) (differs|differ) from %1", nullptr, m_differences.total()).arg(other)
            : tr("Compare with another environment"));
    setToolTip(!m_obstacle.isEmpty() ? m_obstacle
               : m_differences.isOn()
                   ? tr("Facts that differ and are not explained, of the services and of the "
                        "environments themselves; each box has its count (D)")
                   : tr("Marks what differs from another environment (D)"));
}

} // namespace opsdeck
