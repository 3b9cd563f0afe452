// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/pinnedframes.h"

#include "models/layout/pinnedparts.h"
#include "models/layout/pinroom.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

namespace opsdeck {

namespace {

constexpr double kMostGrowth = 160;  ///< of a frame towards a box that was put beside it
constexpr double kMostStretch = 240; ///< that a frame's other boxes go away from its pinned ones
constexpr double kPriceOfGrowth = 2; ///< of a frame, per pixel, for a box that gives way
constexpr int kOutside = -1;         ///< of all frames: the whole drawing
constexpr int kNotPinned = -2;

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

double growthFor(const QRectF &rect, const QRectF &within)
{
    const QRectF all = rect | within;
    return all.width() - rect.width() + all.height() - rect.height();
}

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
        , m_pinned(pinned)
        , m_boxGap(boxGap)
        , m_nesting(input)
        , m_at(static_cast<size_t>(input.nodes.size()), kNotPinned)
    {
        for (const LayoutFrame &frame : plain.frames)
            m_base[frame.group] = frame.rect;
        for (const auto &[group, rect] : m_base)
            m_inner[parentOf(group)].push_back(group);
        for (int node = 0; node < input.nodes.size(); ++node) {
            m_direct[groupOf(node)].push_back(node);
            if (isPinned(node))
                m_at[static_cast<size_t>(node)] = frameFor(node);
        }
    }

    LayoutResult run()
    {
        LayoutResult made = m_plain;
        Content all;
        for (const Content &each : settled(kOutside, {}))
            all.take(each);
        for (int node = 0; node < m_pinned.size(); ++node) {
            if (isPinned(node))
                made.nodes[node] = m_pinned.at(node);
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
        made.frames += partsOf([&](int node) { return at(node) == kOutside; });
        return made;
    }

private:
    int groupOf(int node) const { return m_input.nodes.at(node).group; }

    int parentOf(int group) const { return m_nesting.parent[static_cast<size_t>(group)]; }

    bool isPinned(int node) const { return !m_pinned.at(node).isNull(); }

    /// The group in whose frame a pinned box stands.
    int at(int node) const { return m_at[static_cast<size_t>(node)]; }

    bool isWithin(int group, int outer) const
    {
        return outer == kOutside || group == outer
               || (group >= 0 && m_nesting.encloses(outer, group));
    }

    /// Not the first of its group.
    static bool isPart(const LayoutFrame &frame, const QList<LayoutFrame> &all)
    {
        const auto first = std::find_if(all.cbegin(), all.cend(), [&](const LayoutFrame &other) {
            return other.group == frame.group;
        });
        return !(*first == frame);
    }

    int framesAround(int group) const
    {
        int count = 0;
        for (int outer = group < 0 ? -1 : parentOf(group); outer >= 0; outer = parentOf(outer))
            ++count;
        return count;
    }

    bool isInDrawing(int group, const QRectF &rect) const
    {
        const QPointF first = firstCorner(framesAround(group));
        return rect.left() >= first.x() && rect.top() >= first.y();
    }

    /// The innermost that may grow round it.
    int frameFor(int node) const
    {
        QRectF rect = frameAround(m_pinned.at(node));
        for (int group = groupOf(node); group >= 0; group = parentOf(group)) {
            const auto base = m_base.find(group);
            if (base != m_base.end() && grown(base->second, kMostGrowth).contains(rect)
                && isInDrawing(group, rect))
                return group;
            if (group == groupOf(node))
                rect = frameAroundFrame(rect);
        }
        return kOutside;
    }

    template <typename Wanted>
    QList<LayoutFrame> partsOf(const Wanted &isWanted) const
    {
        QList<PinnedBox> boxes;
        for (int node = 0; node < m_pinned.size(); ++node) {
            if (isPinned(node) && isWanted(node))
                boxes.append({groupOf(node), m_pinned.at(node)});
        }
        return boxes.isEmpty() ? QList<LayoutFrame>() : pinnedParts(m_nesting, boxes);
    }

    bool holdsPinned(int group) const
    {
        return std::any_of(m_at.begin(), m_at.end(),
                           [&](int at) { return at >= 0 && isWithin(at, group); });
    }

    bool holdsFree(int group) const
    {
        for (int node = 0; node < m_pinned.size(); ++node) {
            if (!isPinned(node) && isWithin(groupOf(node), group))
                return true;
        }
        return false;
    }

    /// Nothing is pinned in it.
    Content rigid(int group, const QPointF &shift) const
    {
        Content made;
        for (int node = 0; node < m_pinned.size(); ++node) {
            if (!isPinned(node) && isWithin(groupOf(node), group))
                made.boxes.emplace_back(node, m_plain.nodes.at(node).translated(shift));
        }
        if (made.boxes.empty())
            return made;
        made.rect = m_base.at(group).translated(shift);
        for (const LayoutFrame &frame : m_plain.frames) {
            if (isWithin(frame.group, group) && holdsFree(frame.group))
                made.frames.append({frame.group, frame.rect.translated(shift)});
        }
        return made;
    }

    /// What is not pinned goes by `shift`.
    Content content(int group, const QPointF &shift)
    {
        if (!holdsPinned(group))
            return rigid(group, shift);
        const bool isHeld = !holdsFree(group);
        const QRectF base = m_base.at(group).translated(shift);
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
        const QList<LayoutFrame> parts =
            partsOf([&](int node) { return at(node) == group && groupOf(node) != group; });
        for (const LayoutFrame &part : parts)
            addFrame(part.rect);
        within.frames += parts;
        for (const int node : m_direct[group]) {
            if (isPinned(node) && at(node) == group)
                addBox(m_pinned.at(node));
        }
        if (needed.isNull() && isHeld)
            return {};
        std::vector<int> covered;
        const qsizetype fixed = taken.size();
        for (const int node : m_direct[group]) {
            if (isPinned(node))
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
            if (!isInDrawing(group, around)
                || std::any_of(taken.cbegin(), taken.cend(),
                               [&](const QRectF &rect) { return rect.intersects(tried); }))
                return -1;
            const QPointF way = at - box.topLeft();
            return std::hypot(way.x(), way.y()) + kPriceOfGrowth * growthFor(frame, around);
        });
        return place ? QRectF(*place, box.size()) : box;
    }

