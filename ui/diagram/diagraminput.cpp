// SPDX-License-Identifier: GPL-3.0-or-later
// Keys, mouse and gestures of the diagram's view.
#include "ui/diagram/diagramview.h"
#include "ui/diagram/edgepainter.h"
#include "ui/diagram/highlightitem.h"
#include "ui/diagram/navigation.h"
#include "ui/diagram/nodeenvironments.h"
#include "ui/diagram/nodeitem.h"

#include <QContextMenuEvent>
#include <QGestureEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QScrollBar>
#include <QToolTip>
#include <QWheelEvent>

#include <cmath>
#include <utility>

namespace opsdeck {

namespace {

constexpr double kZoomStep = 1.25;
constexpr int kPanStep = 64;

std::optional<Direction> directionOf(int key)
{
    switch (key) {
    case Qt::Key_Left:
        return Direction::Left;
    case Qt::Key_Right:
        return Direction::Right;
    case Qt::Key_Up:
        return Direction::Up;
    case Qt::Key_Down:
        return Direction::Down;
    default:
        return std::nullopt;
    }
}

} // namespace

void DiagramView::choose(int node)
{
    select(node < 0 ? ServiceKey() : m_model.definition().nodes.at(node).key);
    if (node >= 0)
        ensureVisible(m_items.at(node)->boundingRect(), 0, 0);
    Q_EMIT serviceSelected(selected());
}

void DiagramView::hover(int node)
{
    if (node == m_hovered)
        return;
    QSet<int> changed = m_reach.nodes;
    m_hovered = node;
    m_reach = m_model.reachOf(node);
    changed += m_reach.nodes;
    QList<EdgeLook> edges;
    QList<QPointF> crosses;
    for (const int edge : std::as_const(m_reach.edges)) {
        edges.append(edgeLook(edge));
        if (edges.last().state != EdgeState::Failing)
            continue;
        if (const auto cross = crossOf(edge))
            crosses.append(*cross);
    }
    m_highlight->setEdges(edges, crosses);
    refreshLooks(changed.values());
}

/// Where the drawing has it.
std::optional<QPointF> DiagramView::crossOf(int edge) const
{
    QList<EdgeLook> together;
    qsizetype own = -1;
    for (const int each : m_edgesTo.value(m_model.definition().edges.at(edge).to)) {
        if (each == edge)
            own = together.size();
        together.append(edgeLook(each));
    }
    return own < 0 ? std::nullopt : failingMark(together, own, m_zoom);
}

/// The way to the causes is another one now.
void DiagramView::renewHover()
{
    if (m_hovered >= 0)
        hover(std::exchange(m_hovered, -1));
}

void DiagramView::resizeEvent(QResizeEvent *event)
{
    QGraphicsView::resizeEvent(event);
    if (m_fitted)
        fit();
    Q_EMIT viewMoved();
}

void DiagramView::scrollContentsBy(int dx, int dy)
{
    QGraphicsView::scrollContentsBy(dx, dy);
    Q_EMIT viewMoved();
}

void DiagramView::moveSelection(int key)
{
    const std::optional<Direction> direction = directionOf(key);
    if (!direction || m_items.isEmpty())
        return;
    if (m_selected < 0) {
        choose(0);
        return;
    }
    const int next = neighbourOf(m_model.layout().nodes, m_selected, *direction);
    if (next >= 0)
        choose(next);
}

bool DiagramView::handleZoomKey(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomBy(kZoomStep);
        return true;
    case Qt::Key_Minus:
        zoomBy(1 / kZoomStep);
        return true;
    case Qt::Key_0:
        zoomTo(1);
        return true;
    case Qt::Key_F:
        fit();
        return true;
    default:
        return false;
    }
}

void DiagramView::keyPressEvent(QKeyEvent *event)
{
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
    if (const auto direction = directionOf(event->key())) {
        if (modifiers == Qt::ShiftModifier) {
            const bool isFlat = *direction == Direction::Left || *direction == Direction::Right;
            const int step =
                *direction == Direction::Left || *direction == Direction::Up ? -kPanStep : kPanStep;
            QScrollBar *bar = isFlat ? horizontalScrollBar() : verticalScrollBar();
            bar->setValue(bar->value() + step);
            return;
        }
        if (modifiers == Qt::AltModifier && m_isMovable) {
            nudge(*direction);
            return;
        }
        if (modifiers == Qt::NoModifier) {
            settle();
            moveSelection(event->key());
            return;
        }
    }
    if (event->key() == Qt::Key_Escape && (m_isDragging || m_isKeyed)) {
        letGo();
        return;
    }
    // "+" needs Shift on many keyboards.
    const bool isPlain = modifiers == Qt::NoModifier
                         || (modifiers == Qt::ShiftModifier && event->key() == Qt::Key_Plus);
    if (isPlain && handleZoomKey(event))
        return;
    const bool hasSelection = m_selected >= 0;
    if (modifiers == Qt::NoModifier && hasSelection) {
        switch (event->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
            Q_EMIT serviceSelected(selected());
            return;
        case Qt::Key_Escape:
            choose(-1);
            return;
        case Qt::Key_R:
            Q_EMIT runbookRequested(selected());
            return;
        default:
            break;
        }
    }
    event->ignore();
}

