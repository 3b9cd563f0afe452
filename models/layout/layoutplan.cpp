// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/layoutplan.h"

#include "models/layout/composer.h"
#include "models/layout/drawingcost.h"
#include "models/layout/refinement.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace opsdeck {

namespace {

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

constexpr int kMostRefined = 5;    ///< arrangements
constexpr double kSameCost = 1e-9; ///< the same drawing, then

/// Chosen at the usual distances, so that a larger room only moves things apart. The best one at
/// first is not always the best once it is refined.
Arrangement bestArrangement(const LayoutInput &input, const std::vector<LayoutEdge> &edges)
{
    std::vector<Arrangement> all = arrangements(input, edges);
    if (all.size() == 1)
        return std::move(all.front());
    const auto costOf = [&](const Arrangement &arrangement) {
        return drawingCost(input.edges, composed(input, {}, edges, arrangement));
    };
    std::vector<std::pair<double, size_t>> first;
    for (size_t i = 0; i < all.size(); ++i)
        first.emplace_back(costOf(all[i]), i);
    std::sort(first.begin(), first.end());
    std::optional<Arrangement> best;
    double bestCost = 0;
    double costBefore = -1;
    int tried = 0;
    for (const auto &[cost, index] : first) {
        if (tried == kMostRefined)
            break;
        if (cost < costBefore + kSameCost)
            continue;
        costBefore = cost;
        ++tried;
        Arrangement made = refined(input, edges, std::move(all[index]), cost);
        const double costNow = costOf(made);
        if (best && costNow >= bestCost)
            continue;
        bestCost = costNow;
        best = std::move(made);
    }
    return std::move(*best);
}

} // namespace

struct LayoutPlan::Data
{
    LayoutInput input;
    std::vector<LayoutEdge> edges;
    Arrangement arrangement;
};

LayoutPlan::LayoutPlan(const LayoutInput &input)
{
    auto data = std::make_shared<Data>();
    data->input = input;
    data->input.pins.clear();
    data->input.groups = std::max(1, input.groups);
    for (LayoutNode &node : data->input.nodes)
        node.group = std::clamp(node.group, 0, data->input.groups - 1);
    if (!input.nodes.isEmpty()) {
        data->edges = soundEdges(data->input);
        data->arrangement = bestArrangement(data->input, data->edges);
    }
    m_data = std::move(data);
}

LayoutResult LayoutPlan::drawn(const LayoutMetrics &metrics) const
{
    if (m_data->input.nodes.isEmpty()) {
        LayoutResult empty;
        empty.edges.resize(m_data->input.edges.size());
        return empty;
    }
    if (!metrics.turned)
        return composed(m_data->input, metrics, m_data->edges, m_data->arrangement);
    LayoutInput turned = m_data->input;
    for (LayoutNode &node : turned.nodes)
        node.size.transpose();
    return mirrored(composed(turned, metrics, m_data->edges, m_data->arrangement));
}

} // namespace opsdeck
