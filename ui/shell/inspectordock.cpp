// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/inspectordock.h"

#include <QHBoxLayout>

namespace opsdeck {

namespace {

constexpr int kWideFrom = 2560;
constexpr int kDockedWidth = 384;
constexpr int kWideWidth = 480;

} // namespace

void InspectorDock::setInspector(QWidget *inspector, QWidget *root)
{
    m_inspector = inspector;
    inspector->setParent(root);
}

int InspectorDock::place(bool shown, int windowWidth)
{
    if (m_inspector == nullptr)
        return 0;
    m_isOverlay = windowWidth < kDockedFrom;
    if (m_isOverlay) {
        if (m_columns.indexOf(m_inspector) >= 0)
            m_columns.removeWidget(m_inspector);
        m_inspector->setMinimumWidth(0);
        m_inspector->setMaximumWidth(QWIDGETSIZE_MAX);
        // The layout's own geometry may be a turn old while the window is being resized.
        m_inspector->parentWidget()->layout()->activate();
        m_inspector->raise();
    } else {
        if (m_columns.indexOf(m_inspector) < 0)
            m_columns.addWidget(m_inspector);
        m_inspector->setFixedWidth(windowWidth >= kWideFrom ? kWideWidth : kDockedWidth);
    }
    m_inspector->setVisible(shown);
    return m_isOverlay && shown ? kOverlayWidth : 0;
}

void InspectorDock::follow(const QRect &page)
{
    if (m_inspector != nullptr && m_isOverlay)
        m_inspector->setGeometry(page.right() + 1 - kOverlayWidth, page.top(), kOverlayWidth,
                                 page.height());
}

} // namespace opsdeck
