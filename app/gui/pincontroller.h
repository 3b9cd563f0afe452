// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/editqueue.h"

namespace opsdeck {

class DiagramPage;
struct PinRequest;

/// Between nodes that are put elsewhere in the diagram and the platform's file. GUI thread.
class PinController final : public QObject
{
    Q_OBJECT
public:
    /// All outlive it.
    PinController(Session &session, WorkspaceEditor &editor, DiagramPage &page,
                  QObject *parent = nullptr);

private:
    void take(const PinRequest &request);

    DiagramPage &m_page;
    EditQueue m_edits;
};

} // namespace opsdeck
