// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/chartpagecontroller.h"

#include "ui/pages/metrics/metricspage.h"

namespace opsdeck {

namespace {

/// For the record.
QString wordsOf(const PageRequest &request)
{
    return (request.isRemoval ? ChartPageController::tr("Remove the page of charts '%1' of %2")
                              : ChartPageController::tr("Save the page of charts '%1' of %2"))
        .arg(request.page.title, request.platform.toString());
}

Result<void> changed(WorkspaceEdit &edit, const PageRequest &request)
{
    return request.isRemoval ? edit.removePage(request.platform, request.page.id)
                             : edit.putPage(request.platform, request.page);
}

} // namespace

ChartPageController::ChartPageController(Session &session, WorkspaceEditor &editor,
                                         MetricsPage &page, QObject *parent)
    : QObject(parent)
    , m_edits(session, editor)
{
    page.setPagesKept(true);
    connect(&page, &MetricsPage::pageSaveWanted, this, [this, &page](const PageRequest &request) {
        m_edits.add(
            request.platform, wordsOf(request),
            [request](WorkspaceEdit &edit) { return changed(edit, request); },
            [&page, request](const Result<void> &done) { page.showPageSettled(request, done); });
    });
}

} // namespace opsdeck
