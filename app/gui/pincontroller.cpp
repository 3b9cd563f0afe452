// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/pincontroller.h"

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
    , m_page(page)
    , m_edits(session, editor)
{
    page.setMovable(true);
    connect(&page, &DiagramPage::pinRequested, this, &PinController::take);
}

void PinController::take(const PinRequest &request)
{
    m_edits.add(
        request.platform, wordsOf(request),
        [request](WorkspaceEdit &edit) { return changed(edit, request); },
        [this, request](const Result<void> &done) {
            if (done)
                m_page.showPinned(request);
            else
                m_page.showNotPinned(request, done.error());
        });
}

} // namespace opsdeck
