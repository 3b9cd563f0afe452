// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/layout/linelanes.h"

#include <functional>

namespace opsdeck {

/// Tracks of the upright parts of all lines, by gutter and net. Gutter g lies left of column g, the
/// last one right of all.
struct GutterPlan
{
    std::map<std::pair<int, int>, int> track;
    std::vector<int> tracks; ///< how many, by gutter

    /// -1: the net goes straight through.
    int trackOf(int gutter, int net) const;
};

/// `y`: where a height of `lanes` is in the drawing.
GutterPlan planGutters(const Skeleton &graph, const LanePlan &lanes,
                       const std::function<double(const LanePlan::Height &)> &y);

} // namespace opsdeck
