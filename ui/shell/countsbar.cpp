// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/countsbar.h"

#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <utility>

namespace opsdeck {

namespace {

constexpr int kItemWidth = 52;
constexpr int kTightItemWidth = 46;
constexpr int kMarkSize = 16;
constexpr int kMarksHeight = 24; ///< above the words of what they are

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
    soft.health = Health::Down;
    soft.soft = true;
    StatusMark stale;
    stale.health = Health::Healthy;
    stale.stale = true;
    const auto plain = [](Health health) {
        StatusMark mark;
        mark.health = health;
        return mark;
    };
    QList<Item> all{
        {plain(Health::Down), m_counts.down, true, tr("down")},
        {soft, m_counts.soft, false, tr("not confirmed")},
        {plain(Health::Degraded), m_counts.degraded, true, tr("degraded")},
        {plain(Health::Unknown), m_counts.unknown, true, tr("unknown")},
        {stale, m_counts.stale, false, tr("stale")},
        {plain(Health::Healthy), m_counts.healthy, true, tr("OK")},
    };
    const qsizetype last = all.size() - 1;
    for (qsizetype i = last; i >= 0; --i) {
        const bool needed = i == last || all.at(i).count > 0 || (all.at(i).always && !m_compact);
        if (!needed)
            all.removeAt(i);
    }
    return all;
}

QString CountsBar::caption() const
{
    QStringList parts{m_where};
    if (m_notSetUp > 0)
        parts << tr("%1 not set up").arg(m_notSetUp);
    if (!m_beyond.isEmpty())
        parts << m_beyond;
    return parts.join(QStringLiteral(" · "));
}

void CountsBar::setCounts(const HealthCounts &counts, const QString &where, const QString &beyond)
{
    if (counts == m_counts && where == m_where && beyond == m_beyond && !accessibleName().isEmpty())
        return;
    m_beyond = beyond;
    m_counts = counts;
    m_where = where;
    tell();
}

void CountsBar::setNotSetUp(int checks)
{
    if (std::exchange(m_notSetUp, checks) != checks)
        tell();
}

void CountsBar::tell()
{
    QStringList words;
    for (const Item &item : items())
        words << tr("%1 %2").arg(item.count).arg(item.word);
    const QString counted = words.join(QStringLiteral(", "));
    QString name = m_where.isEmpty() ? tr("Services: %1").arg(counted)
                                     : tr("Services in %1: %2").arg(m_where, counted);
    if (m_notSetUp > 0)
        name = tr("%1; %2").arg(name, m_notSetUp == 1
                                          ? tr("1 check is not set up")
                                          : tr("%1 checks are not set up").arg(m_notSetUp));
    setAccessibleName(m_beyond.isEmpty() ? name : tr("%1; %2").arg(name, m_beyond));
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

void CountsBar::setTight(bool tight)
{
    m_isTight = tight;
    updateGeometry();
    update();
}

int CountsBar::widthWhen(bool tight) const
{
    const int marks = static_cast<int>(items().size()) * (tight ? kTightItemWidth : kItemWidth);
    return std::max(
        marks, m_where.isEmpty()
                   ? 0
                   : QFontMetrics(roleFont(TextRole::Caption)).horizontalAdvance(caption()) + 8);
}

void CountsBar::paintEvent(QPaintEvent *)
{
    const Theme &theme = m_theme.theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(figureFont(14, QFont::Medium));
    const int high = m_where.isEmpty() ? height() : kMarksHeight;
    const int width = m_isTight ? kTightItemWidth : kItemWidth;
    const int markLeft = m_isTight ? 2 : 4;
    qreal left = 0;
    for (const Item &item : items()) {
        paintMark(painter, QRectF(left + markLeft, (high - kMarkSize) / 2.0, kMarkSize, kMarkSize),
                  item.mark, theme);
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
        Qt::AlignVCenter | Qt::AlignLeft, caption());
}

} // namespace opsdeck
