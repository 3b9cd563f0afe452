// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/inspectorpanel.h"

#include "models/status/statuswords.h"
#include "ui/charts/chartcard.h"
#include "ui/inspector/checkdelegate.h"
#include "ui/inspector/inspectorhead.h"
#include "ui/inspector/resultdelegate.h"
#include "ui/inspector/resultstrip.h"
#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/plainlist.h"

#include <QGridLayout>
#include <QListView>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace opsdeck {

namespace {

constexpr int kPadding = 16;
constexpr qint64 kChartMs = 30 * 60'000;
constexpr int kChartHeight = 150;
constexpr int kMostNeighbours = 8;

void clear(QLayout &layout)
{
    while (QLayoutItem *item = layout.takeAt(0)) {
        if (item->widget() != nullptr)
            item->widget()->deleteLater();
        delete item;
    }
}

QPixmap markPixmap(const StatusMark &mark, const Theme &theme, qreal ratio)
{
    QPixmap pixmap(QSize(24, 24) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    paintMark(painter, QRectF(4, 4, 16, 16), mark, theme);
    return pixmap;
}

} // namespace

InspectorPanel::InspectorPanel(StatusBoard &board, SeriesBoard &series, ThemeHub &theme,
                               QWidget *parent)
    : QWidget(parent)
    , m_board(board)
    , m_series(series)
    , m_theme(theme)
    , m_checks(board)
    , m_results(board)
    , m_metrics(series)
    , m_head(new InspectorHead(theme, this))
    , m_sentence(
          plainLabel(QStringLiteral("inspector.sentence"), roleFont(TextRole::Body), "t1", this))
    , m_impact(plainLabel(QStringLiteral("inspector.impact"), roleFont(TextRole::Body), "t1", this))
    , m_description(plainLabel(QStringLiteral("inspector.description"), roleFont(TextRole::Small),
                               "t3", this))
    , m_chartPlace(new QWidget(this))
{
    setObjectName(QStringLiteral("inspector"));
    setAccessibleName(tr("Inspector"));
    for (QLabel *label : {m_sentence, m_impact, m_description}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    auto *content = new QWidget(this);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(kPadding, kPadding, kPadding, kPadding);
    column->setSpacing(8);
    column->addWidget(m_head);
    column->addWidget(m_sentence);
    column->addWidget(m_impact);
    column->addWidget(m_description);

    addErrorSection(*column);
    auto *chartLayout = new QVBoxLayout(m_chartPlace);
    chartLayout->setContentsMargins(0, 8, 0, 0);
    column->addWidget(m_chartPlace);
    addCheckSections(*column);
    m_needs = section(tr("DEPENDS ON"));
    m_neededBy = section(tr("USED BY, DIRECTLY"));
    m_through = section(tr("IMPACTED THROUGH THEM"));
    column->addWidget(m_needs);
    column->addWidget(m_neededBy);
    column->addWidget(m_through);
    addActions(*column);
    column->addStretch(1);

    auto *scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("inspector.scroll"));
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(1, 0, 0, 0);
    outer->addWidget(scroll);

    // Of the whole environment: neighbours and causes are shown, too. What is hidden is made anew
    // when it is shown.
    connect(&m_board, &StatusBoard::servicesChanged, this, [this](const QList<ServiceKey> &keys) {
        const auto isHere = [this](const ServiceKey &key) {
            return key.environment == m_service.environment;
        };
        if (isVisible() && std::any_of(keys.cbegin(), keys.cend(), isHere))
            refresh();
    });
    connect(&m_board, &StatusBoard::ticked, this, [this] {
        if (isVisible())
            refresh();
    });
    // Everything anew: the chart may be another one now.
    connect(&m_board, &StatusBoard::workspaceChanged, this,
            [this] { setService(std::exchange(m_service, {})); });
    connect(&m_series, &SeriesBoard::linesChanged, this, [this](const QList<MetricKey> &keys) {
        if (m_chart != nullptr && isVisible() && keys.contains(m_chart->key()))
            refreshChart();
    });
    connect(&m_theme, &ThemeHub::changed, this, [this] {
        m_shownNeeds.clear();
        m_shownNeededBy.clear();
        m_shownThrough.clear();
        refresh();
        update();
    });
}

void InspectorPanel::addErrorSection(QVBoxLayout &column)
{
    m_errorSection = section(tr("ERROR"));
    m_errorKind = plainLabel(QStringLiteral("inspector.error.kind"), figureFont(12, QFont::Medium),
                             "t1", m_errorSection);
    m_advice = plainLabel(QStringLiteral("inspector.error.advice"), roleFont(TextRole::Body), "t2",
                          m_errorSection);
    m_raw = plainLabel(QStringLiteral("inspector.error.raw"), figureFont(11), "t3", m_errorSection);
    for (QLabel *label : {m_errorKind, m_advice, m_raw}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_errorSection->layout()->addWidget(label);
    }
    column.addWidget(m_errorSection);
}

QListView *InspectorPanel::addList(const QString &objectName, const QString &name,
                                   QAbstractItemModel *model, QWidget *parent)
{
    QListView *list = plainList(objectName, name, model, parent);
    list->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    parent->layout()->addWidget(list);
    return list;
}

void InspectorPanel::addCheckSections(QVBoxLayout &column)
{
    m_checkSection = section(tr("CHECKS"));
    m_list = addList(QStringLiteral("inspector.checks"), tr("Checks"), &m_checks, m_checkSection);
    m_list->setItemDelegate(new CheckDelegate(m_theme, m_list));
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    column.addWidget(m_checkSection);

    m_resultSection = section(tr("LAST RESULTS"));
    m_resultFacts = plainLabel(QStringLiteral("inspector.results.facts"),
                               roleFont(TextRole::Caption), "t3", m_resultSection);
    m_resultSection->layout()->addWidget(m_resultFacts);
    m_strip = new ResultStrip(m_theme, m_resultSection);
    m_resultSection->layout()->addWidget(m_strip);
    m_resultList = addList(QStringLiteral("inspector.results.list"), tr("Last results"), &m_results,
                           m_resultSection);
    m_resultList->setItemDelegate(new ResultDelegate(m_theme, m_resultList));
    m_resultList->setSelectionMode(QAbstractItemView::NoSelection);
    m_resultList->setFocusPolicy(Qt::NoFocus);
    column.addWidget(m_resultSection);

    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            [this](const QItemSelection &selected) {
                if (selected.isEmpty())
                    return;
                m_chosenCheck =
                    selected.indexes().first().data(ChecksModel::ViewRole).value<CheckView>().key;
                showResultsOf(m_chosenCheck);
            });
}

