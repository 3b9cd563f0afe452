// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/statusboard.h"
#include "models/topology/allenvironments.h"
#include "models/topology/diagramdefinition.h"
#include "models/topology/drawnflow.h"
#include "models/topology/edgestate.h"
#include "models/topology/layoutplans.h"
#include "services/domain/groups.h"

#include <QFutureWatcher>
#include <QSet>

namespace opsdeck {

class EdgeFlows;
struct FlowKey;
struct FlowReading;

/// The architecture of one environment, laid out once for all environments of its platform, with
/// the states of now. GUI thread. Plans of small graphs are made ahead on a pool thread, so that
/// another platform is drawn at once; large graphs are laid out there and arrive with
/// layoutChanged().
class DiagramModel final : public QObject
{
    Q_OBJECT
public:
    /// Nodes and lines that have to do with one node.
    struct Reach
    {
        QSet<int> nodes; ///< itself included
        QSet<int> edges;
    };

    static constexpr int kMostSpread =
        LayoutPlans::kMostNodes; ///< nodes; larger drawings fill any screen by themselves

    explicit DiagramModel(StatusBoard &board, QObject *parent = nullptr);
    ~DiagramModel() override;

    /// Shows another board from now on; of the same workspace the drawing stays as it is. Both
    /// outlive it.
    void setBoard(StatusBoard &board);
    void setEnvironment(const EnvironmentKey &environment);

    const EnvironmentKey &environment() const { return m_environment; }

    /// What all environments of the platform have together: each node stands for its service in all
    /// of them, each line is as it is where it is worst.
    void setAllEnvironments(bool all);

    bool isOfAllEnvironments() const { return m_isOfAll; }

    /// Where a node's service may be; empty while one environment is shown.
    QList<EnvironmentOfNode> environmentsOfNode(int node) const;

    /// Null when there is none. Valid until the board changes.
    const ServiceView *viewOf(const ServiceKey &service) const { return m_board->service(service); }

    /// Shows what flows over the lines from now on; outlives it.
    void setFlows(EdgeFlows &flows);
    void showFlows(FlowsOf which);

    /// In pixels, by the rate; 0: not known, drawn as usual. While something in the drawing fails
    /// none is wider than a failing line.
    int flowWidth(int edge) const { return m_flows.value(edge).width; }

    const FlowLabel &flowLabelOf(int edge) const;
    /// What flows there, with units, metrics and ages; of all environments with their names. Empty
    /// when nothing is said to flow there.
    QString flowSentences(int edge) const;

    /// Other distances between the boxes; answered by layoutChanged().
    void setMetrics(const LayoutMetrics &metrics);
    /// Spreads the drawing, seen at `scale`, over `room` where it is smaller; rows move together
    /// where the room is low. An empty room means the usual distances.
    void spreadOver(const QSizeF &room, double scale = 1);

    /// From now on as at the usual distances, where a node can be put; until rebuilt or ended.
    void beginMoving();
    /// Ends it with everything as the workspace has it.
    void endMoving();
    /// The node as if pinned with its middle at `place`, until the workspace changes or
    /// endMoving(). Nothing where the drawing is too large for that.
    void tryPlace(int node, const QPointF &place);
    /// The same as if it were not pinned; all of them where `node` is below 0.
    void tryFree(int node);

    /// Whether a place that is tried is seen at once.
    bool isSmall() const { return m_drawing.input.nodes.size() <= kMostSpread; }

    bool isPinned(int node) const;

    bool hasPins() const { return !m_drawing.input.pins.isEmpty(); }

    const DiagramDefinition &definition() const { return m_definition; }

    /// False while a layout is under way; layout() is empty then.
    bool isReady() const { return m_ready; }

    const LayoutResult &layout() const { return m_layout; }

