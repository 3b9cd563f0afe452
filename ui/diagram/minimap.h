// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPixmap>
#include <QWidget>

namespace opsdeck {

class DiagramView;
class ThemeHub;

/// The whole diagram small, with the part in view framed; a press or drag moves the view there.
class Minimap final : public QWidget
{
    Q_OBJECT
public:
    Minimap(DiagramView &view, ThemeHub &theme, QWidget *parent = nullptr);

    /// True when the view shows everything and this would only cover a part of it.
    bool isInTheWay() const;

    QSize sizeHint() const override { return {176, 120}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;

private:
    QTransform toMap() const;
    void paintBoxes(QPainter &painter) const;
    void show(const QPointF &position);

    DiagramView &m_view;
    ThemeHub &m_theme;
    QPixmap m_boxes; ///< kept while only the part that is seen changes
};

} // namespace opsdeck
