// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/series/counterpoints.h"

#include <algorithm>

namespace opsdeck {

namespace {

constexpr std::size_t kMostClimbs = 4096;

/// It went up at a stretch.
struct Climb
{
    double from;
    double to;
    qint64 least; ///< values that tell it from the one before
};

/// `doesRise`: before it began anew for the first time.
std::vector<Climb> climbsOf(const Bucket &bucket, bool doesRise)
{
    const double first = bucket.first;
    if (bucket.increase == bucket.last - first)
        return {{first, bucket.last, first == bucket.last ? 1 : 2}};
    // Before it began anew for the last time it went up by this.
    double left = bucket.increase - bucket.last;
    const double top = doesRise ? std::min(bucket.max, first + std::max(0.0, left)) : first;
    std::vector<Climb> climbs{{first, top, first == top ? 1 : 2}};
    left -= top - first;
    const auto add = [&](double to) {
        const double before = climbs.back().to;
        climbs.push_back({std::min({bucket.min, before / 2, to}), to, to < before ? 1 : 2});
    };
    while (left > 0 && bucket.max > 0 && climbs.size() < kMostClimbs) {
        const double to = std::min(bucket.max, left);
        add(to);
        left -= to;
    }
    add(bucket.last);
    return climbs;
}

qint64 leastOf(const std::vector<Climb> &climbs)
{
    qint64 least = 0;
    for (const Climb &climb : climbs)
        least += climb.least;
    return least;
}

} // namespace

std::vector<double> counterValues(const Bucket &bucket, qint64 count)
{
    if (count <= 0)
        return {};
    if (count == 1)
        return {bucket.last};
    std::vector<Climb> climbs = climbsOf(bucket, true);
    if (leastOf(climbs) > count)
        climbs = climbsOf(bucket, false);
    qint64 spare = std::max<qint64>(0, count - leastOf(climbs));
    auto behind = static_cast<qint64>(climbs.size());
    std::vector<double> values;
    for (const Climb &climb : climbs) {
        const qint64 share = spare / behind--;
        const qint64 here = climb.least + share;
        spare -= share;
        for (qint64 i = 0; i + 1 < here; ++i)
            values.push_back(climb.from
                             + (climb.to - climb.from) * static_cast<double>(i)
                                   / static_cast<double>(here - 1));
        values.push_back(climb.to);
    }
    return values;
}

} // namespace opsdeck