void InspectorPanel::addActions(QVBoxLayout &column)
{
    auto *grid = new QGridLayout;
    grid->setSpacing(8);
    grid->setColumnStretch(2, 1);
    const auto add = [this, grid](const QString &text, const QString &objectName, int row,
                                  int place, auto signal) {
        auto *button = new QPushButton(text, this);
        button->setObjectName(objectName);
        grid->addWidget(button, row, place);
        connect(button, &QPushButton::clicked, this,
                [this, signal] { Q_EMIT(this->*signal)(m_service); });
        return button;
    };
    add(tr("Runbooks   R"), QStringLiteral("inspector.runbooks"), 0, 0,
        &InspectorPanel::runbooksRequested);
    m_again = add(tr("Check now"), QStringLiteral("inspector.checknow"), 0, 1,
                  &InspectorPanel::checkNowRequested);
    add(tr("Open diagram"), QStringLiteral("inspector.diagram"), 1, 0,
        &InspectorPanel::diagramRequested);
    m_toMetrics = add(tr("Open metrics"), QStringLiteral("inspector.metrics"), 1, 1,
                      &InspectorPanel::metricsRequested);
    add(tr("Edit service…   E"), QStringLiteral("inspector.edit"), 2, 0,
        &InspectorPanel::editRequested);
    add(tr("Add check…"), QStringLiteral("inspector.addcheck"), 2, 1,
        &InspectorPanel::checkAdditionRequested);
    column.addSpacing(8);
    column.addLayout(grid);
}

QWidget *InspectorPanel::section(const QString &title)
{
    auto *box = new QWidget(this);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 12, 0, 0);
    layout->setSpacing(4);
    auto *label = plainLabel(QString(), roleFont(TextRole::Label), "t2", box);
    label->setText(title);
    layout->addWidget(label);
    return box;
}

