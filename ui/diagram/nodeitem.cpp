// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diagram/nodeitem.h"

#include "ui/theme/theme.h"

#include <QPainter>
#include <QPainterPath>
#include <QStyleOptionGraphicsItem>

#include <algorithm>

namespace opsdeck {

NodeItem::NodeItem(int index, const QRectF &rect, ThemeHub &theme)
    : m_index(index)
    , m_rect(rect)
    , m_theme(theme)
{
    setZValue(2);
}

void NodeItem::setLook(const NodeLook &look)
{
    if (look == m_look)
        return;
    if ((look.replicas > 1) != (m_look.replicas > 1)
        || look.badge.isEmpty() != m_look.badge.isEmpty()
        || (look.differences > 0) != (m_look.differences > 0))
        prepareGeometryChange();
    m_look = look;
    update();
}

QRectF NodeItem::boundingRect() const
{
    const double stack = m_look.replicas > 1 ? 2 * kReplicaStep : 0;
    const double above = m_look.badge.isEmpty() ? kNodeReach : kBadgeReach;
    const double below = m_look.differences > 0 ? kDifferenceReach : kNodeReach;
    return m_rect.adjusted(-kNodeReach, -above, kNodeReach + stack,
                           std::max(below, kNodeReach + stack));
}

QPainterPath NodeItem::shape() const
{
    QPainterPath path;
    path.addRect(m_rect);
    return path;
}

void NodeItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget)
{
    Q_UNUSED(option)
    Q_UNUSED(widget)
    ++m_paintCount;
    const double scale =
        QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter->worldTransform());
    paintNode(*painter, m_rect, m_look, m_theme.theme(), scale);
}

} // namespace opsdeck
