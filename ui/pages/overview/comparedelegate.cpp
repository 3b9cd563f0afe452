// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview/comparedelegate.h"

#include "models/comparison/comparisonmodel.h"
#include "ui/pages/overview/foldchevron.h"
#include "ui/paint/paint.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace opsdeck {

namespace {

constexpr int kPadding = 12;
constexpr int kGap = 10;
constexpr int kHeadHeight = 24;
constexpr int kBar = 3;
constexpr int kSign = 10; ///< width of the sign of what differs

/// Drawn, as fonts have it in different sizes.
void paintNotEqual(QPainter &painter, const QPointF &middle, const QColor &colour)
{
    painter.setPen(QPen(colour, 1.5, Qt::SolidLine, Qt::RoundCap));
    for (const double y : {-2.0, 2.0})
        painter.drawLine(middle + QPointF(-4, y), middle + QPointF(4, y));
    painter.drawLine(middle + QPointF(-2.5, 5), middle + QPointF(2.5, -5));
}

/// What is beside the text stays whole; the text gives way. Gives where it ends.
void paintPair(QPainter &painter, const QRect &box, const QString &text, const QFont &textFont,
               const QColor &ink, const QString &beside, const Theme &theme)
{
    const QFont small = roleFont(TextRole::Caption);
    const QFontMetrics metrics(textFont);
    const QFontMetrics smallMetrics(small);
    const int whole = smallMetrics.horizontalAdvance(beside);
    const int wanted = beside.isEmpty() ? 0 : std::min(whole, box.width() * 2 / 3) + kGap;
    const QString shown = metrics.elidedText(text, Qt::ElideMiddle, box.width() - wanted);
    painter.setFont(textFont);
    painter.setPen(ink);
    painter.drawText(box, Qt::AlignVCenter | Qt::AlignLeft, shown);
    if (beside.isEmpty())
        return;
    const int left = metrics.horizontalAdvance(shown) + kGap;
    painter.setFont(small);
    painter.setPen(theme.t3);
    painter.drawText(box.adjusted(left, 1, 0, 1), Qt::AlignVCenter | Qt::AlignLeft,
                     smallMetrics.elidedText(beside, Qt::ElideRight, box.width() - left));
}

} // namespace

CompareDelegate::CompareDelegate(ThemeHub &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{}

QSize CompareDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {160, kRowHeight};
}

void CompareDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    const Theme &theme = m_theme.theme();
    const QRect rect = option.rect;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (index.data(ComparisonModel::IsHeadRole).toBool()) {
        if (index.data(ComparisonModel::IsSectionRole).toBool())
            paintSection(*painter, option, index, theme);
        else
            paintHead(*painter, rect, index, theme);
        painter->restore();
        return;
    }
    if (index.column() == 0)
        paintName(*painter, rect, index, theme);
    else
        paintValue(*painter, rect, index, theme);
    painter->setRenderHint(QPainter::Antialiasing, false);
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.line);
    if (index.column() > 0)
        painter->fillRect(QRect(rect.left(), rect.top(), 1, rect.height()), theme.line);
    painter->setRenderHint(QPainter::Antialiasing);
    const bool isChosen = option.state.testFlag(QStyle::State_Selected);
    if (isChosen || option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(theme.ink, 2, isChosen ? Qt::SolidLine : Qt::DotLine));
        painter->drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -2), 4, 4);
    }
    painter->restore();
}

