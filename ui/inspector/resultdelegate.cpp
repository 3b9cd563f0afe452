// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/resultdelegate.h"

#include "models/inspector/resultsmodel.h"
#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace opsdeck {

namespace {

constexpr int kAgeWidth = 48; ///< latencies end at one place while ages are young
constexpr int kGap = 12;

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
    const auto drawRight = [&](const QString &figure, int right) {
        if (figure.isEmpty())
            return right;
        painter->drawText(box.adjusted(0, 0, right - box.right(), 0),
                          Qt::AlignRight | Qt::AlignVCenter, figure);
        return right - painter->fontMetrics().horizontalAdvance(figure) - kGap;
    };
    int right = drawRight(index.data(ResultsModel::AgeRole).toString(), box.right());
    const QString latency = index.data(ResultsModel::LatencyRole).toString();
    if (!latency.isEmpty())
        right = drawRight(latency, std::min(right, box.right() - kAgeWidth));
    painter->setFont(roleFont(TextRole::Body));
    painter->setPen(theme.t1);
    const int left = box.left() + 29;
    const QString message = index.data().toString();
    // Without a latency the words may come up to the age. Where they are cut an address keeps its
    // port.
    const int room = right - left;
    painter->drawText(QRect(left, box.top(), room, box.height()), Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(message, Qt::ElideMiddle, room));
    painter->restore();
}

QSize ResultDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {200, kHeight};
}

} // namespace opsdeck
