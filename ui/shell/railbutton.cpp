// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/railbutton.h"

#include "ui/paint/paint.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace opsdeck {

RailButton::RailButton(const QString &id, const QString &title, const QString &icon,
                       ThemeHub &theme, QWidget *parent)
    : QAbstractButton(parent)
    , m_id(id)
    , m_icon(icon)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("rail.") + id);
    setText(title);
    setAccessibleName(title);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&m_theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
}

void RailButton::setCompact(bool compact)
{
    m_compact = compact;
    setToolTip(compact ? text() : QString());
    updateGeometry();
    update();
}

void RailButton::paintEvent(QPaintEvent *)
{
    const Theme &theme = m_theme.theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (isChecked() || underMouse())
        painter.fillRect(rect(), theme.s2);
    if (isChecked())
        painter.fillRect(QRect(0, 0, 3, height()), theme.ink);
    const QColor colour = isChecked() ? theme.t1 : theme.t2;
    const qreal top = m_compact ? (height() - 20) / 2.0 : 10;
    paintIcon(painter, QRectF((width() - 20) / 2.0, top, 20, 20), m_icon, colour);
    if (!m_compact) {
        painter.setPen(colour);
        painter.setFont(textFont(11, isChecked() ? QFont::DemiBold : QFont::Normal));
        painter.drawText(QRect(0, 34, width(), 18), Qt::AlignCenter, text());
    }
    if (hasFocus()) {
        painter.setPen(QPen(theme.ink, 2));
        painter.drawRoundedRect(QRectF(rect()).adjusted(4, 3, -4, -3), 6, 6);
    }
}

} // namespace opsdeck
