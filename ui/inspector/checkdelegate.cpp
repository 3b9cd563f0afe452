// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/checkdelegate.h"

#include "models/inspector/checksmodel.h"
#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace opsdeck {

CheckDelegate::CheckDelegate(ThemeHub &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{}

void CheckDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    const Theme &theme = m_theme.theme();
    const auto view = index.data(ChecksModel::ViewRole).value<CheckView>();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect box = option.rect;
    if (option.state.testFlag(QStyle::State_Selected))
        painter->fillRect(box, theme.s2);
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(QPen(theme.ink, 2));
        painter->drawRect(QRectF(box).adjusted(1, 1, -1, -1));
    }
    paintMark(*painter, QRectF(box.left() + 3, box.top() + 5, 16, 16), markOf(view), theme);
    painter->setFont(figureFont(11));
    const QString age = index.data(ChecksModel::AgeRole).toString();
    const int ageWidth = painter->fontMetrics().horizontalAdvance(age) + 8;
    painter->setPen(index.data(ChecksModel::IsStaleRole).toBool() ? theme.t1 : theme.t3);
    painter->drawText(QRect(box.right() - ageWidth, box.top() + 3, ageWidth - 4, 20),
                      Qt::AlignRight | Qt::AlignVCenter, age);
    const int left = box.left() + 29;
    painter->setFont(roleFont(TextRole::Body));
    painter->setPen(theme.t1);
    const int nameWidth = box.right() - ageWidth - 8 - left;
    painter->drawText(
        QRect(left, box.top() + 3, nameWidth, 20), Qt::AlignVCenter,
        painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, nameWidth));
    painter->setFont(roleFont(TextRole::Caption));
    painter->setPen(theme.t2);
    const int wide = box.right() - 4 - left;
    painter->drawText(QRect(left, box.top() + 22, wide, 16), Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(
                          index.data(ChecksModel::MessageRole).toString(), Qt::ElideRight, wide));
    painter->restore();
}

QSize CheckDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {200, kHeight};
}

} // namespace opsdeck
