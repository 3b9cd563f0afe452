// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/holes.h"
#include "services/domain/instant.h"

namespace opsdeck {

/// The stretch of time that charts show: so-and-so long until now, moving on with the clock, or one
/// that stands still. Knows the ones before; steps that follow each other are one to go back. Times
/// are UTC milliseconds.
class TimeWindow final
{
public:
    static constexpr qint64 kLeastMs = 10'000;
    static constexpr qint64 kMostMs = 731LL * 24 * 3'600'000; ///< two years
    static constexpr int kMostBefore = 50;

    explicit TimeWindow(Milliseconds span);

    bool isLive() const { return m_now.isLive; }

    Milliseconds span() const { return Milliseconds(m_now.stretch.toMs - m_now.stretch.fromMs); }

    Stretch at(qint64 nowMs) const;

    /// The last `span` until now.
    void follow(Milliseconds span);
    /// Stands still. What lies after now is left out, what is too short or too long is made the
    /// least or the most around its middle.
    void show(const Stretch &stretch, qint64 nowMs, bool isStep = false);
    /// A step: `factor` times as long, `aroundMs` where it is; below 1 is nearer. One that followed
    /// goes on following when it ends as it did, at now.
    void zoom(double factor, qint64 aroundMs, qint64 nowMs);
    /// A step: by a part of its length, into the past when negative; at now it stops.
    void move(double part, qint64 nowMs);

    bool hasBefore() const { return !m_before.isEmpty(); }

    /// As it was before the last change.
    void back();

    bool operator==(const TimeWindow &) const = default;

private:
    struct State
    {
        bool isLive = true;
        Stretch stretch; ///< of one that follows its length counts

        bool operator==(const State &) const = default;
    };

    void become(const State &state, bool isStep = false);

    State m_now;
    QList<State> m_before;
    bool m_isStep = false; ///< the last change was one
};

} // namespace opsdeck
