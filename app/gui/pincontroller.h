// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"
#include "ui/pages/diagram/pinrequest.h"

#include <QObject>
#include <QThreadPool>

namespace opsdeck {

class DiagramPage;
class Session;
class WorkspaceEditor;

/// Between nodes that are put elsewhere in the diagram and the platform's file: each is saved the
/// way all edits are, one after the other. Files are touched on a thread of its own. GUI thread.
class PinController final : public QObject
{
    Q_OBJECT
public:
    /// All outlive it.
    PinController(Session &session, WorkspaceEditor &editor, DiagramPage &page,
                  QObject *parent = nullptr);
    ~PinController() override;

private:
    void take(const PinRequest &request);
    void next();
    void finish(const PinRequest &request, const Result<void> &done);

    Session &m_session;
    WorkspaceEditor &m_editor;
    DiagramPage &m_page;
    QList<PinRequest> m_open; ///< the first is under way
    QThreadPool m_thread;
};

} // namespace opsdeck
