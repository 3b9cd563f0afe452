// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/history/historydelegates.h"

#include "models/history/auditmodel.h"
#include "models/history/eventsmodel.h"
#include "ui/paint/paint.h"
#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"

#include <QDateTime>
#include <QPainter>

namespace opsdeck {

namespace {

constexpr int kTimeWidth = 132;
constexpr int kTagWidth = 96;
constexpr int kMarksWidth = 60;
constexpr int kNameFrom = 900; ///< row width
constexpr int kTallPadding = 6;
constexpr int kTallHead = 24;
constexpr int kTallText = 32; ///< two lines

QString timeText(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(QStringLiteral("MM-dd  HH:mm:ss"));
}

void paintGround(QPainter &painter, const QStyleOptionViewItem &option, const Theme &theme)
{
    painter.setRenderHint(QPainter::Antialiasing);
    if (option.state.testFlag(QStyle::State_Selected))
        painter.fillRect(option.rect, theme.s2);
    painter.fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                     theme.line);
}

/// Paints `text` from `left` and gives where the next column may begin.
int column(QPainter &painter, const QRect &row, int left, int width, const QString &text)
{
    painter.drawText(QRect(left, row.top(), width - 8, row.height()), Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(text, Qt::ElideRight, width - 8));
    return left + width;
}

} // namespace

EventDelegate::EventDelegate(ThemeHub &theme, Lines lines, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_lines(lines)
{}

QSize EventDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {400, m_lines == Lines::One ? 32 : 2 * kTallPadding + kTallHead + kTallText};
}

void EventDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    const Theme &theme = m_theme.theme();
    const auto event = index.data(EventsModel::EventRole).value<Event>();
    painter->save();
    paintGround(*painter, option, theme);
    const bool isTall = m_lines == Lines::Three;
    QRect row = option.rect.adjusted(16, 0, -16, 0);
    if (isTall)
        row = QRect(row.left(), row.top() + kTallPadding, row.width(), kTallHead);
    painter->setFont(figureFont(12));
    painter->setPen(theme.t3);
    int left = column(*painter, row, row.left(), kTimeWidth, timeText(event.timeMs));
    const QRect below(left, row.bottom() + 1, row.right() - left, kTallText);
    if (event.service.service.isEmpty()) {
        // Of the program: it is of no environment and of no state.
        painter->setFont(roleFont(TextRole::Body));
        painter->setPen(theme.t2);
        if (isTall)
            paintTwoLines(*painter,
                          row.adjusted(left - row.left(), 0, 0, kTallText - kTallHead / 2),
                          event.text);
        else
            column(*painter, row, left, row.right() - left, event.text);
        painter->restore();
        return;
    }
    paintEnvironmentTag(*painter, QPointF(left, row.center().y() - 9.5),
                        environmentTagText(event.service.environment.environment),
                        static_cast<Tier>(index.data(EventsModel::TierRole).toInt()), theme);
    left += kTagWidth;
    if (m_namesPlatforms && !isTall) {
        painter->setFont(roleFont(TextRole::Small));
        painter->setPen(theme.t2);
        left = column(*painter, row, left, std::clamp(row.width() / 8, 80, 160),
                      index.data(EventsModel::PlatformRole).toString());
    }
    StatusMark from;
    from.health = event.from;
    from.soft = event.fromSoft;
    StatusMark to;
    to.health = event.to;
    to.soft = event.soft;
    const double middle = row.center().y() + 0.5;
    paintMark(*painter, QRectF(left, middle - 6, 12, 12), from, theme);
    painter->setPen(QPen(theme.t3, 1.5));
    painter->drawLine(QPointF(left + 18, middle), QPointF(left + 26, middle));
    painter->drawLine(QPointF(left + 23, middle - 3), QPointF(left + 26, middle));
    painter->drawLine(QPointF(left + 23, middle + 3), QPointF(left + 26, middle));
    paintMark(*painter, QRectF(left + 32, middle - 8, 16, 16), to, theme);
    left += kMarksWidth;
    const QString title = index.data(EventsModel::TitleRole).toString();
    if (isTall) {
        painter->setFont(textFont(13, QFont::Medium));
        painter->setPen(event.soft ? theme.t2 : theme.t1);
        column(*painter, row, left, row.right() - left,
               m_namesPlatforms ? tr("%1 · %2", "service, platform")
                                      .arg(title, index.data(EventsModel::PlatformRole).toString())
                                : title);
        painter->setFont(roleFont(TextRole::Small));
        painter->setPen(event.soft ? theme.t3 : theme.t2);
        paintTwoLines(*painter, below, index.data().toString());
        painter->restore();
        return;
    }
    // Where there is little room a sentence that begins with the name need not stand behind it.
    if (row.width() >= kNameFrom || !event.text.startsWith(title)) {
        painter->setFont(textFont(13, QFont::Medium));
        painter->setPen(event.soft ? theme.t2 : theme.t1);
        left = column(*painter, row, left, std::clamp(row.width() / 6, 90, 200), title);
    }
    painter->setFont(roleFont(TextRole::Body));
    painter->setPen(event.soft ? theme.t3 : theme.t2);
    column(*painter, row, left, row.right() - left, index.data().toString());
    painter->restore();
}

AuditDelegate::AuditDelegate(ThemeHub &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{}

void AuditDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    const Theme &theme = m_theme.theme();
    const auto entry = index.data(AuditModel::EntryRole).value<AuditEntry>();
    painter->save();
    paintGround(*painter, option, theme);
    const QRect row = option.rect.adjusted(16, 0, -16, 0);
    painter->setFont(figureFont(12));
    painter->setPen(theme.t3);
    int left = column(*painter, row, row.left(), 56, QString::number(entry.sequence));
    left = column(*painter, row, left, kTimeWidth, timeText(entry.timeMs));
    painter->setFont(roleFont(TextRole::Body));
    painter->setPen(theme.t2);
    left = column(*painter, row, left, 90, entry.actor);
    left = column(*painter, row, left, 150, entry.target);
    left = column(*painter, row, left, 140, index.data(AuditModel::ActionRole).toString());
    painter->setPen(theme.t1);
    left = column(*painter, row, left, std::max(120, row.right() - left - 110),
                  index.data(AuditModel::SubjectRole).toString());
    const bool bad =
        entry.outcome == QLatin1String("failed") || entry.outcome == QLatin1String("refused");
    painter->setFont(textFont(13, bad ? QFont::DemiBold : QFont::Normal));
    column(*painter, row, left, row.right() - left, index.data(AuditModel::OutcomeRole).toString());
    painter->restore();
}

} // namespace opsdeck
