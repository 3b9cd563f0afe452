// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

#include <QHash>
#include <QMultiMap>
#include <QSet>

#include <chrono>
#include <optional>

namespace opsdeck {

/// When which check is due. Pure: knows no timer and no clock. Times are Instant::boot.
///
/// First polls are spread over a short window by a hash of the key, later ones keep their pace with
/// a jitter of up to 5 % of the interval, derived from key and turn so that a test can repeat it.
/// Soft states are asked again after a quarter of the interval (at least a second). A check is
/// never due again before finished() was called for it, and at most `host` checks of one host and
/// `total` of all are out at once; the others wait in the order of their due times. When one is
/// due, those that follow within 250 ms and 2.5 % of their interval go with it, so that a wake-up
/// serves many.
class CheckSchedule final
{
public:
    using Boot = std::chrono::nanoseconds;

    struct Limits
    {
        int host = 16;
        int total = 256;
    };

    CheckSchedule() = default;

    explicit CheckSchedule(Limits limits)
        : m_limits(limits)
    {}

    /// Takes over these checks. Known ones with an equal definition keep their phase; those that
    /// are out stay out.
    void setChecks(const QHash<CheckKey, Check> &checks, Boot now);
    /// All due at once, spread, as after a resume from suspend.
    void spreadAll(Boot now);
    /// Due immediately: the peer of a kept connection went away, or a person or a runbook asked.
    void dueNow(const CheckKey &key, Boot now);

    /// Takes what is due and may start now, and when there is any, what is due soon.
    QList<CheckKey> takeDue(Boot now);
    /// The check's run ended; `state` decides the pace of the next.
    void finished(const CheckKey &key, const CheckState &state, Boot now);

    /// The earliest moment at which takeDue() can return something; nothing when only running
    /// checks block the rest.
    std::optional<Boot> nextDue() const;
    /// How late the most overdue waiting check is.
    Milliseconds lateness(Boot now) const;

    bool isRunning(const CheckKey &key) const { return m_running.contains(key); }

    int running() const { return static_cast<int>(m_running.size()); }

private:
    struct Entry
    {
        Check check;
        QString host;
        Boot due{0};
        quint32 turn = 0;
        bool again = false; ///< dueNow() came while it was out
    };

    void setDue(const CheckKey &key, Entry &entry, Boot due);
    Boot spread(const CheckKey &key, const Check &check) const;

    Limits m_limits;
    QHash<CheckKey, Entry> m_entries;
    QMultiMap<Boot, CheckKey> m_queue; ///< those that are not running, by due time
    QSet<CheckKey> m_running;
    QHash<QString, int> m_runningByHost;
    QHash<CheckKey, QString> m_hostOfRunning;
};

/// Whom a check talks to, for the cap: parameter `address`, else `host`, else `server`, else the
/// host of `url`, each by the check's way; the kind in its environment when there is none.
QString hostOf(const CheckKey &key, const Check &check);

} // namespace opsdeck
