// SPDX-License-Identifier: GPL-3.0-or-later
// Words and figures beside the lines of the diagram's view.
#include "ui/diagram/diagramview.h"
#include "ui/diagram/edgeway.h"
#include "ui/diagram/framepainter.h"
#include "ui/diagram/nodepainter.h"
#include "ui/theme/theme.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace opsdeck {

namespace {

constexpr double kClear = 4;           ///< pixels of the screen, of rings and boxes
constexpr double kCrossReach = 32;     ///< likewise: from a cross to the word beside it
constexpr qsizetype kMostCrosses = 64; ///< that words keep off
constexpr double kMostShared = 0.5;    ///< of a line, where another has the word already
constexpr double kTipReach = 6;        ///< pixels of the viewport from a line
constexpr int kMostTips = 4;
constexpr double kApartByCross = 2; ///< from other lines: the cross tells which line is meant
constexpr double kBeyond = 8;       ///< the drawing a label may reach, and is seen all the same
constexpr double kBetweenLabels = 24;
constexpr int kLabelText = 11;
constexpr double kApart = 8; ///< of a figure from lines that it is not of: some are wide

int flowLabelOfEdge(int edge)
{
    return -1 - edge;
}

/// Two labels beside each other would read as one.
QRectF apartFrom(const QRectF &label)
{
    return label.adjusted(-kBetweenLabels, 0, kBetweenLabels, 0);
}

QList<QRectF> near(const QList<QRectF> &all, const QRectF &around)
{
    QList<QRectF> found;
    std::copy_if(all.cbegin(), all.cend(), std::back_inserter(found),
                 [&](const QRectF &rect) { return rect.intersects(around); });
    return found;
}

/// Level and upright lines.
double distance(const QPointF &at, const QLineF &line)
{
    const QRectF box = QRectF(line.p1(), line.p2()).normalized();
    return std::max({0.0, box.left() - at.x(), at.x() - box.right(), box.top() - at.y(),
                     at.y() - box.bottom()});
}

/// How many need a node, by whatever ways. `edgesTo`: by the node that they lead to.
qsizetype dependantsOf(const DiagramDefinition &definition, const QHash<int, QList<int>> &edgesTo,
                       int node)
{
    QSet<int> seen{node};
    QList<int> open{node};
    while (!open.isEmpty()) {
        for (const int edge : edgesTo.value(open.takeLast())) {
            const DiagramEdge &line = definition.edges.at(edge);
            if (!carriesImpact(line.basis, line.role) || seen.contains(line.from))
                continue;
            seen.insert(line.from);
            open.append(line.from);
        }
    }
    return seen.size() - 1;
}

} // namespace

void DiagramView::placeLabels() const
{
    m_areLabelsPlaced = true;
    m_labelPixels = labelPixels();
    m_labels.clear();
    const LayoutResult &layout = m_model.layout();
    EdgeLabelGround ground;
    ground.pixels = labelPixels();
    ground.within = layout.bounds.adjusted(-kBeyond, -kBeyond, kBeyond, kBeyond);
    const double clear = kNodeReach + kClear * ground.pixels / kLabelText;
    for (int node = 0; node < layout.nodes.size(); ++node) {
        const bool isStack = m_model.definition().nodes.at(node).replicas > 1;
        const double behind = clear + (isStack ? 2 * kReplicaStep : 0);
        ground.taken.append(layout.nodes.at(node).adjusted(-clear, -clear, behind, behind));
    }
    qsizetype crosses = 0;
    for (int edge = 0; edge < m_edgeBounds.size() && crosses < kMostCrosses; ++edge) {
        if (m_model.edgeState(edge) != EdgeState::Failing)
            continue;
        ++crosses;
        if (const auto cross = crossOf(edge))
            ground.taken.append(crossArea(*cross, m_zoom));
    }
    for (const LayoutFrame &frame : layout.frames)
        ground.taken.append(frameTitleRect(frame.rect));
    for (const LayoutFrame &frame : layout.frames) {
        ground.borders << QLineF(frame.rect.topLeft(), frame.rect.bottomLeft())
                       << QLineF(frame.rect.topRight(), frame.rect.bottomRight())
                       << QLineF(frame.rect.bottomLeft(), frame.rect.bottomRight());
    }
    // What is wrong before what flows.
    placeFailingLabels(ground);
    placeTrunkLabels(ground);
    placeFlowLabels(ground);
}

