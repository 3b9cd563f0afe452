// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/seriesboard.h"

#include <array>

namespace opsdeck {

/// What is drawn behind the lines of a chart, to hold them against: its own of so long before, or
/// those of the same chart in another environment. A value; the first one made is nothing.
struct Companion
{
    qint64 agoMs = 0;
    EnvironmentKey environment = {};

    bool isOn() const { return agoMs > 0 || !environment.environment.isEmpty(); }

    bool operator==(const Companion &) const = default;
};

/// An hour, a day and a week.
inline constexpr std::array<qint64, 3> kCompanionAgos{3'600'000LL, 24 * 3'600'000LL,
                                                      7 * 24 * 3'600'000LL};

/// All that a chart of `environment` can be held against, nothing first: the times before, then the
/// other environments of its platform.
QList<Companion> companionsOf(const EnvironmentKey &environment,
                              const QList<EnvironmentKey> &environments);
/// Whose lines stand behind those of `metric`.
MetricKey sourceOf(const Companion &companion, const MetricKey &metric);
/// From when to when they are of, where `shown` is shown.
Stretch stretchOf(const Companion &companion, const Stretch &shown);

} // namespace opsdeck
