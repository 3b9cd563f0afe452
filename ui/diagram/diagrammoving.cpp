// SPDX-License-Identifier: GPL-3.0-or-later
// Moving boxes of the diagram by hand, and letting go of them.
#include "ui/diagram/diagramview.h"
#include "ui/diagram/nodeitem.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QGraphicsRectItem>
#include <QGraphicsScene>
#include <QMenu>
#include <QPen>
#include <QScrollBar>

#include <cmath>

namespace opsdeck {

namespace {

constexpr double kGrid = 8;
/// After the last key a box stays where it is. Longer than who presses key by key takes to look:
/// one move is one record.
constexpr int kSettleMs = 2000;
constexpr double kGhostZ = 3;

QPointF onGrid(const QPointF &at)
{
    return QPointF(std::round(at.x() / kGrid), std::round(at.y() / kGrid)) * kGrid;
}

} // namespace

void DiagramView::setMovable(bool isMovable)
{
    m_isMovable = isMovable;
}

void DiagramView::grip(int node, const QPoint &position)
{
    settle();
    if (!m_isMovable || node < 0)
        return;
    m_moved = m_model.definition().nodes.at(node).key;
    m_pressed = position;
    m_grip = mapToScene(position) - m_items.at(node)->rect().topLeft();
}

void DiagramView::beginDrag()
{
    m_isDragging = true;
    hold();
    hover(-1);
    m_model.beginMoving();
    const int node = m_model.nodeOf(m_moved);
    if (node < 0 || node >= m_items.size())
        return;
    // Boxes may stand nearer to each other now: what was under the pointer comes back there.
    const QSizeF seen = QSizeF(viewport()->size()) / m_zoom;
    scene()->setSceneRect(
        scene()->sceneRect().adjusted(-seen.width(), -seen.height(), seen.width(), seen.height()));
    const QPoint off = mapFromScene(m_items.at(node)->rect().topLeft() + m_grip) - m_pressed;
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() + off.x());
    verticalScrollBar()->setValue(verticalScrollBar()->value() + off.y());
    viewport()->setCursor(Qt::ClosedHandCursor);
}

/// What is in the hand must not change its size.
void DiagramView::hold()
{
    m_wasFitted = m_fitted;
    m_fitted = false;
}

bool DiagramView::drag(const QPoint &position)
{
    if (m_moved.service.isEmpty() || m_isKeyed)
        return false;
    if (!m_isDragging) {
        if ((position - m_pressed).manhattanLength() < QApplication::startDragDistance())
            return true;
        beginDrag();
    }
    const int node = m_model.nodeOf(m_moved);
    if (node < 0 || node >= m_items.size()) {
        letGo();
        return true;
    }
    const QRectF box = m_items.at(node)->rect();
    const QPointF corner = onGrid(mapToScene(position) - m_grip);
    putTo(node, QRectF(corner, box.size()).center());
    return true;
}

/// Shows it there at once, or its outline where that would take long.
void DiagramView::putTo(int node, const QPointF &middle)
{
    if (m_place == middle)
        return;
    m_place = middle;
    if (m_model.isSmall()) {
        m_model.tryPlace(node, middle);
        return;
    }
    if (m_ghost == nullptr) {
        m_ghost = scene()->addRect({}, QPen(m_theme.theme().ink, 1, Qt::DashLine));
        m_ghost->setZValue(kGhostZ);
    }
    QRectF rect = m_items.at(node)->rect();
    rect.moveCenter(middle);
    m_ghost->setRect(rect);
}

bool DiagramView::drop()
{
    const bool wasHeld = m_isDragging || m_isKeyed;
    const ServiceKey moved = m_moved;
    const std::optional<QPointF> place = m_place;
    m_moved = {};
    m_isDragging = m_isKeyed = false;
    m_place.reset();
    viewport()->unsetCursor();
    if (m_ghost != nullptr) {
        delete m_ghost;
        m_ghost = nullptr;
    }
    const int node = m_model.nodeOf(moved);
    if (wasHeld)
        m_fitted = m_wasFitted;
    if (!place || node < 0) {
        if (wasHeld)
            m_model.endMoving();
        return wasHeld;
    }
    // Where it came to stand: something else may hold the place.
    const QPointF middle =
        m_model.isSmall() && node < m_items.size() ? m_items.at(node)->rect().center() : *place;
    if (m_fitted)
        fit();
    Q_EMIT pinRequested(moved, middle);
    return true;
}

void DiagramView::letGo()
{
    m_settling.stop();
    m_place.reset();
    drop();
    m_model.endMoving();
}

void DiagramView::nudge(Direction direction)
{
    if (!m_isMovable || m_selected < 0)
        return;
    if (!m_isKeyed) {
        m_moved = m_selectedKey;
        m_isKeyed = true;
        hold();
        m_model.beginMoving();
    }
    const int node = m_model.nodeOf(m_moved);
    if (node < 0 || node >= m_items.size())
        return;
    QPointF step;
    switch (direction) {
    case Direction::Left:
        step = {-kGrid, 0};
        break;
    case Direction::Right:
        step = {kGrid, 0};
        break;
    case Direction::Up:
        step = {0, -kGrid};
        break;
    case Direction::Down:
        step = {0, kGrid};
        break;
    }
    // From where it was put, so that it gets past what it can't stand on.
    putTo(node, m_place.value_or(m_items.at(node)->rect().center()) + step);
    if (m_ghost != nullptr)
        ensureVisible(m_ghost->rect(), 0, 0);
    else if (m_selected >= 0 && m_selected < m_items.size())
        ensureVisible(m_items.at(m_selected)->boundingRect(), 0, 0);
    m_settling.start(kSettleMs);
}

void DiagramView::settle()
{
    m_settling.stop();
    if (m_isKeyed)
        drop();
}

void DiagramView::addPlaceActions(QMenu &menu, const ServiceKey &service)
{
    const int node = m_model.nodeOf(service);
    if (!m_isMovable || node < 0)
        return;
    settle();
    menu.addSeparator();
    const auto add = [&](const QString &text, const QString &name, bool isEnabled) {
        QAction *action = menu.addAction(text);
        action->setObjectName(name);
        action->setEnabled(isEnabled);
        return action;
    };
    const bool isPinned = m_model.isPinned(node);
    connect(add(tr("Pin here"), QStringLiteral("diagram.node.pin"), !isPinned), &QAction::triggered,
            this, [this, service] { pinWhereItStands(service); });
    connect(add(tr("Unpin"), QStringLiteral("diagram.node.unpin"), isPinned), &QAction::triggered,
            this, [this, service] {
                m_model.tryFree(m_model.nodeOf(service));
                Q_EMIT unpinRequested(service);
            });
    connect(add(tr("Unpin all"), QStringLiteral("diagram.node.unpinall"), m_model.hasPins()),
            &QAction::triggered, this, [this] {
                m_model.tryFree(-1);
                Q_EMIT unpinRequested(ServiceKey{m_model.environment(), {}});
            });
}

/// With the distances that a drawing with pins has.
void DiagramView::pinWhereItStands(const ServiceKey &key)
{
    m_model.beginMoving();
    const int node = m_model.nodeOf(key);
    if (node < 0 || node >= m_items.size()) {
        m_model.endMoving();
        return;
    }
    const QPointF middle = m_items.at(node)->rect().center();
    m_model.tryPlace(node, middle);
    Q_EMIT pinRequested(key, middle);
}

} // namespace opsdeck
