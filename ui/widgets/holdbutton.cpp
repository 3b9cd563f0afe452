// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/holdbutton.h"

#include "ui/paint/paint.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

namespace opsdeck {

namespace {

constexpr int kFrameMs = 16;
constexpr qreal kRadius = 6;

} // namespace

HoldButton::HoldButton(ThemeHub &theme, QWidget *parent)
    : QAbstractButton(parent)
    , m_theme(theme)
{
    setFocusPolicy(Qt::StrongFocus);
    setFont(roleFont(TextRole::BodyStrong));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_frame.setInterval(kFrameMs);
    connect(&m_frame, &QTimer::timeout, this, &HoldButton::advance);
    connect(&m_theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
}

double HoldButton::progress() const
{
    return m_frame.isActive() ? std::min(1.0, static_cast<double>(m_since.elapsed()) / kHoldMs)
                              : 0.0;
}

QSize HoldButton::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(text()) + 72, 48};
}

void HoldButton::begin()
{
    if (!isEnabled() || m_frame.isActive())
        return;
    m_since.start();
    m_frame.start();
    update();
}

void HoldButton::letGo()
{
    m_frame.stop();
    update();
}

void HoldButton::advance()
{
    update();
    if (m_since.elapsed() < kHoldMs)
        return;
    letGo();
    Q_EMIT held();
}

void HoldButton::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        begin();
}

void HoldButton::mouseReleaseEvent(QMouseEvent *)
{
    letGo();
}

void HoldButton::mouseMoveEvent(QMouseEvent *event)
{
    if (!rect().contains(event->position().toPoint()))
        letGo();
}

void HoldButton::keyPressEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Space)
        return QWidget::keyPressEvent(event);
    if (!event->isAutoRepeat())
        begin();
}

void HoldButton::keyReleaseEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Space)
        return QWidget::keyReleaseEvent(event);
    if (!event->isAutoRepeat())
        letGo();
}

void HoldButton::focusOutEvent(QFocusEvent *event)
{
    letGo();
    QAbstractButton::focusOutEvent(event);
}

void HoldButton::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::EnabledChange && !isEnabled())
        letGo();
    QAbstractButton::changeEvent(event);
}

void HoldButton::paintEvent(QPaintEvent *)
{
    const Theme &theme = m_theme.theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(1, 1, -1, -1);
    QPainterPath outline;
    outline.addRoundedRect(box, kRadius, kRadius);
    const auto paintContent = [&](const QColor &colour) {
        const QString words = fontMetrics().elidedText(text(), Qt::ElideRight, width() - 64);
        const int textWidth = fontMetrics().horizontalAdvance(words);
        const qreal left = (width() - textWidth - 26) / 2.0;
        paintIcon(painter, QRectF(left, height() / 2.0 - 8, 16, 16), QStringLiteral("lock"),
                  colour);
        painter.setPen(colour);
        painter.setFont(font());
        painter.drawText(QRectF(left + 26, 0, textWidth + 2, height()),
                         Qt::AlignVCenter | Qt::AlignLeft, words);
    };
    painter.fillPath(outline, theme.s1);
    paintContent(isEnabled() ? theme.t1 : theme.t3);
    if (const double part = progress(); part > 0) {
        painter.save();
        painter.setClipRect(QRectF(box.left(), box.top(), box.width() * part, box.height()));
        painter.fillPath(outline, theme.ink);
        paintContent(theme.onink);
        painter.restore();
    }
    painter.setPen(QPen(!isEnabled() ? theme.line : hasFocus() ? theme.ink : theme.ctl, 2));
    painter.drawPath(outline);
}

} // namespace opsdeck
