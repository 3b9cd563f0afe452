// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/seriesboard.h"

namespace opsdeck {

/// Whether more or fewer instances of a service are advised, by one of its charts. Each of the two
/// conditions has its own limit and its own time; what lies between the limits advises nothing.
struct ScalingAdvice
{
    enum class Stage {
        NotKnown, ///< nothing of now: no value, an old one, or no answer
        Nothing,
        OutSoon, ///< past the limit, not yet for as long as it takes
        Out,
        InSoon,
        In,
    };

    Stage stage = Stage::NotKnown;
    qint64 sinceMs = 0; ///< UTC, of Out…In: since when it has been past the limit
    qint64 heldMs = 0;  ///< of that, what was observed without a break
    /// Of the line that advises most; without advice of the highest. None: NotKnown.
    std::optional<double> value;

    bool isAdvised() const { return stage == Stage::Out || stage == Stage::In; }

    bool operator==(const ScalingAdvice &) const = default;
};

/// More are advised by any line, fewer only by all of them.
ScalingAdvice scalingAdvice(const SeriesBoard &series, const MetricKey &key, qint64 nowMs);

} // namespace opsdeck
