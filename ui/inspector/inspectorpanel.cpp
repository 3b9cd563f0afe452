// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/inspectorpanel.h"

#include "models/inspector/documentwords.h"
#include "models/inspector/flownotes.h"
#include "models/runbooks/runbookfit.h"
#include "models/status/statuswords.h"
#include "models/topology/impactreason.h"
#include "services/domain/notsetup.h"
#include "ui/charts/chartcard.h"
#include "ui/inspector/checkdelegate.h"
#include "ui/inspector/differencesection.h"
#include "ui/inspector/documentedsection.h"
#include "ui/inspector/errorsection.h"
#include "ui/inspector/factlist.h"
#include "ui/inspector/inspectorhead.h"
#include "ui/inspector/linksection.h"
#include "ui/inspector/marksection.h"
#include "ui/inspector/neighbourlist.h"
#include "ui/inspector/notsetupsection.h"
#include "ui/inspector/resultsection.h"
#include "ui/inspector/section.h"
#include "ui/paint/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plainlist.h"

#include <QListView>
#include <QPainter>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr int kPadding = 16;
constexpr qint64 kChartMs = 30 * 60'000;
constexpr int kChartHeight = 150;
constexpr int kTallChartHeight = 240;
constexpr int kTallFrom = 1200; ///< height of the panel
constexpr int kLowBelow = 760;

int placeOf(const ServiceKey &service, const EnvironmentView &environment)
{
    const auto found = std::find_if(environment.services.cbegin(), environment.services.cend(),
                                    [&](const ServiceView &view) { return view.key == service; });
    return found == environment.services.cend()
               ? -1
               : static_cast<int>(std::distance(environment.services.cbegin(), found));
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
    , m_note(
          wrappedLabel(QStringLiteral("inspector.note"), textFont(13, QFont::DemiBold), "t1", this))
    , m_head(new InspectorHead(theme, this))
    , m_sentence(
          plainLabel(QStringLiteral("inspector.sentence"), roleFont(TextRole::Body), "t1", this))
    , m_impact(plainLabel(QStringLiteral("inspector.impact"), roleFont(TextRole::Body), "t1", this))
    , m_differences(new DifferenceSection(theme, this))
    , m_marks(new MarkSection(this))
    , m_description(plainLabel(QStringLiteral("inspector.description"), roleFont(TextRole::Small),
                               "t3", this))
    , m_error(new ErrorSection(this))
    , m_chartPlace(new QWidget(this))
    , m_needs(new NeighbourList(tr("DEPENDS ON"), QStringLiteral("inspector.needs."), board, theme,
                                this))
    , m_neededBy(new NeighbourList(tr("USED BY, DIRECTLY"), QStringLiteral("inspector.neededby."),
                                   board, theme, this))
    , m_through(new NeighbourList(tr("IMPACTED THROUGH THEM"), QStringLiteral("inspector.through."),
                                  board, theme, this))
    , m_notSetUp(new NotSetUpSection(board, theme, this))
    , m_links(new LinkSection(board, this))
    , m_documented(new DocumentedSection(board, theme, this))
    , m_actions(new InspectorActions(theme, this))
{
    setObjectName(QStringLiteral("inspector"));
    setAccessibleName(tr("Inspector"));
    for (QLabel *label : {m_sentence, m_impact, m_description}) {
        label->setWordWrap(true);
        label->setMinimumWidth(1); // one long word widens nothing
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    auto *content = new QWidget(this);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(kPadding, kPadding, kPadding, kPadding);
    column->setSpacing(8);
    m_note->hide();
    column->addWidget(m_note);
    column->addWidget(m_head);
    column->addWidget(m_sentence);
    column->addWidget(m_impact);
    column->addWidget(m_differences);
    column->addWidget(m_marks);
    column->addWidget(m_description);

    column->addWidget(m_error);
    auto *chartLayout = new QVBoxLayout(m_chartPlace);
    chartLayout->setContentsMargins(0, 8, 0, 0);
    column->addWidget(m_chartPlace);
    addCheckSections(*column);
    column->addWidget(m_notSetUp);
    column->addWidget(m_links);
    connect(m_links, &LinkSection::pageRequested, this, &InspectorPanel::pageRequested);
    for (NeighbourList *list : {m_needs, m_neededBy, m_through}) {
        column->addWidget(list);
        connect(list, &NeighbourList::chosen, this, &InspectorPanel::serviceActivated);
    }
    column->addWidget(m_documented);
    column->addStretch(1);

    auto *scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("inspector.scroll"));
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(1, 0, 0, 0);
    outer->setSpacing(0);
    outer->addWidget(scroll, 1);
    outer->addWidget(m_actions);

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
        refresh();
        update();
    });
    connect(&m_results, &ResultsModel::pastWanted, this, &InspectorPanel::resultsWanted);
    connect(&m_results, &QAbstractItemModel::modelReset, this, &InspectorPanel::showStrip);
    connect(&m_results, &QAbstractItemModel::rowsInserted, this, &InspectorPanel::showStrip);
    connect(m_marks, &MarkSection::markRequested, this,
            [this](OperatorMarkKind kind) { Q_EMIT markRequested(m_service, kind); });
    connect(m_marks, &MarkSection::markLifted, this,
            [this](OperatorMarkKind kind) { Q_EMIT markLifted(m_service, kind); });
    connect(m_actions, &InspectorActions::chosen, this, &InspectorPanel::ask);
}

