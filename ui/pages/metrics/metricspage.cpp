// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/metrics/metricspage.h"

#include "ui/charts/chartcard.h"
#include "ui/charts/goldenstrip.h"
#include "ui/charts/rangebar.h"
#include "ui/charts/timechart.h"
#include "ui/pages/metrics/pagebar.h"
#include "ui/pages/metrics/queryview.h"
#include "ui/signs/legend.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/segment.h"

#include <QButtonGroup>
#include <QDateTime>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>

#include <algorithm>
#include <numeric>
#include <utility>

namespace opsdeck {

namespace {

constexpr int kServiceGap = 4;
constexpr int kLegendFrom = 1200;    ///< page width
constexpr int kBuiltATurn = 2;       ///< of cards in one turn of the event loop
constexpr int kMostAnswers = 10'000; ///< of a check, from before

QString nameOfButton(const ServiceId &service)
{
    return QStringLiteral("metrics.service.")
           + (service.isEmpty() ? QStringLiteral("all") : service.toString());
}

} // namespace

MetricsPage::MetricsPage(StatusBoard &board, SeriesBoard &series, CoarseBoard &coarse,
                         GoldenBoard &golden, ThemeHub &theme, QWidget *parent)
    : Page(parent)
    , m_board(board)
    , m_series(series)
    , m_golden(golden)
    , m_theme(theme)
    , m_model(series)
    , m_desk(series)
    , m_coarse(coarse)
    , m_compared(series)
    , m_states(board)
    , m_cursorLabel(plainLabel(QStringLiteral("metrics.cursor"), figureFont(12), "t1", this))
    , m_empty(plainLabel(QStringLiteral("metrics.empty"), textFont(13), "t2", this))
    , m_legend(new Legend(gapSigns(), QStringLiteral("metrics.legend"), theme, this))
    , m_serviceBar(new QWidget(this))
    , m_serviceButtons(new QButtonGroup(this))
    , m_serviceMenu(new QPushButton(this))
    , m_head(new QHBoxLayout)
    , m_compare(new QPushButton(this))
    , m_newPage(new QPushButton(QStringLiteral("+"), m_serviceBar))
    , m_editPage(new QPushButton(tr("Edit page"), this))
    , m_pageBar(new PageBar(m_desk, series, this))
    , m_missing(plainLabel(QStringLiteral("metrics.missing"), textFont(12), "t2", this))
    , m_range(new RangeBar(this))
    , m_strip(new GoldenStrip(theme, this))
    , m_scroll(new QScrollArea(this))
    , m_grid(new QWidget)
    , m_gridLayout(new QGridLayout(m_grid))
{
    setObjectName(QStringLiteral("metrics.page"));
    auto *title = plainLabel(QStringLiteral("metrics.title"), roleFont(TextRole::Page), "t1", this);
    title->setText(tr("Metrics"));
    auto *serviceLayout = new QHBoxLayout(m_serviceBar);
    m_serviceBar->setMinimumWidth(1); // it gives way to the menu
    serviceLayout->setContentsMargins(0, 0, 0, 0);
    serviceLayout->setSpacing(kServiceGap);

    auto *menu = new QMenu(m_serviceMenu);
    m_serviceMenu->setObjectName(QStringLiteral("metrics.services"));
    m_serviceMenu->setAccessibleName(tr("Service"));
    m_serviceMenu->setProperty("kind", QStringLiteral("quiet"));
    m_serviceMenu->setMenu(menu);
    m_serviceMenu->hide();
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        // All, the pages, the services.
        const QList<QAbstractButton *> buttons = m_serviceButtons->buttons();
        const qsizetype pages = m_desk.pages().size();
        for (qsizetype i = 0; i < buttons.size(); ++i) {
            QAbstractButton *button = buttons.at(i);
            if (i == 1 || i == 1 + pages)
                menu->addSeparator(); // two in a row are one
            QAction *action = menu->addAction(button->text(), button, &QAbstractButton::click);
            action->setCheckable(true);
            action->setChecked(button->isChecked());
        }
        if (m_isKept) {
            menu->addSeparator();
            menu->addAction(tr("New page…"), m_newPage, &QAbstractButton::click);
        }
    });
    auto *head = m_head;
    head->setSpacing(8);
    head->addWidget(title);
    head->addSpacing(8);
    head->addWidget(m_serviceBar);
    head->addWidget(m_serviceMenu);
    head->addWidget(m_editPage);
    head->addStretch();
    head->addWidget(m_cursorLabel);
    head->addWidget(m_legend);
    head->addSpacing(8);
    head->addWidget(m_compare);
    head->addWidget(m_range);
    connectRange();
    connectCompare();
    connectPages();

    m_gridLayout->setContentsMargins(0, 0, 0, 0);
    m_gridLayout->setSpacing(kCardGap);
    m_scroll->setObjectName(QStringLiteral("metrics.scroll"));
    m_scroll->setAccessibleName(tr("Charts"));
    m_scroll->setWidget(m_grid);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_strip->hide();

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kPageMargin, 12, kPageMargin, 12);
    layout->setSpacing(12);
    layout->addLayout(head);
    layout->addWidget(m_pageBar);
    layout->addWidget(m_strip);
    layout->addWidget(m_missing);
    layout->addWidget(m_empty, 1);
    layout->addWidget(m_scroll, 1);

    m_scroll->viewport()->installEventFilter(this);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &MetricsPage::buildCards);
    connect(&m_model, &QAbstractItemModel::layoutChanged, this, &MetricsPage::sortCards);
    connect(&m_board, &StatusBoard::ticked, this, [this] {
        m_model.tick(m_board.now());
        if (!isVisible())
            return;
        m_next = 0;
        tellQuery(false);
        refreshSome();
        refreshGolden();
    });
    connect(&m_coarse, &CoarseBoard::changed, this, &MetricsPage::refreshChart);
    connect(&m_golden, &GoldenBoard::changed, this, [this](const QList<ServiceKey> &services) {
        if (isVisible() && services.contains(shownService()))
            refreshGolden();
    });
    connect(m_scroll->verticalScrollBar(), &QScrollBar::valueChanged, this,
            &MetricsPage::refreshCards);
    for (QTimer *turns : {&m_building, &m_refreshing}) {
        turns->setSingleShot(true);
        turns->setInterval(0);
    }
    connect(&m_building, &QTimer::timeout, this, [this] { addCards(kBuiltATurn); });
    connect(&m_refreshing, &QTimer::timeout, this, &MetricsPage::refreshSome);
    buildServiceButtons();
    buildCards();
}

