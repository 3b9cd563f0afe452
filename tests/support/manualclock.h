// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"

#include <mutex>

namespace opsdeck {

/// A clock that only moves when told to.
class ManualClock final : public Clock
{
public:
    Instant now() const override
    {
        const std::scoped_lock lock(m_mutex);
        return m_now;
    }

    void advance(Milliseconds by)
    {
        const std::scoped_lock lock(m_mutex);
        m_now = moved(m_now, by);
    }

private:
    mutable std::mutex m_mutex;
    Instant m_now{std::chrono::seconds(1000), 1'700'000'000'000};
};

} // namespace opsdeck
