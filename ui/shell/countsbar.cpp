// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/countsbar.h"

#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr int kItemWidth = 52;
constexpr int kTightItemWidth = 46;
constexpr int kGap = 4;
constexpr int kTightGap = 2;
constexpr int kMarkSize = 16;
constexpr int kMarksHeight = 24; ///< above the words of what they are
constexpr qreal kFaint = 0.4;

StatusMark wellMark()
{
    StatusMark mark;
    mark.health = Health::Healthy;
    return mark;
}

} // namespace

struct CountsBar::Item
{
    StatusMark mark;
    int count;
    bool always; ///< shown in its place even when zero
    QString word;
};

CountsBar::CountsBar(ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("header.counts"));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&m_theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
}

QList<CountsBar::Item> CountsBar::items() const
{
    StatusMark soft;
    soft.health = m_tally.unconfirmed;
    soft.soft = true;
    StatusMark stale;
    stale.health = Health::Healthy;
    stale.stale = true;
    const auto plain = [](Health health) {
        StatusMark mark;
        mark.health = health;
        return mark;
    };
    const HealthCounts &counts = m_tally.counts;
    QList<Item> all{
        {plain(Health::Down), counts.down, true, tr("down")},
        {soft, counts.soft, false, tr("not confirmed")},
        {plain(Health::Degraded), counts.degraded, true, tr("degraded")},
        {plain(Health::Unknown), counts.unknown, true, tr("unknown")},
        {stale, counts.stale, false, tr("stale")},
        {plain(Health::Healthy), counts.healthy, true, tr("OK")},
    };
    const qsizetype last = all.size() - 1;
    for (qsizetype i = last; i >= 0; --i) {
        const bool needed = i == last || all.at(i).count > 0 || (all.at(i).always && !m_compact);
        if (!needed)
            all.removeAt(i);
    }
    return all;
}

QString CountsBar::captionText(Caption caption) const
{
    QStringList parts{m_where};
    if (caption < WithoutServices && m_tally.counts.planned > 0)
        parts << servicesText(m_tally);
    if (caption < WithoutChecks)
        parts << notSetUpText(m_tally.checksNotSetUp);
    parts << m_beyond;
    parts.removeAll(QString());
    return parts.join(QStringLiteral(" · "));
}

void CountsBar::setTally(const Tally &tally, const QString &where, const QString &beyond)
{
    if (tally == m_tally && where == m_where && beyond == m_beyond && !accessibleName().isEmpty())
        return;
    m_beyond = beyond;
    m_tally = tally;
    m_where = where;
    tell();
}

void CountsBar::tell()
{
    QStringList words;
    for (const Item &item : items())
        words << tr("%1 %2").arg(item.count).arg(item.word);
    const QString counted = words.join(QStringLiteral(", "));
    QStringList told{m_where.isEmpty() ? tr("Services: %1").arg(counted)
                                       : tr("Services in %1: %2").arg(m_where, counted)};
    if (m_tally.counts.planned > 0)
        told << servicesText(m_tally);
    told << notSetUpText(m_tally.checksNotSetUp) << m_beyond;
    told.removeAll(QString());
    setAccessibleName(told.join(QStringLiteral("; ")));
    setToolTip(accessibleName().toHtmlEscaped());
    updateGeometry();
    update();
}

void CountsBar::setCompact(bool compact)
{
    m_compact = compact;
    updateGeometry();
    update();
}

void CountsBar::setRoom(bool tight, Caption caption)
{
    m_isTight = tight;
    m_caption = caption;
    updateGeometry();
    update();
}

/// As wide as the largest number can become, so that nothing moves when services change.
int CountsBar::itemWidth(bool tight) const
{
    const QString widest(QString::number(m_tally.inUse()).size(), QLatin1Char('0'));
    const int number =
        QFontMetrics(figureFont(14, QFont::Medium)).horizontalAdvance(widest) + kMarkSize;
    return tight ? std::max(kTightItemWidth, number + 3 * kTightGap)
                 : std::max(kItemWidth, number + 3 * kGap);
}

int CountsBar::widthWhen(bool tight, Caption caption) const
{
    const int marks = static_cast<int>(items().size()) * itemWidth(tight);
    const QFontMetrics metrics(roleFont(TextRole::Caption));
    return std::max(marks,
                    m_where.isEmpty() ? 0 : metrics.horizontalAdvance(captionText(caption)) + 8);
}

void CountsBar::paintEvent(QPaintEvent *)
{
    const Theme &theme = m_theme.theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(figureFont(14, QFont::Medium));
    const int high = m_where.isEmpty() ? height() : kMarksHeight;
    const int width = itemWidth(m_isTight);
    const int markLeft = m_isTight ? kTightGap : kGap;
    qreal left = 0;
    for (const Item &item : items()) {
        // The mark of what is well, with nothing that is, would be a green.
        painter.setOpacity(item.count == 0 && item.mark == wellMark() ? kFaint : 1);
        paintMark(painter, QRectF(left + markLeft, (high - kMarkSize) / 2.0, kMarkSize, kMarkSize),
                  item.mark, theme);
        painter.setOpacity(1);
        painter.setPen(item.count == 0 ? theme.t3 : theme.t1);
        painter.drawText(QRectF(left + markLeft + kMarkSize + markLeft, 0,
                                width - 2 * markLeft - kMarkSize, high),
                         Qt::AlignVCenter | Qt::AlignLeft, QString::number(item.count));
        left += width;
    }
    painter.setFont(roleFont(TextRole::Caption));
    painter.setPen(theme.t3);
    painter.drawText(
        QRectF(markLeft, kMarksHeight - 2, this->width() - markLeft, height() - kMarksHeight + 2),
        Qt::AlignVCenter | Qt::AlignLeft, captionText(m_caption));
}

} // namespace opsdeck
