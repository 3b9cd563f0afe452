// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/clocklabel.h"

#include "ui/theme/theme.h"

#include <QLocale>
#include <QPainter>

namespace opsdeck {

ClockLabel::ClockLabel(ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("header.clock"));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&m_theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
}

void ClockLabel::tick(const Instant &now)
{
    m_now = now;
    setAccessibleName(tr("%1 UTC").arg(now.utc().toString(QStringLiteral("HH:mm"))));
    update();
}

void ClockLabel::setCompact(bool compact)
{
    m_compact = compact;
    update();
}

void ClockLabel::paintEvent(QPaintEvent *)
{
    const Theme &theme = m_theme.theme();
    QPainter painter(this);
    painter.setPen(theme.t1);
    painter.setFont(figureFont(14, QFont::Medium));
    painter.drawText(QRect(0, 1, width(), 20), Qt::AlignRight | Qt::AlignVCenter,
                     m_now.utc().toString(QStringLiteral("HH:mm:ss")));
    painter.setPen(theme.t3);
    painter.setFont(roleFont(TextRole::Caption));
    const QString date = QLocale::c().toString(m_now.utc().date(), QStringLiteral("ddd d MMM"));
    painter.drawText(QRect(0, 20, width(), 17), Qt::AlignRight | Qt::AlignVCenter,
                     m_compact ? tr("UTC") : tr("UTC, %1").arg(date));
}

} // namespace opsdeck
