// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/history/ledgerlegend.h"

#include "models/history/availabilitymodel.h"
#include "ui/pages/history/ledgerpaint.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace opsdeck {

namespace {

constexpr int kSwatch = 20;
constexpr int kBetween = 20;

} // namespace

LedgerLegend::LedgerLegend(ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("history.legend"));
    setFixedHeight(sizeHint().height());
    setSums(std::nullopt);
    connect(&theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
}

void LedgerLegend::setSums(const std::optional<LedgerSums> &sums)
{
    m_sums = sums;
    setAccessibleName(m_sums ? tr("Shares: %1").arg(sharesText(*m_sums)) : tr("Classes"));
    update();
}

void LedgerLegend::paintEvent(QPaintEvent *)
{
    const Theme &theme = m_theme.theme();
    QPainter painter(this);
    painter.setFont(roleFont(TextRole::Small));
    int left = 0;
    for (int i = 0; i < kLedgerClasses; ++i) {
        const auto what = static_cast<LedgerClass>(i);
        const QString word = ledgerWord(what);
        const QString text =
            m_sums ? tr("%1 %2", "class, share").arg(word, shareText(m_sums->share(what))) : word;
        const QRect swatch(left, (height() - 14) / 2, kSwatch, 14);
        painter.setPen(theme.line);
        painter.drawRect(swatch.adjusted(-1, -1, 0, 0));
        paintLedgerClass(painter, swatch, what, theme);
        left += kSwatch + 6;
        painter.setPen(theme.t2);
        const int width = painter.fontMetrics().horizontalAdvance(text);
        painter.drawText(QRect(left, 0, width + 2, height()), Qt::AlignVCenter, text);
        left += width + kBetween;
    }
}

} // namespace opsdeck