void InspectorPanel::setService(const ServiceKey &service)
{
    if (service == m_service)
        return;
    m_service = service;
    m_checks.setService(service);
    m_chosenCheck = {};
    m_metrics.setEnvironment(service.environment);
    m_metrics.setService(service.service);
    delete m_chart;
    m_chart = nullptr;
    if (!service.service.isEmpty() && m_metrics.rowCount() > 0) {
        m_chart = new ChartCard(m_metrics.index(0).data(MetricsModel::KeyRole).value<MetricKey>(),
                                m_series, m_theme, m_chartPlace);
        m_chart->setFixedHeight(kChartHeight);
        m_chartPlace->layout()->addWidget(m_chart);
    }
    m_chartPlace->setVisible(m_chart != nullptr);
    m_shownNeeds.clear();
    m_shownNeededBy.clear();
    m_shownThrough.clear();
    refresh();
}

void InspectorPanel::refreshChart()
{
    if (m_chart == nullptr)
        return;
    const qint64 now = m_board.now().wallMs;
    m_chart->setSpan(now - kChartMs, now);
    m_chart->refresh(m_metrics.index(0));
}

void InspectorPanel::refresh()
{
    const ServiceView *view = m_board.service(m_service);
    const Service *definition =
        m_board.workspace() ? m_board.workspace()->service(m_service) : nullptr;
    const EnvironmentView *environment = m_board.environment(m_service.environment);
    if (view == nullptr || definition == nullptr || environment == nullptr)
        return;
    const QString port =
        definition->port.isEmpty() ? QString() : tr(", port %1").arg(definition->port);
    m_head->setContent(*view, definition->technology + port, environment->tier);
    QString sentence = stateSentence(*view, m_board.now(), environment);
    if (view->since.isValid() && view->since.wallMs > 0 && expectsState(*view)
        && !view->neverObserved)
        sentence += QLatin1Char(' ') + sinceText(view->since);
    m_sentence->setText(sentence);
    m_impact->setText(view->rootCause
                          ? impactSentence(*view, *environment,
                                           m_board.workspace()->environment(m_service.environment))
                          : QString());
    m_impact->setVisible(view->rootCause);
    m_description->setText(definition->description);
    m_description->setVisible(!definition->description.isEmpty());
    m_errorSection->setVisible(view->error.has_value());
    if (view->error) {
        m_errorKind->setText(toWord(view->error->kind));
        m_advice->setText(view->error->advice.isEmpty()
                              ? view->error->message
                              : view->error->message + QLatin1Char(' ') + view->error->advice);
        m_raw->setText(view->error->detail);
        m_raw->setVisible(!view->error->detail.isEmpty());
    }
    m_metrics.tick(m_board.now());
    refreshChart();
    m_list->setFixedHeight(std::max(1, m_checks.rowCount()) * CheckDelegate::kHeight);
    m_toMetrics->setVisible(m_chart != nullptr);
    m_checkSection->setVisible(!view->checks.isEmpty());
    m_again->setVisible(!view->checks.isEmpty());
    const bool isChosenThere =
        std::any_of(view->checks.cbegin(), view->checks.cend(),
                    [this](const CheckView &check) { return check.key == m_chosenCheck; });
    showResultsOf(isChosenThere ? m_chosenCheck : tellingCheck(*view));
    refreshNeighbours();
}

/// The check that decides the service's state: its past matters until another one is chosen.
CheckKey InspectorPanel::tellingCheck(const ServiceView &view) const
{
    return view.telling < 0 ? view.checks.value(0).key : view.checks.at(view.telling).key;
}

/// A day is named when it is not today's.
QString InspectorPanel::sinceText(const Instant &since) const
{
    const bool isToday = since.utc().date() == m_board.now().utc().date();
    return tr("Since %1 UTC.")
        .arg(since.utc().toString(isToday ? QStringLiteral("HH:mm:ss")
                                          : QStringLiteral("yyyy-MM-dd HH:mm:ss")));
}

void InspectorPanel::showResultsOf(const CheckKey &check)
{
    const ServiceView *view = m_board.service(m_service);
    const Check *definition = m_board.workspace() ? m_board.workspace()->check(check) : nullptr;
    m_resultSection->setVisible(view != nullptr && definition != nullptr);
    if (view == nullptr || definition == nullptr)
        return;
    m_results.setCheck(check);
    m_resultFacts->setText(
        tr("%1, every %2, %3 limit, %n tr(y|ies)", nullptr, definition->retries)
            .arg(definition->title.isEmpty() ? definition->id.toString() : definition->title,
                 durationText(definition->interval), durationText(definition->timeout)));
    const auto shown = std::find_if(view->checks.cbegin(), view->checks.cend(),
                                    [&](const CheckView &each) { return each.key == check; });
    if (shown != view->checks.cend())
        m_strip->setResults(shown->state.recent);
    m_resultList->setVisible(m_results.rowCount() > 0);
    m_resultList->setFixedHeight(std::max(1, m_results.rowCount()) * ResultDelegate::kHeight);
}

