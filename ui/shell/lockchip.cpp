// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/lockchip.h"

#include "ui/paint/paint.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QPainterPath>

namespace opsdeck {

LockChip::LockChip(ThemeHub &theme, QWidget *parent)
    : QAbstractButton(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("header.lock"));
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&m_theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
    setReadOnly();
}

void LockChip::setReadOnly()
{
    m_armed = false;
    setText(tr("read-only"));
    setAccessibleName(tr("Read-only. Arm the chosen environment"));
    setEnabled(m_whyNoArming.isEmpty());
    setToolTip(
        m_whyNoArming.isEmpty()
            ? tr("Nothing can be changed. Arm the chosen environment for 15 min: Ctrl+Shift+A")
            : m_whyNoArming.toHtmlEscaped());
    updateGeometry();
    update();
}

void LockChip::setArmed(const QString &timeLeft, bool striped)
{
    const bool wasArmed = std::exchange(m_armed, true);
    m_striped = striped;
    setEnabled(true);
    m_timeLeft = timeLeft;
    setText(tr("ARMED"));
    setAccessibleName(tr("Armed, %1 left. Disarm").arg(timeLeft));
    setToolTip(tr("Disarm: Ctrl+Shift+A"));
    if (!wasArmed)
        updateGeometry();
    update();
}

void LockChip::setWhyNoArming(const QString &why)
{
    if (std::exchange(m_whyNoArming, why) != why && !m_armed)
        setReadOnly();
}

void LockChip::setTight(bool readOnly, bool armed)
{
    m_isTightReadOnly = readOnly;
    m_isTightArmed = armed;
    updateGeometry();
    update();
}

void LockChip::paintEvent(QPaintEvent *)
{
    const Theme &theme = m_theme.theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QRectF box = QRectF(rect()).adjusted(1, 4, -1, -4);
    QColor text = theme.t2;
    if (m_armed) {
        if (m_striped)
            paintStripes(painter, rect(), 8, theme.ink, theme.bg);
        box = QRectF(rect()).adjusted(4, 4, -4, -4);
        painter.fillRect(box, theme.ink);
        text = theme.onink;
    } else {
        QPainterPath outline;
        outline.addRoundedRect(box, 4, 4);
        painter.fillPath(outline, underMouse() ? theme.s3 : theme.s2);
    }
    const bool isBelow = isTight() && !m_armed;
    const qreal iconLeft = isBelow ? box.center().x() - 7 : box.left() + 10;
    const QRectF icon = isBelow ? QRectF(iconLeft, box.top() + 2, 14, 14)
                                : QRectF(iconLeft, box.center().y() - 8, 16, 16);
    paintIcon(painter, icon, m_armed ? QStringLiteral("unlock") : QStringLiteral("lock"), text);
    painter.setPen(text);
    painter.setFont(textFont(12, m_armed ? QFont::DemiBold : QFont::Normal));
    if (isBelow) {
        painter.setFont(roleFont(TextRole::Caption));
        painter.drawText(box.adjusted(0, 16, 0, 0), Qt::AlignCenter, this->text());
    } else if (!isTight())
        painter.drawText(box.adjusted(32, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, this->text());
    if (m_armed) {
        painter.setFont(figureFont(14, QFont::Medium));
        painter.drawText(box.adjusted(0, 0, -10, 0), Qt::AlignVCenter | Qt::AlignRight, m_timeLeft);
    }
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme.ink, 2));
        painter.drawRect(QRectF(rect()).adjusted(1, 1, -1, -1));
    }
}

} // namespace opsdeck
