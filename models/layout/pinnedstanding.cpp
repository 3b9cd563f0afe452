// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/pinnedstanding.h"

#include "models/layout/pinnedparts.h"
#include "models/layout/pinroom.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace opsdeck {

namespace {

constexpr double kMostGrowth = 160; ///< of a frame towards a box that was put beside it
constexpr int kNotPinned = -2;

const std::vector<int> &listOf(const std::map<int, std::vector<int>> &lists, int group)
{
    static const std::vector<int> none;
    const auto it = lists.find(group);
    return it == lists.end() ? none : it->second;
}

} // namespace

PinnedStanding::PinnedStanding(const LayoutInput &input, const LayoutResult &plain,
                               const QList<QRectF> &pinned)
    : m_input(input)
    , m_pinned(pinned)
    , m_nesting(input)
    , m_at(static_cast<size_t>(input.nodes.size()), kNotPinned)
{
    for (const LayoutFrame &frame : plain.frames)
        m_frames[frame.group] = frame.rect;
    for (const auto &[group, rect] : m_frames)
        m_inner[parentOf(group)].push_back(group);
    for (int node = 0; node < input.nodes.size(); ++node) {
        m_nodes[groupOf(node)].push_back(node);
        if (isPinned(node))
            m_at[static_cast<size_t>(node)] = frameFor(node);
    }
}

int PinnedStanding::frameFor(int node) const
{
    QRectF rect = frameAround(m_pinned.at(node));
    for (int group = groupOf(node); group >= 0; group = parentOf(group)) {
        const auto frame = m_frames.find(group);
        if (frame != m_frames.end() && grown(frame->second, kMostGrowth).contains(rect)
            && isInDrawing(group, rect))
            return group;
        if (group == groupOf(node))
            rect = frameAroundFrame(rect);
    }
    return kOutside;
}

void PinnedStanding::letGo(int outer, int group)
{
    const QRectF frame = m_frames.at(group);
    int furthest = -1;
    std::pair<double, double> most;
    for (int node = 0; node < m_pinned.size(); ++node) {
        if (!isPinned(node) || at(node) < 0 || !isWithin(at(node), group))
            continue;
        const QPointF off = m_pinned.at(node).center() - frame.center();
        const std::pair far(growthFor(frame, frameAround(m_pinned.at(node))),
                            std::hypot(off.x(), off.y()));
        if (furthest >= 0 && far <= most)
            continue;
        furthest = node;
        most = far;
    }
    m_at[static_cast<size_t>(furthest)] = outer;
}

const std::vector<int> &PinnedStanding::innerOf(int group) const
{
    return listOf(m_inner, group);
}

const std::vector<int> &PinnedStanding::nodesOf(int group) const
{
    return listOf(m_nodes, group);
}

bool PinnedStanding::isWithin(int group, int outer) const
{
    return outer == kOutside || group == outer || (group >= 0 && m_nesting.encloses(outer, group));
}

bool PinnedStanding::isInDrawing(int group, const QRectF &frame) const
{
    int around = 0;
    for (int outer = group < 0 ? -1 : parentOf(group); outer >= 0; outer = parentOf(outer))
        ++around;
    const QPointF first = firstCorner(around);
    return frame.left() >= first.x() && frame.top() >= first.y();
}

bool PinnedStanding::holdsPinned(int group) const
{
    return std::any_of(m_at.begin(), m_at.end(),
                       [&](int at) { return at >= 0 && isWithin(at, group); });
}

bool PinnedStanding::holdsFree(int group) const
{
    for (int node = 0; node < m_pinned.size(); ++node) {
        if (!isPinned(node) && isWithin(groupOf(node), group))
            return true;
    }
    return false;
}

QList<LayoutFrame> PinnedStanding::partsOf(const std::function<bool(int)> &isWanted) const
{
    QList<PinnedBox> boxes;
    for (int node = 0; node < m_pinned.size(); ++node) {
        if (isPinned(node) && isWanted(node))
            boxes.append({groupOf(node), m_pinned.at(node)});
    }
    return boxes.isEmpty() ? QList<LayoutFrame>() : pinnedParts(m_nesting, boxes);
}

QList<QRectF> PinnedStanding::inTheWay(int outer, int group) const
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

double growthFor(const QRectF &frame, const QRectF &within)
{
    const QRectF all = frame | within;
    return all.width() - frame.width() + all.height() - frame.height();
}

} // namespace opsdeck
