// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"
#include "ui/pages/overview/explainrequest.h"

#include <QObject>
#include <QThreadPool>

namespace opsdeck {

class CompareView;
class Session;
class WorkspaceEditor;

/// Between differences that the operator marks as expected and the workspace file, the way all
/// edits are saved. Files are touched on a thread of its own. GUI thread.
class ExplainController final : public QObject
{
    Q_OBJECT
public:
    /// All outlive it.
    ExplainController(Session &session, WorkspaceEditor &editor, CompareView &view,
                      QObject *parent = nullptr);
    ~ExplainController() override;

private:
    void take(const ExplainRequest &request);
    void finish(const ExplainRequest &request, const Result<void> &done);

    Session &m_session;
    WorkspaceEditor &m_editor;
    CompareView &m_view;
    QThreadPool m_thread;
};

} // namespace opsdeck
