// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/diagram/nodepainter.h"

#include <QGraphicsItem>

namespace opsdeck {

class ThemeHub;

/// One box. Repaints only when its look differs from before.
class NodeItem final : public QGraphicsItem
{
public:
    NodeItem(int index, const QRectF &rect, ThemeHub &theme);

    int index() const { return m_index; }

    const QRectF &rect() const { return m_rect; }

    const NodeLook &look() const { return m_look; }

    void setLook(const NodeLook &look);

    int paintCount() const
    {
        return m_paintCount;
    } ///< since it was made: tells what a change repainted

    QRectF boundingRect() const override;
    QPainterPath shape() const override;
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

private:
    int m_index;
    QRectF m_rect;
    ThemeHub &m_theme;
    NodeLook m_look;
    int m_paintCount = 0;
};

} // namespace opsdeck
