// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/layeredlayout.h"

#include "models/layout/layoutplan.h"
#include "models/layout/pinnedlayout.h"

#include <algorithm>
#include <cmath>

namespace opsdeck {

namespace {

constexpr double kGridUnit = 8;
constexpr double kMostGrowth = 112; ///< of a gap when the drawing is spread
constexpr double kClearlyLarger = 1.1;
constexpr double kTightRowGap = 24; ///< where the height is what makes the drawing small

/// Every node in a group that there is.
LayoutInput soundInput(const LayoutInput &input)
{
    LayoutInput sound = input;
    sound.groups = std::max(1, input.groups);
    for (LayoutNode &node : sound.nodes)
        node.group = std::clamp(node.group, 0, sound.groups - 1);
    return sound;
}

} // namespace

LayoutResult layeredLayout(const LayoutInput &input, const LayoutMetrics &metrics)
{
    const LayoutPlan plan(input);
    if (input.pins.isEmpty() || input.nodes.isEmpty())
        return plan.drawn(metrics);
    return pinnedLayout(soundInput(input), plan.drawn());
}

bool isBetterTurned(const LayoutResult &plain, const LayoutResult &turned, const QSizeF &room)
{
    const auto scaleOf = [&](const LayoutResult &drawing) {
        return std::min(room.width() / drawing.bounds.width(),
                        room.height() / drawing.bounds.height());
    };
    return scaleOf(plain) < 1 && scaleOf(turned) > kClearlyLarger * scaleOf(plain);
}

LayoutMetrics spreadMetrics(const LayoutResult &plain, const QSizeF &room, double scale,
                            bool turned)
{
    // As if it ran from left to right.
    const QSizeF size = turned ? plain.bounds.size().transposed() : plain.bounds.size();
    const QSizeF place = turned ? room.transposed() : room;
    LayoutMetrics metrics;
    metrics.turned = turned;
    const double across = place.width() / size.width();
    const double down = place.height() / size.height();
    if (down < across && down < 1) {
        metrics.rowGap = kTightRowGap;
        return metrics;
    }
    const auto grown = [](double spare, int gaps) {
        const double share = gaps < 1 ? 0 : spare / gaps;
        return std::clamp(std::floor(share / kGridUnit) * kGridUnit, 0.0, kMostGrowth);
    };
    const double wider = grown(place.width() / scale - size.width(), plain.columns - 1);
    metrics.columnGap += wider;
    metrics.frameGap += wider;
    metrics.rowGap += grown(place.height() / scale - size.height(), plain.rows - 1);
    return metrics;
}

} // namespace opsdeck
