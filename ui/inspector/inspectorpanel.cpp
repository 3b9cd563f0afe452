// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/inspectorpanel.h"

#include "models/status/statuswords.h"
#include "ui/charts/chartcard.h"
#include "ui/inspector/checkdelegate.h"
#include "ui/inspector/inspectorhead.h"
#include "ui/inspector/resultstrip.h"
#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"

#include <QHBoxLayout>
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

InspectorPanel::InspectorPanel(StatusBoard &board, SeriesBoard &series, ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_board(board)
    , m_series(series)
    , m_theme(theme)
    , m_checks(board)
    , m_metrics(series)
    , m_head(new InspectorHead(theme, this))
    , m_sentence(plainLabel(QStringLiteral("inspector.sentence"), roleFont(TextRole::Body), "t1", this))
    , m_description(plainLabel(QStringLiteral("inspector.description"), roleFont(TextRole::Small), "t3", this))
    , m_chartPlace(new QWidget(this))
{
    setObjectName(QStringLiteral("inspector"));
    setAccessibleName(tr("Inspector"));
    for (QLabel *label : {m_sentence, m_description}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    auto *content = new QWidget(this);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(kPadding, kPadding, kPadding, kPadding);
    column->setSpacing(8);
    column->addWidget(m_head);
    column->addWidget(m_sentence);
    column->addWidget(m_description);

    m_errorSection = section(tr("ERROR"));
    m_errorKind = plainLabel(QStringLiteral("inspector.error.kind"), figureFont(12, QFont::Medium), "t1", m_errorSection);
    m_advice = plainLabel(QStringLiteral("inspector.error.advice"), roleFont(TextRole::Body), "t2", m_errorSection);
    m_raw = plainLabel(QStringLiteral("inspector.error.raw"), figureFont(11), "t3", m_errorSection);
    for (QLabel *label : {m_errorKind, m_advice, m_raw}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_errorSection->layout()->addWidget(label);
    }
    column->addWidget(m_errorSection);

    auto *chartLayout = new QVBoxLayout(m_chartPlace);
    chartLayout->setContentsMargins(0, 8, 0, 0);
    column->addWidget(m_chartPlace);

    QWidget *checks = section(tr("CHECKS"));
    m_list = new QListView(checks);
    m_list->setObjectName(QStringLiteral("inspector.checks"));
    m_list->setAccessibleName(tr("Checks"));
    m_list->setModel(&m_checks);
    m_list->setItemDelegate(new CheckDelegate(theme, m_list));
    m_list->setSelectionMode(QAbstractItemView::NoSelection);
    m_list->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setFrameShape(QFrame::NoFrame);
    checks->layout()->addWidget(m_list);
    m_strip = new ResultStrip(theme, checks);
    checks->layout()->addWidget(m_strip);
    column->addWidget(checks);

    m_needs = section(tr("DEPENDS ON"));
    m_neededBy = section(tr("USED BY"));
    column->addWidget(m_needs);
    column->addWidget(m_neededBy);

    auto *buttons = new QHBoxLayout;
    auto *runbooks = new QPushButton(tr("Runbooks   R"), content);
    runbooks->setObjectName(QStringLiteral("inspector.runbooks"));
    auto *again = new QPushButton(tr("Check now"), content);
    again->setObjectName(QStringLiteral("inspector.checknow"));
    buttons->addWidget(runbooks);
    buttons->addWidget(again);
    buttons->addStretch();
    column->addSpacing(8);
    column->addLayout(buttons);
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

    connect(runbooks, &QPushButton::clicked, this, [this] { Q_EMIT runbooksRequested(m_service); });
    connect(again, &QPushButton::clicked, this, [this] { Q_EMIT checkNowRequested(m_service); });
    connect(&m_board, &StatusBoard::servicesChanged, this, &InspectorPanel::refresh);
    connect(&m_board, &StatusBoard::ticked, this, [this] {
        if (isVisible())
            refresh();
    });
    connect(&m_board, &StatusBoard::workspaceChanged, this, [this] {
        m_shownNeeds.clear();
        m_shownNeededBy.clear();
        refresh();
    });
    connect(&m_series, &SeriesBoard::linesChanged, this, [this](const QList<MetricKey> &keys) {
        if (m_chart != nullptr && isVisible() && keys.contains(m_chart->key()))
            refreshChart();
    });
    connect(&m_theme, &ThemeHub::changed, this, [this] {
        m_shownNeeds.clear();
        m_shownNeededBy.clear();
        refresh();
        update();
    });
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
    m_metrics.setEnvironment(service.environment);
    m_metrics.setService(service.service);
    delete m_chart;
    m_chart = nullptr;
    if (!service.service.isEmpty() && m_metrics.rowCount() > 0) {
        m_chart = new ChartCard(m_metrics.index(0).data(MetricsModel::KeyRole).value<MetricKey>(), m_series, m_theme, m_chartPlace);
        m_chart->setFixedHeight(kChartHeight);
        m_chartPlace->layout()->addWidget(m_chart);
    }
    m_chartPlace->setVisible(m_chart != nullptr);
    m_shownNeeds.clear();
    m_shownNeededBy.clear();
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
    const Service *definition = m_board.workspace() ? m_board.workspace()->service(m_service) : nullptr;
    const EnvironmentView *environment = m_board.environment(m_service.environment);
    if (view == nullptr || definition == nullptr || environment == nullptr)
        return;
    const QString port = definition->port.isEmpty() ? QString() : tr(", port %1").arg(definition->port);
    m_head->setContent(*view, definition->technology + port, environment->tier);
    QString sentence = stateSentence(*view, m_board.now(), environment);
    if (view->since.isValid() && view->since.wallMs > 0 && expectsState(*view) && !view->neverObserved)
        sentence += QLatin1Char(' ') + tr("Since %1 UTC.").arg(view->since.utc().toString(QStringLiteral("HH:mm:ss")));
    m_sentence->setText(sentence);
    m_description->setText(definition->description);
    m_description->setVisible(!definition->description.isEmpty());
    m_errorSection->setVisible(view->error.has_value());
    if (view->error) {
        m_errorKind->setText(toWord(view->error->kind));
        m_advice->setText(view->error->advice.isEmpty() ? view->error->message : view->error->message + QLatin1Char(' ') + view->error->advice);
        m_raw->setText(view->error->detail);
        m_raw->setVisible(!view->error->detail.isEmpty());
    }
    m_metrics.tick(m_board.now());
    refreshChart();
    m_list->setFixedHeight(std::max(1, m_checks.rowCount()) * CheckDelegate::kHeight);
    // The check that decides is the one whose past matters.
    const auto worstCheck = std::max_element(view->checks.cbegin(), view->checks.cend(),
                                             [](const CheckView &a, const CheckView &b) { return isWorse(b.health, a.health); });
    m_strip->setVisible(worstCheck != view->checks.cend());
    if (worstCheck != view->checks.cend())
        m_strip->setResults(worstCheck->state.recent);
    refreshNeighbours();
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
            const bool needs = std::any_of(service.dependencies.cbegin(), service.dependencies.cend(),
                                           [this](const Dependency &dependency) { return dependency.on == m_service.service; });
            if (needs)
                keys.append({m_service.environment, service.id});
        }
    }
    return keys;
}

void InspectorPanel::buildNeighbours(QVBoxLayout &layout, const QList<ServiceKey> &keys, const QString &objectName)
{
    QLayoutItem *title = layout.takeAt(0);
    clear(layout);
    layout.addItem(title);
    for (const ServiceKey &key : keys.mid(0, kMostNeighbours)) {
        const ServiceView *view = m_board.service(key);
        if (view == nullptr)
            continue;
        auto *button = new QPushButton(QStringLiteral("%1   %2").arg(view->title, statusWord(*view)), this);
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
    const auto show = [this](QWidget *place, const QList<ServiceKey> &keys, QList<ServiceKey> &shown, const QString &name) {
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
}

void InspectorPanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.theme().s1);
    painter.fillRect(QRect(0, 0, 1, height()), m_theme.theme().line);
}

} // namespace opsdeck
