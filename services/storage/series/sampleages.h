// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace opsdeck {

/// How long a series is kept in each tier, counted from now. What leaves one goes on to the next.
struct SampleAges
{
    std::chrono::milliseconds points = std::chrono::hours(48);
    std::chrono::milliseconds minutes = std::chrono::hours(24 * 14);
    std::chrono::milliseconds tenMinutes = std::chrono::hours(24 * 90);
    std::chrono::milliseconds hours = std::chrono::hours(24 * 730);
};

} // namespace opsdeck
