// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runbooks/runbookdelegates.h"

#include "models/runbooks/outputmodel.h"
#include "models/runbooks/runbooklistmodel.h"
#include "models/runbooks/runstepsmodel.h"
#include "ui/paint/paint.h"
#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"

#include <QDateTime>
#include <QPainter>
#include <QTextLayout>

namespace opsdeck {

namespace {

constexpr int kRunbookHeight = 52;
constexpr int kStepHeight = 56;
constexpr int kStepText = 56;   ///< left of it stands the mark
constexpr int kStepMargin = 20; ///< right of the words
constexpr int kNameLine = 18;
constexpr int kFactLine = 16;
constexpr int kMostStepLines = 2; ///< of the name, and of the fact
constexpr int kOutputHeight = 20;
constexpr int kMark = 24;
constexpr int kBar = 4;

void paintRow(QPainter &painter, const QStyleOptionViewItem &option, const Theme &theme)
{
    const bool current = option.state.testFlag(QStyle::State_Selected);
    const bool hover = option.state.testFlag(QStyle::State_MouseOver);
    painter.fillRect(option.rect, current || hover ? theme.s2 : theme.s1);
    if (current)
        painter.fillRect(QRect(option.rect.left(), option.rect.top(), kBar, option.rect.height()),
                         theme.ink);
    painter.setPen(QPen(theme.line, 1));
    painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
}

QString dangerText(Danger danger)
{
    switch (danger) {
    case Danger::ReadOnly:
        return RunbookDelegate::tr("read-only");
    case Danger::Low:
        return RunbookDelegate::tr("low");
    case Danger::Disruptive:
        return RunbookDelegate::tr("disruptive");
    case Danger::Destructive:
        break;
    }
    return RunbookDelegate::tr("destructive");
}

/// Returns the left edge of the chip.
int paintDangerChip(QPainter &painter, const QRect &row, Danger danger, const Theme &theme)
{
    const bool destructive = danger == Danger::Destructive;
    painter.setFont(textFont(12, destructive ? QFont::DemiBold : QFont::Normal));
    const QString text = dangerText(danger);
    const int width = painter.fontMetrics().horizontalAdvance(text) + 16;
    const QRectF chip(row.right() - 12 - width + 0.5, row.center().y() - 11 + 0.5, width, 22);
    painter.setPen(destructive ? QPen(theme.ink, 1) : Qt::NoPen);
    painter.setBrush(destructive ? theme.s1 : theme.s3);
    painter.drawRoundedRect(chip, 4, 4);
    painter.setPen(destructive ? theme.t1 : theme.t2);
    painter.drawText(chip, Qt::AlignCenter, text);
    return static_cast<int>(chip.left());
}

/// 1 or, where it does not fit, more up to kMostStepLines.
int linesOf(const QFont &font, int width, const QString &text)
{
    QTextLayout layout(text, font);
    layout.beginLayout();
    int lines = 0;
    for (QTextLine line = layout.createLine(); line.isValid() && lines < kMostStepLines;
         line = layout.createLine()) {
        line.setLineWidth(width);
        ++lines;
    }
    layout.endLayout();
    return std::max(1, lines);
}

/// At most `most` lines, each as high as `first`, the last cut at its end; returns the height they
/// took.
int paintWrapped(QPainter &painter, const QRect &first, int most, const QString &text)
{
    QTextLayout layout(text, painter.font());
    layout.beginLayout();
    QRect place = first;
    for (int number = 1; number <= most; ++number) {
        QTextLine line = layout.createLine();
        if (!line.isValid())
            break;
        line.setLineWidth(first.width());
        const QString rest = text.mid(line.textStart());
        painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft,
                         number == most
                             ? painter.fontMetrics().elidedText(rest, Qt::ElideRight, first.width())
                             : rest.left(line.textLength()).trimmed());
        place.translate(0, first.height());
    }
    layout.endLayout();
    return place.top() - first.top();
}

} // namespace

RunbookDelegate::RunbookDelegate(ThemeHub &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{}

QSize RunbookDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    Q_UNUSED(index)
    return {option.rect.width(), kRunbookHeight};
}

void RunbookDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    const Theme &theme = m_theme.theme();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    paintRow(*painter, option, theme);
    const QRect &row = option.rect;
    const int right =
        paintDangerChip(*painter, row,
                        static_cast<Danger>(index.data(RunbookListModel::DangerRole).toInt()),
                        theme)
        - 8;
    const int left = row.left() + 44;
    paintIcon(*painter, QRectF(row.left() + 16, row.center().y() - 9, 18, 18),
              QStringLiteral("runbooks"), theme.t2);
    const auto text = [&](const QFont &textFontToUse, const QColor &colour, int top,
                          const QString &words) {
        painter->setFont(textFontToUse);
        painter->setPen(colour);
        painter->drawText(QRect(left, top, right - left, 20), Qt::AlignVCenter | Qt::AlignLeft,
                          painter->fontMetrics().elidedText(words, Qt::ElideRight, right - left));
    };
    text(textFont(13, QFont::DemiBold), theme.t1, row.top() + 7, index.data().toString());
    QString subtitle = index.data(RunbookListModel::SubtitleRole).toString();
    if (index.data(RunbookListModel::SuggestedRole).toBool())
        subtitle = tr("suggested, %1").arg(subtitle);
    text(textFont(11), theme.t3, row.top() + 26, subtitle);
    painter->restore();
}

