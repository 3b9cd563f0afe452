// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/rootcausemodel.h"
#include "models/topology/diagrammodel.h"
#include "models/topology/replay.h"
#include "models/topology/simulation.h"

#include <QPoint>

class QKeyEvent;
class QWidget;

namespace opsdeck {

class DiagramView;
class ModeFrame;
class RootCauseList;

/// What the diagram shows beside the present: what would be, and what was. Switches the page's
/// models to another board and back, so that the rest of the program stays with what is; the frame,
/// the sentences and the reasons why nothing can be done follow.
class DiagramModes final : public QObject
{
    Q_OBJECT
public:
    enum class Mode {
        Live,
        WhatIf, ///< as it would be if some services were in states that somebody assumes
        Replay, ///< as it was at a moment that is recorded
    };

    /// What it switches. All outlive it.
    struct Shown
    {
        DiagramModel &diagram;
        RootCauseModel &rootCauses;
        DiagramView &view;
        RootCauseList &list;
        ModeFrame &frame;
    };

    DiagramModes(StatusBoard &live, const Shown &shown, QObject *parent = nullptr);

    Mode mode() const { return m_mode; }

    void setMode(Mode mode);
    /// Back to the present when it is another one.
    void setEnvironment(const EnvironmentKey &environment);

    /// Of the mode: what the page shows.
    StatusBoard &board();

    Simulation &simulation() { return m_simulation; }

    opsdeck::Replay &replay() { return m_replay; }

    /// "SIMULATION", "REPLAY 14:03:20 UTC"; empty: the present.
    QString stamp() const;
    /// What a caption says of the mode: "SIMULATION, assumed: db down"; empty: the present.
    QString captionPart() const;
    /// Empty: they are possible.
    QString whyNoActions() const;

Q_SIGNALS:
    void modeChanged();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void apply();
    void showWords();
    bool takeKey(const QKeyEvent &event);
    void ask(int node, const QPoint &where);
    int nodeAt(const QPoint &position) const;

    StatusBoard &m_live;
    Shown m_shown;
    Simulation m_simulation;
    opsdeck::Replay m_replay;
    Mode m_mode = Mode::Live;
    EnvironmentKey m_environment;
    QPoint m_pressedAt;
};

} // namespace opsdeck
