// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/topology/diagrammodel.h"

#include "models/layout/pinnedlayout.h"
#include "models/status/markwords.h"
#include "models/status/statuswords.h"
#include "models/topology/impactreason.h"

#include <QCoreApplication>
#include <QPromise>
#include <QThreadPool>

#include <algorithm>
#include <numeric>
#include <utility>

namespace opsdeck {

namespace {

constexpr int kMostCached = 16;

} // namespace

DiagramModel::DiagramModel(StatusBoard &board, QObject *parent)
    : QObject(parent)
    , m_board(&board)
{
    follow();
    prepare();
    connect(&m_watcher, &QFutureWatcherBase::finished, this, [this] {
        m_cache.append({m_pendingInput, m_pendingMetrics, m_watcher.result()});
        // What was asked for meanwhile may differ from what was done; and how far apart things
        // stand in a room is only told by a drawing.
        if (!m_room.isEmpty() && isSmall())
            m_metrics = metricsForRoom();
        requestLayout();
    });
}

DiagramModel::~DiagramModel() = default;

void DiagramModel::prepare()
{
    if (m_board->workspace() == m_prepared)
        return;
    m_prepared = m_board->workspace();
    m_preparing = std::make_shared<bool>(true);
    LayoutPlans::shared().prepare(m_prepared, m_preparing);
}

void DiagramModel::follow()
{
    connect(m_board, &StatusBoard::workspaceChanged, this, &DiagramModel::rebuild);
    connect(m_board, &StatusBoard::servicesChanged, this, &DiagramModel::onServicesChanged);
    connect(m_board, &StatusBoard::ticked, this, &DiagramModel::onTicked);
}

void DiagramModel::setBoard(StatusBoard &board)
{
    if (m_board == &board)
        return;
    const bool isSame = m_board->workspace() == board.workspace();
    m_board->disconnect(this);
    m_board = &board;
    follow();
    if (!isSame) {
        rebuild();
        return;
    }
    m_edgeStates = currentEdgeStates();
    m_isAnythingDown = isAnythingDown();
    m_flows = currentFlows();
    wantRecordedFlows();
    const QList<int> groups = renewStandings();
    QList<int> nodes(m_definition.nodes.size());
    std::iota(nodes.begin(), nodes.end(), 0);
    QList<int> edges(m_definition.edges.size());
    std::iota(edges.begin(), edges.end(), 0);
    Q_EMIT nodesChanged(nodes);
    Q_EMIT edgesChanged(edges);
    if (!groups.isEmpty())
        Q_EMIT groupsChanged(groups);
}

void DiagramModel::setEnvironment(const EnvironmentKey &environment)
{
    if (environment == m_environment)
        return;
    m_environment = environment;
    rebuild();
}

void DiagramModel::setAllEnvironments(bool all)
{
    if (all == m_isOfAll)
        return;
    m_isOfAll = all;
    rebuild();
}

const Platform *DiagramModel::platform() const
{
    return m_board->workspace() ? m_board->workspace()->platform(m_environment.platform) : nullptr;
}

QList<EnvironmentOfNode> DiagramModel::environmentsOfNode(int node) const
{
    const Platform *own = m_isOfAll ? platform() : nullptr;
    return own == nullptr || node < 0 || node >= m_definition.nodes.size()
               ? QList<EnvironmentOfNode>()
               : environmentsOf(*own, m_definition.nodes.at(node).key.service);
}

void DiagramModel::setMetrics(const LayoutMetrics &metrics)
{
    if (metrics == m_metrics)
        return;
    m_metrics = metrics;
    requestLayout();
}

void DiagramModel::spreadOver(const QSizeF &room, double scale)
{
    m_room = room;
    m_roomScale = scale;
    if (room.isEmpty()) {
        setMetrics({});
        return;
    }
    if (!isSmall())
        return;
    setMetrics(metricsForRoom());
}

void DiagramModel::layOutAsWanted()
{
    m_metrics = {};
    if (!m_room.isEmpty() && isSmall())
        m_metrics = metricsForRoom();
    requestLayout();
}

int DiagramModel::nodeOf(const ServiceKey &service) const
{
    return m_indexOf.value(service, -1);
}

const ServiceView *DiagramModel::view(int node) const
{
    if (m_isOfAll)
        return node < 0 || node >= m_definition.nodes.size()
                   ? nullptr
                   : m_board->service(m_definition.nodes.at(node).key);
    const EnvironmentView *environment = m_board->environment(m_environment);
    // Views and nodes both are in the definition's order.
    return environment == nullptr || node < 0 || node >= environment->services.size()
               ? nullptr
               : &environment->services.at(node);
}

QString DiagramModel::statusSentence(int node) const
{
    const Platform *own = m_isOfAll ? platform() : nullptr;
    if (own != nullptr && node >= 0 && node < m_definition.nodes.size()) {
        const DiagramNode &told = m_definition.nodes.at(node);
        return told.title + QStringLiteral(": ")
               + environmentsSentence(*m_board, *own, told.key.service);
    }
    const ServiceView *v = view(node);
    if (v == nullptr)
        return {};
    const EnvironmentView *environment = m_board->environment(m_environment);
    const QString sentence = wholeSentence(*v, m_board->now(), environment);
    const QString reason = whyImpacted(node);
    return reason.isEmpty() ? sentence : sentence + QLatin1Char(' ') + reason;
}

QString DiagramModel::whyImpacted(int node) const
{
    const WorkspacePtr &workspace = m_board->workspace();
    const Environment *definition = workspace ? workspace->environment(m_environment) : nullptr;
    const EnvironmentView *environment = m_board->environment(m_environment);
    const ServiceView *v = m_isOfAll ? nullptr : view(node);
    return v == nullptr || !v->isImpacted() || definition == nullptr || environment == nullptr
               ? QString()
               : impactReason(*definition, *environment, node);
}

QString DiagramModel::figure(int node) const
{
    const ServiceView *v = view(node);
    if (m_isOfAll || v == nullptr || !expectsState(*v))
        return {};
    if (!v->hasChecks)
        return QCoreApplication::translate("Diagram", "no check");
    return v->stale && v->oldestAge.count() >= 0 ? durationText(v->oldestAge) : v->figure;
}

QString DiagramModel::badge(int node) const
{
    const ServiceView *v = view(node);
    return v == nullptr ? QString() : newText(*v, m_board->now());
}

const GroupView *DiagramModel::standingOf(int group) const
{
    const auto found = m_standings.constFind(group);
    return found == m_standings.cend() ? nullptr : &*found;
}

DiagramModel::Reach DiagramModel::reachOf(int node) const
{
    Reach reach;
    if (node < 0 || node >= m_definition.nodes.size())
        return reach;
    const QSet<int> dependants = reachable(node, false);
    const QSet<int> dependencies = reachable(node, true);
    QSet<int> towardRoots;
    const ServiceView *v = view(node);
    for (const ServiceKey &root : v == nullptr ? QList<ServiceKey>() : v->impactedBy) {
        const int index = nodeOf(root);
        towardRoots += (reachable(index, false) + QSet<int>{index}) & dependencies;
    }
    for (int i = 0; i < m_definition.edges.size(); ++i) {
        const DiagramEdge &edge = m_definition.edges.at(i);
        if (edge.role == DependencyRole::Scrapes)
            continue;
        const bool carries = carriesImpact(edge.basis, edge.role);
        const bool inBlastRadius = carries && dependants.contains(edge.from)
                                   && (edge.to == node || dependants.contains(edge.to));
        const bool leadsToRoot = carries && towardRoots.contains(edge.to)
                                 && (edge.from == node || towardRoots.contains(edge.from));
        const bool isSupport = towardRoots.isEmpty() && edge.from == node;
        if (inBlastRadius || leadsToRoot || isSupport) {
            reach.edges.insert(i);
            reach.nodes += {edge.from, edge.to};
        }
    }
    reach.nodes.insert(node);
    return reach;
}

void DiagramModel::rebuild()
{
    prepare();
    const Platform *platform = this->platform();
    const Environment *environment =
        platform == nullptr ? nullptr : platform->environment(m_environment.environment);
    m_definition = environment == nullptr ? DiagramDefinition()
                   : m_isOfAll            ? unitedDefinition(*platform, environment->id)
                                          : diagramDefinition(*platform, *environment);
    m_indexOf.clear();
    m_badged.clear();
    for (int i = 0; i < m_definition.nodes.size(); ++i) {
        m_indexOf.insert(m_definition.nodes.at(i).key, i);
        const QList<EnvironmentOfNode> all = environmentsOfNode(i);
        for (const EnvironmentOfNode &each : all)
            m_indexOf.insert(each.service, i);
    }
    m_drawing =
        environment == nullptr ? PlatformDrawing() : platformDrawing(*platform, m_definition);
    m_edgeStates = currentEdgeStates();
    m_isAnythingDown = isAnythingDown();
    m_flows = currentFlows();
    wantRecordedFlows();
    m_standings = currentStandings();
    m_isMoving = false;
    layOutAsWanted();
}

const LayoutResult *DiagramModel::known(const LayoutMetrics &metrics)
{
    const auto found = std::find_if(m_cache.begin(), m_cache.end(), [&](const DrawnLayout &cached) {
        return cached.input == m_drawing.input && cached.metrics == metrics;
    });
    if (found != m_cache.end())
        m_cache.move(std::distance(m_cache.begin(), found), m_cache.size() - 1);
    else if (!drawAtOnce(metrics))
        return nullptr;
    return &m_cache.last().result;
}

/// One that is dragged asks at each step.
bool DiagramModel::drawAtOnce(const LayoutMetrics &metrics)
{
    if (!isSmall())
        return false;
    const std::optional<LayoutPlan> plan = LayoutPlans::shared().atOnce(m_drawing.input);
    if (!plan)
        return false;
    m_cache.append({m_drawing.input, metrics,
                    hasPins() ? pinnedLayout(m_drawing.input, layoutWithoutPins(*plan))
                              : plan->drawn(metrics)});
    return true;
}

LayoutMetrics DiagramModel::metricsForRoom()
{
    // Places of pins are absolute: what is round them must not depend on the window.
    if (m_isMoving || hasPins())
        return {};
    const LayoutResult *usual = known({});
    if (usual == nullptr)
        return {};
    const LayoutResult plain = *usual;
    if (m_room.height() > m_room.width()) {
        LayoutMetrics fromTop;
        fromTop.turned = true;
        const LayoutResult *turned = known(fromTop);
        if (turned != nullptr && isBetterTurned(plain, *turned, m_room))
            return spreadMetrics(*turned, m_room, m_roomScale, true);
    }
    return spreadMetrics(plain, m_room, m_roomScale);
}

void DiagramModel::requestLayout()
{
    if (const LayoutResult *found = known(m_metrics)) {
        takeLayout(*found);
        return;
    }
    m_ready = false;
    m_layout = {};
    Q_EMIT layoutChanged();
    if (m_watcher.isRunning())
        return;
    m_pendingInput = m_drawing.input;
    m_pendingMetrics = m_metrics;
    auto promise = std::make_shared<QPromise<LayoutResult>>();
    promise->start();
    m_watcher.setFuture(promise->future());
    QThreadPool::globalInstance()->start([promise, input = m_drawing.input, metrics = m_metrics] {
        const LayoutPlan plan = LayoutPlans::shared().planOf(input);
        promise->addResult(input.pins.isEmpty() ? plan.drawn(metrics)
                                                : pinnedLayout(input, plan.drawn()));
        promise->finish();
    });
}

void DiagramModel::takeLayout(const LayoutResult &layout)
{
    m_layout = shownPart(layout, m_drawing); // before the cache gives it up
    while (m_cache.size() > kMostCached)
        m_cache.removeFirst();
    m_ready = true;
    Q_EMIT layoutChanged();
}

void DiagramModel::onServicesChanged(const QList<ServiceKey> &keys)
{
    QList<int> nodes;
    QSet<int> changed;
    for (const ServiceKey &key : keys) {
        const bool isShown = m_isOfAll || key.environment == m_environment;
        const int node = isShown ? nodeOf(key) : -1;
        if (node < 0 || changed.contains(node))
            continue;
        nodes.append(node);
        changed.insert(node);
    }
    if (nodes.isEmpty())
        return;
    const QList<EdgeState> fresh = currentEdgeStates();
    QList<int> edges;
    for (int i = 0; i < fresh.size(); ++i) {
        const bool leadsToChanged =
            changed.contains(m_definition.edges.at(i).to) && fresh.at(i) == EdgeState::Failing;
        if (fresh.at(i) != edgeState(i) || leadsToChanged)
            edges.append(i);
    }
    m_edgeStates = fresh;
    // Then what flows is drawn less boldly.
    if (std::exchange(m_isAnythingDown, isAnythingDown()) != m_isAnythingDown)
        refreshFlows();
    const QList<int> groups = renewStandings();
    Q_EMIT nodesChanged(nodes);
    if (!edges.isEmpty())
        Q_EMIT edgesChanged(edges);
    if (!groups.isEmpty())
        Q_EMIT groupsChanged(groups);
}

/// Those of which it is another now.
QList<int> DiagramModel::renewStandings()
{
    const QHash<int, QString> stoodIn = m_standsIn;
    const QHash<int, GroupView> before = std::exchange(m_standings, currentStandings());
    QList<int> groups;
    for (auto it = m_standings.cbegin(); it != m_standings.cend(); ++it) {
        const auto known = before.constFind(it.key());
        if (known == before.cend() || *known != *it
            || stoodIn.value(it.key()) != standsIn(it.key()))
            groups.append(it.key());
    }
    for (auto it = before.cbegin(); it != before.cend(); ++it) {
        if (!m_standings.contains(it.key()))
            groups.append(it.key());
    }
    return groups;
}

void DiagramModel::onTicked()
{
    // Of the present they come with the live board's tick.
    if (m_flowsOf == FlowsOf::Moment) {
        refreshFlows();
        wantRecordedFlows();
    }
    // Only stale nodes and new trouble show an age.
    QList<int> nodes;
    QSet<int> badged;
    for (int i = 0; i < m_definition.nodes.size(); ++i) {
        const ServiceView *v = view(i);
        if (v == nullptr)
            continue;
        const bool isNew = newTrouble(*v, m_board->now()).has_value();
        if (isNew)
            badged.insert(i);
        if (v->stale || isNew || m_badged.contains(i))
            nodes.append(i);
    }
    m_badged = badged;
    if (!nodes.isEmpty())
        Q_EMIT nodesChanged(nodes);
}

QSet<int> DiagramModel::reachable(int node, bool alongEdges) const
{
    QList<QList<int>> next(m_definition.nodes.size());
    for (const DiagramEdge &edge : m_definition.edges) {
        if (carriesImpact(edge.basis, edge.role))
            next[alongEdges ? edge.from : edge.to].append(alongEdges ? edge.to : edge.from);
    }
    QSet<int> seen;
    QList<int> open;
    if (node >= 0 && node < next.size())
        open.append(node);
    while (!open.isEmpty()) {
        for (const int there : next.at(open.takeLast())) {
            if (there == node || seen.contains(there))
                continue;
            seen.insert(there);
            open.append(there);
        }
    }
    return seen;
}

} // namespace opsdeck
