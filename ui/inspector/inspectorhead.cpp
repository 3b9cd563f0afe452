// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/inspectorhead.h"

#include "ui/paint/paint.h"
#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace opsdeck {

InspectorHead::InspectorHead(ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("inspector.head"));
    setFixedHeight(48);
    connect(&m_theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
}

void InspectorHead::setContent(const ServiceView &view, const QString &subtitle, Tier tier)
{
    m_view = view;
    m_subtitle = subtitle;
    m_tier = tier;
    setAccessibleName(tr("%1: %2", "service, where and what it is").arg(view.title, subtitle));
    setToolTip(subtitle.toHtmlEscaped());
    update();
}

void InspectorHead::paintEvent(QPaintEvent *)
{
    const Theme &theme = m_theme.theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintMark(painter, QRectF(3, 4, 24, 24), markOf(m_view), theme);
    const QString tag = environmentTagText(m_view.key.environment.environment);
    const qreal tagWidth = environmentTagWidth(tag, m_tier);
    paintEnvironmentTag(painter, QPointF(width() - tagWidth, 6), tag, m_tier, theme);
    const int left = 38;
    const int room = width() - left - static_cast<int>(tagWidth) - 12;
    painter.setPen(theme.t1);
    painter.setFont(roleFont(TextRole::Title));
    painter.drawText(QRect(left, 3, room, 24), Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m_view.title, Qt::ElideMiddle, room));
    painter.setPen(theme.t3);
    painter.setFont(roleFont(TextRole::Small));
    painter.drawText(QRect(left, 29, width() - left, 18), Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m_subtitle, Qt::ElideRight, width() - left));
}

} // namespace opsdeck
