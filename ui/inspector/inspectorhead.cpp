// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/inspectorhead.h"

#include "ui/paint/paint.h"
#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace opsdeck {

namespace {

constexpr int kLine = 18;
constexpr int kTwoLines = 48;
constexpr int kThreeLines = kTwoLines + kLine;

} // namespace

InspectorHead::InspectorHead(ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("inspector.head"));
    setFixedHeight(kTwoLines);
    connect(&m_theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
}

void InspectorHead::setContent(const ServiceView &view, int notSetUp, const QString &where,
                               const QString &what, Tier tier)
{
    m_view = view;
    m_notSetUp = notSetUp;
    m_where = where;
    m_what = what;
    setFixedHeight(what.isEmpty() ? kTwoLines : kThreeLines);
    const QString subtitle =
        what.isEmpty() ? where : tr("%1; %2", "where it is, what it is").arg(where, what);
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
    paintMark(painter, QRectF(3, 4, 24, 24), markOf(m_view, m_notSetUp), theme);
    const QString tag = environmentTagText(m_view.key.environment.environment);
    const qreal tagWidth = environmentTagWidth(tag, m_tier);
    paintEnvironmentTag(painter, QPointF(width() - tagWidth, 6), tag, m_tier, theme);
    const int left = 38;
    const int room = width() - left - static_cast<int>(tagWidth) - 12;
    painter.setPen(theme.t1);
    painter.setFont(roleFont(TextRole::Title));
    painter.drawText(QRect(left, 3, room, 24), Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m_view.title, Qt::ElideMiddle, room));
    painter.setFont(roleFont(TextRole::Small));
    const QFontMetrics metrics = painter.fontMetrics();
    const int wide = width() - left;
    painter.setPen(theme.t2);
    painter.drawText(QRect(left, 29, wide, kLine), Qt::AlignVCenter,
                     metrics.elidedText(m_where, Qt::ElideMiddle, wide));
    painter.setPen(theme.t3);
    painter.drawText(QRect(left, 29 + kLine, wide, kLine), Qt::AlignVCenter,
                     metrics.elidedText(m_what, Qt::ElideRight, wide));
}

} // namespace opsdeck
