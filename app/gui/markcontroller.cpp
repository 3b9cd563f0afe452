// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/markcontroller.h"

#include "app/common/enginehost.h"
#include "app/gui/banners.h"
#include "app/gui/markkeeper.h"
#include "app/gui/session.h"
#include "ui/marks/markdialog.h"
#include "ui/shell/mainwindow.h"

namespace opsdeck {

MarkController::MarkController(Session &session, MainWindow &window, ThemeHub &theme,
                               QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_window(window)
    , m_theme(theme)
{
    connect(&window, &MainWindow::markRequested, this, &MarkController::ask);
    connect(&window, &MainWindow::markLifted, &session.marks(), &MarkKeeper::lift);
    connect(&session.marks(), &MarkKeeper::failed, this, [this](const Error &error) {
        // Said anew, so that it stands before the others.
        m_window.banner().remove(banner::kMark);
        m_window.banner().put(problemText(banner::kMark, error));
    });
    connect(&session.marks(), &MarkKeeper::recorded, this,
            [this] { m_window.banner().remove(banner::kMark); });
    connect(&session, &Session::ticked, this, [this](const Instant &now) {
        if (m_dialog)
            m_dialog->tick(now);
    });
}

void MarkController::ask(const ServiceKey &service, OperatorMarkKind kind)
{
    const WorkspacePtr &workspace = m_session.board().workspace();
    const Environment *environment =
        workspace ? workspace->environment(service.environment) : nullptr;
    const ServiceView *view = m_session.board().service(service);
    if ((m_dialog && m_dialog->isVisible()) || environment == nullptr || view == nullptr)
        return;
    m_dialog =
        new MarkDialog({kind, *view, workspace->platform(service.environment.platform)->title,
                        *environment, userName()},
                       m_session.clock().now(), m_theme, &m_window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog, &MarkDialog::marked, this,
            [this, service, kind](qint64 untilMs, const QString &note) {
                m_session.marks().set(service, kind, untilMs, note);
            });
    m_dialog->open();
}

} // namespace opsdeck
