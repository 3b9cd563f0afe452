// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/environmentband.h"

#include "ui/paint/paint.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace opsdeck {

EnvironmentBand::EnvironmentBand(ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("band"));
    setFixedHeight(32);
    connect(&m_theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
}

void EnvironmentBand::setEnvironment(const QString &platformTitle, const Environment &environment)
{
    m_platform = platformTitle;
    m_environment = environment;
    describe();
}

void EnvironmentBand::setArming(const QString &words)
{
    if (m_arming == words)
        return;
    m_arming = words;
    describe();
}

void EnvironmentBand::describe()
{
    setAccessibleName(tr("Environment %1 of %2, %3")
                          .arg(environmentTagText(m_environment.id), m_platform, m_arming));
    update();
}

void EnvironmentBand::paintEvent(QPaintEvent *)
{
    const Theme &theme = m_theme.theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool isProd = m_environment.tier == Tier::Prod;
    painter.fillRect(rect(), isProd                                ? theme.ink
                             : m_environment.tier == Tier::Staging ? theme.stage
                                                                   : theme.bg);
    const QColor text = isProd ? theme.onink : theme.t1;
    qreal left = 24;
    if (isProd) {
        paintStripes(painter, QRectF(0, 0, 48, height()), 8, theme.onink, theme.ink);
        left = 60;
    } else if (m_environment.tier == Tier::Dev) {
        painter.setPen(QPen(theme.ctl, 1, Qt::DotLine));
        painter.drawRect(QRectF(rect()).adjusted(4.5, 2.5, -4.5, -2.5));
    } else {
        painter.setPen(theme.line);
        painter.drawLine(0, height() - 1, width(), height() - 1);
    }
    QFont name = textFont(13, QFont::DemiBold);
    name.setLetterSpacing(QFont::AbsoluteSpacing, isProd ? 1.2 : 0.6);
    painter.setFont(name);
    painter.setPen(text);
    const QString tag = environmentTagText(m_environment.id);
    const qreal nameWidth = QFontMetricsF(name).horizontalAdvance(tag);
    painter.drawText(QRectF(left, 0, nameWidth + 4, height()), Qt::AlignVCenter, tag);
    left += nameWidth + 16;
    painter.setFont(textFont(12));
    const QFontMetricsF metrics(painter.font());
    const qreal armingWidth = metrics.horizontalAdvance(m_arming) + 24;
    const QString facts = m_environment.host.isEmpty()
                              ? m_platform
                              : tr("%1, %2", "platform, host").arg(m_platform, m_environment.host);
    painter.drawText(QRectF(left, 0, width() - left - armingWidth - 16, height()), Qt::AlignVCenter,
                     metrics.elidedText(facts, Qt::ElideMiddle, width() - left - armingWidth - 16));
    painter.drawText(QRectF(width() - armingWidth, 0, armingWidth - 24, height()),
                     Qt::AlignVCenter | Qt::AlignRight, m_arming);
}

} // namespace opsdeck
