// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/mainwindow.h"

#include "ui/pages/page.h"
#include "ui/paint/paint.h"
#include "ui/shell/armedframe.h"
#include "ui/shell/causeline.h"
#include "ui/shell/findpanel.h"
#include "ui/shell/header.h"
#include "ui/shell/rail.h"
#include "ui/signs/signspanel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/droppedfiles.h"

#include <QDropEvent>
#include <QHBoxLayout>
#include <QStackedWidget>

namespace opsdeck {

namespace {

constexpr QSize kLeast{1024, 600};
constexpr QSize kDrawn{1600, 1000};
constexpr QSize kFrame{16, 48}; ///< what a window manager puts around, generously

const char *const kSilent = "engine-silent";

} // namespace

MainWindow::MainWindow(StatusBoard &board, ThemeHub &theme, QWidget *parent)
    : QMainWindow(parent)
    , m_board(board)
    , m_theme(theme)
    , m_root(new QWidget(this))
    , m_rootLayout(new QVBoxLayout(m_root))
    , m_header(new Header(board, theme, m_root))
    , m_rail(new Rail(theme, m_root))
    , m_band(new EnvironmentBand(theme, m_root))
    , m_cause(new CauseLine(board, theme, m_root))
    , m_banner(new Banner(theme, m_root))
    , m_columns(new QHBoxLayout)
    , m_dock(*m_columns)
    , m_stack(new QStackedWidget(m_root))
    , m_frame(new ArmedFrame(theme, m_root))
    , m_find(new FindPanel(m_findModel, theme, m_root))
    , m_signs(new SignsPanel(theme, m_root))
    , m_keys(nullptr)
{
    setObjectName(QStringLiteral("window"));
    setCentralWidget(m_root);
    setMinimumSize(kLeast);
    setAcceptDrops(true);
    m_rootLayout->setContentsMargins(0, 0, 0, 0);
    m_rootLayout->setSpacing(0);
    m_rootLayout->addWidget(m_header);
    auto *below = new QHBoxLayout;
    below->setSpacing(0);
    below->addWidget(m_rail);
    auto *content = new QVBoxLayout;
    content->setSpacing(0);
    content->addWidget(m_band);
    content->addWidget(m_cause);
    content->addWidget(m_banner);
    m_columns->setSpacing(0);
    m_columns->addWidget(m_stack, 1);
    content->addLayout(m_columns, 1);
    below->addLayout(content, 1);
    m_rootLayout->addLayout(below, 1);
    m_band->setVisible(false);
    m_cause->setVisible(false);
    m_frame->setVisible(false);

    connect(m_rail, &Rail::pageChosen, this, &MainWindow::showPage);
    connect(m_header, &Header::environmentChosen, this, &MainWindow::setEnvironment);
    connect(m_header, &Header::findRequested, m_find, &FindPanel::open);
    connect(m_header, &Header::platformChosen, this, [this](const EnvironmentKey &environment) {
        setWholeWorkspace(false);
        setEnvironment(environment);
    });
    connect(m_header, &Header::wholeWorkspaceChosen, this, &MainWindow::chooseWholeWorkspace);
    connect(m_header, &Header::armingToggled, this, &MainWindow::askArming);
    connect(m_find, &FindPanel::chosen, this, &MainWindow::goTo);
    connect(m_find, &FindPanel::textChanged, this, &MainWindow::findTextChanged);
    connect(m_cause, &CauseLine::chosen, this, &MainWindow::inspect);
    connect(&m_board, &StatusBoard::workspaceChanged, this, &MainWindow::onWorkspaceChanged);
    m_rail->addHelp(tr("Signs"));
    connect(m_rail, &Rail::helpRequested, m_signs, &SignsPanel::toggle);
    addKeys();
    onWorkspaceChanged();
}

MainWindow::~MainWindow() = default;

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (!droppedFiles(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    const QStringList files = droppedFiles(*event->mimeData());
    if (files.isEmpty())
        return;
    event->acceptProposedAction();
    if (isWorkspace(files))
        Q_EMIT workspaceDropped(files.constFirst());
    else
        Q_EMIT importRequested(files);
}

QSize MainWindow::firstSize(const QSize &available)
{
    return kDrawn.boundedTo(available - kFrame).expandedTo(kLeast);
}

void MainWindow::addPage(const PageEntry &entry, Page *page)
{
    m_entries.append({entry, page});
    m_stack->addWidget(page);
    m_rail->addPage(entry.id, entry.title, entry.icon, entry.atBottom);
    connect(page, &Page::serviceSelected, this, &MainWindow::selectService);
    connect(page, &Page::runbookRequested, this, [this](const ServiceKey &service) {
        selectService(service);
        showPage(QStringLiteral("runbooks"));
    });
    connect(page, &Page::runbookChosen, this,
            [this](const ServiceKey &service, const QString &runbook) {
                selectService(service);
                showPage(QStringLiteral("runbooks"));
                Q_EMIT runbookRequested(runbook);
            });
    connect(page, &Page::acknowledgeRequested, this, [this](const ServiceKey &service) {
        Q_EMIT markRequested(service, OperatorMarkKind::Acknowledged);
    });
    connect(page, &Page::figuresRequested, this, [this](const ServiceKey &service) {
        selectService(service);
        showPage(QStringLiteral("metrics"));
    });
    connect(page, &Page::menuRequested, this, &MainWindow::showServiceMenu);
    connect(page, &Page::actionsChanged, this, &MainWindow::applyLayout);
    page->setEnvironment(m_environment);
    page->setWholeWorkspace(m_isWhole);
    QList<std::pair<QString, QString>> pages;
    for (const Entry &each : std::as_const(m_entries))
        pages.append({each.what.id, each.what.title});
    m_findModel.setPages(pages);
    if (m_page.isEmpty())
        showPage(entry.id);
}

void MainWindow::setInspector(QWidget *inspector)
{
    m_dock.setInspector(inspector, m_root);
    applyLayout();
}

void MainWindow::setFirstRun(QWidget *page)
{
    m_firstRun = page;
    m_stack->addWidget(page);
    applyLayout();
}

const MainWindow::Entry *MainWindow::current() const
{
    const auto it = std::find_if(m_entries.cbegin(), m_entries.cend(),
                                 [this](const Entry &entry) { return entry.what.id == m_page; });
    return it == m_entries.cend() ? nullptr : &*it;
}

void MainWindow::showPage(const QString &id)
{
    const bool known = std::any_of(m_entries.cbegin(), m_entries.cend(),
                                   [&](const Entry &entry) { return entry.what.id == id; });
    if (!known)
        return;
    const bool isNew = std::exchange(m_page, id) != id;
    m_rail->setCurrent(id);
    applyLayout();
    if (isNew)
        Q_EMIT pageShown(id);
}

void MainWindow::setEnvironment(EnvironmentKey environment)
{
    const bool isNew = std::exchange(m_environment, environment) != environment;
    if (isNew && m_service.environment != environment)
        selectService({});
    m_header->setEnvironment(environment);
    m_cause->setEnvironment(environment);
    if (const Environment *definition =
            m_board.workspace() ? m_board.workspace()->environment(environment) : nullptr)
        m_band->setEnvironment(m_board.workspace()->platform(environment.platform)->title,
                               *definition);
    for (const Entry &entry : std::as_const(m_entries))
        entry.page->setEnvironment(environment);
    applyArming();
    applyLayout();
    if (isNew)
        Q_EMIT environmentChanged(environment);
}

void MainWindow::setWholeWorkspace(bool whole)
{
    const bool isPossible = m_board.workspace() && m_board.workspace()->platforms.size() > 1;
    const bool wanted = whole && isPossible;
    if (std::exchange(m_isWhole, wanted) == wanted)
        return;
    m_banner->remove(armOneNotice());
    for (const Entry &entry : std::as_const(m_entries))
        entry.page->setWholeWorkspace(m_isWhole);
    applyLayout();
}

/// Only one page can show it.
void MainWindow::chooseWholeWorkspace()
{
    setWholeWorkspace(true);
    if (!showsWhole())
        showPage(QStringLiteral("overview"));
    applyLayout();
}

bool MainWindow::showsWhole() const
{
    const Entry *entry = current();
    return m_isWhole && entry != nullptr && entry->page->showsWholeWorkspace();
}

void MainWindow::selectService(ServiceKey service)
{
    if (service == m_service)
        return;
    m_service = service;
    if (!service.service.isEmpty() && service.environment != m_environment)
        setEnvironment(service.environment);
    for (const Entry &entry : std::as_const(m_entries))
        entry.page->setSelectedService(service);
    applyLayout();
    Q_EMIT serviceChanged(service);
}

/// Chooses it where the inspector can be seen.
void MainWindow::inspect(ServiceKey service)
{
    setEnvironment(service.environment);
    if (current() == nullptr || !current()->what.hasInspector)
        showPage(QStringLiteral("overview"));
    selectService(service);
}

void MainWindow::onWorkspaceChanged()
{
    m_findModel.setWorkspace(m_board.workspace());
    setWholeWorkspace(m_isWhole);
    nameActions();
    const QList<EnvironmentKey> all = m_board.environments();
    if (!all.contains(m_environment)) {
        // Production is what most people come for.
        EnvironmentKey first = all.value(0);
        for (const EnvironmentKey &key : all) {
            const Environment *definition = m_board.workspace()->environment(key);
            if (definition != nullptr && definition->isProtected) {
                first = key;
                break;
            }
        }
        setEnvironment(first);
    } else {
        setEnvironment(m_environment);
    }
    if (!m_service.service.isEmpty() && m_board.service(m_service) == nullptr)
        selectService({});
    applyLayout();
}

void MainWindow::applyLayout()
{
    const bool compact = width() < InspectorDock::kDockedFrom;
    if (m_compact != compact) {
        m_compact = compact;
        m_header->setCompact(compact);
        m_rail->setCompact(compact);
    }
    const bool hasWorkspace = m_board.workspace() != nullptr && !m_board.environments().isEmpty();
    const Entry *entry = current();
    QWidget *shown =
        !hasWorkspace && m_firstRun != nullptr && (entry == nullptr || !entry->what.atBottom)
            ? m_firstRun
        : entry != nullptr ? entry->page
                           : nullptr;
    if (shown != nullptr)
        m_stack->setCurrentWidget(shown);
    const bool isPage = hasWorkspace && entry != nullptr && shown == entry->page;
    const bool isOfOne = isPage && entry->page->hasEnvironmentBand();
    m_band->setVisible(isOfOne);
    m_cause->setVisible(isOfOne && !entry->page->namesRootCauses());
    m_header->setWholeWorkspace(hasWorkspace && showsWhole());
    m_header->setOfOne(isOfOne);
    const QString why = whyNoActions();
    m_header->setWhyNoArming(why);
    if (why.isEmpty())
        m_banner->remove(armNotHereNotice());
    const int covered = m_dock.place(isPage && entry->what.hasInspector
                                         && !m_service.service.isEmpty() && why.isEmpty(),
                                     width());
    if (entry != nullptr)
        entry->page->setCoveredRight(covered);
    m_frame->raise();
    placeOverlays();
    showPageAge();
    updateTitle();
}

QString MainWindow::whyNoActions() const
{
    const Entry *entry = current();
    return entry != nullptr && m_stack->currentWidget() == entry->page ? entry->page->whyNoActions()
                                                                       : QString();
}

void MainWindow::placeOverlays()
{
    m_frame->setGeometry(m_root->rect());
    m_signs->follow();
    m_dock.follow(QRect(m_stack->mapTo(m_root, QPoint(0, 0)), m_stack->size()));
}

void MainWindow::beat(const Instant &at)
{
    m_header->beat(at);
    m_banner->remove(QString::fromLatin1(kSilent));
}

void MainWindow::tick(const Instant &now)
{
    showPageAge();
    m_header->tick(now);
    if (m_header->isEngineSilent()) {
        m_banner->put(
            {QString::fromLatin1(kSilent),
             Health::Unknown,
             tr("The engine is silent: nothing is being observed. What is shown grows old."),
             {},
             {}});
    }
}

/// "Newest to oldest" is of all that can be seen, charts included.
void MainWindow::showPageAge()
{
    const Entry *entry = current();
    const bool isShown = entry != nullptr && m_stack->currentWidget() == entry->page;
    m_header->setOldestShown(isShown ? entry->page->oldestShownAge() : Milliseconds(-1));
}

void MainWindow::updateTitle()
{
    QStringList parts;
    if (showsWhole()) {
        parts << tr("All platforms");
    } else if (!m_environment.environment.isEmpty() && m_board.workspace()) {
        parts << environmentTagText(m_environment.environment);
        if (const Platform *platform = m_board.workspace()->platform(m_environment.platform))
            parts << platform->title;
    }
    if (current() != nullptr)
        parts << current()->what.title;
    setWindowTitle(parts.isEmpty()
                       ? QStringLiteral("Opsdeck")
                       : parts.join(QStringLiteral(" · ")) + QStringLiteral(" – Opsdeck"));
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    applyLayout();
}

bool MainWindow::event(QEvent *event)
{
    const bool handled = QMainWindow::event(event);
    // The first layout after being shown gives the pages their places; the overlay follows.
    // Nothing here may ask for another layout, or there would be no end to it.
    if (event->type() == QEvent::LayoutRequest)
        placeOverlays();
    else if (event->type() == QEvent::Show)
        applyLayout();
    return handled;
}

} // namespace opsdeck
