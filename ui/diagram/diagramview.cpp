// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diagram/diagramview.h"

#include "ui/diagram/diagramaccessible.h"
#include "ui/diagram/edgepainter.h"
#include "ui/diagram/edgeway.h"
#include "ui/diagram/framepainter.h"
#include "ui/diagram/highlightitem.h"
#include "ui/diagram/nodeenvironments.h"
#include "ui/diagram/nodeitem.h"
#include "ui/theme/theme.h"

#include <QAccessible>
#include <QGraphicsScene>
#include <QMouseEvent>
#include <QRegularExpression>

#include <algorithm>
#include <numeric>
#include <utility>

namespace opsdeck {

namespace {

constexpr double kMargin = 12;
constexpr double kPanRoom = 160; ///< how far the view goes beyond the drawing
constexpr qsizetype kManyEdges = 64;
constexpr double kLabelZoom = 0.5; ///< nothing is written on lines below it
constexpr double kArrowGap = 1;    ///< from a box or its ring to an arrow, pixels of the screen
constexpr double kMostFit = 1.5;   ///< beyond it the boxes move apart instead of growing

QRectF pannable(const QRectF &bounds)
{
    return bounds.adjusted(-kPanRoom, -kPanRoom, kPanRoom, kPanRoom);
}

bool hasWord(const DiagramNode &node, const QString &word)
{
    return node.title.contains(word, Qt::CaseInsensitive)
           || node.subtitle.contains(word, Qt::CaseInsensitive);
}

/// What a ring and a stack take of a line that ends at the box there.
double gapAt(const NodeItem &item, const QPointF &end, bool isWhole, double scale)
{
    NodeLook look = item.look();
    if (isWhole)
        look.isSelected = look.isHighlighted = false;
    const QRectF box = item.rect();
    const bool isBehind = end.x() > box.right() - 1 || end.y() > box.bottom() - 1;
    return outlineReach(look, isBehind, scale);
}

} // namespace

DiagramView::DiagramView(DiagramModel &model, ThemeHub &theme, QWidget *parent)
    : QGraphicsView(parent)
    , m_model(model)
    , m_theme(theme)
{
    // First: a name that is set makes Qt look for what tells of this view, and keep it.
    DiagramAccessible::install();
    setObjectName(QStringLiteral("diagram.view"));
    setAccessibleName(tr("Architecture diagram"));
    setScene(new QGraphicsScene(this));
    setFrameShape(QFrame::NoFrame);
    setCacheMode(QGraphicsView::CacheBackground);
    setViewportUpdateMode(QGraphicsView::MinimalViewportUpdate);
    setRenderHint(QPainter::Antialiasing);
    setRenderHint(QPainter::SmoothPixmapTransform);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTransformationAnchor(QGraphicsView::AnchorUnderMouse);
    setDragMode(QGraphicsView::ScrollHandDrag);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    viewport()->grabGesture(Qt::PinchGesture);
    connect(&model, &DiagramModel::layoutChanged, this, &DiagramView::rebuild);
    connect(&model, &DiagramModel::nodesChanged, this, &DiagramView::refreshLooks);
    connect(&model, &DiagramModel::edgesChanged, this, &DiagramView::renewHover);
    connect(&model, &DiagramModel::edgesChanged, this, &DiagramView::refreshEdges);
    connect(&model, &DiagramModel::groupsChanged, this, &DiagramView::refreshFrames);
    connect(&theme, &ThemeHub::changed, this, &DiagramView::repaintAll);
    m_settling.setSingleShot(true);
    connect(&m_settling, &QTimer::timeout, this, &DiagramView::settle);
    rebuild();
}

DiagramView::~DiagramView() = default;

void DiagramView::rebuild()
{
    // What the pointer was on belongs to the old picture.
    m_hovered = -1;
    m_reach = {};
    scene()->clear();
    m_ghost = nullptr;
    m_items.clear();
    m_highlight = new HighlightItem(m_theme);
    scene()->addItem(m_highlight);
    const LayoutResult &layout = m_model.layout();
    for (int i = 0; i < layout.nodes.size(); ++i) {
        auto *item = new NodeItem(i, layout.nodes.at(i), m_theme);
        scene()->addItem(item);
        m_items.append(item);
    }
    m_edgeBounds.clear();
    m_trunks.clear();
    for (const QList<QPointF> &corners : layout.edges)
        m_edgeBounds.append(edgeBounds(corners));
    m_edgesTo.clear();
    for (int edge = 0; edge < m_edgeBounds.size(); ++edge) {
        m_edgesTo[m_model.definition().edges.at(edge).to].append(edge);
    }
    m_selected = m_model.isReady() ? m_model.nodeOf(m_selectedKey) : -1;
    // Under a box in the hand the ground must not move.
    const bool isHeld = m_isDragging || m_isKeyed;
    scene()->setSceneRect(isHeld ? pannable(layout.bounds) | scene()->sceneRect()
                                 : pannable(layout.bounds));
    m_areLabelsPlaced = false;
    QList<int> all(m_items.size());
    std::iota(all.begin(), all.end(), 0);
    refreshLooks(all);
    if (m_fitted)
        fit();
    repaintAll();
    QAccessibleEvent event(this, QAccessible::ObjectReorder);
    QAccessible::updateAccessibility(&event);
}

void DiagramView::refreshLooks(const QList<int> &nodes)
{
    QList<int> edges;
    QSet<int> ringed;
    for (const int node : nodes) {
        if (node >= m_items.size())
            continue;
        NodeLook look = nodeLook(m_model.definition().nodes.at(node), m_model.view(node),
                                 m_model.figure(node), m_model.badge(node),
                                 m_model.notSetUpOf(m_model.definition().nodes.at(node).key));
        look.isPinned = m_model.isPinned(node);
        takeEnvironments(m_model, node, look);
        look.isSelected = node == m_selected;
        look.isHighlighted = m_hovered >= 0 && m_reach.nodes.contains(node);
        look.isDimmed = !matchesFind(node);
        look.wave = m_waves.value(m_model.definition().nodes.at(node).key);
        look.differences = m_differences.value(m_model.definition().nodes.at(node).key);
        const bool ringChanged = ringReach(look) != ringReach(m_items.at(node)->look());
        const bool wordChanged = look.word != m_items.at(node)->look().word;
        m_items.at(node)->setLook(look);
        if (ringChanged)
            ringed.insert(node);
        if (wordChanged && node == m_selected && QAccessible::isActive())
            DiagramAccessible::announce(*this, node, QAccessible::NameChanged);
    }
    // Their lines begin and end elsewhere now.
    for (int edge = 0; !ringed.isEmpty() && edge < m_edgeBounds.size(); ++edge) {
        const DiagramEdge &line = m_model.definition().edges.at(edge);
        if (ringed.contains(line.from) || ringed.contains(line.to))
            edges.append(edge);
    }
    paintAnew(edges);
}

/// Many areas cost more to be told apart than what lies between them to be painted.
void DiagramView::paintAnew(const QList<int> &edges)
{
    const bool areMany = edges.size() > kManyEdges;
    QRectF all;
    for (const int edge : edges) {
        const QRectF bounds = m_edgeBounds.value(edge);
        if (areMany)
            all |= bounds;
        else
            scene()->invalidate(bounds, QGraphicsScene::BackgroundLayer);
    }
    if (areMany)
        scene()->invalidate(all, QGraphicsScene::BackgroundLayer);
}

void DiagramView::refreshEdges(const QList<int> &edges)
{
    const QHash<int, PlacedEdgeLabel> old = m_labels;
    m_areLabelsPlaced = false;
    if (m_zoom >= kLabelZoom)
        placeLabels();
    paintAnew(edges);
    const auto invalidateLabels = [this](const QHash<int, PlacedEdgeLabel> &labels,
                                         const QHash<int, PlacedEdgeLabel> &others) {
        for (auto it = labels.cbegin(); it != labels.cend(); ++it) {
            if (others.value(it.key()).label != it->label
                || others.value(it.key()).baseline != it->baseline)
                scene()->invalidate(edgeLabelBounds(it->baseline, it->label),
                                    QGraphicsScene::BackgroundLayer);
        }
    };
    if (!m_areLabelsPlaced)
        return;
    invalidateLabels(old, m_labels);
    invalidateLabels(m_labels, old);
}

void DiagramView::refreshFrames(const QList<int> &groups)
{
    for (const LayoutFrame &frame : m_model.layout().frames) {
        if (groups.contains(frame.group))
            scene()->invalidate(frameTitleRect(frame.rect), QGraphicsScene::BackgroundLayer);
    }
}

void DiagramView::repaintAll()
{
    resetCachedContent();
    viewport()->update();
}

EdgeLook DiagramView::edgeLook(int edge, bool isWhole) const
{
    const DiagramEdge &definition = m_model.definition().edges.at(edge);
    EdgeLook look;
    look.corners = m_model.layout().edges.at(edge);
    look.basis = definition.basis;
    look.role = definition.role;
    look.state = m_model.edgeState(edge);
    look.width = m_model.flowWidth(edge);
    if (!look.corners.isEmpty()) {
        const double scale = isWhole ? 1 : m_zoom;
        look.endGap = gapAt(*m_items.at(definition.to), look.corners.last(), isWhole, scale)
                      + kArrowGap / scale;
        look.beginGap = gapAt(*m_items.at(definition.from), look.corners.first(), isWhole, scale);
    }
    look.isDimmed = !isWhole && !matchesFind(definition.from) && !matchesFind(definition.to);
    return look;
}

void DiagramView::drawBackground(QPainter *painter, const QRectF &rect)
{
    ++m_backgroundPaints;
    paintGround(*painter, rect, m_zoom, false);
}

void DiagramView::paintGround(QPainter &painter, const QRectF &rect, double zoom,
                              bool isWhole) const
{
    const Theme &theme = m_theme.theme();
    painter.fillRect(rect, theme.bg);
    const LayoutResult &layout = m_model.layout();
    for (const LayoutFrame &frame : layout.frames) {
        if (frame.rect.intersects(rect))
            paintFrame(painter, frame.rect,
                       frameLook(m_model.definition().groups.at(frame.group),
                                 m_model.definition().depthOf(frame.group),
                                 m_model.standingOf(frame.group), m_model.standsIn(frame.group)),
                       theme, zoom);
    }
    const bool hasLabels = zoom >= kLabelZoom;
    if (hasLabels && (!m_areLabelsPlaced || m_labelPixels != labelPixels()))
        placeLabels();
    paintLines(painter, rect, zoom, isWhole);
    if (!hasLabels)
        return;
    for (auto it = m_labels.cbegin(); it != m_labels.cend(); ++it) {
        if (edgeLabelBounds(it->baseline, it->label).intersects(rect))
            paintEdgeLabel(painter, it->baseline, it->label, theme);
    }
}

/// Lines that end together are told apart by each other.
void DiagramView::paintLines(QPainter &painter, const QRectF &rect, double zoom, bool isWhole) const
{
    const auto lookOf = [&](int edge) {
        EdgeLook look = edgeLook(edge, isWhole);
        const FlowLabel &flow = m_model.flowLabelOf(edge);
        look.losesMuch = flow.isBad && !flow.isStale && !(zoom >= kLabelZoom && isFlowTold(edge));
        return look;
    };
    QList<EdgeLook> looks;
    QSet<int> reached;
    for (int edge = 0; edge < m_edgeBounds.size(); ++edge) {
        if (!touches(rect, m_edgeBounds.at(edge)))
            continue;
        if (isWhole || areEdgesFar(zoom))
            looks.append(lookOf(edge));
        else
            reached.insert(m_model.definition().edges.at(edge).to);
    }
    if (reached.isEmpty()) {
        paintEdges(painter, looks, m_theme.theme(), zoom);
        return;
    }
    QList<const TrunkPicture *> trunks;
    for (const int node : std::as_const(reached)) {
        looks.clear();
        for (const int edge : m_edgesTo.value(node))
            looks.append(lookOf(edge));
        trunks.append(&m_trunks.of(node, looks, painter.combinedTransform(), zoom));
    }
    paintTrunks(painter, trunks, m_theme.theme(), zoom, rect);
}

QRectF DiagramView::wholeArea() const
{
    QRectF area = m_model.layout().bounds;
    for (const NodeItem *item : m_items)
        area |= item->boundingRect();
    return area;
}

void DiagramView::paintWhole(QPainter &painter) const
{
    paintGround(painter, wholeArea(), 1, true);
    for (const NodeItem *item : m_items) {
        NodeLook look = item->look();
        look.isSelected = look.isHighlighted = look.isDimmed = false;
        paintNode(painter, item->rect(), look, m_theme.theme(), 1);
    }
}

void DiagramView::select(const ServiceKey &service)
{
    m_selectedKey = service;
    const int node = m_model.isReady() ? m_model.nodeOf(service) : -1;
    if (node == m_selected)
        return;
    const int before = m_selected;
    m_selected = node;
    QList<int> changed;
    for (const int each : {before, node}) {
        if (each >= 0)
            changed.append(each);
    }
    refreshLooks(changed);
    uncoverSelected();
    if (node >= 0)
        DiagramAccessible::announce(*this, node, QAccessible::Focus);
}

void DiagramView::setCoveredRight(int width)
{
    if (std::exchange(m_coveredRight, width) == width)
        return;
    if (m_fitted)
        fit();
    else
        uncoverSelected();
}

/// What is chosen and all that it hurts, where there is room for both; else what is chosen.
void DiagramView::uncoverSelected()
{
    if (m_coveredRight <= 0 || m_selected < 0 || m_selected >= m_items.size())
        return;
    const double free = viewport()->width() - m_coveredRight;
    QRectF wanted = nodeGeometry(m_selected);
    QRectF withHurt = wanted;
    for (int node = 0; node < m_items.size(); ++node) {
        const ServiceView *view = m_model.view(node);
        if (view != nullptr && view->impactedBy.contains(m_selectedKey))
            withHurt |= nodeGeometry(node);
    }
    if (withHurt.width() + 2 * kMargin <= free)
        wanted = withHurt;
    double over = 0;
    if (wanted.right() + kMargin > free)
        over = wanted.right() + kMargin - free;
    else if (wanted.left() < kMargin)
        over = wanted.left() - kMargin;
    if (over == 0)
        return;
    const QRectF seen = mapToScene(viewport()->rect()).boundingRect();
    const double by = over / m_zoom;
    scene()->setSceneRect(scene()->sceneRect() | seen.translated(by, 0));
    centerOn(seen.center() + QPointF(by, 0));
}

void DiagramView::setFindText(const QString &text)
{
    m_findWords = text.split(QRegularExpression(QStringLiteral("\\s+")), Qt::SkipEmptyParts);
    // A word that no box has is of something else: the environment, a page.
    QStringList known = m_findWords;
    known.removeIf([this](const QString &word) {
        const QList<DiagramNode> &nodes = m_model.definition().nodes;
        return std::none_of(nodes.cbegin(), nodes.cend(),
                            [&](const DiagramNode &node) { return hasWord(node, word); });
    });
    if (!known.isEmpty())
        m_findWords = known;
    QList<int> all(m_items.size());
    std::iota(all.begin(), all.end(), 0);
    refreshLooks(all);
    repaintAll();
}

void DiagramView::setWaves(const QHash<ServiceKey, QString> &waves)
{
    m_waves = waves;
    QList<int> all(m_items.size());
    std::iota(all.begin(), all.end(), 0);
    refreshLooks(all);
}

void DiagramView::setDifferences(const QHash<ServiceKey, int> &differences)
{
    if (differences == m_differences)
        return;
    m_differences = differences;
    QList<int> all(m_items.size());
    std::iota(all.begin(), all.end(), 0);
    refreshLooks(all);
}

bool DiagramView::matchesFind(int node) const
{
    const DiagramNode &definition = m_model.definition().nodes.at(node);
    return std::all_of(m_findWords.cbegin(), m_findWords.cend(),
                       [&](const QString &word) { return hasWord(definition, word); });
}

void DiagramView::zoomTo(double zoom)
{
    m_fitted = false;
    applyZoom(zoom);
}

void DiagramView::zoomBy(double factor)
{
    zoomTo(m_zoom * factor);
}

void DiagramView::fit()
{
    m_fitted = true;
    const QSizeF room = QSizeF(viewport()->size()) - QSizeF(2 * kMargin, 2 * kMargin);
    if (room.width() <= 0 || room.height() <= 0)
        return;
    // May lay out anew, which comes back here with the distances that are wanted.
    m_model.spreadOver(room, kMostFit);
    const QRectF bounds = m_model.layout().bounds;
    if (bounds.isEmpty())
        return;
    const double scale = std::min(room.width() / bounds.width(), room.height() / bounds.height());
    applyZoom(m_model.hasPins() ? std::min(scale, kMostFit) : scale);
    // In the middle across, at the top: what is spare lies below.
    const QSizeF seen = QSizeF(viewport()->size()) / m_zoom;
    QRectF area(QPointF(bounds.center().x() - seen.width() / 2, bounds.top() - kMargin / m_zoom),
                seen);
    // Beside what covers it, as far as the spare room at the left goes.
    if (m_coveredRight > 0) {
        const double margin = kMargin / m_zoom;
        const double covered = bounds.right() + margin - (area.right() - m_coveredRight / m_zoom);
        area.translate(
            std::clamp(covered, 0.0, std::max(0.0, bounds.left() - margin - area.left())), 0);
    }
    scene()->setSceneRect(pannable(bounds) | area);
    centerOn(area.center());
    uncoverSelected();
}

void DiagramView::applyZoom(double zoom)
{
    const double wanted = std::clamp(zoom, kLeastZoom, kMostZoom);
    if (qFuzzyCompare(wanted, m_zoom) && qFuzzyCompare(transform().m11(), wanted))
        return;
    m_zoom = wanted;
    setTransform(QTransform::fromScale(wanted, wanted));
    Q_EMIT zoomChanged(m_zoom);
    Q_EMIT viewMoved();
}

QRect DiagramView::nodeGeometry(int node) const
{
    return node < 0 || node >= m_items.size()
               ? QRect()
               : mapFromScene(m_items.at(node)->rect()).boundingRect();
}

int DiagramView::nodeAt(const QPoint &position) const
{
    const QPointF at = mapToScene(position);
    const auto hit = std::find_if(m_items.cbegin(), m_items.cend(),
                                  [&](const NodeItem *item) { return item->rect().contains(at); });
    return hit == m_items.cend() ? -1 : (*hit)->index();
}

} // namespace opsdeck
