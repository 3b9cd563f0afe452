// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/diagram/edgepainter.h"

#include <QGraphicsItem>

namespace opsdeck {

class ThemeHub;

/// The lines that the pointer asks about, edged in ink, above the cached picture and below the
/// boxes.
class HighlightItem final : public QGraphicsItem
{
public:
    explicit HighlightItem(ThemeHub &theme);

    /// `crosses` are on the failing ones.
    void setEdges(const QList<EdgeLook> &edges, const QList<QPointF> &crosses);

    qsizetype edgeCount() const { return m_edges.size(); }

    QRectF boundingRect() const override { return m_bounds; }

    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

private:
    ThemeHub &m_theme;
    QList<EdgeLook> m_edges;
    QList<QPointF> m_crosses;
    QRectF m_bounds;
};

} // namespace opsdeck
