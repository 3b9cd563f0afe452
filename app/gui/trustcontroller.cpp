// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/trustcontroller.h"

#include "app/gui/session.h"
#include "ui/shell/mainwindow.h"
#include "ui/trust/trustdialog.h"

namespace opsdeck {

TrustController::TrustController(Session &session, MainWindow &window, ThemeHub &theme,
                                 QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_window(window)
    , m_theme(theme)
{
    connect(&session, &Session::opened, this, &TrustController::refresh);
    connect(&session, &Session::trustFailed, this, &TrustController::problem);
    connect(&window.banner(), &Banner::actionChosen, this, [this](const QString &id) {
        if (id == bannerId())
            show();
    });
}

QString TrustController::bannerId()
{
    return QStringLiteral("trust");
}

QString TrustController::sentence() const
{
    const auto count = static_cast<int>(m_session.untrusted().size());
    if (count == 0)
        return {};
    const QString text =
        count == 1 ? tr("1 program is not run: this workspace is not trusted yet.")
                   : tr("%1 programs are not run: this workspace is not trusted yet.").arg(count);
    const std::optional<Error> &error = m_session.trustError();
    return error ? text + QLatin1Char(' ') + error->message : text;
}

void TrustController::refresh()
{
    const QString text = sentence();
    if (text.isEmpty()) {
        m_window.banner().remove(bannerId());
        return;
    }
    m_window.banner().put(
        {bannerId(), Health::Unknown, text, tr("Show the programs…"),
         tr("Their checks are unknown until you have looked at the programs and trust them.")});
}

void TrustController::show()
{
    if ((m_dialog && m_dialog->isVisible()) || m_session.untrusted().isEmpty())
        return;
    m_dialog =
        new TrustDialog(m_session.untrusted(), m_session.workspaceFile(), m_theme, &m_window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog, &TrustDialog::trusted, &m_session, &Session::trust);
    m_dialog->open();
}

} // namespace opsdeck