EdgeLabelGround DiagramView::groundOf(const QList<int> &trunk, double width,
                                      const EdgeLabelGround &all) const
{
    QRectF around;
    for (const int edge : trunk)
        around |= m_edgeBounds.at(edge).adjusted(-width, -width, width, width);
    EdgeLabelGround ground{
        near(all.taken, around), {}, all.borders, {}, kApart, all.pixels, all.within};
    for (int edge = 0; edge < m_edgeBounds.size(); ++edge) {
        // Beside one to the same dependency of which something else is true it would be wrong.
        if (m_edgeBounds.at(edge).intersects(around))
            (trunk.contains(edge) ? ground.ownTrunk : ground.otherLines)
                .append(edgePieces(m_model.layout().edges.at(edge)));
    }
    return ground;
}

/// What went wrong is said once for each cause: beside the cross of the line on which most stands,
/// or nowhere, as elsewhere it would seem to be of another line.
void DiagramView::placeFailingLabels(EdgeLabelGround &all) const
{
    QMap<int, QList<int>> causes; // lines by the node that is down
    for (int edge = 0; edge < m_edgeBounds.size(); ++edge) {
        if (m_model.edgeState(edge) == EdgeState::Failing)
            causes[m_model.definition().edges.at(edge).to].append(edge);
    }
    for (const QList<int> &lines : std::as_const(causes)) {
        int first = -1;
        qsizetype most = -1;
        for (const int edge : lines) {
            const qsizetype count = lines.size() == 1
                                        ? 0
                                        : dependantsOf(m_model.definition(), m_edgesTo,
                                                       m_model.definition().edges.at(edge).from);
            if (std::exchange(most, std::max(most, count)) < count)
                first = edge;
        }
        const QString text = m_model.edgeLabel(first);
        const auto cross = crossOf(first);
        if (text.isEmpty() || !cross)
            continue;
        const EdgeLabel label{text, false, false, all.pixels};
        const double width = edgeLabelWidth(label);
        EdgeLabelGround ground = groundOf(lines, width, all);
        ground.beside = cross;
        ground.apart = kApartByCross;
        ground.farther = std::max(0.0, crossArea(*cross, m_zoom).height() / 2 - 3);
        ground.reach = kCrossReach * all.pixels / kLabelText;
        if (const auto place = edgeLabelPlace(m_model.layout().edges.at(first), width, ground)) {
            m_labels.insert(first, {place->baseline, label});
            all.taken.append(apartFrom(edgeLabelBounds(place->baseline, label)));
        }
    }
}

/// On each line that has room, as near to the dependency as that is.
void DiagramView::placeTrunkLabels(EdgeLabelGround &all) const
{
    const LayoutResult &layout = m_model.layout();
    QMap<QPair<int, QString>, QList<int>> trunks; // target and text, edges
    for (int edge = 0; edge < layout.edges.size(); ++edge) {
        const QString text =
            m_model.edgeState(edge) == EdgeState::Failing ? QString() : m_model.edgeLabel(edge);
        if (!text.isEmpty())
            trunks[{m_model.definition().edges.at(edge).to, text}].append(edge);
    }
    for (auto trunk = trunks.cbegin(); trunk != trunks.cend(); ++trunk) {
        const EdgeLabel label{trunk.key().second, false, false, all.pixels};
        const double width = edgeLabelWidth(label);
        QList<int> told;
        for (const int edge : trunk.value()) {
            const QList<QPointF> &way = layout.edges.at(edge);
            if (std::any_of(told.cbegin(), told.cend(), [&](int other) {
                    return sharedWay(layout.edges.at(other), way) > kMostShared * wayLength(way);
                }))
                continue;
            if (const auto place =
                    edgeLabelPlace(way, width, groundOf(trunk.value(), width, all))) {
                m_labels.insert(edge, {place->baseline, label});
                all.taken.append(apartFrom(edgeLabelBounds(place->baseline, label)));
                told.append(edge);
            }
        }
    }
}

/// Each beside a piece that its line has for itself: on a trunk it would seem to be of all of it,
/// where only one that is of all may stand. Trouble first; where there is no room there is none.
void DiagramView::placeFlowLabels(EdgeLabelGround &all) const
{
    QList<int> order;
    for (int edge = 0; edge < m_edgeBounds.size(); ++edge) {
        if (!m_model.flowLabelOf(edge).text.isEmpty())
            order.append(edge);
    }
    std::stable_sort(order.begin(), order.end(), [this](int a, int b) {
        return m_model.flowLabelOf(a).isBad && !m_model.flowLabelOf(b).isBad;
    });
    for (const int edge : std::as_const(order)) {
        const FlowLabel &flow = m_model.flowLabelOf(edge);
        for (const QString &text : {flow.text, flow.shortText}) {
            const EdgeLabel label{text, flow.isBad, flow.isStale, all.pixels};
            const auto baseline = text.isEmpty() ? std::nullopt : flowLabelPlace(edge, label, all);
            if (!baseline)
                continue;
            m_labels.insert(flowLabelOfEdge(edge), {*baseline, label});
            all.taken.append(apartFrom(edgeLabelBounds(*baseline, label)));
            break;
        }
    }
}

