// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/editing/workspaceedit.h"
#include "ui/pages/assurance/answerrequest.h"
#include "ui/pages/assurance/fillrequest.h"

#include <QObject>
#include <QThreadPool>

#include <memory>

namespace opsdeck {

class AnswerForm;
class FillForm;
class Session;
class WorkspaceEditor;

/// Between what the operator answers and fills in and the workspace file: what would be written,
/// and saving just that the way all edits are saved. Files are touched on a thread of its own. GUI
/// thread.
class SettlingController final : public QObject
{
    Q_OBJECT
public:
    /// All outlive it.
    SettlingController(Session &session, WorkspaceEditor &editor, AnswerForm &answers,
                       FillForm &fills, QObject *parent = nullptr);
    ~SettlingController() override;

Q_SIGNALS:
    /// What was not saved, when the form shows something else by then.
    void problem(const opsdeck::Error &error);

private:
    struct Prepared
    {
        std::shared_ptr<const WorkspaceEdit> edit;
        EditPreview preview;
    };

    /// A form and what is prepared for it.
    template <typename Form, typename Request>
    struct Desk
    {
        Form &form;
        Request request = {};
        std::shared_ptr<const WorkspaceEdit> edit = {}; ///< null: nothing is
        int asked = 0;
    };

    template <typename Place, typename Request>
    void preview(Place &desk, const Request &request);
    template <typename Place, typename Request>
    void save(Place &desk, const Request &request);

    Session &m_session;
    WorkspaceEditor &m_editor;
    Desk<AnswerForm, AnswerRequest> m_answers;
    Desk<FillForm, FillRequest> m_fills;
    QThreadPool m_thread;
};

} // namespace opsdeck