void InspectorPanel::ask(InspectorActions::Action action)
{
    switch (action) {
    case InspectorActions::Runbooks:
        Q_EMIT runbooksRequested(m_service);
        break;
    case InspectorActions::CheckNow:
        Q_EMIT checkNowRequested(m_service);
        break;
    case InspectorActions::Diagram:
        Q_EMIT diagramRequested(m_service);
        break;
    case InspectorActions::Metrics:
        Q_EMIT metricsRequested(m_service);
        break;
    case InspectorActions::Edit:
        Q_EMIT editRequested(m_service);
        break;
    case InspectorActions::AddCheck:
        Q_EMIT checkAdditionRequested(m_service);
        break;
    }
}

void InspectorPanel::setPage(const QString &id)
{
    m_actions->setOffered(InspectorActions::Diagram, id != QLatin1String("diagram"));
}

void InspectorPanel::setDifferences(const EnvironmentDifferences &differences)
{
    m_differences->setDifferences(differences);
}

void InspectorPanel::addPastResults(const CheckKey &check, const QList<CheckResult> &results)
{
    m_results.addPast(check, results);
}

void InspectorPanel::addCheckSections(QVBoxLayout &column)
{
    m_checkSection = new QWidget(this);
    QVBoxLayout *layout = beginSection(*m_checkSection, tr("CHECKS"));
    m_list = plainList(QStringLiteral("inspector.checks"), tr("Checks"), &m_checks, m_checkSection);
    m_list->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setItemDelegate(new CheckDelegate(m_theme, m_list));
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    layout->addWidget(m_list);
    column.addWidget(m_checkSection);
    m_resultSection = new ResultSection(m_results, m_theme, this);
    column.addWidget(m_resultSection);
    m_facts = new FactList(this);
    column.addWidget(m_facts);

    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            [this](const QItemSelection &selected) {
                if (selected.isEmpty())
                    return;
                m_chosenCheck =
                    selected.indexes().first().data(ChecksModel::ViewRole).value<CheckView>().key;
                showResultsOf(m_chosenCheck);
            });
}

void InspectorPanel::setFlows(EdgeFlows &flows)
{
    m_flows = &flows;
}

void InspectorPanel::setService(const ServiceKey &service)
{
    if (service == m_service)
        return;
    m_service = service;
    m_checks.setService(service);
    m_notSetUp->setService(service);
    m_differences->setService(service);
    m_links->setService(service);
    m_documented->setService(service);
    m_chosenCheck = {};
    m_metrics.setEnvironment(service.environment);
    m_metrics.setService(service.service);
    delete m_chart;
    m_chart = nullptr;
    if (!service.service.isEmpty() && m_metrics.rowCount() > 0) {
        m_chart = new ChartCard(m_metrics.index(0).data(MetricsModel::KeyRole).value<MetricKey>(),
                                m_series, m_theme, m_chartPlace);
        m_chart->setFixedHeight(height() >= kTallFrom ? kTallChartHeight : kChartHeight);
        m_chartPlace->layout()->addWidget(m_chart);
    }
    m_chartPlace->setVisible(m_chart != nullptr);
    refresh();
}

