// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/instant.h"

namespace opsdeck {

/// Where the time comes from. Passed in, never global, so that a test can stop it, jump it or run
/// it fast.
class Clock
{
public:
    Clock() = default;
    virtual ~Clock() = default;
    Q_DISABLE_COPY_MOVE(Clock)

    virtual Instant now() const = 0; ///< thread-safe
};

/// CLOCK_BOOTTIME and CLOCK_REALTIME.
class SystemClock final : public Clock
{
public:
    Instant now() const override;
};

} // namespace opsdeck
