// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/linetracks.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace opsdeck {

namespace {

constexpr size_t kMostSifted = 64;
constexpr int kMostPasses = 8;

bool overlap(const TrackRequest &a, const TrackRequest &b, double clearance)
{
    return a.low <= b.high + clearance && b.low <= a.high + clearance;
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

double mean(const std::vector<double> &values, double otherwise)
{
    return values.empty() ? otherwise
                          : std::accumulate(values.begin(), values.end(), 0.0)
                                / static_cast<double>(values.size());
}

/// An order in which single lines never cross without need: those that go up from above, those that
/// go down from below.
std::vector<size_t> firstOrder(const std::vector<TrackRequest> &requests)
{
    std::vector<std::tuple<bool, double, size_t>> keys;
    for (size_t i = 0; i < requests.size(); ++i) {
        const TrackRequest &request = requests[i];
        const double middle = (request.low + request.high) / 2;
        const double from = mean(request.nearEnds, middle);
        const bool goesDown = from < mean(request.farEnds, middle);
        keys.emplace_back(goesDown, goesDown ? -from : from, i);
    }
    std::stable_sort(keys.begin(), keys.end());
    std::vector<size_t> order;
    for (const auto &key : keys)
        order.push_back(std::get<2>(key));
    return order;
}

/// Moves each to where it costs least, as long as that helps.
void sift(std::vector<size_t> &order, const std::vector<TrackRequest> &requests)
{
    const size_t count = order.size();
    std::vector<int> cost(count * count, 0); // of the row's request on the near side of the other
    for (size_t a = 0; a < count; ++a) {
        for (size_t b = 0; b < count; ++b) {
            if (a != b && overlap(requests[a], requests[b], 0))
                cost[a * count + b] = crossings(requests[a], requests[b]);
        }
    }
    bool changed = true;
    for (int pass = 0; pass < kMostPasses && changed; ++pass) {
        changed = false;
        for (size_t moving = 0; moving < count; ++moving) {
            const size_t at =
                static_cast<size_t>(std::find(order.begin(), order.end(), moving) - order.begin());
            std::vector<size_t> rest = order;
            rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(at));
            int sum = 0; // with `moving` first, less what any place costs
            int best = 0;
            size_t bestAt = 0;
            int here = 0;
            for (size_t i = 0; i < rest.size(); ++i) {
                sum += cost[rest[i] * count + moving] - cost[moving * count + rest[i]];
                if (i + 1 == at)
                    here = sum;
                if (sum < best) {
                    best = sum;
                    bestAt = i + 1;
                }
            }
            if (best >= here)
                continue;
            rest.insert(rest.begin() + static_cast<std::ptrdiff_t>(bestAt), moving);
            order = std::move(rest);
            changed = true;
        }
    }
}

} // namespace

void TrackRequest::include(double position)
{
    const bool first = nearEnds.empty() && farEnds.empty();
    low = first ? position : std::min(low, position);
    high = first ? position : std::max(high, position);
}

std::vector<int> assignTracks(const std::vector<TrackRequest> &requests, double clearance)
{
    std::vector<size_t> order = firstOrder(requests);
    if (order.size() <= kMostSifted)
        sift(order, requests);
    std::vector<int> track(requests.size(), 0);
    for (size_t i = 0; i < order.size(); ++i) {
        for (size_t j = 0; j < i; ++j) {
            if (overlap(requests[order[i]], requests[order[j]], clearance))
                track[order[i]] = std::max(track[order[i]], track[order[j]] + 1);
        }
    }
    return track;
}

} // namespace opsdeck
