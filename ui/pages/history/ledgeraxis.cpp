// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/history/ledgeraxis.h"

#include "ui/pages/history/ledgerlist.h"
#include "ui/theme/theme.h"

#include <QDateTime>
#include <QPainter>

namespace opsdeck {

namespace {

constexpr int kParts = 4;
constexpr qint64 kDayMs = 86'400'000;

} // namespace

LedgerAxis::LedgerAxis(const QListView &list, ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_list(list)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("history.axis"));
    setFixedHeight(sizeHint().height());
    connect(&theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
}

void LedgerAxis::setStretch(qint64 fromMs, qint64 toMs)
{
    m_fromMs = fromMs;
    m_toMs = toMs;
    update();
}

void LedgerAxis::paintEvent(QPaintEvent *)
{
    if (m_toMs <= m_fromMs)
        return;
    const QRect strip = LedgerDelegate::stripIn(QRect(0, 0, m_list.viewport()->width(), height()));
    const QString form =
        m_toMs - m_fromMs > kDayMs ? QStringLiteral("MM-dd") : QStringLiteral("HH:mm");
    QPainter painter(this);
    painter.setFont(figureFont(11));
    for (int part = 0; part <= kParts; ++part) {
        const int x = strip.left() + strip.width() * part / kParts;
        const qint64 ms = m_fromMs + (m_toMs - m_fromMs) * part / kParts;
        const QString text =
            part == kParts ? tr("now") : QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(form);
        const int width = painter.fontMetrics().horizontalAdvance(text) + 2;
        const int left = part == 0 ? x : part == kParts ? x - width : x - width / 2;
        painter.setPen(m_theme.theme().t3);
        painter.drawText(QRect(left, 0, width, height() - 4), Qt::AlignCenter, text);
        painter.setPen(m_theme.theme().ctl);
        painter.drawLine(std::min(x, strip.right()), height() - 4, std::min(x, strip.right()),
                         height() - 1);
    }
}

} // namespace opsdeck
