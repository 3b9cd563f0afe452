// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/explaincontroller.h"

#include "app/common/opener.h"
#include "app/gui/session.h"
#include "app/gui/workspaceeditor.h"
#include "services/base/poolwork.h"
#include "ui/pages/overview/compareview.h"
#include "ui/pages/overview/explainform.h"

namespace opsdeck {

namespace {

Result<void> changed(WorkspaceEdit &edit, const ExplainRequest &request, const QString &today)
{
    return request.reason ? edit.expect(request.platform, {request.ref, *request.reason, today})
                          : edit.unexpect(request.platform, request.ref);
}

/// For the record.
QString wordsOf(const ExplainRequest &request)
{
    return request.reason
               ? ExplainController::tr("Mark the difference %1 of %2 as expected: %3")
                     .arg(request.ref, request.platform.toString(), *request.reason)
               : ExplainController::tr("Mark the difference %1 of %2 as no longer expected")
                     .arg(request.ref, request.platform.toString());
}

} // namespace

ExplainController::ExplainController(Session &session, WorkspaceEditor &editor, CompareView &view,
                                     QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_editor(editor)
    , m_view(view)
{
    m_thread.setMaxThreadCount(1);
    view.explainForm().setEditable(true);
    connect(&view, &CompareView::explainRequested, this, &ExplainController::take);
}

ExplainController::~ExplainController()
{
    m_thread.waitForDone();
}

void ExplainController::take(const ExplainRequest &request)
{
    using Answer = Result<std::shared_ptr<const WorkspaceEdit>>;
    const QString today = m_session.clock().now().utc().date().toString(Qt::ISODate);
    // Anew each time: somebody may have changed the files meanwhile.
    runInPool(
        m_thread, this,
        [file = m_session.file(), request, today]() -> Answer {
            auto edit = WorkspaceEdit::open(file, kindCatalog());
            if (!edit)
                return failure(edit.error());
            if (const auto done = changed(*edit, request, today); !done)
                return failure(done.error());
            return std::make_shared<const WorkspaceEdit>(std::move(*edit));
        },
        [this, request](const Answer &answer) {
            if (!answer)
                finish(request, failure(answer.error()));
            else
                m_editor.commit(
                    request.platform, wordsOf(request), *answer, this,
                    [this, request](const Result<void> &done) { finish(request, done); });
        });
}

void ExplainController::finish(const ExplainRequest &request, const Result<void> &done)
{
    if (done)
        m_view.explainForm().showSaved(request);
    else
        m_view.explainForm().showProblem(request, done.error().message);
}

} // namespace opsdeck
