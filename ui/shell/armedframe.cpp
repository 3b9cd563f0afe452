// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/armedframe.h"

#include "ui/paint/paint.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace opsdeck {

ArmedFrame::ArmedFrame(ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("armedframe"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_NoSystemBackground);
    connect(&m_theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
}

void ArmedFrame::setStriped(bool striped)
{
    m_striped = striped;
    update();
}

void ArmedFrame::paintEvent(QPaintEvent *)
{
    const Theme &theme = m_theme.theme();
    const int thick = thickness();
    QPainter painter(this);
    painter.setClipRegion(QRegion(rect()) - QRegion(rect().adjusted(thick, thick, -thick, -thick)));
    if (m_striped)
        paintStripes(painter, rect(), 8, theme.ink, theme.bg);
    else
        painter.fillRect(rect(), theme.ink);
}

} // namespace opsdeck
