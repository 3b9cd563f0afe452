// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace opsdeck {

/// A stretch of one trunk inside a gutter, and where lines leave it: to the near side (left, or
/// above) and to the far one.
struct TrackRequest
{
    double low = 0;
    double high = 0;
    std::vector<double> nearEnds;
    std::vector<double> farEnds;

    void include(double position);
};

/// A track for each stretch so that none that overlap share one, with few crossings: where there
/// are not too many, each is moved to where it costs least. Ends nearer than `clearance` count as
/// overlapping. Tracks count from the near side, from 0.
std::vector<int> assignTracks(const std::vector<TrackRequest> &requests, double clearance = 0.08);

} // namespace opsdeck
