// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/diagramoptions.h"

#include <QSize>
#include <QStringList>

#include <optional>

namespace opsdeck {

/// `opsdeck render PAGE …`
struct RenderRequest
{
    QString page;
    QString workspace;
    PlatformId platform;       ///< empty: all where the page can show them, else the first
    EnvironmentId environment; ///< empty: the first that is protected, else the first
    ServiceId service;         ///< selected in the inspector; empty: the worst root cause, if any
    QString charts;            ///< metrics: id of a page of charts; empty: none
    QSize size{1600, 1000};    ///< pixels
    bool isCompared = false;   ///< overview: what differs between the platform's environments
    DiagramOptions diagram;    ///< of the page diagram alone
    bool isSizeGiven = false;  ///< else a page may take more height than that
    bool dark = true;
    QString output;
};

/// What the words after `opsdeck` ask for.
struct CommandLine
{
    enum class Action { Window, Wall, Render, Help, Version };

    Action action = Action::Window;
    QString workspace; ///< empty: the first-run page
    std::optional<bool> dark;
    std::optional<int> scale; ///< percent of the usual size
    RenderRequest render;
    QString help; ///< of Action::Help
};

/// The pages that can be rendered and shown, in the rail's order; "wall" last.
QStringList pageIds();

/// How both are called; each option is explained by CommandLine::help.
QString usageText();
/// `arguments` without the program's name. Errors are of kind Config and say what to type instead.
Result<CommandLine> parseCommandLine(const QStringList &arguments);

} // namespace opsdeck