void MetricsPage::setEnvironment(const EnvironmentKey &environment)
{
    m_environment = environment;
    m_model.setEnvironment(environment);
    m_pageBar->setEnvironment(environment);
    m_desk.setPlatform(environment.platform);
    takePage();
    keepCompanion();
    if (m_query != nullptr)
        m_query->setEnvironment(environment);
    buildServiceButtons();
    askForHistory();
}

void MetricsPage::setSelectedService(const ServiceKey &service)
{
    Q_UNUSED(service) // the filter is the page's own: a selection elsewhere must not hide charts
}

Milliseconds MetricsPage::oldestShownAge() const
{
    return m_model.oldestAge();
}

ServiceKey MetricsPage::shownService() const
{
    return {m_environment, m_service};
}

void MetricsPage::showService(const ServiceId &service)
{
    const ServiceView *view = m_board.service({m_environment, service});
    const QString wanted = nameOfButton(view == nullptr ? ServiceId() : service);
    const auto find = [&]() -> QAbstractButton * {
        const QList<QAbstractButton *> buttons = m_serviceButtons->buttons();
        const auto button =
            std::find_if(buttons.cbegin(), buttons.cend(),
                         [&](const QAbstractButton *each) { return each->objectName() == wanted; });
        return button == buttons.cend() ? nullptr : *button;
    };
    // One without charts has a page, too.
    if (find() == nullptr && view != nullptr)
        addServiceButton(service, view->title);
    if (QAbstractButton *button = find())
        button->click();
}

void MetricsPage::buildServiceButtons()
{
    const auto old = m_serviceButtons->buttons();
    for (QAbstractButton *button : old) {
        m_serviceButtons->removeButton(button);
        button->deleteLater();
    }
    addServiceButton({}, tr("All"));
    const QList<ChartPage> pages = m_desk.pages();
    for (const ChartPage &page : pages)
        addPageButton(page);
    const auto services = m_model.services();
    bool isThere = false;
    for (const auto &[id, title] : services) {
        addServiceButton(id, title);
        isThere = isThere || id == m_service;
    }
    m_serviceBar->layout()->addWidget(m_newPage);
    if (m_desk.shown())
        choosePage(m_desk.shown()->id);
    else
        choose(isThere ? m_service : ServiceId());
}

