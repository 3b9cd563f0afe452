// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/platformselector.h"

#include "ui/paint/paint.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace opsdeck {

namespace {

constexpr int kLeft = 12;
constexpr int kRight = 36; ///< with the arrow

} // namespace

PlatformSelector::PlatformSelector(ThemeHub &theme, QWidget *parent)
    : QComboBox(parent)
    , m_theme(theme)
{
    connect(&m_theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
}

int PlatformSelector::widestTitle(int least, int most) const
{
    const QFontMetrics metrics(roleFont(TextRole::BodyStrong));
    int widest = 0;
    for (int row = 0; row < count(); ++row)
        widest = std::max(widest, metrics.horizontalAdvance(itemText(row)));
    return std::clamp(widest + kLeft + kRight + 1, least, most);
}

int PlatformSelector::ownTitle(int least, int most) const
{
    const QFontMetrics metrics(roleFont(TextRole::BodyStrong));
    return std::clamp(metrics.horizontalAdvance(currentText()) + kLeft + kRight + 1, least, most);
}

void PlatformSelector::paintEvent(QPaintEvent *)
{
    const Theme &theme = m_theme.theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal pen = hasFocus() ? 2 : 1;
    painter.setPen(QPen(hasFocus() ? theme.ink : theme.ctl, pen));
    painter.setBrush(underMouse() ? theme.s2 : theme.s1);
    painter.drawRoundedRect(QRectF(rect()).adjusted(pen / 2, pen / 2, -pen / 2, -pen / 2), 6, 6);
    painter.setFont(roleFont(TextRole::BodyStrong));
    painter.setPen(isEnabled() ? theme.t1 : theme.t3);
    const QRect box = rect().adjusted(kLeft, 0, -kRight, 0);
    const QString text = currentText().isEmpty() ? tr("No platform") : currentText();
    painter.drawText(box, Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(text, Qt::ElideMiddle, box.width()));
    if (count() > 1)
        paintIcon(painter, QRectF(width() - 28, height() / 2.0 - 8, 16, 16), QStringLiteral("chev"),
                  theme.t2);
}

} // namespace opsdeck
