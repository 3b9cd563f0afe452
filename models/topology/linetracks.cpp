// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/topology/linetracks.h"

#include <algorithm>
#include <numeric>

namespace opsdeck {

namespace {

constexpr double kClearance = 0.08; ///< stretches that end this near to each other are kept apart
constexpr size_t kMostSortedFully = 40;

bool overlap(const TrackRequest &a, const TrackRequest &b)
{
    return a.low <= b.high + kClearance && b.low <= a.high + kClearance;
}

int endsWithin(const std::vector<double> &ends, const TrackRequest &other)
{
    return static_cast<int>(std::count_if(
        ends.begin(), ends.end(), [&](double end) { return end > other.low && end < other.high; }));
}

/// Crossings of the two when `a` runs on the near side of `b`.
int crossings(const TrackRequest &a, const TrackRequest &b)
{
    return endsWithin(a.farEnds, b) + endsWithin(b.nearEnds, a);
}

} // namespace

void TrackRequest::include(double position)
{
    const bool first = nearEnds.empty() && farEnds.empty();
    low = first ? position : std::min(low, position);
    high = first ? position : std::max(high, position);
}

std::vector<int> assignTracks(const std::vector<TrackRequest> &requests)
{
    std::vector<size_t> order(requests.size());
    std::iota(order.begin(), order.end(), size_t(0));
    const size_t passes = order.size() <= kMostSortedFully ? order.size() : 4;
    bool changed = true;
    for (size_t pass = 0; pass < passes && changed; ++pass) {
        changed = false;
        for (size_t i = 0; i + 1 < order.size(); ++i) {
            const TrackRequest &a = requests[order[i]];
            const TrackRequest &b = requests[order[i + 1]];
            if (overlap(a, b) && crossings(b, a) < crossings(a, b)) {
                std::swap(order[i], order[i + 1]);
                changed = true;
            }
        }
    }
    std::vector<int> track(requests.size(), 0);
    for (size_t i = 0; i < order.size(); ++i) {
        for (size_t j = 0; j < i; ++j) {
            if (overlap(requests[order[i]], requests[order[j]]))
                track[order[i]] = std::max(track[order[i]], track[order[j]] + 1);
        }
    }
    return track;
}

} // namespace opsdeck