void MetricsPage::addServiceButton(const ServiceId &id, const QString &text)
{
    auto *button = segment(text, nameOfButton(id), m_serviceBar);
    m_serviceButtons->addButton(button);
    m_serviceBar->layout()->addWidget(button);
    connect(button, &QPushButton::clicked, this, [this, id] {
        choose(id);
        askForHistory();
    });
}

void MetricsPage::choose(const ServiceId &service)
{
    m_desk.show({});
    if (m_desk.isEditing())
        return;
    for (QAbstractButton *button : m_serviceButtons->buttons())
        button->setChecked(button->objectName() == nameOfButton(service));
    m_service = service;
    m_model.setService(service);
    m_golden.watch(service.isEmpty() ? ServiceKey() : shownService());
    m_strip->setVisible(!service.isEmpty() && !m_moment);
    tellEmpty();
    refreshGolden();
    fitServices();
}

/// The services side by side where they have room, else as a menu under the one that is shown.
void MetricsPage::fitServices()
{
    int others = 2 * kPageMargin;
    for (int i = 0; i < m_head->count(); ++i) {
        const QLayoutItem *item = m_head->itemAt(i);
        if (item->widget() == m_serviceBar || item->widget() == m_serviceMenu)
            continue;
        const bool isHidden = item->widget() != nullptr && item->widget()->isHidden();
        others += isHidden ? 0 : item->sizeHint().width() + m_head->spacing();
    }
    // Asked of the buttons: a layout leaves out those that are not shown yet.
    const QList<QAbstractButton *> buttons = m_serviceButtons->buttons();
    const int wanted = std::accumulate(
        buttons.cbegin(), buttons.cend(), m_isKept ? m_newPage->sizeHint().width() : 0,
        [](int sum, const auto *button) { return sum + button->sizeHint().width() + kServiceGap; });
    const bool fits = wanted + others <= width();
    // First what goes: what comes may widen the page, which asks here again.
    (fits ? static_cast<QWidget *>(m_serviceMenu) : m_serviceBar)->hide();
    (fits ? m_serviceBar : static_cast<QWidget *>(m_serviceMenu))->show();
    const QAbstractButton *shown = m_serviceButtons->checkedButton();
    m_serviceMenu->setText((m_service.isEmpty() && !m_desk.shown()) || shown == nullptr
                               ? tr("All services")
                               : shown->text());
}

void MetricsPage::tellEmpty()
{
    if (m_desk.shown()) {
        m_empty->setText(tr("No chart of this environment is on this page."));
        return;
    }
    m_empty->setText(m_service.isEmpty()
                         ? tr("No charts are defined for this environment. Add a list \"metrics\" "
                              "to a service in the platform's file.")
                         : tr("No charts are defined for this service. Add a list \"metrics\" to "
                              "it in the platform's file."));
}

void MetricsPage::refreshGolden()
{
    if (!m_service.isEmpty())
        m_strip->setTiles(
            goldenTiles(m_golden, m_series, shownService(), goldenSpan(), m_board.now()));
}

/// As many as there may be in the span, and those of a repeated question.
void MetricsPage::askForAnswers()
{
    const Service *service = m_golden.service(shownService());
    for (const Check &check : service == nullptr ? QList<Check>() : service->checks) {
        const qint64 most = 2 * goldenSpan().count() / std::max<qint64>(1, check.interval.count());
        Q_EMIT answersWanted({shownService(), check.id},
                             static_cast<int>(std::clamp<qint64>(most, 10, kMostAnswers)));
    }
}

void MetricsPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    fitServices();
    // The charts name what is wide enough by themselves.
    m_legend->setVisible(width() >= kLegendFrom);
    placeCards();
    placeQuery();
}

bool MetricsPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_scroll->viewport() && event->type() == QEvent::Resize)
        placeCards();
    return Page::eventFilter(watched, event);
}

void MetricsPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    // Time stood still while nobody looked.
    refreshCards();
    if (std::exchange(m_isHistoryDue, false))
        askForHistory();
}

void MetricsPage::askForHistory()
{
    const qint64 now = m_board.now().wallMs;
    Stretch shown = m_window.at(now);
    // What is told by parts needs the points of the one that goes on alone.
    if (CoarseBoard::isFor(shown, now))
        shown = {CoarseBoard::gridOf(shown, now).stretch.toMs, now};
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const auto key = m_model.index(row).data(MetricsModel::KeyRole).value<MetricKey>();
        Q_EMIT historyWanted(key, shown.fromMs, now);
        askForCompanion(key);
    }
    if (!m_service.isEmpty())
        askForAnswers();
}

} // namespace opsdeck
