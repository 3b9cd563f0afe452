// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/pinnedframes.h"

#include "models/layout/pinnedstanding.h"
#include "models/layout/pinroom.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

namespace opsdeck {

namespace {

constexpr double kMostStretch = 240; ///< that a frame's other boxes go away from its pinned ones
constexpr double kPriceOfGrowth = 2; ///< of a frame, per pixel, for a box that gives way
constexpr int kOutside = PinnedStanding::kOutside;

/// A frame with what stands in it.
struct Content
{
    QRectF rect;                               ///< null: nothing does
    std::vector<std::pair<int, QRectF>> boxes; ///< by node; not the pinned ones
    QList<LayoutFrame> frames;                 ///< its own first

    void take(const Content &inner)
    {
        boxes.insert(boxes.end(), inner.boxes.begin(), inner.boxes.end());
        frames += inner.frames;
    }
};

/// How far one of two would have to go.
double depthOf(const QRectF &a, const QRectF &b)
{
    const double across = std::min(a.right(), b.right()) - std::max(a.left(), b.left());
    const double down = std::min(a.bottom(), b.bottom()) - std::max(a.top(), b.top());
    return std::max(0.0, std::min(across, down) + kFrameGap);
}

double upToGrid(double way)
{
    return kPinGrid * (way > 0 ? std::ceil(way / kPinGrid) : std::floor(way / kPinGrid));
}

class Placement
{
public:
    Placement(const LayoutInput &input, const LayoutResult &plain, const QList<QRectF> &pinned,
              double boxGap)
        : m_input(input)
        , m_plain(plain)
        , m_boxGap(boxGap)
        , m_pins(input, plain, pinned)
    {}

    LayoutResult run()
    {
        LayoutResult made = m_plain;
        Content all;
        for (const Content &each : settled(kOutside, {}))
            all.take(each);
        for (int node = 0; node < m_input.nodes.size(); ++node) {
            if (m_pins.isPinned(node))
                made.nodes[node] = m_pins.pinned(node);
        }
        for (const auto &[node, rect] : all.boxes)
            made.nodes[node] = rect;
        made.frames.clear();
        for (const LayoutFrame &plain : m_plain.frames) {
            for (const LayoutFrame &frame : std::as_const(all.frames)) {
                if (frame.group == plain.group && !isPart(frame, all.frames))
                    made.frames.append(frame);
            }
        }
        for (const LayoutFrame &frame : std::as_const(all.frames)) {
            if (!made.frames.contains(frame))
                made.frames.append(frame);
        }
        made.frames += m_pins.partsOf([&](int node) { return m_pins.at(node) == kOutside; });
        return made;
    }

private:
    /// Not the first of its group.
    static bool isPart(const LayoutFrame &frame, const QList<LayoutFrame> &all)
    {
        const auto first = std::find_if(all.cbegin(), all.cend(), [&](const LayoutFrame &other) {
            return other.group == frame.group;
        });
        return !(*first == frame);
    }

    /// Nothing is pinned in it.
    Content rigid(int group, const QPointF &shift) const
    {
        Content made;
        for (int node = 0; node < m_input.nodes.size(); ++node) {
            if (!m_pins.isPinned(node) && m_pins.isWithin(m_pins.groupOf(node), group))
                made.boxes.emplace_back(node, m_plain.nodes.at(node).translated(shift));
        }
        if (made.boxes.empty())
            return made;
        made.rect = m_pins.frameOf(group).translated(shift);
        for (const LayoutFrame &frame : m_plain.frames) {
            if (m_pins.isWithin(frame.group, group) && m_pins.holdsFree(frame.group))
                made.frames.append({frame.group, frame.rect.translated(shift)});
        }
        return made;
    }

    /// What is not pinned goes by `shift`.
    Content content(int group, const QPointF &shift)
    {
        if (!m_pins.holdsPinned(group))
            return rigid(group, shift);
        const bool isHeld = !m_pins.holdsFree(group);
        const QRectF base = m_pins.frameOf(group).translated(shift);
        Content made;
        QRectF needed;
        QList<QRectF> taken; // with the room that boxes keep off
        const auto addFrame = [&](const QRectF &rect) {
            needed |= frameAroundFrame(rect);
            taken.append(grown(rect, kFrameGap));
        };
        const auto addBox = [&](const QRectF &rect) {
            needed |= frameAround(rect);
            taken.append(grown(rect, m_boxGap));
        };
        Content within;
        for (const Content &each : settled(group, shift)) {
            addFrame(each.rect);
            within.take(each);
        }
        const QList<LayoutFrame> parts = m_pins.partsOf(
            [&](int node) { return m_pins.at(node) == group && m_pins.groupOf(node) != group; });
        for (const LayoutFrame &part : parts)
            addFrame(part.rect);
        within.frames += parts;
        for (const int node : m_pins.nodesOf(group)) {
            if (m_pins.isPinned(node) && m_pins.at(node) == group)
                addBox(m_pins.pinned(node));
        }
        if (needed.isNull() && isHeld)
            return {};
        std::vector<int> covered;
        const qsizetype fixed = taken.size();
        for (const int node : m_pins.nodesOf(group)) {
            if (m_pins.isPinned(node))
                continue;
            const QRectF box = m_plain.nodes.at(node).translated(shift);
            const bool isCovered =
                std::any_of(taken.cbegin(), taken.cbegin() + fixed,
                            [&](const QRectF &rect) { return rect.intersects(box); });
            if (isCovered) {
                covered.push_back(node);
                continue;
            }
            addBox(box);
            made.boxes.emplace_back(node, box);
        }
        for (const int node : covered) {
            const QRectF box = m_plain.nodes.at(node).translated(shift);
            const QRectF place = placeFor(group, box, base | needed, taken);
            addBox(place);
            made.boxes.emplace_back(node, place);
        }
        made.rect = base | needed;
        made.frames.append({group, made.rect});
        made.take(within);
        return made;
    }

