// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings/problemdelegate.h"

#include "models/config/problemsmodel.h"
#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace opsdeck {

namespace {

constexpr int kTextLeft = 36;
constexpr int kPlaceHeight = 16;
constexpr int kPadding = 8;

int textWidth(const QStyleOptionViewItem &option)
{
    const int wide = option.rect.isValid() && option.rect.width() > 0 ? option.rect.width()
                     : option.widget == nullptr                       ? 640
                                                                      : option.widget->width();
    return std::max(120, wide - kTextLeft - 16);
}

QRect textBounds(const QStyleOptionViewItem &option, const QModelIndex &index)
{
    return QFontMetrics(roleFont(TextRole::Body))
        .boundingRect(QRect(0, 0, textWidth(option), 4000), Qt::TextWordWrap | Qt::TextWrapAnywhere,
                      index.data(Qt::DisplayRole).toString());
}

} // namespace

ProblemDelegate::ProblemDelegate(ThemeHub &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{}

void ProblemDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    const Theme &theme = m_theme.theme();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (option.state.testFlag(QStyle::State_Selected))
        painter->fillRect(option.rect, theme.s2);
    StatusMark mark;
    mark.health = index.data(ProblemsModel::IsErrorRole).toBool() ? Health::Down : Health::Degraded;
    paintMark(*painter, QRectF(option.rect.left() + 10, option.rect.top() + kPadding, 16, 16), mark,
              theme);
    const QRect box = option.rect.adjusted(kTextLeft, kPadding, -16, -kPadding);
    painter->setPen(theme.t2);
    painter->setFont(figureFont(12));
    painter->drawText(
        QRect(box.left(), box.top(), box.width(), kPlaceHeight), Qt::AlignVCenter,
        painter->fontMetrics().elidedText(index.data(ProblemsModel::PlaceRole).toString(),
                                          Qt::ElideMiddle, box.width()));
    painter->setPen(theme.t1);
    painter->setFont(roleFont(TextRole::Body));
    painter->drawText(box.adjusted(0, kPlaceHeight + 2, 0, 0),
                      Qt::TextWordWrap | Qt::TextWrapAnywhere,
                      index.data(Qt::DisplayRole).toString());
    painter->restore();
}

QSize ProblemDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return {200, textBounds(option, index).height() + kPlaceHeight + 2 + 2 * kPadding};
}

} // namespace opsdeck
