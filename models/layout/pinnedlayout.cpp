// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/pinnedlayout.h"

#include "models/layout/framenesting.h"
#include "models/layout/pinnedlines.h"
#include "models/layout/pinroom.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace opsdeck {

namespace {

constexpr double kMostGrowth = 160; ///< of a frame towards a box that was put beside it
constexpr double kRoomAround = 32;  ///< of a frame that was moved
constexpr int kMostSteps = 60;      ///< that a box is moved inside its frame, of 8

class Placement
{
public:
    Placement(const LayoutInput &input, const LayoutResult &plain)
        : m_input(input)
        , m_plain(plain)
        , m_nesting(input)
        , m_pinned(pinnedBoxes(input))
    {
        for (const LayoutFrame &frame : plain.frames)
            m_plainFrames[frame.group] = frame.rect;
        for (int node = 0; node < input.nodes.size(); ++node) {
            if (isPinned(node))
                continue;
            for (int at = groupOf(node); at >= 0; at = parentOf(at))
                m_hasFree.insert(at);
        }
    }

    LayoutResult run()
    {
        // Whoever has to move takes others with it at the worst: no more turns than groups.
        while (!place()) {
        }
        for (const LayoutFrame &frame : m_plain.frames) {
            if (parentOf(frame.group) < 0 && m_moving.contains(frame.group))
                moveAway(frame.group);
        }
        LayoutResult made = m_plain;
        made.nodes = m_boxes;
        made.frames.clear();
        for (const LayoutFrame &frame : m_plain.frames) {
            const auto it = m_frames.find(frame.group);
            if (it != m_frames.end())
                made.frames.append({frame.group, it->second});
        }
        for (const LayoutFrame &part : parts())
            made.frames.append(part);
        return made;
    }

private:
    bool isPinned(int node) const { return !m_pinned.at(node).isNull(); }

    int groupOf(int node) const { return m_input.nodes.at(node).group; }

    int parentOf(int group) const { return m_nesting.parent[static_cast<size_t>(group)]; }

    int rootOf(int group) const
    {
        while (parentOf(group) >= 0)
            group = parentOf(group);
        return group;
    }

    bool isWithin(int group, int outer) const
    {
        return group == outer || m_nesting.encloses(outer, group);
    }

    /// False: another frame has to move, begin anew.
    bool place()
    {
        m_boxes = m_plain.nodes;
        m_frames.clear();
        m_loose.clear();
        for (const auto &[group, rect] : m_plainFrames) {
            if (m_hasFree.contains(group))
                m_frames[group] = rect;
        }
        for (int node = 0; node < m_boxes.size(); ++node) {
            if (isPinned(node))
                m_boxes[node] = m_pinned.at(node);
        }
        // In the order of the pins, as the earlier ones have the better right.
        std::set<int> open;
        for (const LayoutPin &pin : m_input.pins) {
            if (pin.node >= 0 && pin.node < m_boxes.size() && isPinned(pin.node))
                open.insert(pin.node);
        }
        for (bool grew = true; grew && !open.empty();) {
            grew = false;
            for (auto it = open.begin(); it != open.end();) {
                const bool isTaken = takesIn(*it);
                grew = grew || isTaken;
                it = isTaken ? open.erase(it) : std::next(it);
            }
        }
        m_loose.assign(open.begin(), open.end());
        for (const LayoutFrame &part : parts()) {
            for (const auto &[group, rect] : m_frames) {
                if (grown(part.rect, kFrameGap).intersects(rect) && !isMoving(group))
                    return moves(group);
            }
        }
        for (int node = 0; node < m_boxes.size(); ++node) {
            if (!isPinned(node) && !isMoving(groupOf(node)) && !makesRoom(node))
                return moves(groupOf(node));
        }
        return true;
    }

    bool isMoving(int group) const { return m_moving.contains(rootOf(group)); }

    bool moves(int group)
    {
        m_moving.insert(rootOf(group));
        return false;
    }

    /// The group's frame takes in the pinned box, if it may.
    bool takesIn(int node)
    {
        const int group = groupOf(node);
        if (isMoving(group))
            return false;
        return grow(group, m_boxes.at(node), node);
    }

    /// The frame of the group, and those around it, grow so that `box` has its room in it; false
    /// and unchanged where something stands there.
    bool grow(int group, const QRectF &box, int node)
    {
        std::map<int, QRectF> frames = m_frames;
        QRectF rect = frameAround(box);
        for (const auto &[inner, frame] : m_frames) {
            if (m_nesting.encloses(group, inner) && grown(frame, kFrameGap).intersects(box))
                return false;
        }
        for (int at = group; at >= 0; at = parentOf(at)) {
            if (const auto it = frames.find(at); it != frames.end()) {
                if (!grown(it->second, kMostGrowth).contains(rect))
                    return false;
                rect |= it->second;
            } else if (at != group || parentOf(at) < 0) {
                return false;
            }
            if (rect.left() < 0 || rect.top() < 0 || !isFreeFor(at, rect, node))
                return false;
            frames[at] = rect;
            rect = frameAroundFrame(rect);
        }
        m_frames = std::move(frames);
        return true;
    }

    bool isFreeFor(int group, const QRectF &rect, int exceptNode) const
    {
        for (const auto &[other, frame] : m_frames) {
            if (!isMoving(other) && !isWithin(other, group) && !isWithin(group, other)
                && grown(frame, kFrameGap).intersects(rect))
                return false;
        }
        for (int node = 0; node < m_boxes.size(); ++node) {
            const bool isForeign = node != exceptNode && !isWithin(groupOf(node), group);
            if (!isForeign || (!isPinned(node) && isMoving(groupOf(node))))
                continue;
            // A foreign pinned one may come to have a frame of its own.
            const QRectF taken = isPinned(node) ? frameAround(m_boxes.at(node)) : m_boxes.at(node);
            if (grown(taken, kFrameGap).intersects(rect))
                return false;
        }
        return true;
    }