StepDelegate::StepDelegate(ThemeHub &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{}

QSize StepDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QFont caption = textFont(11);
    const int kind =
        QFontMetrics(caption).horizontalAdvance(index.data(RunStepsModel::KindRole).toString());
    const int name = linesOf(textFont(13, QFont::Medium), m_width - kStepText - kStepMargin - kind,
                             index.data().toString());
    const int fact =
        linesOf(caption, m_width - kStepText - 12, index.data(RunStepsModel::FactRole).toString());
    return {option.rect.width(), kStepHeight + (name - 1) * kNameLine + (fact - 1) * kFactLine};
}

void StepDelegate::paintStepMark(QPainter &painter, const QRectF &rect, int state, int number) const
{
    const Theme &theme = m_theme.theme();
    const QRectF ring = rect.adjusted(2, 2, -2, -2);
    StatusMark mark;
    switch (static_cast<StepState>(state)) {
    case StepState::Succeeded:
        mark.health = Health::Healthy;
        paintMark(painter, rect, mark, theme);
        return;
    case StepState::Failed:
        mark.health = Health::Down;
        paintMark(painter, rect, mark, theme);
        return;
    case StepState::Unknown:
        mark.health = Health::Unknown;
        paintMark(painter, rect, mark, theme);
        return;
    case StepState::Running:
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme.line, 2));
        painter.drawEllipse(ring);
        painter.setPen(QPen(theme.ink, 2, Qt::SolidLine, Qt::RoundCap));
        painter.drawArc(ring, -m_turn * 16, 270 * 16);
        return;
    case StepState::Cancelled:
    case StepState::Skipped:
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme.ctl, 1.5));
        painter.drawEllipse(ring);
        painter.drawLine(QPointF(ring.left() + 5, ring.center().y()),
                         QPointF(ring.right() - 5, ring.center().y()));
        return;
    case StepState::Waiting:
        break;
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.ctl, 1.5));
    painter.drawEllipse(ring);
    painter.setFont(figureFont(11, QFont::Medium));
    painter.setPen(theme.t2);
    painter.drawText(rect, Qt::AlignCenter, QString::number(number));
}

void StepDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    const Theme &theme = m_theme.theme();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    paintRow(*painter, option, theme);
    const QRect &row = option.rect;
    paintStepMark(*painter, QRectF(row.left() + 16, row.center().y() - kMark / 2.0, kMark, kMark),
                  index.data(RunStepsModel::StateRole).toInt(), index.row() + 1);
    const QString kind = index.data(RunStepsModel::KindRole).toString();
    painter->setFont(textFont(11));
    painter->setPen(theme.t3);
    const int kindWidth = painter->fontMetrics().horizontalAdvance(kind);
    painter->drawText(QRect(row.right() - 12 - kindWidth, row.top() + 9, kindWidth + 2, 20),
                      Qt::AlignVCenter, kind);
    const int left = row.left() + kStepText;
    const int right = row.right() + 1 - kStepMargin - kindWidth;
    const int most = kMostStepLines;
    int top = row.top() + 9;
    painter->setFont(textFont(13, QFont::Medium));
    painter->setPen(theme.t1);
    top += paintWrapped(*painter, QRect(left, top, right - left, kNameLine), most,
                        index.data().toString())
           + 2;
    painter->setFont(textFont(11));
    painter->setPen(theme.t3);
    paintWrapped(*painter, QRect(left, top, row.right() + 1 - 12 - left, kFactLine), most,
                 index.data(RunStepsModel::FactRole).toString());
    painter->restore();
}

OutputDelegate::OutputDelegate(ThemeHub &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{}

QSize OutputDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    Q_UNUSED(index)
    return {option.rect.width(), kOutputHeight};
}

void OutputDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    const Theme &theme = m_theme.theme();
    painter->save();
    const QRect &row = option.rect;
    const bool current = option.state.testFlag(QStyle::State_Selected);
    if (current)
        painter->fillRect(row, theme.s2);
    painter->setFont(figureFont(12));
    const int cell = painter->fontMetrics().horizontalAdvance(QLatin1Char('0'));
    const QString time =
        QDateTime::fromMSecsSinceEpoch(index.data(OutputModel::TimeRole).toLongLong(), Qt::UTC)
            .toString(QStringLiteral("HH:mm:ss"));
    const int step = index.data(OutputModel::StepNumberRole).toInt();
    painter->setPen(theme.t3);
    painter->drawText(QRect(row.left() + 16, row.top(), cell * 9, row.height()), Qt::AlignVCenter,
                      time);
    painter->drawText(QRect(row.left() + 16 + cell * 10, row.top(), cell * 3, row.height()),
                      Qt::AlignVCenter, step > 0 ? QString::number(step) : QString());
    const int left = row.left() + 16 + cell * 13;
    painter->setFont(figureFont(12, index.data(OutputModel::IsErrorRole).toBool() || step == 0
                                        ? QFont::DemiBold
                                        : QFont::Normal));
    painter->setPen(theme.t1);
    painter->drawText(QRect(left, row.top(), row.right() - left - 8, row.height()),
                      Qt::AlignVCenter | Qt::TextSingleLine,
                      painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight,
                                                        row.right() - left - 8));
    painter->restore();
}

} // namespace opsdeck
