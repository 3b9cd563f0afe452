// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diagram/navigation.h"

#include <cmath>

namespace opsdeck {

namespace {

constexpr double kAsideCostsMore = 2.5;

} // namespace

int neighbourOf(const QList<QRectF> &boxes, int from, Direction direction)
{
    if (from < 0 || from >= boxes.size())
        return -1;
    const bool isFlat = direction == Direction::Left || direction == Direction::Right;
    const double sign = direction == Direction::Right || direction == Direction::Down ? 1 : -1;
    int best = -1;
    double least = 0;
    for (int i = 0; i < boxes.size(); ++i) {
        const QPointF way = boxes.at(i).center() - boxes.at(from).center();
        const double ahead = sign * (isFlat ? way.x() : way.y());
        const double aside = std::abs(isFlat ? way.y() : way.x());
        if (i == from || ahead <= 1)
            continue;
        const double cost = ahead + kAsideCostsMore * aside;
        if (best < 0 || cost < least) {
            best = i;
            least = cost;
        }
    }
    return best;
}

} // namespace opsdeck
