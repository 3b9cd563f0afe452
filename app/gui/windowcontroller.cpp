// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/windowcontroller.h"

#include "app/gui/banners.h"
#include "app/gui/historyfeed.h"
#include "app/gui/pageopener.h"
#include "app/gui/session.h"
#include "services/runbooks/runbookengine.h"
#include "ui/inspector/inspectorpanel.h"
#include "ui/pages/assurance/assurancepage.h"
#include "ui/pages/diagram/diagrampage.h"
#include "ui/pages/firstrun/firstrunpage.h"
#include "ui/pages/history/historypage.h"
#include "ui/pages/metrics/metricspage.h"
#include "ui/pages/overview/overviewpage.h"
#include "ui/pages/runbooks/runbookspage.h"
#include "ui/pages/settings/settingspage.h"
#include "ui/pages/wall/wallpage.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QFileDialog>

namespace opsdeck {

WindowController::WindowController(Session &session, ThemeHub &theme, const QString &dataDirectory,
                                   QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_servers(session.series())
    , m_serverHistory(m_servers, session.series(), *session.engine().metricQueries())
    , m_queries(m_sheet, *session.engine().metricQueries())
    , m_theme(theme)
    , m_dataDirectory(dataDirectory)
    , m_runbooks(session, m_arming)
    , m_editor(session, theme, dataDirectory)
    , m_importer(session, theme)
    , m_window(std::make_unique<MainWindow>(session.board(), theme))
    , m_wall(std::make_unique<WallPage>(session.board(), theme))
    , m_trust(session, *m_window, theme)
    , m_marks(session, *m_window, theme)
    , m_record(session, m_arming, m_runbooks, m_window->banner())
{
    addPages();
    connectSession();
    connectWindow();
    connectSettings();
    connectRunbooks();
    connectEditing();
    connectImport();
    connectDemo();
    showFacts();
    m_record.verify();
}

WindowController::~WindowController() = default;

void WindowController::addPages()
{
    StatusBoard &board = m_session.board();
    SeriesBoard &series = m_session.series();
    m_overviewPage = new OverviewPage(board, series, m_session.history().events(), m_theme);
    m_window->addPage(
        {QStringLiteral("overview"), tr("Overview"), QStringLiteral("overview"), true, false},
        m_overviewPage);
    m_explanations =
        std::make_unique<ExplainController>(m_session, m_editor, m_overviewPage->compareView());
    auto *diagram = m_diagramPage = new DiagramPage(board, m_theme);
    diagram->setFlows(m_session.flows());
    connect(m_window.get(), &MainWindow::findTextChanged, diagram, &DiagramPage::setFindText);
    connect(&m_session.flows(), &EdgeFlows::historyWanted, &m_session.history(),
            &HistoryFeed::loadSeries);
    m_window->addPage(
        {QStringLiteral("diagram"), tr("Diagram"), QStringLiteral("diagram"), true, false},
        diagram);
    connect(diagram, &DiagramPage::saveRequested, this,
            [this, diagram](const QString &path, const QByteArray &content) {
                m_pictures.save(path, content, diagram, [diagram, path](const Result<void> &done) {
                    if (done)
                        diagram->showSaved(path);
                    else
                        diagram->showNotSaved(done.error().message);
                });
            });
    Replay &replay = diagram->modes().replay();
    HistoryFeed &history = m_session.history();
    connect(&replay, &Replay::extentWanted, &history, &HistoryFeed::loadExtent);
    connect(&replay, &Replay::pastWanted, &history, &HistoryFeed::loadPast);
    connect(&history, &HistoryFeed::extentLoaded, &replay, &Replay::takeExtent);
    connect(&history, &HistoryFeed::pastLoaded, &replay, &Replay::takePast);
    connect(&history, &HistoryFeed::pastFailed, &replay, &Replay::takeProblem);
    m_pins = std::make_unique<PinController>(m_session, m_editor, *diagram);
    m_metricsPage = new MetricsPage(board, series, m_session.coarse(), m_session.golden(), m_theme);
    m_window->addPage(
        {QStringLiteral("metrics"), tr("Metrics"), QStringLiteral("metrics"), false, false},
        m_metricsPage);
    m_chartPages = std::make_unique<ChartPageController>(m_session, m_editor, *m_metricsPage);
    connect(&replay, &Replay::changed, m_metricsPage, [this, &replay] {
        const bool isShown = replay.isOn() && replay.shownMs() > 0;
        m_metricsPage->showMoment(isShown ? std::optional(replay.shownMs()) : std::nullopt);
    });
    connect(diagram, &Page::figuresRequested, m_metricsPage,
            [this](const ServiceKey &service) { m_metricsPage->showService(service.service); });
    m_runbooksPage =
        new RunbooksPage(m_runbooks.runbooks(), m_runbooks.steps(), m_runbooks.output(), m_theme);
    m_runbooks.attach(*m_runbooksPage);
    m_window->addPage(
        {QStringLiteral("runbooks"), tr("Runbooks"), QStringLiteral("runbooks"), false, false},
        m_runbooksPage);
    m_assurancePage = new AssurancePage(board, series, m_theme);
    m_window->addPage(
        {QStringLiteral("assurance"), tr("Assurance"), QStringLiteral("assurance"), false, false},
        m_assurancePage);
    auto *historyPage = new HistoryPage(m_session.history().events(), m_session.history().audit(),
                                        m_session.history().availability(), m_theme);
    m_window->addPage(
        {QStringLiteral("history"), tr("History"), QStringLiteral("history"), false, false},
        historyPage);
    connect(historyPage, &HistoryPage::auditWanted, &m_session.history(),
            &HistoryFeed::refreshAudit);
    connect(historyPage, &HistoryPage::momentWanted, diagram,
            [this, diagram](const ServiceKey &service, qint64 ms) {
                m_window->setEnvironment(service.environment);
                m_window->showPage(QStringLiteral("diagram"));
                diagram->modes().setMode(DiagramModes::Mode::Replay);
                diagram->modes().replay().setTime(ms);
            });
    m_settingsPage = new SettingsPage(m_session.problems(), m_theme);
    m_window->addPage(
        {QStringLiteral("settings"), tr("Settings"), QStringLiteral("settings"), false, true},
        m_settingsPage);
    m_inspector = new InspectorPanel(board, series, m_theme);
    const auto tellMode = [this, diagram] {
        const QString stamp = diagram->modes().stamp();
        m_inspector->setNote(
            stamp.isEmpty() ? QString() : tr("This is of now; the diagram shows a %1.").arg(stamp));
    };
    connect(&diagram->modes(), &DiagramModes::modeChanged, m_inspector, tellMode);
    connect(&diagram->modes().replay(), &Replay::changed, m_inspector, tellMode);
    m_inspector->setFlows(m_session.flows());
    m_inspector->setDifferences(diagram->differences());
    m_window->setInspector(m_inspector);
    m_firstRun = new FirstRunPage(m_theme);
    m_window->setFirstRun(m_firstRun);
}

void WindowController::connectSession()
{
    connect(&m_session, &Session::opened, this, &WindowController::onOpened);
    connect(&m_session, &Session::metricServersChanged, this,
            [this] { m_serverHistory.setServers(m_session.metricServers()); });
    connect(&m_session, &Session::localServerDown, this,
            [this](const EnvironmentKey &environment, const Error &error) {
                showProblem(banner::kLocalServer + environment.toString(), error);
            });
    connect(&m_session, &Session::localServerUp, this, [this](const EnvironmentKey &environment) {
        m_window->banner().remove(banner::kLocalServer + environment.toString());
    });
    connect(&m_session, &Session::unwatched, this, [this](int count) {
        if (count == 0) {
            m_window->banner().remove(banner::kUnwatched);
            return;
        }
        showProblem(banner::kUnwatched,
                    {ErrorKind::Storage,
                     tr("%n file(s) or folder(s) of the workspace can't be watched: edits are seen "
                        "within half a minute only.",
                        nullptr, count),
                     tr("Try: a higher fs.inotify.max_user_watches, or a folder of this machine."),
                     {}});
    });
    connect(&m_session, &Session::beat, this, [this](const Instant &at) {
        m_window->beat(at);
        m_wall->beat(at);
    });
    connect(&m_session, &Session::ticked, &m_serverHistory, &ServerHistory::tick);
    connect(&m_session, &Session::ticked, this, [this](const Instant &now) {
        m_arming.tick(now);
        m_window->tick(now);
        if (m_wall->isVisible())
            m_wall->tick(now);
    });
    // What was set aside stays set aside when writing goes on: that notice lasts.
    connect(&m_session.history(), &HistoryFeed::problem, this, [this](const Error &error) {
        showProblem(error.kind == ErrorKind::Garbage ? banner::kSetAside : banner::kHistory, error);
    });
    connect(&m_session.history(), &HistoryFeed::recovered, this,
            [this] { m_window->banner().remove(banner::kHistory); });
    connect(&m_session.history(), &HistoryFeed::teamProblem, this, [this](const Error &error) {
        showProblem(error.kind == ErrorKind::Garbage ? banner::kSetAside : banner::kTeamStore,
                    error);
    });
    connect(&m_session.history(), &HistoryFeed::teamRecovered, this,
            [this] { m_window->banner().remove(banner::kTeamStore); });
    connect(m_metricsPage, &MetricsPage::historyWanted, &m_session.history(),
            &HistoryFeed::loadSeries);
    connect(&m_session.history(), &HistoryFeed::eventsLoaded, &m_metricsPage->states(),
            &ServiceStates::addStored);
    m_metricsPage->setServers(m_servers);
    m_metricsPage->setQuery(m_sheet);
    connect(m_metricsPage, &MetricsPage::pageRequested, m_inspector,
            &InspectorPanel::pageRequested);
    connect(m_window.get(), &MainWindow::queryRequested, m_metricsPage, [this] {
        m_window->showPage(QStringLiteral("metrics"));
        m_metricsPage->showQuery(true);
    });
    connect(&m_session.history(), &HistoryFeed::readingBegan, &m_serverHistory,
            [this] { m_serverHistory.setReading(true); });
    connect(&m_session.history(), &HistoryFeed::seriesLoaded, m_metricsPage, [this] {
        m_metricsPage->historyCame();
        m_serverHistory.setReading(false);
    });
    for (CoarseBoard *coarse : {&m_session.coarse(), &m_metricsPage->compared()}) {
        connect(coarse, &CoarseBoard::wanted, &m_session.history(), &HistoryFeed::loadCoarse);
        connect(&m_session.history(), &HistoryFeed::coarseLoaded, coarse, &CoarseBoard::add);
        connect(&m_session.history(), &HistoryFeed::coarseFailed, coarse, &CoarseBoard::fail);
    }
    connect(m_metricsPage, &MetricsPage::answersWanted, &m_session.history(),
            &HistoryFeed::loadAnswers);
    connect(&m_session.history(), &HistoryFeed::answersLoaded, &m_session.golden(),
            &GoldenBoard::addPastResults);
    connect(m_inspector, &InspectorPanel::resultsWanted, &m_session.history(),
            &HistoryFeed::loadResults);
    connect(&m_session.history(), &HistoryFeed::resultsLoaded, m_inspector,
            &InspectorPanel::addPastResults);
    // The inspector and the matrix show half an hour of the first charts.
    connect(&m_session.board(), &StatusBoard::workspaceChanged, this, [this] {
        const qint64 now = m_session.clock().now().wallMs;
        const QList<EnvironmentKey> environments = m_session.board().environments();
        for (const EnvironmentKey &environment : environments) {
            for (const MetricKey &metric : m_session.series().metrics(environment))
                m_session.history().loadSeries(metric, now - 30 * 60'000, now);
        }
    });
    m_session.history().loadEvents();
}

void WindowController::connectWindow()
{
    m_window->installEventFilter(this);
    m_wall->installEventFilter(this);
    connect(m_window.get(), &MainWindow::environmentChanged, &m_runbooks,
            &RunbookController::setEnvironment);
    connect(m_window.get(), &MainWindow::serviceChanged, this, [this](const ServiceKey &service) {
        m_inspector->setService(service);
        m_runbooks.setService(service);
    });
    connect(m_window.get(), &MainWindow::armingToggled, this,
            [this](const EnvironmentKey &environment) {
                m_arming.toggle(environment, m_session.clock().now());
            });
    // Another definition is another thing to act on.
    connect(&m_session.board(), &StatusBoard::workspaceChanged, &m_arming, &Arming::disarm);
    connect(&m_arming, &Arming::changed, this, [this] {
        const auto &state = m_arming.state();
        m_record.recordArming(state ? state->environment : EnvironmentKey());
        m_window->setArming(state ? std::optional(ArmedState{state->environment, state->until})
                                  : std::nullopt);
        m_window->tick(m_session.clock().now());
    });
    connect(m_window.get(), &MainWindow::runbookRequested, this,
            [this](const QString &id) { m_runbooksPage->selectRunbook(RunbookId(id)); });
    connect(m_window.get(), &MainWindow::wallRequested, this, &WindowController::toggleWall);
    connect(m_wall.get(), &WallPage::closed, this, &WindowController::toggleWall);
    connect(m_firstRun, &FirstRunPage::openRequested, this, &WindowController::askForFile);
    connect(m_firstRun, &FirstRunPage::fileChosen, this, &WindowController::openFile);
    connect(m_firstRun, &FirstRunPage::problemsRequested, this,
            [this] { m_window->showPage(QStringLiteral("settings")); });
    connect(&m_window->banner(), &Banner::actionChosen, this, [this](const QString &id) {
        if (id == banner::kRecordBroken)
            m_record.acceptBroken();
        else if (id.startsWith(banner::kInterrupted))
            m_runbooks.settle(id.mid(banner::kInterrupted.size()));
        else if (id != TrustController::bannerId())
            m_window->showPage(QStringLiteral("settings"));
    });
    connect(m_assurancePage, &AssurancePage::serviceWanted, this,
            [this](const ServiceKey &service) {
                m_window->setEnvironment(service.environment);
                m_window->showPage(QStringLiteral("overview"));
                m_window->selectService(service);
            });
    connect(m_inspector, &InspectorPanel::serviceActivated, m_window.get(),
            &MainWindow::selectService);
    connect(m_inspector, &InspectorPanel::markRequested, m_window.get(),
            &MainWindow::markRequested);
    connect(m_inspector, &InspectorPanel::markLifted, m_window.get(), &MainWindow::markLifted);
    connect(m_inspector, &InspectorPanel::runbooksRequested, this,
            [this] { m_window->showPage(QStringLiteral("runbooks")); });
    connect(m_window.get(), &MainWindow::pageShown, m_inspector, &InspectorPanel::setPage);
    connect(m_inspector, &InspectorPanel::diagramRequested, this,
            [this] { m_window->showPage(QStringLiteral("diagram")); });
    connect(m_inspector, &InspectorPanel::metricsRequested, this,
            [this](const ServiceKey &service) {
                m_window->showPage(QStringLiteral("metrics"));
                m_metricsPage->showService(service.service);
            });
    connect(m_inspector, &InspectorPanel::pageRequested, this, [this](const QUrl &page) {
        const std::optional<Error> error = openPage(page);
        m_window->banner().remove(banner::kPage);
        if (error)
            showProblem(banner::kPage, *error);
    });
    connect(m_inspector, &InspectorPanel::checkNowRequested, this,
            [this](const ServiceKey &service) {
                QList<CheckKey> checks;
                if (const ServiceView *view = m_session.board().service(service)) {
                    for (const CheckView &check : view->checks)
                        checks.append(check.key);
                }
                m_session.checkNow(checks);
            });
}

void WindowController::connectRunbooks()
{
    connect(&m_runbooks, &RunbookController::interrupted, this,
            [this](const QList<UnsettledRun> &runs) {
                for (const UnsettledRun &run : runs) {
                    m_window->banner().put(
                        {banner::kInterrupted + run.runId, Health::Degraded,
                         tr("%1 Look at what it left behind.").arg(interruptedText(run)),
                         tr("I have looked"),
                         tr("%1 Until you say that you have looked, nothing but read-only runbooks "
                            "runs there.")
                             .arg(interruptedText(run))});
                }
                m_session.history().refreshAudit();
            });
    connect(&m_runbooks, &RunbookController::settled, this, [this](const QString &runId) {
        m_window->banner().remove(banner::kInterrupted + runId);
    });
    connect(&m_runbooks, &RunbookController::problem, this,
            [this](const Error &error) { showProblem(banner::kRecordWrite, error); });
}

QString WindowController::firstProblem() const
{
    const ProblemsModel &problems = m_session.problems();
    for (int row = 0; row < problems.rowCount(); ++row) {
        const QModelIndex index = problems.index(row);
        if (index.data(ProblemsModel::IsErrorRole).toBool())
            return QStringLiteral("%1: %2").arg(index.data(ProblemsModel::PlaceRole).toString(),
                                                index.data().toString());
    }
    return {};
}

void WindowController::requestQuit()
{
    if (std::exchange(m_isQuitting, true))
        return;
    if (!m_demo.isActive()) {
        endRuns();
        return;
    }
    connect(&m_demo, &DemoController::ended, this, &WindowController::endRuns);
    m_demo.end();
}

void WindowController::endRuns()
{
    const auto quit = [this] {
        m_mayClose = true;
        QCoreApplication::quit();
    };
    RunbookEngine *engine = m_session.engine().runbooks();
    if (engine == nullptr) {
        quit();
        return;
    }
    // A run is ended properly and its end recorded before the program goes. Only the engine knows
    // whether one is under way: what the window knows of it comes later.
    connect(engine, &RunbookEngine::idle, this, quit);
    QMetaObject::invokeMethod(engine, &RunbookEngine::cancelAll);
    if (m_runbooks.isRunning()) {
        m_window->banner().put({banner::kQuitting,
                                Health::Unknown,
                                tr("Stopping the run before Opsdeck ends."),
                                {},
                                {}});
    }
}

bool WindowController::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Close && !m_mayClose) {
        event->ignore();
        requestQuit();
        return true;
    }
    return QObject::eventFilter(watched, event);
}

void WindowController::onOpened(bool usable)
{
    m_serverHistory.setWorkspace(m_session.board().workspace());
    m_serverHistory.setServers(m_session.metricServers());
    m_wall->setNotice(m_session.isOutdated()
                          ? tr("The configuration on disk is broken; the last good one goes on.")
                      : usable && m_session.hasErrors()
                          ? tr("Parts of the configuration are wrong and not watched.")
                          : m_trust.sentence());
    const int count = m_session.problems().rowCount();
    if (!usable) {
        m_window->banner().remove(banner::kConfiguration);
        const QString more =
            count > 1 ? QStringLiteral("\n") + tr("%n more problem(s).", nullptr, count - 1)
                      : QString();
        m_firstRun->setProblem(
            tr("The workspace can't be used"),
            QStringLiteral("%1\n%2%3").arg(m_session.file(), firstProblem(), more));
    } else if (m_session.isOutdated()) {
        m_window->banner().put(
            {banner::kConfiguration,
             Health::Degraded,
             tr("The configuration on disk is broken; the last good one goes on. %1")
                 .arg(firstProblem()),
             tr("Show what is wrong"),
             {}});
    } else if (m_session.hasErrors()) {
        m_window->banner().put(
            {banner::kConfiguration,
             Health::Degraded,
             tr("Parts of the configuration are wrong and not watched. %1").arg(firstProblem()),
             tr("Show what is wrong"),
             {}});
    } else {
        m_window->banner().remove(banner::kConfiguration);
    }
    showFacts();
}

void WindowController::showProblem(const QString &id, const Error &error)
{
    m_window->banner().put(problemText(id, error));
}

void WindowController::toggleWall()
{
    if (m_wall->isVisible()) {
        m_wall->hide();
        m_window->show();
        m_window->activateWindow();
        return;
    }
    m_wall->tick(m_session.clock().now());
    m_wall->showFullScreen();
    m_window->hide();
}

void WindowController::openFile(const QString &path)
{
    m_session.open(path);
}

void WindowController::askForFile()
{
    const QString path = QFileDialog::getOpenFileName(m_window.get(), tr("Open a workspace"), {},
                                                      tr("Workspaces (*.yaml *.yml)"));
    if (!path.isEmpty())
        openFile(path);
}

} // namespace opsdeck