void DiagramView::mousePressEvent(QMouseEvent *event)
{
    const int node = event->button() == Qt::LeftButton ? nodeAt(event->position().toPoint()) : -1;
    m_clicked = {};
    if (node >= 0) {
        const ServiceKey elsewhere = environmentAt(m_model, node, m_items.at(node)->rect(),
                                                   mapToScene(event->position().toPoint()), m_zoom);
        if (elsewhere.service.isEmpty()) {
            grip(node, event->position().toPoint());
            choose(node);
        } else {
            select(elsewhere);
            Q_EMIT serviceSelected(elsewhere);
        }
        m_clicked = m_selectedKey;
        event->accept();
        return;
    }
    QGraphicsView::mousePressEvent(event);
}

void DiagramView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && !m_isKeyed && drop())
        return;
    QGraphicsView::mouseReleaseEvent(event);
}

void DiagramView::focusOutEvent(QFocusEvent *event)
{
    settle();
    QGraphicsView::focusOutEvent(event);
}

void DiagramView::mouseDoubleClickEvent(QMouseEvent *event)
{
    // The first click may have opened the inspector, so that another box is there now.
    if (event->button() != Qt::LeftButton || m_clicked.service.isEmpty())
        mousePressEvent(event);
    event->accept();
    const ServiceKey clicked = std::exchange(m_clicked, {});
    if (!clicked.service.isEmpty())
        Q_EMIT figuresRequested(clicked);
}

void DiagramView::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons() == Qt::LeftButton && drag(event->position().toPoint()))
        return;
    QGraphicsView::mouseMoveEvent(event);
    if (event->buttons() == Qt::NoButton)
        hover(nodeAt(event->position().toPoint()));
}

void DiagramView::contextMenuEvent(QContextMenuEvent *event)
{
    const bool isByKey = event->reason() == QContextMenuEvent::Keyboard;
    const int node = isByKey ? m_selected : nodeAt(event->pos());
    if (node < 0)
        return;
    if (node != m_selected)
        choose(node);
    event->accept();
    Q_EMIT menuRequested(m_model.definition().nodes.at(node).key,
                         isByKey ? viewport()->mapToGlobal(nodeGeometry(node).center())
                                 : event->globalPos());
}

void DiagramView::wheelEvent(QWheelEvent *event)
{
    if (!event->modifiers().testFlag(Qt::ControlModifier)) {
        QGraphicsView::wheelEvent(event);
        return;
    }
    // 120 units are one notch; touchpads send fractions of it.
    zoomBy(std::pow(kZoomStep, event->angleDelta().y() / 120.0));
    event->accept();
}

void DiagramView::focusInEvent(QFocusEvent *event)
{
    QGraphicsView::focusInEvent(event);
    const bool byKeyboard =
        event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
    if (byKeyboard && m_selected < 0 && !m_items.isEmpty())
        choose(event->reason() == Qt::TabFocusReason ? 0 : static_cast<int>(m_items.size()) - 1);
}

bool DiagramView::focusNextPrevChild(bool next)
{
    const int step = next ? 1 : -1;
    const int node = m_selected + step;
    if (m_selected < 0 || node < 0 || node >= m_items.size())
        return QGraphicsView::focusNextPrevChild(next);
    choose(node);
    return true;
}

bool DiagramView::viewportEvent(QEvent *event)
{
    switch (event->type()) {
    case QEvent::Leave:
        hover(-1);
        break;
    case QEvent::ToolTip: {
        auto *help = static_cast<QHelpEvent *>(event);
        const int node = nodeAt(help->pos());
        const QString text = node < 0 ? edgeTip(help->pos())
                                      : m_model.definition().nodes.at(node).title
                                            + QLatin1Char('\n') + m_model.statusSentence(node);
        if (text.isEmpty()) {
            QToolTip::hideText();
        } else {
            // Rich text would read names from elsewhere as markup.
            QToolTip::showText(
                help->globalPos(),
                text.toHtmlEscaped().replace(QLatin1Char('\n'), QStringLiteral("<br>")),
                viewport());
        }
        return true;
    }
    case QEvent::Gesture: {
        auto *pinch = static_cast<QPinchGesture *>(
            static_cast<QGestureEvent *>(event)->gesture(Qt::PinchGesture));
        if (pinch != nullptr && pinch->changeFlags().testFlag(QPinchGesture::ScaleFactorChanged)) {
            zoomBy(pinch->scaleFactor());
            return true;
        }
        break;
    }
    case QEvent::NativeGesture: {
        auto *gesture = static_cast<QNativeGestureEvent *>(event);
        if (gesture->gestureType() == Qt::ZoomNativeGesture) {
            zoomBy(1 + gesture->value());
            return true;
        }
        break;
    }
    default:
        break;
    }
    return QGraphicsView::viewportEvent(event);
}

} // namespace opsdeck
