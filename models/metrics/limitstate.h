// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/seriesbuffer.h"

namespace opsdeck {

/// Where a line stands with one of its limits.
struct LimitState
{
    enum class Stage {
        Within,
        Pending,  ///< past it, not yet for as long as it takes
        Crossed,  ///< past it for long enough
        Clearing, ///< was crossed, and is not back at its `clear` yet
    };

    Stage stage = Stage::Within;
    qint64 sinceMs = 0; ///< UTC: of the first point past it without a break; of Clearing, of those
                        ///< by which it was crossed
    qint64 heldMs = 0;  ///< from there to the newest point; what was not observed does not count

    bool counts() const { return stage == Stage::Crossed || stage == Stage::Clearing; }

    bool operator==(const LimitState &) const = default;
};

/// By the points alone: where they are further apart than `gapMs` all begins anew, and what they
/// say of a time after `nowMs` (the clock was set back) holds nothing.
LimitState limitState(const SeriesBuffer &points, const Threshold &threshold, qint64 gapMs,
                      qint64 nowMs);

} // namespace opsdeck
