// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/resultdelegate.h"

#include "models/inspector/resultsmodel.h"
#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace opsdeck {

namespace {

constexpr int kAgeWidth = 72;
constexpr int kLatencyWidth = 56;

StatusMark markOf(CheckStatus status)
{
    StatusMark mark;
    mark.health = status == CheckStatus::Ok         ? Health::Healthy
                  : status == CheckStatus::Warning  ? Health::Degraded
                  : status == CheckStatus::Critical ? Health::Down
                                                    : Health::Unknown;
    return mark;
}

} // namespace

ResultDelegate::ResultDelegate(ThemeHub &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{}

void ResultDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    const Theme &theme = m_theme.theme();
    const QRect box = option.rect;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    paintMark(*painter, QRectF(box.left() + 3, box.top() + 4, 16, 16),
              markOf(static_cast<CheckStatus>(index.data(ResultsModel::StatusRole).toInt())),
              theme);
    painter->setFont(figureFont(11));
    painter->setPen(theme.t3);
    painter->drawText(box, Qt::AlignRight | Qt::AlignVCenter,
                      index.data(ResultsModel::AgeRole).toString());
    const QString latency = index.data(ResultsModel::LatencyRole).toString();
    painter->drawText(box.adjusted(0, 0, -kAgeWidth, 0), Qt::AlignRight | Qt::AlignVCenter,
                      latency);
    painter->setFont(roleFont(TextRole::Body));
    painter->setPen(theme.t1);
    const QRect text = box.adjusted(29, 0, -kAgeWidth - (latency.isEmpty() ? 0 : kLatencyWidth), 0);
    painter->drawText(
        text, Qt::AlignVCenter,
        painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, text.width()));
    painter->restore();
}

QSize ResultDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {200, kHeight};
}

} // namespace opsdeck