QList<ServiceKey> InspectorPanel::dependencies() const
{
    QList<ServiceKey> keys;
    if (const Service *definition = m_board.workspace()->service(m_service)) {
        for (const Dependency &dependency : definition->dependencies)
            keys.append({m_service.environment, dependency.on});
    }
    return keys;
}

QList<ServiceKey> InspectorPanel::dependants() const
{
    QList<ServiceKey> keys;
    if (const Environment *environment = m_board.workspace()->environment(m_service.environment)) {
        for (const Service &service : environment->services) {
            const bool needs =
                std::any_of(service.dependencies.cbegin(), service.dependencies.cend(),
                            [this](const Dependency &dependency) {
                                return dependency.on == m_service.service;
                            });
            if (needs)
                keys.append({m_service.environment, service.id});
        }
    }
    return keys;
}

QList<ServiceKey> InspectorPanel::impactedThroughOthers() const
{
    const ServiceView *view = m_board.service(m_service);
    QList<ServiceKey> keys = view == nullptr ? QList<ServiceKey>() : view->impacts;
    const QList<ServiceKey> direct = dependants();
    keys.removeIf([&direct](const ServiceKey &key) { return direct.contains(key); });
    return keys;
}

void InspectorPanel::buildNeighbours(QVBoxLayout &layout, const QList<ServiceKey> &keys,
                                     const QString &objectName)
{
    QLayoutItem *title = layout.takeAt(0);
    clear(layout);
    layout.addItem(title);
    for (const ServiceKey &key : keys.mid(0, kMostNeighbours)) {
        const ServiceView *view = m_board.service(key);
        if (view == nullptr)
            continue;
        auto *button =
            new QPushButton(QStringLiteral("%1   %2").arg(view->title, statusWord(*view)), this);
        button->setObjectName(objectName + key.service.toString());
        button->setProperty("kind", QStringLiteral("row"));
        button->setIcon(markPixmap(markOf(*view), m_theme.theme(), devicePixelRatioF()));
        button->setIconSize(QSize(24, 24));
        connect(button, &QPushButton::clicked, this, [this, key] { Q_EMIT serviceActivated(key); });
        layout.addWidget(button);
    }
    if (keys.size() > kMostNeighbours) {
        auto *more = plainLabel(QString(), roleFont(TextRole::Caption), "t3", this);
        more->setText(tr("%1 more").arg(keys.size() - kMostNeighbours));
        layout.addWidget(more);
    }
}

void InspectorPanel::refreshNeighbours()
{
    const auto show = [this](QWidget *place, const QList<ServiceKey> &keys,
                             QList<ServiceKey> &shown, const QString &name) {
        place->setVisible(!keys.isEmpty());
        if (keys != shown || place->layout()->count() <= 1) {
            buildNeighbours(*static_cast<QVBoxLayout *>(place->layout()), keys, name);
            shown = keys;
            return;
        }
        // Same neighbours: only their states move on, so that a focused one stays focused.
        for (const ServiceKey &key : keys) {
            const ServiceView *view = m_board.service(key);
            auto *button = findChild<QPushButton *>(name + key.service.toString());
            if (view == nullptr || button == nullptr)
                continue;
            const QString text = QStringLiteral("%1   %2").arg(view->title, statusWord(*view));
            const QString state = text + (view->isImpacted() ? QStringLiteral("*") : QString());
            if (button->property("state").toString() == state)
                continue;
            button->setProperty("state", state);
            button->setText(text);
            button->setIcon(markPixmap(markOf(*view), m_theme.theme(), devicePixelRatioF()));
        }
    };
    show(m_needs, dependencies(), m_shownNeeds, QStringLiteral("inspector.needs."));
    show(m_neededBy, dependants(), m_shownNeededBy, QStringLiteral("inspector.neededby."));
    show(m_through, impactedThroughOthers(), m_shownThrough, QStringLiteral("inspector.through."));
}

void InspectorPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    // Ages stood still while nobody looked.
    refresh();
}

void InspectorPanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.theme().s1);
    painter.fillRect(QRect(0, 0, 1, height()), m_theme.theme().line);
}

} // namespace opsdeck
