// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/pincontroller.h"

#include "app/common/opener.h"
#include "app/gui/session.h"
#include "app/gui/workspaceeditor.h"
#include "services/base/poolwork.h"
#include "ui/pages/diagram/diagrampage.h"

namespace opsdeck {

namespace {

Result<void> changed(WorkspaceEdit &edit, const PinRequest &request)
{
    return request.place ? edit.pin(request.platform,
                                    {request.service, request.place->x(), request.place->y()})
                         : edit.unpin(request.platform, request.service);
}

/// For the record.
QString wordsOf(const PinRequest &request)
{
    if (request.service.isEmpty())
        return PinController::tr("Unpin all nodes of the diagram of %1")
            .arg(request.platform.toString());
    return (request.place ? PinController::tr("Pin %1 in the diagram of %2")
                          : PinController::tr("Unpin %1 in the diagram of %2"))
        .arg(request.service.toString(), request.platform.toString());
}

} // namespace

PinController::PinController(Session &session, WorkspaceEditor &editor, DiagramPage &page,
                             QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_editor(editor)
    , m_page(page)
{
    m_thread.setMaxThreadCount(1);
    page.setMovable(true);
    connect(&page, &DiagramPage::pinRequested, this, &PinController::take);
}

PinController::~PinController()
{
    m_thread.waitForDone();
}

void PinController::take(const PinRequest &request)
{
    m_open.append(request);
    if (m_open.size() == 1)
        next();
}

void PinController::next()
{
    using Answer = Result<std::shared_ptr<const WorkspaceEdit>>;
    const PinRequest request = m_open.constFirst();
    // Anew each time: somebody may have changed the files meanwhile.
    runInPool(
        m_thread, this,
        [file = m_session.file(), request]() -> Answer {
            auto edit = WorkspaceEdit::open(file, kindCatalog());
            if (!edit)
                return failure(edit.error());
            if (const auto done = changed(*edit, request); !done)
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

void PinController::finish(const PinRequest &request, const Result<void> &done)
{
    if (done)
        m_page.showPinned(request);
    else
        m_page.showNotPinned(request, done.error());
    m_open.removeFirst();
    if (!m_open.isEmpty())
        next();
}

} // namespace opsdeck