    int nodeOf(const ServiceKey &service) const; ///< -1: none
    /// Null when the board does not know the service. Valid until the board changes.
    const ServiceView *view(int node) const;
    QString statusSentence(int node) const;
    /// Why it is impacted by what no line leads to; empty: lines tell it all.
    QString whyImpacted(int node) const;
    /// Right end of the bottom line: the figure, or the age of what is stale.
    QString figure(int node) const;
    /// "new 3 min", of trouble that began a short time ago; else empty.
    QString badge(int node) const;
    /// Checks of a service that are not run for lack of a parameter.
    int notSetUpOf(const ServiceKey &service) const;
    /// What a frame tells of its group; null where its boxes say it all. Of all environments: that
    /// of the one where it stands worst.
    const GroupView *standingOf(int group) const;

    /// Whose standingOf() is; empty where one environment is shown.
    QString standsIn(int group) const { return m_standsIn.value(group); }

    EdgeState edgeState(int edge) const;
    /// The typed error of a failing line, "disputed", or nothing.
    QString edgeLabel(int edge) const;
    /// The way to its root causes and all that depends on it; with nothing wrong also what it
    /// stands on.
    Reach reachOf(int node) const;

Q_SIGNALS:
    void layoutChanged();
    void nodesChanged(const QList<int> &nodes);
    void edgesChanged(const QList<int> &edges);
    /// What their frames tell is another.
    void groupsChanged(const QList<int> &groups);

private:
    void follow();
    void prepare();
    const Platform *platform() const;
    void rebuild();
    void requestLayout();
    /// Of a small graph, in the room that is.
    LayoutMetrics metricsForRoom();
    void layOutAsWanted();
    LayoutResult layoutWithoutPins(const LayoutPlan &plan);
    bool drawAtOnce(const LayoutMetrics &metrics);
    const LayoutResult *known(const LayoutMetrics &metrics);
    void takeLayout(const LayoutResult &layout);
    void onServicesChanged(const QList<ServiceKey> &keys);
    void onTicked();
    QList<EdgeState> currentEdgeStates() const;
    EdgeState stateOfEdge(int edge, const EnvironmentView &in) const;
    const ServiceView *viewIn(int node, const EnvironmentView &environment) const;
    QList<const EnvironmentView *> drawnEnvironments() const;
    bool isAnythingDown() const;
    QHash<int, GroupView> currentStandings();
    void addStandings(const EnvironmentId &environment, QHash<int, GroupView> &standings);
    QList<int> renewStandings();
    QSet<int> reachable(int node, bool alongEdges) const;

    QList<DrawnFlow> currentFlows() const;
    FlowKey flowKey(int edge, const EnvironmentKey &environment) const;
    FlowReading flowReading(int edge, const EnvironmentKey &environment) const;
    void refreshFlows();
    void wantRecordedFlows();

    StatusBoard *m_board;
    EnvironmentKey m_environment;
    bool m_isOfAll = false;
    DiagramDefinition m_definition;
    LayoutMetrics m_metrics;
    QSizeF m_room;
    double m_roomScale = 1;
    PlatformDrawing m_drawing;
    LayoutResult m_layout;
    bool m_ready = false;
    bool m_isMoving = false;
    QList<EdgeState> m_edgeStates;
    bool m_isAnythingDown = false;
    EdgeFlows *m_source = nullptr;
    FlowsOf m_flowsOf = FlowsOf::Present;
    QList<DrawnFlow> m_flows;
    QHash<int, GroupView> m_standings; ///< by group: of those that tell something
    QHash<int, QString> m_standsIn;    ///< by group: the environment of its standing
    QHash<ServiceKey, int> m_indexOf;
    QSet<int> m_badged;         ///< nodes that had a badge when time went on last
    QList<DrawnLayout> m_cache; ///< newest last
    QFutureWatcher<LayoutResult> m_watcher;
    LayoutInput m_pendingInput;
    LayoutMetrics m_pendingMetrics;
    WorkspacePtr m_prepared; ///< whose plans are made, or on their way
    std::shared_ptr<bool> m_preparing;
};

} // namespace opsdeck
