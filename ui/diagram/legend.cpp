// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diagram/legend.h"

#include "ui/diagram/edgepainter.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <cmath>

namespace opsdeck {

namespace {

constexpr int kRow = 24;
constexpr int kSampleWidth = 24;
constexpr int kGap = 8;
constexpr int kBetween = 20;
constexpr int kPadding = 12;

enum class LegendEntry { Stated, Implied, Disputed, Scrape, Failing, Impacted, Planned };

constexpr LegendEntry kEntries[] = {
    LegendEntry::Stated,  LegendEntry::Implied,  LegendEntry::Disputed, LegendEntry::Scrape,
    LegendEntry::Failing, LegendEntry::Impacted, LegendEntry::Planned};

QString wordOf(LegendEntry entry)
{
    switch (entry) {
    case LegendEntry::Stated:
        return DiagramLegend::tr("stated");
    case LegendEntry::Implied:
        return DiagramLegend::tr("implied");
    case LegendEntry::Disputed:
        return DiagramLegend::tr("disputed");
    case LegendEntry::Scrape:
        return DiagramLegend::tr("scrape");
    case LegendEntry::Failing:
        return DiagramLegend::tr("failing");
    case LegendEntry::Impacted:
        return DiagramLegend::tr("impacted");
    case LegendEntry::Planned:
        break;
    }
    return DiagramLegend::tr("planned");
}

void paintSample(QPainter &painter, const QRectF &rect, LegendEntry entry, const Theme &theme)
{
    const QPointF left(rect.left(), rect.center().y());
    const QPointF right(rect.right(), rect.center().y());
    const QRectF box(rect.center() - QPointF(9, 7), QSizeF(18, 14));
    switch (entry) {
    case LegendEntry::Stated:
        paintEdgeSample(painter, left, right, DependencyBasis::Stated, DependencyRole::Uses,
                        theme.ok);
        return;
    case LegendEntry::Implied:
        paintEdgeSample(painter, left, right, DependencyBasis::Implied, DependencyRole::Uses,
                        theme.ok);
        return;
    case LegendEntry::Disputed:
        paintEdgeSample(painter, left, right, DependencyBasis::Disputed, DependencyRole::Uses,
                        theme.ok);
        return;
    case LegendEntry::Scrape:
        paintEdgeSample(painter, left, right, DependencyBasis::Stated, DependencyRole::Scrapes,
                        theme.ok);
        return;
    case LegendEntry::Failing:
        paintEdgeSample(painter, left, right, DependencyBasis::Stated, DependencyRole::Uses,
                        theme.down);
        painter.setPen(QPen(theme.down, 2, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(rect.center() + QPointF(-3, -3), rect.center() + QPointF(3, 3));
        painter.drawLine(rect.center() + QPointF(-3, 3), rect.center() + QPointF(3, -3));
        return;
    case LegendEntry::Impacted:
        painter.setPen(QPen(theme.impact, 2));
        painter.drawRoundedRect(box, 4, 4);
        return;
    case LegendEntry::Planned: {
        QPen pen(theme.ctl, 1);
        pen.setDashPattern({3, 2});
        painter.setPen(pen);
        painter.drawRoundedRect(box, 4, 4);
        return;
    }
    }
}

} // namespace

DiagramLegend::DiagramLegend(ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("diagram.legend"));
    QStringList words;
    for (const LegendEntry entry : kEntries)
        words.append(wordOf(entry));
    setAccessibleName(tr("Legend: %1").arg(words.join(QStringLiteral(", "))));
    connect(&theme, &ThemeHub::changed, this, [this] { update(); });
}

void DiagramLegend::setUpright(bool upright)
{
    m_upright = upright;
    updateGeometry();
    update();
}

QSize DiagramLegend::sizeHint() const
{
    const QFontMetricsF metrics(textFont(11));
    double sum = 0;
    double widest = 0;
    for (const LegendEntry entry : kEntries) {
        const double width = metrics.horizontalAdvance(wordOf(entry));
        sum += kSampleWidth + kGap + width + kBetween;
        widest = std::max(widest, width);
    }
    const int count = static_cast<int>(std::size(kEntries));
    if (m_upright)
        return {static_cast<int>(std::ceil(kSampleWidth + kGap + widest)) + 2 * kPadding,
                kRow * count + 2 * kPadding};
    return {static_cast<int>(std::ceil(sum)) - kBetween, kRow};
}

void DiagramLegend::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    const Theme &theme = m_theme.theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_upright) {
        painter.setPen(QPen(theme.line, 1));
        painter.setBrush(theme.s1);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
        painter.setBrush(Qt::NoBrush);
    }
    const QFont font = textFont(11);
    const QFontMetricsF metrics(font);
    double x = m_upright ? kPadding : 0;
    double y = m_upright ? kPadding : (height() - kRow) / 2.0;
    for (const LegendEntry entry : kEntries) {
        paintSample(painter, QRectF(x, y, kSampleWidth, kRow), entry, theme);
        painter.setFont(font);
        painter.setPen(theme.t3);
        const QString word = wordOf(entry);
        const double width = metrics.horizontalAdvance(word);
        painter.drawText(QRectF(x + kSampleWidth + kGap, y, width + 1, kRow),
                         Qt::AlignVCenter | Qt::AlignLeft, word);
        if (m_upright)
            y += kRow;
        else
            x += kSampleWidth + kGap + width + kBetween;
    }
}

} // namespace opsdeck
