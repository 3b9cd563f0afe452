// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/id.h"
#include "services/domain/instant.h"

#include <QObject>

#include <optional>

namespace opsdeck {

/// One environment at a time may be armed, for fifteen minutes; all else is read-only. Time is
/// passed in.
class Arming final : public QObject
{
    Q_OBJECT
public:
    static constexpr Milliseconds kDuration{15 * 60'000};

    struct State
    {
        EnvironmentKey environment;
        Instant until;

        bool operator==(const State &) const = default;
    };

    using QObject::QObject;

    const std::optional<State> &state() const { return m_state; }

    bool isArmed(const EnvironmentKey &environment, const Instant &now) const;
    /// Arms `environment`; disarms when it is the armed one.
    void toggle(const EnvironmentKey &environment, const Instant &now);
    void disarm();
    /// Disarms when the time is over.
    void tick(const Instant &now);

Q_SIGNALS:
    void changed();

private:
    std::optional<State> m_state;
};

} // namespace opsdeck
