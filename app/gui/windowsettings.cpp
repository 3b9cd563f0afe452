// SPDX-License-Identifier: GPL-3.0-or-later
// What is chosen on the page of settings, and the facts that it shows.
#include "app/gui/historyfeed.h"
#include "app/gui/historysettings.h"
#include "app/gui/session.h"
#include "app/gui/windowcontroller.h"
#include "ui/pages/settings/settingspage.h"
#include "ui/shell/mainwindow.h"

#include <QSettings>

namespace opsdeck {

void WindowController::connectSettings()
{
    new HistorySettings(m_settingsPage->keeping(), m_session.history(), this);
    const auto setDark = [this](bool dark) {
        m_theme.setDark(dark);
        QSettings().setValue(QStringLiteral("theme/dark"), dark);
    };
    connect(m_window.get(), &MainWindow::themeToggled, this,
            [this, setDark] { setDark(!m_theme.isDark()); });
    connect(m_settingsPage, &SettingsPage::themeChosen, this, setDark);
    connect(m_settingsPage, &SettingsPage::paletteChosen, this, [this](StatePalette palette) {
        m_theme.setStatePalette(palette);
        QSettings().setValue(QStringLiteral("theme/palette"), toWord(palette));
    });
    connect(m_settingsPage, &SettingsPage::openRequested, this, &WindowController::askForFile);
    connect(m_settingsPage, &SettingsPage::reloadRequested, &m_session, &Session::reload);
}

void WindowController::showFacts()
{
    SettingsPage::Facts facts;
    facts.version = QStringLiteral(OPSDECK_VERSION);
    facts.dataDirectory =
        m_dataDirectory.isEmpty() ? tr("nowhere: nothing is kept") : m_dataDirectory;
    facts.workspaceFile = m_session.file();
    if (const WorkspacePtr &workspace = m_session.board().workspace()) {
        facts.workspaceTitle = workspace->title;
        const WorkspaceSize size = sizeOf(*workspace);
        facts.loaded =
            tr("%1, %2, %3, %4")
                .arg(tr("%n platform(s)", nullptr, static_cast<int>(size.platforms)),
                     tr("%n environment(s)", nullptr, static_cast<int>(size.environments)),
                     tr("%n check(s)", nullptr, static_cast<int>(size.checks)),
                     tr("%n runbook(s)", nullptr, static_cast<int>(size.runbooks)));
    }
    m_settingsPage->setFacts(facts);
}

} // namespace opsdeck
