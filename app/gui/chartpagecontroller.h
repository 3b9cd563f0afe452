// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/editqueue.h"

namespace opsdeck {

class MetricsPage;

/// Between pages of charts that somebody put together and the platform's file. GUI thread.
class ChartPageController final : public QObject
{
    Q_OBJECT
public:
    /// All outlive it.
    ChartPageController(Session &session, WorkspaceEditor &editor, MetricsPage &page,
                        QObject *parent = nullptr);

private:
    EditQueue m_edits;
};

} // namespace opsdeck
