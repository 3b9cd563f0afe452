// SPDX-License-Identifier: GPL-3.0-or-later
// What the diagram's modes — what if, replay, start order, all environments, differences — mean for
// the page.
#include "ui/diagram/diagramview.h"
#include "ui/pages/diagram/diagrampage.h"
#include "ui/pages/diagram/differencebutton.h"
#include "ui/pages/diagram/modebuttons.h"
#include "ui/pages/diagram/replaystrip.h"
#include "ui/pages/diagram/startorderpanel.h"
#include "ui/pages/diagram/whatifstrip.h"

#include <QApplication>
#include <QLabel>
#include <QPushButton>

namespace opsdeck {

void DiagramPage::showWaves()
{
    QHash<ServiceKey, QString> numbers;
    const bool isOn = m_modeButtons->isStartOrderOn();
    m_startOrderPanel->setVisible(isOn && m_coveredRight == 0);
    if (isOn) {
        const QHash<ServiceKey, int> &waves = m_startOrder.waves();
        for (auto it = waves.cbegin(); it != waves.cend(); ++it)
            numbers.insert(it.key(), QString::number(*it));
    }
    m_view->setWaves(numbers);
    chooseFlows();
    arrange();
}

void DiagramPage::showAllEnvironments(bool all)
{
    m_all->setChecked(all);
}

void DiagramPage::showStartOrder(bool on)
{
    m_modeButtons->setStartOrder(on);
}

void DiagramPage::setFlows(EdgeFlows &flows)
{
    m_model.setFlows(flows);
}

/// Nothing flows in what is assumed, nor before anything is started.
void DiagramPage::chooseFlows()
{
    const DiagramModes::Mode mode = m_modes->mode();
    if (m_modeButtons->isStartOrderOn() || mode == DiagramModes::Mode::WhatIf)
        m_model.showFlows(FlowsOf::Nothing);
    else
        m_model.showFlows(mode == DiagramModes::Mode::Replay ? FlowsOf::Moment : FlowsOf::Present);
}

/// Of the present of one environment only: neither a simulation nor the past is compared.
void DiagramPage::showDifferences()
{
    const QString obstacle = !whyNoActions().isEmpty()       ? whyNoActions()
                             : m_model.isOfAllEnvironments() ? tr("All environments are drawn.")
                                                             : QString();
    m_difference->setObstacle(obstacle);
    m_differences.setPaused(!obstacle.isEmpty());
    m_view->setDifferences(m_differences.counts());
}

void DiagramPage::onModeChanged()
{
    const DiagramModes::Mode mode = m_modes->mode();
    // What is assumed or past is of one environment.
    if (mode != DiagramModes::Mode::Live)
        m_all->setChecked(false);
    m_all->setEnabled(mode == DiagramModes::Mode::Live);
    m_view->setMovable(m_isMovable && mode == DiagramModes::Mode::Live);
    chooseFlows();
    const bool hadFocus = m_strips->isAncestorOf(QApplication::focusWidget());
    m_whatIf->setVisible(mode == DiagramModes::Mode::WhatIf);
    m_replay->setVisible(mode == DiagramModes::Mode::Replay);
    m_strips->setVisible(mode != DiagramModes::Mode::Live);
    if (mode == DiagramModes::Mode::Replay)
        m_replay->setFocus(Qt::OtherFocusReason);
    else if (hadFocus)
        m_view->setFocus(Qt::OtherFocusReason);
    m_exported->hide();
    showDifferences();
    showEmptyText();
    Q_EMIT actionsChanged();
}

} // namespace opsdeck