bool DiagramView::isFlowTold(int edge) const
{
    return m_labels.contains(flowLabelOfEdge(edge));
}

std::optional<QPointF> DiagramView::flowLabelPlace(int edge, const EdgeLabel &label,
                                                   const EdgeLabelGround &all) const
{
    const LayoutResult &layout = m_model.layout();
    const QList<DiagramEdge> &edges = m_model.definition().edges;
    const double width = edgeLabelWidth(label);
    const QRectF around = m_edgeBounds.at(edge).adjusted(-width, -width, width, width);
    EdgeLabelGround ground{near(all.taken, around),
                           edgePieces(layout.edges.at(edge)),
                           all.borders,
                           {},
                           kApart,
                           all.pixels,
                           all.within};
    for (int other = 0; other < layout.edges.size(); ++other) {
        if (other == edge || !m_edgeBounds.at(other).intersects(around))
            continue;
        const bool isOfTrunk =
            m_model.flowLabelOf(edge).isAtMost && edges.at(other).to == edges.at(edge).to;
        (isOfTrunk ? ground.ownTrunk : ground.otherLines)
            .append(edgePieces(layout.edges.at(other)));
    }
    const auto place = edgeLabelPlace(layout.edges.at(edge), width, ground);
    return place ? std::optional(place->baseline) : std::nullopt;
}

/// Never smaller than 11 on the screen.
int DiagramView::labelPixels() const
{
    return std::max(kLabelText, static_cast<int>(std::ceil(kLabelText / m_zoom)));
}

QList<QRectF> DiagramView::labelAreas() const
{
    if (!m_areLabelsPlaced)
        placeLabels();
    QList<QRectF> areas;
    for (const PlacedEdgeLabel &label : std::as_const(m_labels))
        areas.append(QRectF(label.baseline - QPointF(0, label.label.pixels - 2),
                            QSizeF(edgeLabelWidth(label.label), label.label.pixels)));
    return areas;
}

QRectF DiagramView::labelAreaOf(int edge) const
{
    if (!m_areLabelsPlaced)
        placeLabels();
    const auto found = m_labels.constFind(edge);
    return found == m_labels.cend()
               ? QRectF()
               : QRectF(found->baseline - QPointF(0, found->label.pixels - 2),
                        QSizeF(edgeLabelWidth(found->label), found->label.pixels));
}

QList<QRectF> DiagramView::flowLabelAreas() const
{
    if (!m_areLabelsPlaced)
        placeLabels();
    QList<QRectF> areas;
    for (auto it = m_labels.cbegin(); it != m_labels.cend(); ++it) {
        if (it.key() < 0)
            areas.append(QRectF(it->baseline - QPointF(0, it->label.pixels - 2),
                                QSizeF(edgeLabelWidth(it->label), it->label.pixels)));
    }
    return areas;
}

/// Of the lines there that are known to carry something; one for all that share a trunk.
QString DiagramView::edgeTip(const QPoint &position) const
{
    const QPointF at = mapToScene(position);
    QStringList tips;
    for (int edge = 0; edge < m_edgeBounds.size() && tips.size() < kMostTips; ++edge) {
        const double reach = kTipReach / m_zoom;
        if (!m_edgeBounds.at(edge).adjusted(-reach, -reach, reach, reach).contains(at))
            continue;
        const QList<QLineF> pieces = edgePieces(m_model.layout().edges.at(edge));
        if (std::none_of(pieces.cbegin(), pieces.cend(),
                         [&](const QLineF &piece) { return distance(at, piece) <= reach; }))
            continue;
        const QString told = m_model.flowSentences(edge);
        const DiagramEdge &line = m_model.definition().edges.at(edge);
        if (!told.isEmpty())
            tips << tr("%1 → %2", "a dependency, from and to")
                            .arg(m_model.definition().nodes.at(line.from).title,
                                 m_model.definition().nodes.at(line.to).title)
                        + QLatin1Char('\n') + told;
    }
    return tips.join(QStringLiteral("\n\n"));
}

} // namespace opsdeck
