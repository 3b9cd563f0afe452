// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/instant.h"

namespace opsdeck {

/// How long a history is kept, counted from now. Samples grow coarser with age: what leaves a tier
/// goes on to the next, its lowest and highest kept.
struct HistoryAges
{
    Milliseconds points = std::chrono::hours(48); ///< samples as they came
    Milliseconds minutes = std::chrono::hours(24 * 14);
    Milliseconds tenMinutes = std::chrono::hours(24 * 90);
    Milliseconds hours = std::chrono::hours(24 * 730); ///< as long as what services were
    Milliseconds results = std::chrono::hours(24 * 7);
    Milliseconds events = std::chrono::hours(24 * 90);
    /// In use in the file; beyond it results and samples are kept for less long. Of a team's
    /// server it does not count.
    qint64 mostBytes = qint64(1) << 30;

    /// Each tier reaches further back than the one before.
    bool isInOrder() const
    {
        return points < minutes && minutes < tenMinutes && tenMinutes < hours;
    }

    bool operator==(const HistoryAges &) const = default;
};

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::HistoryAges)
