// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/arming.h"
#include "app/gui/chartpagecontroller.h"
#include "app/gui/democontroller.h"
#include "app/gui/explaincontroller.h"
#include "app/gui/importcontroller.h"
#include "app/gui/markcontroller.h"
#include "app/gui/picturesaver.h"
#include "app/gui/pincontroller.h"
#include "app/gui/querycontroller.h"
#include "app/gui/recordwatch.h"
#include "app/gui/runbookcontroller.h"
#include "app/gui/serverhistory.h"
#include "app/gui/settlingcontroller.h"
#include "app/gui/trustcontroller.h"
#include "app/gui/workspaceeditor.h"

#include <QObject>

#include <memory>

namespace opsdeck {

class AssurancePage;
class DiagramPage;
class FirstRunPage;
class InspectorPanel;
class MainWindow;
class MetricsPage;
class OverviewPage;
class RunbooksPage;
class Session;
class SettingsPage;
class ThemeHub;
class WallPage;

/// Puts the window together on a session and keeps both in step. GUI thread.
class WindowController final : public QObject
{
    Q_OBJECT
public:
    /// Both outlive it.
    WindowController(Session &session, ThemeHub &theme, const QString &dataDirectory,
                     QObject *parent = nullptr);
    ~WindowController() override;

    MainWindow &window() { return *m_window; }

    WallPage &wall() { return *m_wall; }

    AssurancePage &assurance() { return *m_assurancePage; }

    MetricsPage &metrics() { return *m_metricsPage; }

    OverviewPage &overview() { return *m_overviewPage; }

    DiagramPage &diagram() { return *m_diagramPage; }

    /// Shows the wall full screen, or goes back to the window when there is one.
    void toggleWall();
    void openFile(const QString &path);
    /// From compose files to a workspace, by the wizard.
    void importFiles(const QStringList &files);
    /// What could not be had at the start.
    void showProblem(const QString &id, const Error &error);

    /// At the start of the program: runs that it did not live to end are given their result and
    /// told.
    void lookForInterruptedRuns() { m_runbooks.lookForInterruptedRuns(); }

    /// Whether something is still asked of environments' servers for what is shown.
    bool isAskingServers() const { return m_servers.isAsking() || m_serverHistory.isAsking(); }

    DemoController &demo() { return m_demo; }

    /// Ends the program; a demo and a run under way are ended first.
    void requestQuit();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void addPages();
    void connectDemo();
    void endRuns();
    void connectSession();
    void connectWindow();
    void connectSettings();
    void connectRunbooks();
    void onOpened(bool usable);
    QString firstProblem() const;
    void showFacts();
    void askForFile();
    void connectEditing();
    void connectImport();
    void editService(EditKind kind, const ServiceKey &service, bool isNew);

    Session &m_session;
    ServerBoard m_servers;
    ServerHistory m_serverHistory;
    QuerySheet m_sheet;
    QueryController m_queries;
    ThemeHub &m_theme;
    QString m_dataDirectory;
    Arming m_arming;
    RunbookController m_runbooks;
    WorkspaceEditor m_editor;
    ImportController m_importer;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<WallPage> m_wall;
    TrustController m_trust;
    MarkController m_marks;
    std::unique_ptr<SettlingController> m_settling;
    std::unique_ptr<PinController> m_pins;
    std::unique_ptr<ChartPageController> m_chartPages;
    std::unique_ptr<ExplainController> m_explanations;
    RecordWatch m_record;
    PictureSaver m_pictures;
    DemoController m_demo;
    OverviewPage *m_overviewPage = nullptr;
    DiagramPage *m_diagramPage = nullptr;
    AssurancePage *m_assurancePage = nullptr;
    MetricsPage *m_metricsPage = nullptr;
    RunbooksPage *m_runbooksPage = nullptr;
    SettingsPage *m_settingsPage = nullptr;
    FirstRunPage *m_firstRun = nullptr;
    InspectorPanel *m_inspector = nullptr;
    bool m_isQuitting = false; ///< the engine was asked to end its runs
    bool m_mayClose = false;   ///< it has
};

} // namespace opsdeck
