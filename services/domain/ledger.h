// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/seenspan.h"

namespace opsdeck {

// What a service was, moment by moment, and for how long. Pure. Times are UTC milliseconds, so that
// no day is longer or shorter than another.

enum class LedgerClass {
    Up,
    Degraded,
    Down,
    Maintenance, ///< said by somebody beforehand, whatever was seen meanwhile
    NotObserved, ///< nobody asked, nothing fresh was there, or it was not known
};

inline constexpr int kLedgerClasses = 5;

/// "Up", "Degraded", "Down", "Maintenance", "Not observed".
QString ledgerWord(LedgerClass what);

/// Up to, and without, `toMs`.
struct LedgerInterval
{
    qint64 fromMs = 0;
    qint64 toMs = 0;
    LedgerClass what = LedgerClass::NotObserved;

    bool operator==(const LedgerInterval &) const = default;
};

/// When a service was in maintenance; `toMs` 0: it still is.
struct MaintenanceSpan
{
    qint64 fromMs = 0;
    qint64 toMs = 0;

    bool operator==(const MaintenanceSpan &) const = default;
};

/// [fromMs, toMs) in intervals that follow each other without gap or overlap, neighbours different.
/// The state of the service is made of its checks' by the same roll-up as the present one; what is
/// down is down though another check was not asked. Of results that overlap (two programs wrote, or
/// the calendar was set back) the worst that is known counts. `checks` of other services count for
/// nothing.
QList<LedgerInterval> ledgerOf(const EnvironmentKey &environment, const Service &service,
                               const QList<CheckSpans> &checks,
                               const QList<MaintenanceSpan> &maintenance, qint64 fromMs,
                               qint64 toMs);

/// What intervals come to.
struct LedgerSums
{
    std::array<qint64, kLedgerClasses> ms{}; ///< by LedgerClass
    /// An outage ends when the service is seen up or degraded: what was down before and after a
    /// stretch that nobody observed is one.
    int outages = 0;
    qint64 longestMs = 0;     ///< of the longest outage, what of it was observed
    qint64 longestFromMs = 0; ///< when that one began; 0: there is none
    bool isOpen = false;      ///< the last outage goes on at the end of the stretch

    qint64 of(LedgerClass what) const { return ms.at(static_cast<std::size_t>(what)); }

    qint64 totalMs() const;
    /// Up, degraded and down.
    qint64 observedMs() const;
    /// Part of the whole stretch, 0…1; of no stretch 0.
    double share(LedgerClass what) const;
    double observedShare() const;
    /// Up and degraded, of what was observed outside of maintenance; nothing where that is nothing.
    std::optional<double> availability() const;

    bool operator==(const LedgerSums &) const = default;
};

LedgerSums sumsOf(const QList<LedgerInterval> &intervals);

/// "99.95 %", never "100 %" for less than all and never "0 %" for more than nothing.
QString shareText(double share);

} // namespace opsdeck
