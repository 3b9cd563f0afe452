// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/gaplegend.h"

#include "ui/paint/paint.h"
#include "ui/theme/theme.h"

#include <QFontMetrics>
#include <QPainter>

namespace opsdeck {

namespace {

constexpr int kHeight = 24;
constexpr int kSwatchWidth = 28;
constexpr int kSwatchHeight = 14;
constexpr int kToWord = 6;
constexpr int kBetween = 16;

} // namespace

GapLegend::GapLegend(ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(tr("Crosses: no value came. Hatched: not observed."));
    setToolTip(tr("Crosses: it was asked and no value came. Hatched: nothing was asked."));
    connect(&m_theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
}

QSize GapLegend::sizeHint() const
{
    const QFontMetrics metrics(roleFont(TextRole::Caption));
    return {2 * (kSwatchWidth + kToWord) + kBetween + metrics.horizontalAdvance(tr("no value"))
                + metrics.horizontalAdvance(tr("not observed")) + 2,
            kHeight};
}

void GapLegend::paintEvent(QPaintEvent *)
{
    const Theme &theme = m_theme.theme();
    QPainter painter(this);
    painter.setFont(roleFont(TextRole::Caption));
    int left = 0;
    const auto draw = [&](bool wasAsked, const QString &word) {
        const QRectF swatch(left, (kHeight - kSwatchHeight) / 2.0, kSwatchWidth, kSwatchHeight);
        if (wasAsked) {
            paintNoAnswer(painter, swatch, theme);
        } else {
            painter.fillRect(swatch, theme.s1);
            paintHatch(painter, swatch, theme.ctl);
        }
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(theme.line);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(swatch.adjusted(0, 0, -1, -1));
        left += kSwatchWidth + kToWord;
        painter.setPen(theme.t2);
        const int width = painter.fontMetrics().horizontalAdvance(word);
        painter.drawText(QRect(left, 0, width + 2, kHeight), Qt::AlignVCenter, word);
        left += width + kBetween;
    };
    draw(true, tr("no value"));
    draw(false, tr("not observed"));
}

} // namespace opsdeck
