// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/settlingcontroller.h"

#include "app/common/opener.h"
#include "app/gui/session.h"
#include "app/gui/workspaceeditor.h"
#include "services/base/poolwork.h"
#include "ui/pages/assurance/answerform.h"

namespace opsdeck {

SettlingController::SettlingController(Session &session, WorkspaceEditor &editor, AnswerForm &form,
                                       QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_editor(editor)
    , m_form(form)
{
    m_thread.setMaxThreadCount(1);
    connect(&m_form, &AnswerForm::previewWanted, this, &SettlingController::preview);
    connect(&m_form, &AnswerForm::saveWanted, this, &SettlingController::save);
}

SettlingController::~SettlingController()
{
    m_thread.waitForDone();
}

void SettlingController::preview(const AnswerRequest &request)
{
    const int number = ++m_asked;
    m_edit.reset();
    const QString today = m_session.clock().now().utc().date().toString(Qt::ISODate);
    // Anew each time: somebody may have changed the files meanwhile.
    runInPool(
        m_thread, this,
        [file = m_session.file(), request, today]() -> Result<Prepared> {
            auto edit = WorkspaceEdit::open(file, kindCatalog());
            if (!edit)
                return failure(edit.error());
            Result<void> done;
            if (request.settlement) {
                Settlement answer = *request.settlement;
                answer.on = today;
                done = edit->settle(request.platform, request.ref, answer);
            } else {
                done = edit->reopen(request.platform, request.ref);
            }
            if (!done)
                return failure(done.error());
            const EditPreview preview = edit->preview();
            return Prepared{std::make_shared<const WorkspaceEdit>(std::move(*edit)), preview};
        },
        [this, number, request](const Result<Prepared> &prepared) {
            if (number != m_asked)
                return;
            if (!prepared) {
                m_form.showError(request, prepared.error());
                return;
            }
            m_request = request;
            m_edit = prepared->edit;
            m_form.showPreview(request, prepared->preview);
        });
}

void SettlingController::save(const AnswerRequest &request)
{
    if (m_edit == nullptr || request != m_request)
        return;
    ++m_asked;
    const QString what =
        request.settlement
            ? tr("Settle question %1 of %2: %3", "number, platform, answer")
                  .arg(request.ref, request.platform.toString(), request.settlement->answer)
            : tr("Open question %1 of %2 again", "number, platform")
                  .arg(request.ref, request.platform.toString());
    m_editor.commit(request.platform, what, std::exchange(m_edit, nullptr), this,
                    [this, request](const Result<void> &done) {
                        if (done)
                            m_form.showSaved(request);
                        else if (!m_form.showError(request, done.error()))
                            Q_EMIT problem(done.error());
                    });
}

} // namespace opsdeck
