// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/outlinedelegate.h"

#include "models/config/outlinemodel.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace opsdeck {

namespace {

constexpr int kIndent = 16;

} // namespace

void OutlineDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    const Theme &theme = m_theme.theme();
    painter->save();
    if (option.state.testFlag(QStyle::State_Selected))
        painter->fillRect(option.rect, theme.s3);
    const int depth = index.data(OutlineModel::DepthRole).toInt();
    const QRect box = option.rect.adjusted(10 + depth * kIndent, 0, -10, 0);
    const QString detail = index.data(OutlineModel::DetailRole).toString();
    painter->setFont(roleFont(TextRole::Caption));
    painter->setPen(theme.t3);
    const int detailWidth =
        std::min(painter->fontMetrics().horizontalAdvance(detail) + 4, box.width() / 2);
    painter->drawText(box, Qt::AlignRight | Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(detail, Qt::ElideRight, detailWidth));
    painter->setFont(roleFont(depth < 2 ? TextRole::BodyStrong : TextRole::Body));
    painter->setPen(theme.t1);
    painter->drawText(box, Qt::AlignLeft | Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(index.data(Qt::DisplayRole).toString(),
                                                        Qt::ElideRight,
                                                        box.width() - detailWidth - 10));
    painter->restore();
}

} // namespace opsdeck