    QRectF placeFor(int group, const QRectF &box, const QRectF &frame,
                    const QList<QRectF> &taken) const
    {
        const auto place = cheapestPlace(box.topLeft(), [&](const QPointF &at) -> double {
            const QRectF tried(at, box.size());
            const QRectF around = frameAround(tried);
            if (!m_pins.isInDrawing(group, around)
                || std::any_of(taken.cbegin(), taken.cend(),
                               [&](const QRectF &rect) { return rect.intersects(tried); }))
                return -1;
            const QPointF way = at - box.topLeft();
            return std::hypot(way.x(), way.y()) + kPriceOfGrowth * growthFor(frame, around);
        });
        return place ? QRectF(*place, box.size()) : box;
    }

    bool isFree(int group, const QRectF &rect, const QList<QRectF> &taken) const
    {
        return m_pins.isInDrawing(group, rect)
               && std::none_of(taken.cbegin(), taken.cend(), [&](const QRectF &other) {
                      return grown(other, kFrameGap).intersects(rect);
                  });
    }

    /// The frames right within that of `outer`, whose other boxes go by `shift`.
    std::vector<Content> settled(int outer, const QPointF &shift)
    {
        std::vector<Content> made;
        QList<QRectF> taken;
        std::vector<int> open;
        const auto settle = [&](int group) {
            const Content content = placed(outer, group, shift, taken, open);
            if (content.rect.isNull())
                return;
            taken.append(content.rect);
            made.push_back(content);
        };
        // Those that a hand makes grow have the right to it.
        std::vector<int> growing;
        for (const int group : m_pins.innerOf(outer)) {
            const bool isGrowing =
                m_pins.holdsPinned(group)
                && !m_pins.frameOf(group).translated(shift).contains(content(group, shift).rect);
            (isGrowing ? growing : open).push_back(group);
        }
        for (const int group : growing)
            settle(group);
        while (!open.empty()) {
            auto next = std::find_if(open.begin(), open.end(), [&](int group) {
                const QRectF rect = content(group, shift).rect;
                return !rect.isNull()
                       && !isFree(group, rect, taken + m_pins.inTheWay(outer, group));
            });
            const bool isAnyCovered = next != open.end();
            if (!isAnyCovered)
                next = open.begin();
            const int group = *next;
            open.erase(next);
            settle(group);
        }
        return made;
    }

    Content placed(int outer, int group, const QPointF &shift, const QList<QRectF> &settled,
                   const std::vector<int> &open)
    {
        while (true) {
            const std::vector<int> before = m_pins.all();
            Content made = content(group, shift);
            const QList<QRectF> taken = settled + m_pins.inTheWay(outer, group);
            if (made.rect.isNull() || isFree(group, made.rect, taken))
                return made;
            m_pins.goBackTo(before);
            if (m_pins.holdsFree(group)) {
                if (const auto moved = leastMoved(outer, group, shift, taken, open))
                    return *moved;
            }
            if (!m_pins.holdsPinned(group))
                return content(group, shift);
            m_pins.letGo(outer, group);
        }
    }

    /// Of a frame that can't stay: as little as possible, and so that others needn't.
    std::optional<Content> leastMoved(int outer, int group, const QPointF &shift,
                                      const QList<QRectF> &taken, const std::vector<int> &open)
    {
        const QRectF base = m_pins.frameOf(group).translated(shift);
        const bool isRigid = !m_pins.holdsPinned(group);
        QList<double> across{0};
        QList<double> down{0};
        for (const QRectF &other : taken) {
            across << upToGrid(other.right() + kFrameGap - base.left())
                   << upToGrid(other.left() - kFrameGap - base.right());
            down << upToGrid(other.bottom() + kFrameGap - base.top())
                 << upToGrid(other.top() - kFrameGap - base.bottom());
        }
        std::vector<std::pair<double, QPointF>> ways;
        for (const double x : std::as_const(across)) {
            for (const double y : std::as_const(down)) {
                const QRectF there = base.translated(x, y);
                const double length = std::hypot(x, y);
                if ((!isRigid && length > kMostStretch) || !isFree(group, there, taken))
                    continue;
                double cost = length;
                for (const int other : open)
                    cost += depthOf(there, m_pins.frameOf(other).translated(shift));
                if (outer != kOutside)
                    cost += kPriceOfGrowth
                            * growthFor(m_pins.frameOf(outer).translated(shift),
                                        frameAroundFrame(there));
                ways.emplace_back(cost, QPointF(x, y));
            }
        }
        std::sort(ways.begin(), ways.end(), [](const auto &a, const auto &b) {
            return std::tuple(a.first, a.second.x(), a.second.y())
                   < std::tuple(b.first, b.second.x(), b.second.y());
        });
        for (const auto &[cost, way] : ways) {
            const std::vector<int> before = m_pins.all();
            Content made = content(group, shift + way);
            if (isFree(group, made.rect, taken))
                return made;
            m_pins.goBackTo(before);
        }
        return std::nullopt;
    }

    const LayoutInput &m_input;
    const LayoutResult &m_plain;
    double m_boxGap;
    PinnedStanding m_pins;
};

} // namespace

LayoutResult withPinnedBoxes(const LayoutInput &input, const LayoutResult &plain,
                             const QList<QRectF> &pinned, double boxGap)
{
    return Placement(input, plain, pinned, boxGap).run();
}

} // namespace opsdeck
