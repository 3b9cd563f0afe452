// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/topology/diagramdefinition.h"
#include "services/domain/health.h"

namespace opsdeck {

/// Of what it is and when, as a comment at the top. Drawn round all of it where it is not the
/// present: a simulation, a replay.
struct MermaidCaption
{
    QString text;
    bool isDrawn = false;
};

/// The architecture as Mermaid's `flowchart` (https://mermaid.js.org/syntax/flowchart.html), to be
/// pasted into a ticket or a wiki. Frames are subgraphs; stated lines are solid, implied ones
/// dotted, disputed and scraping ones dotted with the word. With `view` each node carries its state
/// as word and class. Labels are quoted; quotation marks and brackets in them are entities.
/// `flows`: what stands beside each line, by edge of the definition; empty: nothing does.
/// `standings`: how those in a frame stand together, by group, beside its title.
QString mermaidOf(const DiagramDefinition &definition, const EnvironmentView *view = nullptr,
                  const QStringList &flows = {}, const QStringList &standings = {},
                  const MermaidCaption &caption = {});

} // namespace opsdeck
