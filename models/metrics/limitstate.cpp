// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/limitstate.h"

#include <algorithm>

namespace opsdeck {

LimitState limitState(const SeriesBuffer &points, const Threshold &threshold, qint64 gapMs,
                      qint64 nowMs)
{
    using Stage = LimitState::Stage;
    const SeriesBuffer::Side crossed{threshold.enter, threshold.above, threshold.isInclusive};
    // At its `clear` it is normal again, whatever counts as crossing.
    const SeriesBuffer::Side abnormal =
        threshold.clear ? SeriesBuffer::Side{*threshold.clear, threshold.above, false} : crossed;
    const int zone = points.pastBegin(points.size(), abnormal, gapMs);
    LimitState newest;
    for (int end = points.size(); end > zone;) {
        const int begin = points.pastBegin(end, crossed, gapMs);
        if (begin == end) {
            --end;
            continue;
        }
        const qint64 since = points.timeAt(begin);
        const qint64 held = std::max<qint64>(0, std::min(points.timeAt(end - 1), nowMs) - since);
        if (end == points.size())
            newest = {Stage::Pending, since, held};
        if (held >= threshold.holdFor.count()) {
            if (newest.stage == Stage::Within)
                return {Stage::Clearing, since, held};
            newest.stage = Stage::Crossed;
            return newest;
        }
        end = begin;
    }
    return newest;
}

} // namespace opsdeck
