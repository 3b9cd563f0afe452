// SPDX-License-Identifier: GPL-3.0-or-later
// What the overview shows: states, or what differs between environments.
#include "ui/pages/overview/compareview.h"
#include "ui/pages/overview/overviewpage.h"
#include "ui/widgets/segment.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QShortcut>

namespace opsdeck {

void OverviewPage::makeModes(QHBoxLayout &head)
{
    m_statesMode = segment(tr("States"), QStringLiteral("overview.mode.states"), this);
    m_compareMode = segment(tr("Compare"), QStringLiteral("overview.mode.compare"), this);
    m_compareMode->setToolTip(tr("What differs between the environments (C)"));
    auto *modes = new QButtonGroup(this);
    for (QPushButton *mode : {m_statesMode, m_compareMode}) {
        modes->addButton(mode);
        head.addWidget(mode);
    }
    m_statesMode->setChecked(true);
    connect(m_compareMode, &QPushButton::toggled, this, &OverviewPage::showMode);
    auto *key = new QShortcut(QKeySequence(Qt::Key_C), this);
    key->setContext(Qt::WidgetWithChildrenShortcut);
    connect(key, &QShortcut::activated, this, [this] { setComparing(!isComparing()); });
}

void OverviewPage::setComparing(bool comparing)
{
    (comparing ? m_compareMode : m_statesMode)->setChecked(true);
}

bool OverviewPage::isComparing() const
{
    return m_compareMode->isChecked() && !m_compareMode->isHidden();
}

void OverviewPage::showMode()
{
    const bool isPossible = !m_isOfAll && CompareView::canCompare(m_board, m_environment.platform);
    m_statesMode->setVisible(isPossible);
    m_compareMode->setVisible(isPossible);
    const bool comparing = isComparing();
    m_states->setVisible(!comparing);
    m_abnormal->setVisible(!comparing);
    m_compare->setVisible(comparing);
    m_compare->controls()->setVisible(comparing);
    m_compare->setPlatform(m_environment.platform);
    m_compare->setComparing(comparing);
    m_text->setAccessibleName(comparing ? tr("Filter facts") : tr("Filter services by name"));
    placeRows();
    describe();
}

} // namespace opsdeck
