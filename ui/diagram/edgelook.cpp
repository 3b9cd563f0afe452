// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diagram/edgelook.h"

#include "ui/diagram/edgeway.h"

#include <algorithm>

namespace opsdeck {

namespace {

constexpr double kShortDisputed = 45; ///< twice and a half its pattern

double usualWidth(EdgeState state)
{
    return state == EdgeState::Failing ? 2 : 1.5;
}

} // namespace

double arrowSize(const EdgeLook &look)
{
    return kArrow + 1.5 * std::max(0, look.width - 2);
}

double shortening(const EdgeLook &look)
{
    return look.endGap + arrowSize(look) - 1;
}

QPointF endDirection(const EdgeLook &look)
{
    return toward(look.corners.at(look.corners.size() - 2), look.corners.last());
}

double strokeWidth(const EdgeLook &look)
{
    if (look.width == 0)
        return usualWidth(look.state);
    return look.state == EdgeState::Failing ? std::max(usualWidth(look.state), double(look.width))
                                            : look.width;
}

QList<qreal> dashesOf(DependencyBasis basis, DependencyRole role)
{
    if (role == DependencyRole::Scrapes)
        return {2, 3};
    switch (basis) {
    case DependencyBasis::Implied:
        return {6, 4};
    case DependencyBasis::Disputed:
        return {8, 4, 2, 4};
    case DependencyBasis::Stated:
        break;
    }
    return {};
}

QList<qreal> dashesOf(const EdgeLook &look)
{
    const QList<qreal> usual = dashesOf(look.basis, look.role);
    const double length = wayLength(look.corners) - shortening(look) - look.beginGap;
    if (look.basis != DependencyBasis::Disputed || usual.size() < 4 || length >= kShortDisputed)
        return usual;
    const double gap = std::clamp(length / 7, 1.0, 4.0);
    return {std::max(1.0, (length - 3 * gap) / 2), gap, gap, gap};
}

double sizeAt(double scale)
{
    return std::clamp(1 / scale, 1.0, 2.4);
}

} // namespace opsdeck
