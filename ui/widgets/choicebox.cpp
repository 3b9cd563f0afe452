// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/choicebox.h"

#include "ui/paint/paint.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace opsdeck {

ChoiceBox::ChoiceBox(ThemeHub &theme, QWidget *parent)
    : QComboBox(parent)
    , m_theme(theme)
{
    connect(&m_theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
}

void ChoiceBox::paintEvent(QPaintEvent *event)
{
    QComboBox::paintEvent(event);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintIcon(painter, QRectF(width() - 26, height() / 2.0 - 8, 16, 16), QStringLiteral("chev"),
              isEnabled() ? m_theme.theme().t2 : m_theme.theme().t3);
}

} // namespace opsdeck
