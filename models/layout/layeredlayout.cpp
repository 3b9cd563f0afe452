// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/layeredlayout.h"

#include "models/layout/composer.h"
#include "models/layout/drawingcost.h"
#include "models/layout/pinnedlayout.h"
#include "models/layout/refinement.h"

#include <algorithm>
#include <cmath>

namespace opsdeck {

namespace {

constexpr double kGridUnit = 8;
constexpr double kMostGrowth = 112; ///< of a gap when the drawing is spread
constexpr double kClearlyLarger = 1.1;
constexpr double kTightRowGap = 24; ///< where the height is what makes the drawing small

QRectF mirrored(const QRectF &rect)
{
    return {rect.top(), rect.left(), rect.height(), rect.width()};
}

/// Across becomes down.
LayoutResult mirrored(const LayoutResult &drawing)
{
    LayoutResult made = drawing;
    for (QRectF &node : made.nodes)
        node = mirrored(node);
    for (LayoutFrame &frame : made.frames)
        frame.rect = mirrored(frame.rect);
    for (QList<QPointF> &line : made.edges) {
        for (QPointF &corner : line)
            corner = corner.transposed();
    }
    made.bounds = mirrored(made.bounds);
    return made;
}

/// Chosen at the usual distances, so that a larger room only moves things apart.
Arrangement bestArrangement(const LayoutInput &input, const std::vector<LayoutEdge> &edges)
{
    std::vector<Arrangement> all = arrangements(input, edges);
    if (all.size() == 1)
        return std::move(all.front());
    size_t best = 0;
    double bestCost = 0;
    for (size_t i = 0; i < all.size(); ++i) {
        const double cost = drawingCost(input.edges, composed(input, {}, edges, all[i]));
        if (i > 0 && cost >= bestCost)
            continue;
        bestCost = cost;
        best = i;
    }
    return refined(input, edges, std::move(all[best]), bestCost);
}

} // namespace

LayoutResult layeredLayout(const LayoutInput &input, const LayoutMetrics &metrics)
{
    if (input.nodes.isEmpty()) {
        LayoutResult empty;
        empty.edges.resize(input.edges.size());
        return empty;
    }
    LayoutInput sound = input;
    sound.groups = std::max(1, input.groups);
    for (LayoutNode &node : sound.nodes)
        node.group = std::clamp(node.group, 0, sound.groups - 1);
    if (!sound.pins.isEmpty()) {
        LayoutInput free = sound;
        free.pins.clear();
        return pinnedLayout(sound, layeredLayout(free));
    }
    const std::vector<LayoutEdge> edges = soundEdges(sound);
    const Arrangement arrangement = bestArrangement(sound, edges);
    if (!metrics.turned)
        return composed(sound, metrics, edges, arrangement);
    for (LayoutNode &node : sound.nodes)
        node.size.transpose();
    return mirrored(composed(sound, metrics, edges, arrangement));
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
