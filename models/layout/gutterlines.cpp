// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/gutterlines.h"

#include "models/layout/linetracks.h"

#include <algorithm>

namespace opsdeck {

namespace {

constexpr double kClearance = 12; ///< ends of two stretches on one track stay this far apart
/// The same where there is room: nearer than this one seems to go on as the other.
constexpr double kWideClearance = 24;
constexpr int kFreeTracks = 2; ///< a gutter has room for so many as it is

int tracksIn(const std::vector<int> &assigned)
{
    return assigned.empty() ? 0 : *std::max_element(assigned.begin(), assigned.end()) + 1;
}

} // namespace

int GutterPlan::trackOf(int gutter, int net) const
{
    const auto it = track.find({gutter, net});
    return it == track.end() ? -1 : it->second;
}

GutterPlan planGutters(const Skeleton &graph, const LanePlan &lanes,
                       const std::function<double(const LanePlan::Height &)> &y)
{
    std::map<std::pair<int, int>, TrackRequest> requests;
    const auto attach = [&](int gutter, int net, bool nearSide, const LanePlan::Height &height) {
        TrackRequest &request = requests[{gutter, net}];
        const double at = y(height);
        request.include(at);
        (nearSide ? request.nearEnds : request.farEnds).push_back(at);
    };
    for (size_t i = 0; i < graph.links.size(); ++i) {
        const Skeleton::Link &link = graph.links[i];
        const int gutter = graph.columnOf(link.right);
        attach(gutter, link.net, true, lanes.links[i].left);
        attach(gutter, link.net, false, lanes.links[i].right);
    }
    for (size_t i = 0; i < graph.arcs.size(); ++i) {
        if (lanes.upright[i])
            continue;
        const Skeleton::Arc &arc = graph.arcs[i];
        const int gutter = graph.columnOf(arc.from) + (arc.right ? 1 : 0);
        attach(gutter, arc.net, arc.right, lanes.arcs[i].left);
        attach(gutter, arc.net, arc.right, lanes.arcs[i].right);
    }
    GutterPlan plan;
    plan.tracks.assign(graph.order.size() + 1, 0);
    for (auto begin = requests.begin(); begin != requests.end();) {
        const int gutter = begin->first.first;
        const auto end = requests.lower_bound({gutter + 1, -1});
        std::vector<TrackRequest> here;
        std::vector<int> nets;
        for (; begin != end; ++begin) {
            if (begin->second.high - begin->second.low < 0.01)
                continue;
            here.push_back(begin->second);
            nets.push_back(begin->first.second);
        }
        std::vector<int> assigned = assignTracks(here, kWideClearance);
        if (tracksIn(assigned) > kFreeTracks)
            assigned = assignTracks(here, kClearance);
        for (size_t i = 0; i < nets.size(); ++i) {
            plan.track[{gutter, nets[i]}] = assigned[i];
            int &count = plan.tracks[static_cast<size_t>(gutter)];
            count = std::max(count, assigned[i] + 1);
        }
    }
    return plan;
}

} // namespace opsdeck
