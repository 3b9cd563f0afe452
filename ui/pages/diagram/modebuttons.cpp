// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/diagram/modebuttons.h"

#include "ui/pages/diagram/diagrammodes.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QShortcut>

namespace opsdeck {

ModeButtons::ModeButtons(DiagramModes &modes, QWidget *parent)
    : QWidget(parent)
    , m_modes(modes)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    m_whatIf = add(tr("What if…"), tr("What if a service were in another state"),
                   QStringLiteral("diagram.whatif"), Qt::Key_W);
    connect(m_whatIf, &QPushButton::clicked, this, [this](bool on) {
        m_modes.setMode(on ? DiagramModes::Mode::WhatIf : DiagramModes::Mode::Live);
    });
    m_startOrder = add(tr("Start order"), tr("In which order the services start"),
                       QStringLiteral("diagram.startorder"), Qt::Key_O);
    connect(m_startOrder, &QPushButton::toggled, this, &ModeButtons::startOrderToggled);
    m_replay = add(tr("Replay"), tr("What the history recorded"), QStringLiteral("diagram.replay"),
                   Qt::Key_P);
    connect(m_replay, &QPushButton::clicked, this, [this](bool on) {
        m_modes.setMode(on ? DiagramModes::Mode::Replay : DiagramModes::Mode::Live);
    });
    connect(&modes, &DiagramModes::modeChanged, this, &ModeButtons::refresh);
}

QPushButton *ModeButtons::add(const QString &text, const QString &name, const QString &objectName,
                              Qt::Key key)
{
    auto *button = new QPushButton(text, this);
    button->setObjectName(objectName);
    button->setAccessibleName(name);
    button->setCheckable(true);
    button->setProperty("kind", QStringLiteral("segment"));
    const QKeySequence keys(key);
    button->setToolTip(tr("%1 (%2)", "what a button does, and its key").arg(name, keys.toString()));
    layout()->addWidget(button);
    // Of the window, as long as this can be seen.
    auto *shortcut = new QShortcut(keys, this);
    connect(shortcut, &QShortcut::activated, button, &QPushButton::click);
    return button;
}

bool ModeButtons::isStartOrderOn() const
{
    return m_startOrder->isChecked();
}

void ModeButtons::setStartOrder(bool on)
{
    m_startOrder->setChecked(on);
}

void ModeButtons::refresh()
{
    m_whatIf->setChecked(m_modes.mode() == DiagramModes::Mode::WhatIf);
    m_replay->setChecked(m_modes.mode() == DiagramModes::Mode::Replay);
}

} // namespace opsdeck
