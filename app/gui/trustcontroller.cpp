// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/trustcontroller.h"

#include "app/gui/session.h"
#include "models/status/statuswords.h"
#include "ui/shell/mainwindow.h"
#include "ui/trust/trustdialog.h"

#include <QFileInfo>

namespace opsdeck {

namespace {

constexpr int kNamesShown = 3;
constexpr qsizetype kLongestName = 24;

/// "health.sh, ssh and 2 more": as people are shown arguments, for they come from files.
QString namesOf(const QList<ProgramUse> &programs)
{
    QStringList names;
    for (const ProgramUse &program : programs) {
        const QString name = QFileInfo(program.argumentVector.value(0)).fileName();
        names << (name.size() > kLongestName
                      ? shownArgument(name.left(kLongestName - 1)) + QChar(0x2026)
                      : shownArgument(name));
    }
    names.removeDuplicates();
    return namesText(names, kNamesShown);
}

} // namespace

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
    const QString subject = count == 1 ? namesOf(m_session.untrusted())
                                       : tr("%1 programs (%2)", "how many, their names")
                                             .arg(count)
                                             .arg(namesOf(m_session.untrusted()));
    if (const std::optional<Error> &error = m_session.trustError())
        return count == 1 ? tr("%1 is not run: %2").arg(subject, error->message)
                          : tr("%1 are not run: %2").arg(subject, error->message);
    qsizetype checks = 0;
    for (const ProgramUse &program : m_session.untrusted())
        checks += program.checks.size();
    const QString effect =
        checks == 1 ? tr("1 check is unknown.") : tr("%1 checks are unknown.").arg(checks);
    return count == 1 ? tr("%1 is not trusted yet and not run: %2").arg(subject, effect)
                      : tr("%1 are not trusted yet and not run: %2").arg(subject, effect);
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
