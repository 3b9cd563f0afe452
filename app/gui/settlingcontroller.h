// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/editing/workspaceedit.h"
#include "ui/pages/assurance/answerrequest.h"

#include <QObject>
#include <QThreadPool>

#include <memory>

namespace opsdeck {

class AnswerForm;
class Session;
class WorkspaceEditor;

/// Between the answers to contradictions and the workspace file: what would be written, and saving
/// just that the way all edits are saved. Files are touched on a thread of its own. GUI thread.
class SettlingController final : public QObject
{
    Q_OBJECT
public:
    /// All outlive it.
    SettlingController(Session &session, WorkspaceEditor &editor, AnswerForm &form,
                       QObject *parent = nullptr);
    ~SettlingController() override;

Q_SIGNALS:
    /// What was not saved, when another question is shown by then.
    void problem(const opsdeck::Error &error);

private:
    struct Prepared
    {
        std::shared_ptr<const WorkspaceEdit> edit;
        EditPreview preview;
    };

    void preview(const AnswerRequest &request);
    void save(const AnswerRequest &request);

    Session &m_session;
    WorkspaceEditor &m_editor;
    AnswerForm &m_form;
    AnswerRequest m_request;                     ///< of what is prepared
    std::shared_ptr<const WorkspaceEdit> m_edit; ///< null: nothing is
    int m_asked = 0;
    QThreadPool m_thread;
};

} // namespace opsdeck
