// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/diagram/diagrammodes.h"

#include "ui/diagram/diagramview.h"
#include "ui/pages/diagram/assumemenu.h"
#include "ui/pages/diagram/modeframe.h"
#include "ui/widgets/rootcauselist.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>

namespace opsdeck {

DiagramModes::DiagramModes(StatusBoard &live, const Shown &shown, QObject *parent)
    : QObject(parent)
    , m_live(live)
    , m_shown(shown)
    , m_simulation(live)
    , m_replay(live)
{
    shown.view.installEventFilter(this);
    shown.view.viewport()->installEventFilter(this);
    connect(&m_simulation, &Simulation::assumptionsChanged, this, &DiagramModes::showWords);
    connect(&m_replay, &Replay::changed, this, &DiagramModes::showWords);
}

void DiagramModes::setEnvironment(const EnvironmentKey &environment)
{
    if (environment == m_environment)
        return;
    setMode(Mode::Live);
    m_environment = environment;
}

StatusBoard &DiagramModes::board()
{
    switch (m_mode) {
    case Mode::WhatIf:
        return m_simulation.board();
    case Mode::Replay:
        return m_replay.board();
    case Mode::Live:
        break;
    }
    return m_live;
}

void DiagramModes::setMode(Mode mode)
{
    if (mode == m_mode)
        return;
    const Mode before = std::exchange(m_mode, mode);
    if (mode == Mode::WhatIf)
        m_simulation.start(m_environment);
    else if (mode == Mode::Replay)
        m_replay.start(m_environment);
    apply();
    // Not before the models look elsewhere: they would show its empty board.
    if (before == Mode::WhatIf)
        m_simulation.stop();
    else if (before == Mode::Replay)
        m_replay.stop();
    Q_EMIT modeChanged();
}

void DiagramModes::apply()
{
    m_shown.diagram.setBoard(board());
    m_shown.rootCauses.setBoard(board());
    showWords();
}

void DiagramModes::showWords()
{
    const qsizetype count = m_simulation.assumptions().size();
    switch (m_mode) {
    case Mode::Live:
        m_shown.frame.setWords({});
        m_shown.list.setSituation({}, {});
        break;
    case Mode::WhatIf:
        m_shown.frame.setWords(
            count == 0   ? stamp()
            : count == 1 ? tr("%1: 1 assumed state", "SIMULATION").arg(stamp())
                         : tr("%1: %2 assumed states", "SIMULATION").arg(stamp()).arg(count));
        // As long as nothing is assumed, what is told is so.
        m_shown.list.setSituation(count == 0 ? QString() : tr("Root cause in the simulation"),
                                  whyNoActions());
        break;
    case Mode::Replay:
        m_shown.frame.setWords(captionPart());
        m_shown.list.setSituation(
            m_replay.shownMs() == 0
                ? tr("Root cause in the replay")
                : tr("Root cause at %1").arg(momentText(m_replay.shownMs(), m_live.now().wallMs)),
            whyNoActions());
        break;
    }
    m_shown.view.setAccessibleName(m_mode == Mode::Live
                                       ? tr("Architecture diagram")
                                       : tr("Architecture diagram, %1").arg(captionPart()));
}

QString DiagramModes::stamp() const
{
    switch (m_mode) {
    case Mode::WhatIf:
        return tr("SIMULATION");
    case Mode::Replay:
        return m_replay.shownMs() == 0
                   ? tr("REPLAY")
                   : tr("REPLAY %1").arg(momentText(m_replay.shownMs(), m_live.now().wallMs));
    case Mode::Live:
        break;
    }
    return {};
}

QString DiagramModes::captionPart() const
{
    if (m_mode == Mode::Replay && m_replay.isSilent())
        return tr("%1: nothing was observed", "REPLAY and the moment").arg(stamp());
    const QString assumed = m_mode == Mode::WhatIf ? m_simulation.assumedText() : QString();
    return assumed.isEmpty()
               ? stamp()
               : tr("%1, assumed: %2", "SIMULATION, services with states").arg(stamp(), assumed);
}

QString DiagramModes::whyNoActions() const
{
    switch (m_mode) {
    case Mode::WhatIf:
        return tr("The diagram shows a simulation. Leave it first: Esc.");
    case Mode::Replay:
        return tr("The diagram shows the past. Leave it first: Esc.");
    case Mode::Live:
        break;
    }
    return {};
}

int DiagramModes::nodeAt(const QPoint &position) const
{
    for (int node = 0; node < m_shown.diagram.definition().nodes.size(); ++node) {
        if (m_shown.view.nodeGeometry(node).contains(position))
            return node;
    }
    return -1;
}

void DiagramModes::ask(int node, const QPoint &where)
{
    askAssumption(m_simulation, m_shown.diagram.definition().nodes.at(node).key,
                  m_shown.view.viewport()->mapToGlobal(where), &m_shown.view);
}

bool DiagramModes::takeKey(const QKeyEvent &event)
{
    if (event.modifiers() & ~Qt::KeypadModifier)
        return false;
    if (event.key() == Qt::Key_Escape) {
        setMode(Mode::Live);
        return true;
    }
    const int node = m_shown.view.selectedNode();
    const bool isEnter = event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter;
    if (m_mode != Mode::WhatIf || !isEnter || node < 0)
        return false;
    ask(node, m_shown.view.nodeGeometry(node).bottomLeft());
    return true;
}

bool DiagramModes::eventFilter(QObject *watched, QEvent *event)
{
    if (m_mode == Mode::Live)
        return QObject::eventFilter(watched, event);
    if (event->type() == QEvent::KeyPress && watched == &m_shown.view)
        return takeKey(*static_cast<QKeyEvent *>(event));
    if (watched != m_shown.view.viewport() || m_mode != Mode::WhatIf)
        return QObject::eventFilter(watched, event);
    if (event->type() != QEvent::MouseButtonPress && event->type() != QEvent::MouseButtonRelease)
        return false;
    const auto &mouse = *static_cast<QMouseEvent *>(event);
    const QPoint at = mouse.position().toPoint();
    if (mouse.button() != Qt::LeftButton)
        return false;
    if (event->type() == QEvent::MouseButtonPress) {
        m_pressedAt = at;
        return false;
    }
    // Whoever draws the view about asks for nothing.
    const int node = nodeAt(at);
    if (node >= 0 && (at - m_pressedAt).manhattanLength() < QApplication::startDragDistance())
        ask(node, at);
    return false;
}

} // namespace opsdeck