    /// What is pinned in the frame `outer`, but not in that of `group`.
    QList<QRectF> inTheWay(int outer, int group) const
    {
        QList<QRectF> found;
        const auto isBeside = [&](int node) {
            return isWithin(at(node), outer) && !(at(node) >= 0 && isWithin(at(node), group));
        };
        for (const LayoutFrame &part :
             partsOf([&](int node) { return isBeside(node) && groupOf(node) != outer; }))
            found.append(part.rect);
        for (int node = 0; node < m_pinned.size() && outer != kOutside; ++node) {
            if (isPinned(node) && isBeside(node) && groupOf(node) == outer)
                found.append(m_pinned.at(node));
        }
        return found;
    }

    bool isFree(int group, const QRectF &rect, const QList<QRectF> &taken) const
    {
        return isInDrawing(group, rect)
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
        for (const int group : m_inner[outer]) {
            const bool isGrowing =
                holdsPinned(group)
                && !m_base.at(group).translated(shift).contains(content(group, shift).rect);
            (isGrowing ? growing : open).push_back(group);
        }
        for (const int group : growing)
            settle(group);
        while (!open.empty()) {
            auto next = std::find_if(open.begin(), open.end(), [&](int group) {
                const QRectF rect = content(group, shift).rect;
                return !rect.isNull() && !isFree(group, rect, taken + inTheWay(outer, group));
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
            const std::vector<int> before = m_at;
            Content made = content(group, shift);
            const QList<QRectF> taken = settled + inTheWay(outer, group);
            if (made.rect.isNull() || isFree(group, made.rect, taken))
                return made;
            m_at = before;
            if (holdsFree(group)) {
                if (const auto moved = leastMoved(outer, group, shift, taken, open))
                    return *moved;
            }
            if (!holdsPinned(group))
                return content(group, shift);
            letGo(outer, group);
        }
    }

    /// Of a frame that can't stay: as little as possible, and so that others needn't.
    std::optional<Content> leastMoved(int outer, int group, const QPointF &shift,
                                      const QList<QRectF> &taken, const std::vector<int> &open)
    {
        const QRectF base = m_base.at(group).translated(shift);
        const bool isRigid = !holdsPinned(group);
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
                    cost += depthOf(there, m_base.at(other).translated(shift));
                if (outer != kOutside)
                    cost +=
                        kPriceOfGrowth
                        * growthFor(m_base.at(outer).translated(shift), frameAroundFrame(there));
                ways.emplace_back(cost, QPointF(x, y));
            }
        }
        std::sort(ways.begin(), ways.end(), [](const auto &a, const auto &b) {
            return std::tuple(a.first, a.second.x(), a.second.y())
                   < std::tuple(b.first, b.second.x(), b.second.y());
        });
        for (const auto &[cost, way] : ways) {
            const std::vector<int> before = m_at;
            Content made = content(group, shift + way);
            if (isFree(group, made.rect, taken))
                return made;
            m_at = before;
        }
        return std::nullopt;
    }

    /// Of what is pinned in the frame of `group`: the box furthest from where the others stand.
    void letGo(int outer, int group)
    {
        const QRectF base = m_base.at(group);
        int furthest = -1;
        std::pair<double, double> most;
        for (int node = 0; node < m_pinned.size(); ++node) {
            if (!isPinned(node) || at(node) < 0 || !isWithin(at(node), group))
                continue;
            const QPointF off = m_pinned.at(node).center() - base.center();
            const std::pair far(growthFor(base, frameAround(m_pinned.at(node))),
                                std::hypot(off.x(), off.y()));
            if (furthest >= 0 && far <= most)
                continue;
            furthest = node;
            most = far;
        }
        m_at[static_cast<size_t>(furthest)] = outer;
    }

    const LayoutInput &m_input;
    const LayoutResult &m_plain;
    const QList<QRectF> &m_pinned;
    double m_boxGap;
    FrameNesting m_nesting;
    std::map<int, QRectF> m_base;             ///< by group
    std::map<int, std::vector<int>> m_inner;  ///< by group, kOutside too: those right within
    std::map<int, std::vector<int>> m_direct; ///< by group: nodes
    std::vector<int> m_at;                    ///< by node
};

} // namespace

LayoutResult withPinnedBoxes(const LayoutInput &input, const LayoutResult &plain,
                             const QList<QRectF> &pinned, double boxGap)
{
    return Placement(input, plain, pinned, boxGap).run();
}

} // namespace opsdeck
