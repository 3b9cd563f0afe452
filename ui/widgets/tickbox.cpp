// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tickbox.h"

#include "ui/theme/theme.h"

#include <QPainter>
#include <QStyleOptionButton>

namespace opsdeck {

TickBox::TickBox(const QString &text, ThemeHub &theme, QWidget *parent)
    : QCheckBox(text, parent)
    , m_theme(theme)
{
    connect(&theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
}

void TickBox::paintTick(QPainter &painter, const QRectF &box, const QColor &ink)
{
    const qreal unit = box.width() / 16;
    painter.setPen(QPen(ink, 1.8 * unit, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    const QPointF at = box.topLeft();
    painter.drawPolyline(QPolygonF{at + QPointF(3.8, 8.4) * unit, at + QPointF(6.8, 11.4) * unit,
                                   at + QPointF(12.2, 5) * unit});
}

void TickBox::paintEvent(QPaintEvent *event)
{
    QCheckBox::paintEvent(event);
    if (!isChecked())
        return;
    QStyleOptionButton option;
    initStyleOption(&option);
    const QRect box = style()->subElementRect(QStyle::SE_CheckBoxIndicator, &option, this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintTick(painter, box, m_theme.theme().onink);
}

} // namespace opsdeck
