// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QMetaType>

#include <chrono>

namespace opsdeck {

using Milliseconds = std::chrono::milliseconds;

/// A moment on both clocks. `boot` (CLOCK_BOOTTIME: runs on in suspend, never jumps) decides ages
/// and deadlines; `wallMs` (UTC, milliseconds since 1970) is for display and storage only.
struct Instant
{
    std::chrono::nanoseconds boot{
        -1}; ///< -1: never; less: before this machine's start, of what an earlier run saw
    qint64 wallMs = 0;

    bool isValid() const { return boot.count() != -1; }

    QDateTime utc() const { return QDateTime::fromMSecsSinceEpoch(wallMs, Qt::UTC); }

    /// Age at `now`; zero when this is in the future, which a restored wall time may be.
    Milliseconds ageAt(const Instant &now) const
    {
        return std::max(Milliseconds(0), std::chrono::duration_cast<Milliseconds>(now.boot - boot));
    }

    bool operator==(const Instant &) const = default;
};

/// `base` moved by `delta` on both clocks.
inline Instant moved(const Instant &base, Milliseconds delta)
{
    return {base.boot + delta, base.wallMs + delta.count()};
}

/// "5 s", "1 min 24 s", "3 h 41 min", "71 d": two units at most, no-break space before each unit;
/// ages up to 99 s in seconds.
QString durationText(Milliseconds duration);
/// A latency: "0.4 ms", "42 ms", "1.34 s".
QString latencyText(std::chrono::microseconds latency);

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::Instant)