    /// Frames of those pinned boxes that stand away from their group's.
    QList<LayoutFrame> parts() const
    {
        QList<LayoutFrame> made;
        for (const int node : m_loose) {
            LayoutFrame part{groupOf(node), frameAround(m_boxes.at(node))};
            for (bool grew = true; grew;) {
                grew = false;
                for (qsizetype i = made.size() - 1; i >= 0; --i) {
                    if (made.at(i).group != part.group
                        || !grown(made.at(i).rect, kFrameGap).intersects(part.rect))
                        continue;
                    part.rect |= made.at(i).rect;
                    made.removeAt(i);
                    grew = true;
                }
            }
            made.append(part);
        }
        return made;
    }

    /// Moves a box that a pinned one stands on inside its frame; false where there is no room.
    bool makesRoom(int node)
    {
        const QRectF box = m_boxes.at(node);
        const QRectF reach = grown(box, kBoxGap);
        bool isFree = true;
        for (int other = 0; other < m_boxes.size(); ++other)
            isFree = isFree && !(isPinned(other) && m_boxes.at(other).intersects(reach));
        if (isFree)
            return true;
        const int group = groupOf(node);
        const std::map<int, QRectF> before = m_frames;
        const auto place = nearestPlace(
            box.topLeft(),
            [&](const QPointF &at) {
                const QRectF tried(at, box.size());
                const QRectF around = grown(tried, kBoxGap);
                for (int other = 0; other < m_boxes.size(); ++other) {
                    const bool isThere = isPinned(other) || !isMoving(groupOf(other));
                    if (other != node && isThere && m_boxes.at(other).intersects(around))
                        return false;
                }
                return grow(group, tried, node);
            },
            kMostSteps);
        if (place)
            m_boxes[node] = QRectF(*place, box.size());
        return place.has_value();
    }

    /// Puts a whole frame, with what stands in it, to the nearest free place.
    void moveAway(int root)
    {
        const QRectF rect = m_plainFrames.at(root);
        QList<QRectF> taken;
        for (const LayoutFrame &part : parts())
            taken.append(part.rect);
        for (const auto &[group, frame] : m_frames) {
            if (parentOf(group) < 0 && group != root
                && (!m_moving.contains(group) || m_moved.contains(group)))
                taken.append(frame);
        }
        const auto isFree = [&](const QPointF &by) {
            const QRectF there = rect.translated(by);
            return there.left() >= 0 && there.top() >= 0
                   && std::none_of(taken.begin(), taken.end(), [&](const QRectF &other) {
                          return grown(other, kFrameGap).intersects(there);
                      });
        };
        QPointF best;
        if (!isFree(best)) {
            QList<double> across{0};
            QList<double> down{0};
            for (const QRectF &other : std::as_const(taken)) {
                across << std::ceil((other.right() + kRoomAround - rect.left()) / kPinGrid)
                              * kPinGrid
                       << std::floor((other.left() - kRoomAround - rect.right()) / kPinGrid)
                              * kPinGrid;
                down << std::ceil((other.bottom() + kRoomAround - rect.top()) / kPinGrid) * kPinGrid
                     << std::floor((other.top() - kRoomAround - rect.bottom()) / kPinGrid)
                            * kPinGrid;
            }
            double least = -1;
            for (const double x : std::as_const(across)) {
                for (const double y : std::as_const(down)) {
                    const double length = std::abs(x) + std::abs(y);
                    if ((least < 0 || length < least) && isFree({x, y})) {
                        least = length;
                        best = {x, y};
                    }
                }
            }
        }
        for (auto &[group, frame] : m_frames) {
            if (rootOf(group) == root)
                frame = m_plainFrames.at(group).translated(best);
        }
        for (int node = 0; node < m_boxes.size(); ++node) {
            if (!isPinned(node) && rootOf(groupOf(node)) == root)
                m_boxes[node] = m_plain.nodes.at(node).translated(best);
        }
        m_moved.insert(root);
    }

    const LayoutInput &m_input;
    const LayoutResult &m_plain;
    FrameNesting m_nesting;
    QList<QRectF> m_pinned;
    std::map<int, QRectF> m_plainFrames; ///< by group
    std::set<int> m_hasFree;             ///< groups in which something stands that is not pinned
    std::set<int> m_moving;              ///< outermost groups whose place is taken
    std::set<int> m_moved;
    QList<QRectF> m_boxes;          ///< by node
    std::map<int, QRectF> m_frames; ///< by group
    std::vector<int> m_loose;       ///< pinned nodes away from their group's frame
};

} // namespace

LayoutResult pinnedLayout(const LayoutInput &input, const LayoutResult &plain)
{
    LayoutResult made = Placement(input, plain).run();
    if (made == plain)
        return made;
    leadLinesAnew(input, plain, made);
    made.bounds = {};
    for (const LayoutFrame &frame : std::as_const(made.frames))
        made.bounds |= frame.rect;
    for (const QList<QPointF> &line : std::as_const(made.edges)) {
        for (const QPointF &corner : line)
            made.bounds |= QRectF(corner, QSizeF(0.01, 0.01));
    }
    // What is pinned is measured from this corner, whatever stands there.
    made.bounds = QRectF(0, 0, std::ceil(made.bounds.right()), std::ceil(made.bounds.bottom()));
    return made;
}

} // namespace opsdeck
