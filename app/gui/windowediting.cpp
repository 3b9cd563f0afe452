// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/banners.h"
#include "app/gui/session.h"
#include "app/gui/windowcontroller.h"
#include "ui/inspector/inspectorpanel.h"
#include "ui/pages/assurance/assurancepage.h"
#include "ui/pages/firstrun/firstrunpage.h"
#include "ui/pages/runbooks/runbookspage.h"
#include "ui/pages/settings/settingspage.h"
#include "ui/shell/mainwindow.h"

// What changes or starts a workspace from the window: edits, imports, the demo.

namespace opsdeck {

void WindowController::connectEditing()
{
    connect(m_inspector, &InspectorPanel::editRequested, this,
            [this](const ServiceKey &service) { editService(EditKind::Service, service, false); });
    connect(m_inspector, &InspectorPanel::checkAdditionRequested, this,
            [this](const ServiceKey &service) { editService(EditKind::Check, service, true); });
    connect(m_window.get(), &MainWindow::editRequested, this, [this](const ServiceKey &service) {
        // What nothing observes needs a check first.
        const ServiceView *view = m_session.board().service(service);
        const bool hasChecks = view != nullptr && !view->checks.isEmpty();
        editService(hasChecks ? EditKind::Service : EditKind::Check, service, !hasChecks);
    });
    m_settling = std::make_unique<SettlingController>(
        m_session, m_editor, m_assurancePage->answerForm(), m_assurancePage->fillForm());
    connect(m_settling.get(), &SettlingController::problem, this,
            [this](const Error &error) { showProblem(banner::kRecordWrite, error); });
    connect(&m_editor, &WorkspaceEditor::problem, this,
            [this](const Error &error) { showProblem(banner::kRecordWrite, error); });
    connect(m_settingsPage, &SettingsPage::editRequested, this,
            [this] { m_editor.open({}, m_window.get()); });
    connect(m_window.get(), &MainWindow::environmentChanged, &m_editor,
            &WorkspaceEditor::setEnvironment);
    connect(m_runbooksPage, &RunbooksPage::editRequested, this, [this](const RunbookId &runbook) {
        EditTarget target;
        target.kind = EditKind::Runbook;
        target.platform = m_window->environment().platform;
        target.runbook = runbook;
        m_editor.open(target, m_window.get());
    });
    connect(m_runbooksPage, &RunbooksPage::additionRequested, this, [this] {
        EditTarget target;
        target.kind = EditKind::Runbook;
        target.platform = m_window->environment().platform;
        target.isNew = true;
        m_editor.open(target, m_window.get());
    });
    const auto add = [this](EditKind kind) {
        EditTarget target;
        target.kind = kind;
        target.platform = m_window->environment().platform;
        target.isNew = true;
        m_editor.open(target, m_window.get());
    };
    connect(m_settingsPage, &SettingsPage::serviceAdditionRequested, this,
            [add] { add(EditKind::Service); });
    connect(m_settingsPage, &SettingsPage::environmentAdditionRequested, this,
            [add] { add(EditKind::Environment); });
}

void WindowController::connectImport()
{
    connect(m_window.get(), &MainWindow::importRequested, this, &WindowController::importFiles);
    connect(m_window.get(), &MainWindow::workspaceDropped, this, &WindowController::openFile);
    connect(m_firstRun, &FirstRunPage::importRequested, this, &WindowController::importFiles);
    connect(&m_importer, &ImportController::problem, this,
            [this](const Error &error) { showProblem(banner::kRecordWrite, error); });
    connect(&m_trust, &TrustController::problem, this,
            [this](const Error &error) { showProblem(banner::kRecordWrite, error); });
}

void WindowController::connectDemo()
{
    m_demo.attach(*m_firstRun, *m_window);
    connect(&m_demo, &DemoController::closed, this, &WindowController::requestQuit);
    // Whoever opens a workspace meanwhile wants that one.
    connect(&m_session, &Session::opened, this, [this](bool usable) {
        if (usable)
            m_demo.end();
    });
}

void WindowController::importFiles(const QStringList &files)
{
    m_importer.open(files, m_window.get());
}

void WindowController::editService(EditKind kind, const ServiceKey &service, bool isNew)
{
    EditTarget target;
    target.kind = kind;
    target.platform = service.environment.platform;
    target.service = service.service;
    target.isNew = isNew;
    m_editor.open(target, m_window.get());
}

} // namespace opsdeck
