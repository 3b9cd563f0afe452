// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/cardflow.h"

#include <algorithm>

namespace opsdeck {

namespace {

bool isFree(const QRect &place, const QList<QRect> &taken)
{
    return std::none_of(taken.cbegin(), taken.cend(),
                        [&](const QRect &other) { return other.intersects(place); });
}

} // namespace

QList<QRect> cardFlow(const QList<QSize> &cards, int columns)
{
    QList<QRect> places;
    for (const QSize &card : cards) {
        QRect place(QPoint(), QSize(std::min(card.width(), columns), card.height()));
        while (!isFree(place, places)) {
            if (place.right() + 1 < columns)
                place.translate(1, 0);
            else
                place.moveTo(0, place.top() + 1);
        }
        places.append(place);
    }
    return places;
}

int rowsOf(const QList<QRect> &places)
{
    int rows = 0;
    for (const QRect &place : places)
        rows = std::max(rows, place.bottom() + 1);
    return rows;
}

} // namespace opsdeck
