// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/pinnedlayout.h"
#include "models/layout/pinroom.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace opsdeck {

namespace {

/// Pinned boxes of one group that stand together, with the frame that they would have alone.
struct Part
{
    int group = 0;
    QRectF frame;
};

class Boxes
{
public:
    explicit Boxes(const LayoutInput &input)
        : m_input(input)
    {}

    QList<QRectF> run()
    {
        QList<QRectF> boxes(m_input.nodes.size());
        for (const LayoutPin &pin : m_input.pins) {
            const bool isThere = pin.node >= 0 && pin.node < m_input.nodes.size();
            if (!isThere || !boxes.at(pin.node).isNull() || !std::isfinite(pin.middle.x())
                || !std::isfinite(pin.middle.y()))
                continue;
            const LayoutNode &node = m_input.nodes.at(pin.node);
            const QPointF corner = pin.middle - QPointF(node.size.width(), node.size.height()) / 2;
            const QPointF wanted(std::clamp(onGrid(corner.x()), kFrameSide, kMostPinned),
                                 std::clamp(onGrid(corner.y()), kFrameHead, kMostPinned));
            const std::optional<QPointF> place = nearestPlace(wanted, [&](const QPointF &at) {
                return at.x() >= kFrameSide && at.y() >= kFrameHead
                       && fits(QRectF(at, node.size), node.group);
            });
            if (!place)
                continue;
            boxes[pin.node] = QRectF(*place, node.size);
            m_boxes.append(boxes.at(pin.node));
            add(boxes.at(pin.node), node.group);
        }
        return boxes;
    }

private:
    bool fits(const QRectF &box, int group) const
    {
        const QRectF reach = grown(box, kBoxGap);
        if (std::any_of(m_boxes.begin(), m_boxes.end(),
                        [&](const QRectF &other) { return other.intersects(reach); }))
            return false;
        const QRectF frame = grown(joined(frameAround(box), group), kFrameGap);
        return std::none_of(m_parts.begin(), m_parts.end(), [&](const Part &part) {
            return part.group != group && part.frame.intersects(frame);
        });
    }

    /// With all parts of the group that it touches.
    QRectF joined(QRectF frame, int group) const
    {
        for (bool grew = true; grew;) {
            grew = false;
            for (const Part &part : m_parts) {
                if (part.group == group && !frame.contains(part.frame)
                    && part.frame.intersects(grown(frame, kFrameGap))) {
                    frame |= part.frame;
                    grew = true;
                }
            }
        }
        return frame;
    }

    void add(const QRectF &box, int group)
    {
        const QRectF frame = joined(frameAround(box), group);
        m_parts.erase(std::remove_if(m_parts.begin(), m_parts.end(),
                                     [&](const Part &part) {
                                         return part.group == group && frame.contains(part.frame);
                                     }),
                      m_parts.end());
        m_parts.push_back({group, frame});
    }

    const LayoutInput &m_input;
    QList<QRectF> m_boxes;
    std::vector<Part> m_parts;
};

} // namespace

QList<QRectF> pinnedBoxes(const LayoutInput &input)
{
    return Boxes(input).run();
}

} // namespace opsdeck
