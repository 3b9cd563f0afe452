// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diagram/highlightitem.h"

#include "ui/diagram/edgeway.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QStyleOptionGraphicsItem>

namespace opsdeck {

HighlightItem::HighlightItem(ThemeHub &theme)
    : m_theme(theme)
{
    setZValue(1);
    setAcceptedMouseButtons(Qt::NoButton);
}

void HighlightItem::setEdges(const QList<EdgeLook> &edges, const QList<QPointF> &crosses)
{
    prepareGeometryChange();
    m_edges = edges;
    m_crosses = crosses;
    m_bounds = {};
    for (const EdgeLook &edge : edges)
        m_bounds |= edgeBounds(edge.corners);
    update();
}

void HighlightItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *option,
                          QWidget *widget)
{
    Q_UNUSED(option)
    Q_UNUSED(widget)
    const double scale =
        QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter->worldTransform());
    paintEdgeHighlights(*painter, m_edges, m_theme.theme(), scale, m_crosses);
}

} // namespace opsdeck
