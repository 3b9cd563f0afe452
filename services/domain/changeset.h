// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

namespace opsdeck {

/// A change worth a line in the event list.
struct Event
{
    qint64 timeMs = 0;  ///< UTC
    ServiceKey service; ///< service may be empty: the environment or the program itself
    CheckId check;
    Health from = Health::Unknown;
    Health to = Health::Unknown;
    bool soft = false;
    bool fromSoft = false; ///< it was in `from`, not confirmed
    QString errorKind;     ///< stable word or empty
    QString text;          ///< sentence for people

    bool operator==(const Event &) const = default;
};

/// What the engine hands over, at most ten times a second.
struct ChangeSet
{
    QList<CheckState> states;   ///< newest state of each check that had a result
    QList<CheckResult> results; ///< every result, in order
    QList<Event> events;
    Instant at; ///< the engine's clock: its beat
    int checksInFlight = 0;
    Milliseconds lateness{0}; ///< how far behind its schedule the engine is
    WorkspacePtr workspace;   ///< the definition that was asked by; null: not stated

    bool isEmpty() const { return states.isEmpty() && results.isEmpty() && events.isEmpty(); }
};

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::Event)
Q_DECLARE_METATYPE(opsdeck::ChangeSet)