void CompareDelegate::paintSection(QPainter &painter, const QStyleOptionViewItem &option,
                                   const QModelIndex &index, const Theme &theme)
{
    const QRect bar = option.rect.adjusted(0, 4, 0, -1);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.fillRect(bar, theme.s3);
    painter.setRenderHint(QPainter::Antialiasing);
    const QModelIndex first = index.siblingAtColumn(0);
    const QString count = first.data(ComparisonModel::CaptionRole).toString();
    if (index.column() == 0) {
        const auto fold =
            static_cast<ComparisonModel::Fold>(index.data(ComparisonModel::FoldRole).toInt());
        const int left = paintChevron(painter, bar, fold, theme);
        painter.setFont(textFont(13, QFont::DemiBold));
        painter.setPen(theme.t1);
        painter.drawText(QRect(left, bar.top(), bar.right() - left, bar.height()), Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(first.data().toString(), Qt::ElideRight,
                                                          bar.right() - left));
    } else if (index.column() == 1) {
        painter.setFont(roleFont(TextRole::Small));
        painter.setPen(theme.t1);
        painter.drawText(bar.adjusted(kPadding, 0, -kPadding, 0), Qt::AlignVCenter, count);
    }
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme.ink, 2, Qt::DotLine));
        painter.drawRoundedRect(QRectF(bar).adjusted(1, 1, -1, -1), 4, 4);
    }
}

void CompareDelegate::paintHead(QPainter &painter, const QRect &rect, const QModelIndex &index,
                                const Theme &theme)
{
    const QRect band(rect.left(), rect.bottom() + 1 - kHeadHeight, rect.width(), kHeadHeight);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.fillRect(band, theme.s2);
    const QModelIndex first = index.siblingAtColumn(0);
    if (index.column() == 0) {
        painter.setFont(roleFont(TextRole::Label));
        painter.setPen(theme.t2);
        const QRect box = band.adjusted(kPadding, 0, -8, 0);
        painter.drawText(box, Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(first.data().toString().toUpper(),
                                                          Qt::ElideMiddle, box.width()));
    } else if (index.column() == index.model()->columnCount() - 1) {
        painter.setFont(roleFont(TextRole::Caption));
        painter.setPen(theme.t2);
        painter.drawText(band.adjusted(0, 0, -kPadding, 0), Qt::AlignVCenter | Qt::AlignRight,
                         first.data(ComparisonModel::CaptionRole).toString());
    }
}

void CompareDelegate::paintName(QPainter &painter, const QRect &rect, const QModelIndex &index,
                                const Theme &theme)
{
    paintPair(painter, rect.adjusted(kPadding, 0, -6, 0), index.data().toString(),
              roleFont(TextRole::Small), theme.t1,
              index.data(ComparisonModel::CaptionRole).toString(), theme);
}

void CompareDelegate::paintValue(QPainter &painter, const QRect &rect, const QModelIndex &index,
                                 const Theme &theme)
{
    const bool isOdd = index.data(ComparisonModel::StandsOutRole).toBool();
    const bool isQuiet = index.data(ComparisonModel::QuietRole).toBool();
    const auto state =
        static_cast<ComparedValue::State>(index.data(ComparisonModel::StateRole).toInt());
    QRect box = rect.adjusted(kPadding, 0, -6, 0);
    if (isOdd) {
        painter.fillRect(rect, theme.tintDiff);
        painter.fillRect(QRect(rect.left() + 1, rect.top(), kBar, rect.height()), theme.ink);
        paintNotEqual(painter, QPointF(box.left() + kSign / 2.0, rect.center().y() + 0.5),
                      theme.t1);
        box.adjust(kSign + 6, 0, 0, 0);
    }
    const bool isOld =
        state == ComparedValue::State::Stale || state == ComparedValue::State::Expired;
    if (isOld)
        paintHatch(painter, QRectF(rect.left() + 1, rect.top(), 8, rect.height() - 1), theme.t3);
    const bool isWord = isQuiet && !isOld;
    const QFont font = isWord ? textFont(12, isOdd ? QFont::DemiBold : QFont::Normal)
                              : figureFont(12, isOdd ? QFont::Medium : QFont::Normal);
    paintPair(painter, box, index.data().toString(), font,
              isOdd     ? theme.t1
              : isQuiet ? theme.t3
                        : theme.t2,
              index.data(ComparisonModel::CaptionRole).toString(), theme);
}

} // namespace opsdeck