void InspectorPanel::setNote(const QString &note)
{
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
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
    QStringList what{definition->technology};
    if (!definition->port.isEmpty())
        what << tr("port %1").arg(definition->port);
    what.removeAll(QString());
    m_head->setContent(*view, notSetUpIn(*definition), whereText(), what.join(QStringLiteral(", ")),
                       environment->tier);
    QString sentence = stateSentence(*view, m_board.now(), environment);
    if (view->since.isValid() && view->since.wallMs > 0 && expectsState(*view)
        && !view->neverObserved)
        sentence += QLatin1Char(' ') + sinceText(*view);
    m_sentence->setText(sentence);
    const Environment *stated = m_board.workspace()->environment(m_service.environment);
    m_impact->setText(view->rootCause ? impactSentence(*view, *environment, stated)
                      : stated == nullptr
                          ? QString()
                          : impactReason(*stated, *environment, placeOf(m_service, *environment)));
    m_impact->setVisible(!m_impact->text().isEmpty());
    m_marks->tell(*view, m_board.now());
    m_description->setText(definition->description);
    m_description->setVisible(!definition->description.isEmpty());
    m_error->setError(view->error, sentence);
    m_metrics.tick(m_board.now());
    refreshChart();
    m_list->setFixedHeight(std::max(1, m_checks.rowCount()) * CheckDelegate::kHeight);
    m_actions->setPossible(
        InspectorActions::Metrics, m_chart != nullptr || view->hasChecks,
        tr("No chart is defined for %1, and no check asks it.").arg(view->title));
    m_actions->setPossible(InspectorActions::CheckNow, !view->checks.isEmpty(),
                           tr("%1 has no check.").arg(view->title));
    m_actions->setPossible(InspectorActions::Runbooks,
                           !runbooksFor(*m_board.workspace(), m_service).isEmpty(),
                           tr("No runbook is written for %1 here.").arg(view->title));
    m_checkSection->setVisible(!view->checks.isEmpty());
    const bool isChosenThere =
        std::any_of(view->checks.cbegin(), view->checks.cend(),
                    [this](const CheckView &check) { return check.key == m_chosenCheck; });
    showResultsOf(isChosenThere ? m_chosenCheck : tellingCheck(*view));
    QList<EdgeNote> needed = neededEdges(*m_board.workspace(), m_service);
    QList<EdgeNote> direct = needingEdges(*m_board.workspace(), m_service);
    if (m_flows != nullptr) {
        addFlows(needed, m_service, EdgeEnd::Needed, *m_flows);
        addFlows(direct, m_service, EdgeEnd::Needing, *m_flows);
    }
    m_needs->setEdges(needed);
    m_neededBy->setEdges(direct);
    QList<ServiceKey> through = view->impacts;
    through.removeIf([&direct](const ServiceKey &key) {
        return std::any_of(direct.cbegin(), direct.cend(),
                           [&key](const EdgeNote &edge) { return edge.neighbour == key; });
    });
    m_through->setServices(through);
}

/// "Shop, PROD": which a long table does not tell.
QString InspectorPanel::whereText() const
{
    const Platform *platform = m_board.workspace()->platform(m_service.environment.platform);
    return tr("%1, %2", "platform, environment")
        .arg(platform == nullptr ? m_service.environment.platform.toString() : platform->title,
             environmentTagText(m_service.environment.environment));
}

/// The check that decides the service's state: its past matters until another one is chosen.
CheckKey InspectorPanel::tellingCheck(const ServiceView &view) const
{
    return view.telling < 0 ? view.checks.value(0).key : view.checks.at(view.telling).key;
}

/// A day is named when it is not today's. Of several instances it is the whole that is meant, not
/// the one that is told before.
QString InspectorPanel::sinceText(const ServiceView &view) const
{
    const QDateTime since = view.since.utc();
    const bool isToday = since.date() == m_board.now().utc().date();
    const QString moment = since.toString(isToday ? QStringLiteral("HH:mm:ss")
                                                  : QStringLiteral("yyyy-MM-dd HH:mm:ss"));
    const QString instances = instancesText(view);
    if (instances.isEmpty())
        return tr("Since %1 UTC.").arg(moment);
    // Of a service that is well its sentence has told them.
    if (view.health == Health::Healthy && stateSentence(view, m_board.now()).contains(view.figure))
        return tr("As a whole since %1 UTC.").arg(moment);
    return tr("As a whole since %1 UTC, %2.").arg(moment, instances);
}

void InspectorPanel::showResultsOf(const CheckKey &check)
{
    const ServiceView *view = m_board.service(m_service);
    const Check *definition = m_board.workspace() ? m_board.workspace()->check(check) : nullptr;
    m_resultSection->setVisible(view != nullptr && definition != nullptr);
    if (view == nullptr || definition == nullptr)
        return m_facts->setFacts({});
    m_results.setCheck(check);
    showStrip();
    const auto state = m_board.states().constFind(check);
    const bool isKnown = state != m_board.states().cend() && state->last;
    m_facts->setFacts(isKnown ? factRows(state->last->fields, definition->kind) : QList<FactRow>());
}

void InspectorPanel::showStrip()
{
    const Check *definition =
        m_board.workspace() ? m_board.workspace()->check(m_results.check()) : nullptr;
    const Platform *platform = definition == nullptr
                                   ? nullptr
                                   : m_board.workspace()->platform(m_service.environment.platform);
    if (platform != nullptr)
        m_resultSection->tell(*definition, *platform);
}

void InspectorPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    // Ages stood still while nobody looked.
    refresh();
}

void InspectorPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_actions->setCompact(height() < kLowBelow);
    if (m_chart != nullptr)
        m_chart->setFixedHeight(height() >= kTallFrom ? kTallChartHeight : kChartHeight);
}

void InspectorPanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.theme().s1);
    painter.fillRect(QRect(0, 0, 1, height()), m_theme.theme().line);
}

} // namespace opsdeck
