// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/topology/diagrammodel.h"
#include "ui/diagram/edgepainter.h"
#include "ui/diagram/navigation.h"
#include "ui/diagram/trunkpicture.h"

#include <QGraphicsView>
#include <QTimer>

#include <optional>

class QGraphicsRectItem;
class QMenu;

namespace opsdeck {

class HighlightItem;
class NodeItem;
class ThemeHub;

/// The live diagram. Frames and lines are one cached picture, of which a change of state repaints
/// only the lines that changed; boxes are items, of which it repaints only those that changed.
///
/// Arrows move the selection to the neighbour, Shift+arrows and dragging move the view, Tab walks
/// through the boxes and out, Enter tells the selection again, + - and Ctrl+wheel zoom, F fits, 0
/// is 100 %, Esc selects nothing, R asks for a runbook. Where boxes are movable, dragging one or
/// Alt+arrows put it elsewhere on the grid of 8.
class DiagramView final : public QGraphicsView
{
    Q_OBJECT
public:
    static constexpr double kLeastZoom = 0.02;
    static constexpr double kMostZoom = 3.0;

    DiagramView(DiagramModel &model, ThemeHub &theme, QWidget *parent = nullptr);
    ~DiagramView() override;

    DiagramModel &model() const { return m_model; }

    void select(const ServiceKey &service); ///< null key: nothing; does not emit

    const ServiceKey &selected() const { return m_selectedKey; }

    int selectedNode() const { return m_selected; }

    /// So much lies beneath something else: what is selected moves out from under it.
    void setCoveredRight(int width);

    /// Dims what neither name nor technology contains; empty dims nothing.
    void setFindText(const QString &text);

    /// The number at the corner of a box, by its service; empty: none anywhere.
    void setWaves(const QHash<ServiceKey, QString> &waves);

    /// How many facts of a service differ from another environment; empty: none anywhere.
    void setDifferences(const QHash<ServiceKey, int> &differences);

    double zoom() const { return m_zoom; }

    void zoomTo(double zoom);
    void zoomBy(double factor);
    /// Shows all of it, also after a change of the window's size, until the user zooms.
    void fit();

    bool isFitted() const { return m_fitted; }

    /// Whether boxes can be put elsewhere. Off at first.
    void setMovable(bool isMovable);
    void letGo(); ///< puts back what was moved and not kept
    /// To pin the box, or to let go of it; nothing where boxes are not movable.
    void addPlaceActions(QMenu &menu, const ServiceKey &service);

    const QList<NodeItem *> &nodeItems() const { return m_items; }

    /// What paintWhole() paints on, in coordinates of the scene.
    QRectF wholeArea() const;
    /// All of it at 100 %, without what only a hand on it shows: selection, hover, find.
    void paintWhole(QPainter &painter) const;

    /// Of the lines' labels, in coordinates of the scene.
    QList<QRectF> labelAreas() const;
    QList<QRectF> flowLabelAreas() const;           ///< of those that say what flows
    QRectF labelAreaOf(int edge) const;             ///< null: nothing is said beside it
    std::optional<QPointF> crossOf(int edge) const; ///< of a failing line, at this zoom

    /// How often the picture of frames and lines was painted, wholly or in part.
    int backgroundPaintCount() const { return m_backgroundPaints; }

    /// In coordinates of the viewport.
    QRect nodeGeometry(int node) const;

Q_SIGNALS:
    void serviceSelected(const opsdeck::ServiceKey &service);
    void runbookRequested(const opsdeck::ServiceKey &service);
    void figuresRequested(const opsdeck::ServiceKey &service);
    void menuRequested(const opsdeck::ServiceKey &service, const QPoint &at);
    /// A box is to stay at `middle`; it stands there already.
    void pinRequested(const opsdeck::ServiceKey &service, const QPointF &middle);
    /// It is to stand where the drawing has it; all of the environment's where no service is said.
    void unpinRequested(const opsdeck::ServiceKey &service);
    void zoomChanged(double zoom);
    void viewMoved();

protected:
    void drawBackground(QPainter *painter, const QRectF &rect) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    bool focusNextPrevChild(bool next) override;
    bool viewportEvent(QEvent *event) override;

private:
    /// `isWhole`: nothing of it is dimmed.
    void paintGround(QPainter &painter, const QRectF &rect, double zoom, bool isWhole) const;
    void paintLines(QPainter &painter, const QRectF &rect, double zoom, bool isWhole) const;
    void rebuild();
    void refreshLooks(const QList<int> &nodes);
    void refreshEdges(const QList<int> &edges);
    void paintAnew(const QList<int> &edges);
    void refreshFrames(const QList<int> &groups);
    void repaintAll();
    void placeLabels() const;
    bool isFlowTold(int edge) const; ///< by words beside it
    int labelPixels() const;
    void placeTrunkLabels(EdgeLabelGround &ground) const;
    void placeFailingLabels(EdgeLabelGround &ground) const;
    EdgeLabelGround groundOf(const QList<int> &trunk, double width, const EdgeLabelGround &) const;
    void placeFlowLabels(EdgeLabelGround &ground) const;
    std::optional<QPointF> flowLabelPlace(int edge, const EdgeLabel &label,
                                          const EdgeLabelGround &ground) const;
    QString edgeTip(const QPoint &position) const;
    void applyZoom(double zoom);
    void uncoverSelected();
    void choose(int node);
    void hover(int node);
    void renewHover();
    void moveSelection(int key);
    bool handleZoomKey(QKeyEvent *event);
    void grip(int node, const QPoint &position);
    void beginDrag();
    void hold();
    bool drag(const QPoint &position);
    void putTo(int node, const QPointF &middle);
    bool drop();
    void nudge(Direction direction);
    void settle();
    void pinWhereItStands(const ServiceKey &key);
    bool matchesFind(int node) const;
    int nodeAt(const QPoint &position) const;
    EdgeLook edgeLook(int edge, bool isWhole = false) const;

    DiagramModel &m_model;
    ThemeHub &m_theme;
    QList<NodeItem *> m_items; ///< owned by the scene
    HighlightItem *m_highlight = nullptr;
    QList<QRectF> m_edgeBounds;
    QHash<int, QList<int>> m_edgesTo; ///< by the node that they lead to
    mutable TrunkPictures m_trunks;
    /// By edge, of its flow by -1 less the edge, once they are placed.
    mutable QHash<int, PlacedEdgeLabel> m_labels;
    mutable bool m_areLabelsPlaced = false;
    mutable int m_labelPixels = 0; ///< that they were placed with
    DiagramModel::Reach m_reach;
    QStringList m_findWords; ///< all of them are in a box that is found
    QHash<ServiceKey, QString> m_waves;
    QHash<ServiceKey, int> m_differences;
    double m_zoom = 1;
    bool m_fitted = true;
    int m_coveredRight = 0; ///< pixels
    ServiceKey m_selectedKey;
    ServiceKey m_clicked; ///< what the last press of the left button was on
    int m_selected = -1;
    int m_hovered = -1;
    int m_backgroundPaints = 0;
    bool m_isMovable = false;
    ServiceKey m_moved; ///< in the hand, or moved by keys; empty: none
    bool m_isDragging = false;
    bool m_isKeyed = false;
    bool m_wasFitted = false; ///< before it was in the hand
    QPoint m_pressed;
    QPointF m_grip; ///< of the pointer in the box
    std::optional<QPointF> m_place;
    QGraphicsRectItem *m_ghost = nullptr; ///< owned by the scene
    QTimer m_settling;
};

} // namespace opsdeck
