// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/pinnedlayout.h"
#include "models/layout/pinnedparts.h"
#include "models/layout/pinroom.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>
#include <utility>

namespace opsdeck {

namespace {

QPointF cornerFor(const LayoutInput &input, const FrameNesting &nesting, const LayoutPin &pin)
{
    const LayoutNode &node = input.nodes.at(pin.node);
    int frames = 1;
    for (int at = nesting.parent[static_cast<size_t>(node.group)]; at >= 0;
         at = nesting.parent[static_cast<size_t>(at)])
        ++frames;
    const QPointF first = firstCorner(frames);
    const QPointF corner = pin.middle - QPointF(node.size.width(), node.size.height()) / 2;
    return {std::clamp(onGrid(corner.x()), first.x(), kMostPinned),
            std::clamp(onGrid(corner.y()), first.y(), kMostPinned)};
}

/// The nearest place that leaves all boxes and their frames apart.
std::optional<QPointF> placeBeside(const LayoutInput &input, const FrameNesting &nesting,
                                   QList<PinnedBox> boxes, const LayoutPin &pin)
{
    const LayoutNode &node = input.nodes.at(pin.node);
    const QPointF wanted = cornerFor(input, nesting, pin);
    boxes.append(PinnedBox{node.group, QRectF()});
    return cheapestPlace(wanted, [&](const QPointF &at) {
        boxes.last().rect = QRectF(at, node.size);
        const QPointF way = at - wanted;
        return at.x() >= kFrameSide && at.y() >= kFrameHead && arePartsApart(nesting, boxes)
                   ? std::hypot(way.x(), way.y())
                   : -1;
    });
}

bool isSound(const LayoutInput &input, const LayoutPin &pin)
{
    return pin.node >= 0 && pin.node < input.nodes.size() && std::isfinite(pin.middle.x())
           && std::isfinite(pin.middle.y());
}

} // namespace

QList<QRectF> pinnedBoxes(const LayoutInput &input)
{
    QList<LayoutPin> pins;
    for (const LayoutPin &pin : input.pins) {
        const bool isKnown = std::any_of(pins.cbegin(), pins.cend(), [&](const LayoutPin &other) {
            return other.node == pin.node;
        });
        if (!isKnown && isSound(input, pin))
            pins.append(pin);
    }
    std::sort(pins.begin(), pins.end(), [](const LayoutPin &a, const LayoutPin &b) {
        return std::tuple(a.middle.x(), a.middle.y(), a.node)
               < std::tuple(b.middle.x(), b.middle.y(), b.node);
    });
    const FrameNesting nesting(input);
    QList<PinnedBox> boxes;
    QList<QRectF> made(input.nodes.size());
    for (const LayoutPin &pin : std::as_const(pins)) {
        const LayoutNode &node = input.nodes.at(pin.node);
        if (const auto place = placeBeside(input, nesting, boxes, pin)) {
            made[pin.node] = QRectF(*place, node.size);
            boxes.append({node.group, made.at(pin.node)});
        }
    }
    return made;
}

QPointF placeBesidePinned(const LayoutInput &input, const LayoutPin &pin)
{
    if (!isSound(input, pin))
        return pin.middle;
    LayoutInput others = input;
    others.pins.removeIf([&](const LayoutPin &other) { return other.node == pin.node; });
    const QList<QRectF> taken = pinnedBoxes(others);
    QList<PinnedBox> boxes;
    for (int node = 0; node < taken.size(); ++node) {
        if (!taken.at(node).isNull())
            boxes.append({input.nodes.at(node).group, taken.at(node)});
    }
    const auto place = placeBeside(input, FrameNesting(input), boxes, pin);
    return place ? QRectF(*place, input.nodes.at(pin.node).size).center() : pin.middle;
}

} // namespace opsdeck
