// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/clock.h"

#include <time.h>

namespace opsdeck {

Instant SystemClock::now() const
{
    timespec boot{};
    timespec wall{};
    ::clock_gettime(CLOCK_BOOTTIME, &boot);
    ::clock_gettime(CLOCK_REALTIME, &wall);
    return {std::chrono::seconds(boot.tv_sec) + std::chrono::nanoseconds(boot.tv_nsec),
            static_cast<qint64>(wall.tv_sec) * 1000 + wall.tv_nsec / 1'000'000};
}

} // namespace opsdeck
