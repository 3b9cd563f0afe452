// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/armedframe.h"
#include "ui/shell/header.h"
#include "ui/shell/mainwindow.h"

#include <QVBoxLayout>

namespace opsdeck {

// What of the window asks for arming and shows it.

QString MainWindow::armOneNotice()
{
    return QStringLiteral("arm-one");
}

QString MainWindow::armNotHereNotice()
{
    return QStringLiteral("arm-not-here");
}

/// One environment of one platform is armed, never one that is not named in view.
void MainWindow::askArming()
{
    const bool isArmed = m_armed && m_armed->environment == m_environment;
    if (const QString why = whyNoActions(); !isArmed && !why.isEmpty()) {
        m_banner->put(
            {armNotHereNotice(), Health::Degraded, tr("Nothing was armed. %1").arg(why), {}, {}});
        return;
    }
    if (!showsWhole() || isArmed)
        Q_EMIT armingToggled(m_environment);
    else
        m_banner->put({armOneNotice(),
                       Health::Degraded,
                       tr("Nothing was armed: all platforms are shown. Choose one of them first."),
                       {},
                       {}});
}

void MainWindow::setArming(const std::optional<ArmedState> &armed)
{
    m_armed = armed;
    applyArming();
}

void MainWindow::applyArming()
{
    const Environment *definition =
        m_board.workspace() ? m_board.workspace()->environment(m_environment) : nullptr;
    const bool isHere = m_armed && m_armed->environment == m_environment;
    const bool striped =
        definition != nullptr && (definition->isProtected || definition->tier == Tier::Prod);
    m_frame->setStriped(striped);
    m_frame->setVisible(isHere);
    const int inset = isHere ? m_frame->thickness() : 0;
    m_rootLayout->setContentsMargins(inset, inset, inset, inset);
    m_header->setArming(isHere ? m_armed : std::nullopt, striped);
    m_band->setArming(isHere ? tr("armed until %1 UTC. Disarm: Ctrl+Shift+A")
                                   .arg(m_armed->until.utc().toString(QStringLiteral("HH:mm:ss")))
                             : tr("read-only"));
    m_frame->setGeometry(m_root->rect());
    m_frame->raise();
}

} // namespace opsdeck
