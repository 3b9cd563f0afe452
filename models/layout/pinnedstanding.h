// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/layout/framenesting.h"
#include "models/layout/layeredlayout.h"

#include <functional>
#include <map>
#include <vector>

namespace opsdeck {

/// In whose frame each pinned box stands: the innermost of its groups that may grow round it, until
/// it is let go of. All that is passed in has to outlive it.
class PinnedStanding
{
public:
    static constexpr int kOutside = -1; ///< of all frames: the whole drawing

    /// `pinned`: null where a node is not.
    PinnedStanding(const LayoutInput &input, const LayoutResult &plain,
                   const QList<QRectF> &pinned);

    bool isPinned(int node) const { return !m_pinned.at(node).isNull(); }

    const QRectF &pinned(int node) const { return m_pinned.at(node); }

    int groupOf(int node) const { return m_input.nodes.at(node).group; }

    /// The group in whose frame a pinned box stands.
    int at(int node) const { return m_at[static_cast<size_t>(node)]; }

    /// By node, to go back to.
    const std::vector<int> &all() const { return m_at; }

    void goBackTo(const std::vector<int> &all) { m_at = all; }

    /// Of what is pinned in the frame of `group`, the box furthest from where the others stand
    /// stands in that of `outer`. Something has to be pinned there.
    void letGo(int outer, int group);

    /// In the drawing without pins; every group in the drawing has one.
    QRectF frameOf(int group) const { return m_frames.at(group); }

    /// The groups whose frames are right within that of `group`.
    const std::vector<int> &innerOf(int group) const;

    const std::vector<int> &nodesOf(int group) const;

    bool isWithin(int group, int outer) const;

    /// Whether a frame or a box of `group` may stand there, with room for those round it.
    bool isInDrawing(int group, const QRectF &frame) const;

    bool holdsPinned(int group) const;
    bool holdsFree(int group) const;

    /// The frames of their own that the wanted pinned boxes have.
    QList<LayoutFrame> partsOf(const std::function<bool(int)> &isWanted) const;

    /// What is pinned in the frame `outer`, but not in that of `group`.
    QList<QRectF> inTheWay(int outer, int group) const;

private:
    int parentOf(int group) const { return m_nesting.parent[static_cast<size_t>(group)]; }

    int frameFor(int node) const;

    const LayoutInput &m_input;
    const QList<QRectF> &m_pinned;
    FrameNesting m_nesting;
    std::map<int, QRectF> m_frames;          ///< by group
    std::map<int, std::vector<int>> m_inner; ///< by group, kOutside too
    std::map<int, std::vector<int>> m_nodes; ///< by group
    std::vector<int> m_at;                   ///< by node
};

/// How much wider and higher a frame has to be, together.
double growthFor(const QRectF &frame, const QRectF &within);

} // namespace opsdeck
