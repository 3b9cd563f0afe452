// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

namespace opsdeck {

/// What operators say of services. A mark stands beside a state and never changes it. Pure value;
/// time is passed in.
///
/// An acknowledgement ends when its service is well again (hard, fresh) or at its time; maintenance
/// and shelving end at their time. What has ended does not come back.
class MarkBook final
{
public:
    enum class From {
        Now,
        /// Read from what an earlier run left. Nobody may have seen the service get well meanwhile:
        /// an acknowledgement holds only for trouble that began before it.
        Record,
    };

    /// Takes the place of the one of its kind.
    void set(const ServiceKey &service, const OperatorMark &mark, From from = From::Now);
    void lift(const ServiceKey &service, OperatorMarkKind kind);

    bool isEmpty() const { return m_entries.isEmpty(); }

    /// What is written of it; apply() says what holds.
    OperatorMarks of(const ServiceKey &service) const;

    /// Puts what holds at `now` into the views of the services, and forgets what has ended. Gives
    /// the acknowledgements that ended before their time, because of what was seen.
    QList<ServiceKey> apply(EnvironmentView &view, const Instant &now);

private:
    struct Entry
    {
        OperatorMark mark;
        bool isDoubtful = false; ///< from the record, and its trouble not yet seen
    };

    static bool hasEnded(Entry &entry, const ServiceView &view, const Instant &now);

    QHash<ServiceKey, QList<Entry>> m_entries;
};

/// Whether its time is over; without an end only an acknowledgement lasts.
bool isOver(const OperatorMark &mark, qint64 nowMs);

/// Whose a trouble is, the most urgent first.
enum class Ownership {
    Nobody,
    Somebody, ///< acknowledged
    Quiet,    ///< in maintenance or shelved: quiet on purpose
};

Ownership ownershipOf(const ServiceView &view);

/// Trouble that began less than this ago is new.
inline constexpr Milliseconds kNewFor{30 * 60'000};

/// For how long a service has been down or degraded, confirmed, while that is new; else nothing.
std::optional<Milliseconds> newTrouble(const ServiceView &view, const Instant &now);

} // namespace opsdeck
